"use strict";
// The approval panel. The bearer lives in this variable only: closing the frame ends it.
let bearer = "";
let busy = false;
let chosen = null;

const view = document.getElementById("view");
const notice = document.getElementById("notice");
const confirmBox = document.getElementById("confirm");
const previewBox = document.getElementById("preview");
const byId = (id) => document.getElementById(id);

function say(text, bad) {
  notice.textContent = text;
  notice.className = bad ? "notice bad" : "notice";
  notice.hidden = false;
  notice.focus();
}

async function problemText(response) {
  try {
    return (await response.json()).message || "Chưa thực hiện được. Hãy thử lại.";
  } catch {
    return "Chưa thực hiện được. Hãy thử lại.";
  }
}

function call(path, options = {}) {
  const headers = { ...options.headers, Authorization: "Bearer " + bearer };
  return fetch(path, { ...options, headers, cache: "no-store" });
}

async function openSession() {
  const ticket = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  const response = await fetch("/panel/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (!response.ok) throw new Error(await problemText(response));
  bearer = (await response.json()).bearer;
}

function shownVersion() {
  return view.querySelector("[data-version]")?.dataset.version ?? "";
}

// Whom he leaves out, with the reasons as they are typed: a page that is drawn anew must not lose them.
function leftOut() {
  return [...view.querySelectorAll("[data-drop]")]
    .filter((field) => field.closest("details").open)
    .map((field) => ({ line: field.dataset.drop, name: field.dataset.dropName, reason: field.value.trim(), field }));
}

function leaveOut(line, reason) {
  const field = view.querySelector("[data-drop=" + CSS.escape(line) + "]");
  if (!field) return;
  field.closest("details").open = true;
  field.value = reason;
}

async function loadView() {
  const response = await call("/panel/api/view?known=" + encodeURIComponent(shownVersion()));
  if (response.status === 204) return;
  if (!response.ok) throw new Error(await problemText(response));
  const words = byId("search")?.value ?? "";
  const written = leftOut();
  view.innerHTML = await response.text();
  view.setAttribute("aria-busy", "false");
  for (const { line, reason } of written) leaveOut(line, reason);
  if (words) {
    byId("search").value = words;
    filterLines(words);
  }
}

// Searching ignores tones and hooks, as the server's folded text does.
function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");
}

function filterLines(words) {
  const wanted = fold(words.trim());
  let shown = 0;
  for (const row of view.querySelectorAll("tr[data-fold]")) {
    row.hidden = !fold(row.dataset.fold).includes(wanted);
    shown += row.hidden ? 0 : 1;
  }
  byId("search-count").textContent = wanted ? shown + " dòng phù hợp" : "";
}

function fact(name, value) {
  const term = document.createElement("dt");
  const text = document.createElement("dd");
  term.textContent = name;
  text.textContent = value;
  return [term, text];
}

function showReturnTerms(holder, shown) {
  byId("confirm-back-box").hidden = !shown;
  const choices = [["", "Nơi gửi"], ...[...holder.querySelectorAll("[data-target]")].map((t) => [t.dataset.target, t.textContent])];
  byId("confirm-to").replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
  byId("confirm-missing").value = "";
  byId("confirm-due").value = "";
}

function returnTerms() {
  const missing = byId("confirm-missing").value.split("\n").map((text) => text.trim()).filter(Boolean);
  const to = byId("confirm-to").value;
  const due = byId("confirm-due").value;
  return to || due || missing.length > 0 ? { to, missing, due } : undefined;
}

function askConfirmation(button) {
  const holder = [...view.querySelectorAll(".task-data")].find((t) => t.dataset.item === button.dataset.item);
  const task = holder.dataset;
  const dropped = button.dataset.outcome === "agree" && task.perLine ? leftOut() : [];
  const unsaid = dropped.find((drop) => !drop.reason);
  if (unsaid) {
    say("Hãy ghi lý do không đề nghị " + unsaid.name + ", hoặc đóng mục đó lại.", true);
    return unsaid.field.focus();
  }
  showReturnTerms(holder, button.dataset.outcome === "return");
  chosen = { ...task, drop: dropped.map(({ line, reason }) => ({ line, reason })), outcome: button.dataset.outcome, needsReason: Boolean(button.dataset.needsReason) };
  byId("confirm-title").textContent = button.dataset.word + "?";
  byId("confirm-task").textContent = task.title;
  byId("confirm-effect").textContent = button.dataset.effect;
  const rows = [...fact("Danh sách", task.lines + " dòng"), ...fact("Tài liệu", task.files + " tệp")];
  for (const drop of dropped) rows.push(...fact("Không đề nghị", drop.name + ": " + drop.reason));
  if (task.issued !== "0") rows.push(...fact("Văn bản đã lập", task.issued + " tệp"));
  byId("confirm-what").replaceChildren(...rows, ...fact("Mã nội dung", task.short));
  byId("confirm-reason").value = "";
  byId("confirm-reason-hint").textContent = chosen.needsReason ? "(bắt buộc)" : "(không bắt buộc)";
  byId("confirm-yes").textContent = "Xác nhận: " + button.dataset.word;
  byId("confirm-error").hidden = true;
  confirmBox.showModal();
  (chosen.needsReason ? byId("confirm-reason") : byId("confirm-yes")).focus();
}

