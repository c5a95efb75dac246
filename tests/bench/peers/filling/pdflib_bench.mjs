// pdf-lib fills and flattens the dumped form as templates_bench does: an embedded, subset font. The form and the font
// are read from memory; pdf-lib parses the form for every document, as its own samples do. Prints operations per
// CPU second.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[4] + '/');
const { PDFDocument } = require('pdf-lib');
const fontkit = require('@pdf-lib/fontkit');

const folder = process.argv[2];
const seconds = Number(process.argv[3]);
const form = fs.readFileSync(`${folder}/form.pdf`);
const font = fs.readFileSync(`${folder}/font.ttf`);
const names = ['recipientName', 'achievement'];
const values = names.map((name) => fs.readFileSync(`${folder}/${name}.txt`, 'utf8'));

async function once() {
  const document = await PDFDocument.load(form, { updateMetadata: false });
  document.registerFontkit(fontkit);
  const face = await document.embedFont(font, { subset: true });
  const fields = document.getForm();
  names.forEach((name, i) => {
    const field = fields.getTextField(name);
    field.setText(values[i]);
    field.updateAppearances(face);
  });
  fields.flatten({ updateFieldAppearances: false });
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
}

const spent = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };

fs.writeFileSync(`${folder}/by-pdf-lib.pdf`, await once());
const rates = [];
for (let round = 0; round < 4; round++) { // the first round warms the compiler up and is dropped
  const start = spent();
  let count = 0;
  while (spent() - start < seconds) { await once(); count++; }
  rates.push(count / (spent() - start));
}
console.log(rates.slice(1).sort((a, b) => a - b)[1]);
