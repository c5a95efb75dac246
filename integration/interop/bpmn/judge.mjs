// The library inside Camunda Modeler and bpmn.io reads our files: no warning, nothing lost, every element drawn.
// usage: node judge.mjs moddle FILE.bpmn… | schema SCHEMA.json LIST.json…
// One line for each file: "pass|fail NAME: detail".
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2020.js';
import { BpmnModdle } from 'bpmn-moddle';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json');

function say(good, name, detail) {
  console.log(`${good ? 'pass' : 'fail'} ${name}: ${detail}`);
}

function undrawn(definitions) {
  const drawn = new Set(definitions.diagrams.flatMap((d) => d.plane.planeElement).map((e) => e.bpmnElement?.id));
  const process = definitions.rootElements.find((e) => e.$type === 'bpmn:Process');
  return process.flowElements.map((e) => e.id).filter((id) => !drawn.has(id));
}

async function moddle(path) {
  const xml = readFileSync(path, 'utf8');
  const modeler = new BpmnModdle({ zeebe });
  const { rootElement, warnings } = await modeler.fromXML(xml);
  if (warnings.length) return say(false, path, warnings.map((w) => w.message).join('; '));
  const lost = undrawn(rootElement);
  if (lost.length) return say(false, path, 'not drawn: ' + lost.join(', '));
  const { xml: again } = await modeler.toXML(rootElement);
  const count = (text) => (text.match(/<tdkt:/g) || []).length;
  if (count(again) !== count(xml)) return say(false, path, 'extensions were lost on saving');
  say(true, path, `${rootElement.rootElements.length} root element, no warning, ${count(xml)} extensions kept`);
}

function schema(schemaPath, paths) {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')));
  for (const path of paths) {
    const good = validate(JSON.parse(readFileSync(path, 'utf8')));
    say(good, path, good ? 'fits the schema' : validate.errors.map((e) => `${e.instancePath} ${e.message}`).join('; '));
  }
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === 'schema') schema(rest[0], rest.slice(1));
else for (const path of rest) await moddle(path).catch((error) => say(false, path, error.message));