function refuseEmptyReason() {
  const box = byId("confirm-error");
  box.textContent = "Hãy ghi lý do khi trả lại hoặc không đồng ý.";
  box.hidden = false;
  byId("confirm-reason").setAttribute("aria-invalid", "true");
  box.focus();
}

async function sendAct() {
  const reason = byId("confirm-reason").value.trim();
  if (chosen.needsReason && !reason) return refuseEmptyReason();
  if (busy) return;
  busy = true;
  try {
    const response = await call("/panel/api/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        workItem: chosen.item,
        outcome: chosen.outcome,
        reason,
        digest: chosen.digest,
        commandId: chosen.command,
        drop: chosen.drop,
        back: chosen.outcome === "return" ? returnTerms() : undefined,
      }),
    });
    const text = response.ok ? (await response.json()).message : await problemText(response);
    confirmBox.close();
    if (response.ok || response.status === 409) await loadView();
    say(text, !response.ok);
  } catch {
    confirmBox.close();
    say("Chưa rõ ý kiến đã được ghi hay chưa (mất kết nối). Hãy bấm lại: bấm lần nữa không ghi hai lần.", true);
  } finally {
    busy = false;
  }
}

async function save(path, name) {
  const response = await call(path);
  if (!response.ok) return say(await problemText(response), true);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function pdfLibrary() {
  if (window.pdfjsLib) return Promise.resolve(window.pdfjsLib);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/assets/pdfjs/pdf.js";
    script.onload = () => {
      window.pdfjsLib.GlobalWorkerOptions.workerSrc = "/assets/pdfjs/pdf.worker.js";
      resolve(window.pdfjsLib);
    };
    script.onerror = () => reject(new Error("pdf.js"));
    document.head.append(script);
  });
}

async function drawPages(bytes, pages) {
  const library = await pdfLibrary();
  const file = await library.getDocument({ data: bytes, isEvalSupported: false, enableXfa: false }).promise;
  for (let number = 1; number <= file.numPages; number += 1) {
    const page = await file.getPage(number);
    const canvas = document.createElement("canvas");
    const wide = page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale: Math.min(2, (Math.max(pages.clientWidth, 320) - 24) / wide) * 1.5 });
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Trang " + number + " trên " + file.numPages);
    pages.append(canvas);
    await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
  }
  return file.numPages;
}

async function preview(path, name) {
  const pages = byId("preview-pages");
  const state = byId("preview-state");
  pages.replaceChildren();
  byId("preview-title").textContent = name;
  byId("preview-save").onclick = () => save(path, name);
  state.textContent = "Đang mở tệp…";
  previewBox.showModal();
  try {
    const response = await call(path);
    if (!response.ok) throw new Error(await problemText(response));
    const count = await drawPages(new Uint8Array(await response.arrayBuffer()), pages);
    state.textContent = count + " trang";
  } catch {
    state.textContent = "Không xem được tệp này trong trang. Hãy bấm Tải về để mở bằng phần mềm đọc PDF.";
  }
}

view.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("act")) askConfirmation(button);
  if (button.dataset.preview) preview(button.dataset.preview, button.dataset.name);
  if (button.dataset.save) save(button.dataset.save, button.dataset.name);
});
view.addEventListener("input", (event) => {
  if (event.target.id === "search") filterLines(event.target.value);
});
// Forms of the view work by themselves; here their answer appears in the panel instead of in its place.
async function sendForm(form, body) {
  if (busy) return;
  busy = true;
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    const answer = response.ok ? await response.json() : null;
    const refused = (answer?.refused ?? []).map((one) => one.name + ": " + one.why);
    const text = answer ? [answer.message, ...refused].join("\n") : await problemText(response);
    if (response.ok || response.status === 409) await loadView();
    say(text, !response.ok || answer.bad);
  } catch {
    say("Chưa rõ hệ thống đã nhận hay chưa (mất kết nối). Hãy gửi lại: gửi lần nữa không ghi hai lần.", true);
  } finally {
    busy = false;
  }
}

view.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "own-upload" && form.id !== "own-decline") return;
  event.preventDefault();
  const data = new FormData(form);
  sendForm(form, form.id === "own-upload" ? data : new URLSearchParams(data));
});
byId("confirm-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sendAct();
});
byId("confirm-no").addEventListener("click", () => confirmBox.close());
byId("preview-close").addEventListener("click", () => previewBox.close());

function keepFresh() {
  if (byId("own-file")?.value || byId("own-reason")?.value) return; // what he has chosen or written stays
  if (document.hidden || busy || confirmBox.open || previewBox.open || !bearer) return;
  loadView().catch(() => {});
}

openSession()
  .then(loadView)
  .then(() => setInterval(keepFresh, 4000))
  .catch((error) => {
    view.replaceChildren();
    say(error.message, true);
  });
