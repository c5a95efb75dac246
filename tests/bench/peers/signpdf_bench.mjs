// @signpdf signing the dumped page: invisible, for its plain placeholder draws nothing. Prints operations per CPU second.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.argv[4] + '/');
const { plainAddPlaceholder } = require('@signpdf/placeholder-plain');
const { P12Signer } = require('@signpdf/signer-p12');
const signpdf = require('@signpdf/signpdf').default;

const folder = process.argv[2];
const seconds = Number(process.argv[3]);
const page = fs.readFileSync(`${folder}/decision.pdf`);
const p12 = fs.readFileSync(`${folder}/key.p12`);

async function once() {
  const pdfBuffer = plainAddPlaceholder({ pdfBuffer: page, reason: 'Ban hanh', contactInfo: '', name: 'Chair',
    location: '', signatureLength: 16384, subFilter: 'ETSI.CAdES.detached' });
  return signpdf.sign(pdfBuffer, new P12Signer(p12, { passphrase: 'bench' }));
}

const spent = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };

fs.writeFileSync(`${folder}/by-signpdf.pdf`, await once());
const rates = [];
for (let round = 0; round < 4; round++) {
  const start = spent();
  let count = 0;
  while (spent() - start < seconds) { await once(); count++; }
  rates.push(count / (spent() - start));
}
console.log(rates.slice(1).sort((a, b) => a - b)[1]);
