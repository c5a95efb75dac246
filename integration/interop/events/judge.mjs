// Libraries others wrote as tdkt's counterparts: they verify what it tells, and send what it must take.
//   judge.mjs subscribe PORT SECRET FILE   takes events, verifies each, writes one JSON line per event to FILE
//   judge.mjs judge FILE                   what was told over a whole story
//   judge.mjs send URL SECRET              sends CloudEvents in every form, right and wrong
import { createServer } from "node:http";
import { appendFileSync, readFileSync } from "node:fs";
import { CloudEvent, HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

const say = (good, name, detail) => console.log(`${good ? "pass" : "fail"} ${name}: ${detail}`);

function subscribe(port, secret, file) {
  const webhook = new Webhook(secret);
  createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString("utf8");
      const row = { id: request.headers["webhook-id"] };
      try {
        webhook.verify(body, request.headers);
        row.verified = true;
        const event = HTTP.toEvent({ headers: request.headers, body });
        row.valid = event.validate() === true;
        row.type = event.type;
        row.subject = event.subject;
        row.sequence = event.sequence;
        row.sameId = event.id === row.id;
        row.data = event.data;
      } catch (error) {
        row.error = String(error.message ?? error);
      }
      appendFileSync(file, JSON.stringify(row) + "\n");
      response.writeHead(row.error ? 400 : 204).end();
    });
  }).listen(Number(port), "127.0.0.1", () => console.log("ready"));
}

function judge(file) {
  const rows = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const bad = rows.filter((row) => row.error || !row.verified || !row.valid || !row.sameId);
  say(bad.length === 0, "standardwebhooks+cloudevents verify", `${rows.length} events, ${bad.length} refused ${JSON.stringify(bad[0] ?? "")}`);
  const count = (type) => new Set(rows.filter((row) => row.type === "vn.tdkt." + type).map((row) => row.id)).size;
  const wanted = { "dossier.received": 1, "dossier.decided": 1, "file.published": 49, "decision.issued": 1 };
  for (const [type, times] of Object.entries(wanted)) say(count(type) === times, `told ${type}`, `${count(type)} of ${times}`);
  let last = "";
  const ordered = rows.every((row) => {
    const good = row.sequence >= last;
    last = row.sequence;
    return good;
  });
  say(ordered, "order of one dossier", `${rows.length} events by sequence`);
}

async function send(url, secret) {
  const webhook = new Webhook(secret);
  let number = 0;
  const event = () =>
    new CloudEvent({
      source: "/interop", type: "task.acted", id: `interop-${process.pid}-${++number}`,
      data: { type: "task.acted", task: `no-such-task-${number}`, user: "nobody", outcome: "agree" },
    });
  const post = async (message, more = {}) => {
    const body = typeof message.body === "string" ? message.body : JSON.stringify(message.body);
    const id = `msg_${process.pid}_${++number}`;
    const at = more.at ?? new Date();
    const headers = {
      ...message.headers, "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": (more.with ?? webhook).sign(id, at, body),
    };
    const answer = await fetch(url, { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  const expect = async (name, message, status, word, more) => {
    const got = await post(message, more);
    say(got.status === status && got.text.includes(word), name, `${got.status} ${got.text.slice(0, 60)}`);
  };
  const first = event();
  await expect("cloudevents structured", HTTP.structured(first), 202, "new");
  await expect("cloudevents structured again", HTTP.structured(first), 202, "repeated");
  await expect("the same event as binary", HTTP.binary(first), 202, "repeated");
  await expect("cloudevents binary", HTTP.binary(event()), 202, "new");
  const batch = [event(), event()];
  await expect("cloudevents batch",
    { headers: { "content-type": "application/cloudevents-batch+json" }, body: JSON.stringify(batch) }, 202, "new");
  const unversioned = JSON.parse(HTTP.structured(event()).body);
  unversioned.specversion = "0.3";
  await expect("another version is refused", { headers: { "content-type": "application/cloudevents+json" }, body: JSON.stringify(unversioned) }, 422, "cloudevents.version");
  await expect("a foreign signature is refused", HTTP.structured(event()), 401, "unauthenticated",
    { with: new Webhook("whsec_" + Buffer.alloc(32, 7).toString("base64")) });
  await expect("an old call is refused", HTTP.structured(event()), 401, "unauthenticated", { at: new Date(Date.now() - 3600e3) });
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === "subscribe") subscribe(...rest);
else if (verb === "judge") judge(...rest);
else await send(...rest);
