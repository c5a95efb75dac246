"""The files that are judged: made by our own command line, each as an official would have it made."""

import dataclasses
import pathlib
import subprocess

from pki import Pki, run

LEVELS = ["B-B", "B-T", "B-LT", "B-LTA"]
SOURCES = pathlib.Path(__file__).resolve().parents[2]
PACK, DEMO = SOURCES / "templates/pack", SOURCES / "integration/demo_data"


@dataclasses.dataclass
class Case:
    name: str
    level: str = "none"       # what the file is said to be
    signatures: int = 0
    keys: tuple = ()
    path: pathlib.Path | None = None
    skipped: str = ""         # why there is no file: something this machine or this build does not have
    refused: str = ""         # why our own program did not make it, though it should: a failure
    control: str = ""         # not empty: a spoiled file that every judge of this kind must fail


def tells(program, verb, word):
    """Does `tdkt VERB --help` know this word? What is not built yet says nothing of it."""
    help_text = subprocess.run([program, verb, "--help"], capture_output=True, text=True)
    return word.lower() in (help_text.stdout + help_text.stderr).lower()


class Maker:
    def __init__(self, programs: pathlib.Path, pki: Pki, folder: pathlib.Path):
        self.tdkt, self.pki, self.folder = programs / "tdkt", pki, folder
        self.plain = {}

    def all(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        made = [self._fill("decision"), self._fill("certificate")]
        for level in LEVELS:
            made.append(self._signed("decision", level, ["chair"], visible=True))
            made.append(self._signed("decision", level, ["chair", "organisation"], visible=True))
            made.append(self._signed("certificate", level, ["chair"], visible=True))
            for kind in ("rsa3072", "rsa4096", "pss2048", "pss3072", "p256", "p384", "p521"):
                made.append(self._signed("decision", level, [kind], visible=False))
            made.append(self._signed("decision", level, ["p256", "rsa3072"], visible=False))
        for algorithm in ("rsa-pss-sha256", "rsa-pkcs1-sha512"):
            made.append(self._staged("rsa3072", algorithm))
        return made + self._controls(made)

    def _fill(self, form):
        case = Case(f"{form}", path=self.folder / f"{form}.pdf")
        run([self.tdkt, "fill", "--template", PACK / form / "1", "--data", PACK / form / "1/sample.json",
             "--out", case.path])
        self.plain[form] = case.path
        return case

    def _missing(self, level, keys):
        if level in ("B-LT", "B-LTA") and not tells(self.tdkt, "sign", level):
            return f"not built yet: tdkt sign knows no {level}"
        if any(key.startswith("pss") for key in keys) and not tells(self.tdkt, "sign", "pss"):
            return "not built yet: tdkt sign says nothing of PSS"
        if any(key in ("chair", "organisation") for key in keys) and not self.pki.module:
            return "SoftHSM is not installed"
        return ""

    def _signed(self, form, level, keys, visible):
        case = Case(f"{form} {'+'.join(keys)} {level}{' visible' if visible else ''}", level, len(keys), tuple(keys))
        case.skipped = self._missing(level, keys)
        if case.skipped:
            return case
        source = self.plain[form]
        for number, key in enumerate(keys):
            # Evidence comes after the last signature: a DSS between two signatures would serve the first only.
            step = level if number + 1 == len(keys) or level in ("B-B", "B-T") else "B-T"
            target = self.folder / f"{case.name.replace(' ', '_')}{'' if number + 1 == len(keys) else '.first'}.pdf"
            try:
                self._sign(source, target, step, key, number, visible)
            except RuntimeError as problem:
                case.refused = str(problem)
                return case
            source = target
        case.path = source
        return case

    def _staged(self, key, algorithm):
        """prepare here, signed elsewhere (by OpenSSL), complete here."""
        case = Case(f"decision {key} {algorithm} B-B staged", "B-B", 1, (key,))
        if not tells(self.tdkt, "sign", "--algorithm"):
            case.skipped = "not built yet: tdkt sign prepare knows no --algorithm"
            return case
        chain, state, digest, raw = (self.folder / f"staged.{end}" for end in ("pem", "state", "digest", "raw"))
        chain.write_text((self.pki.folder / f"{key}.pem").read_text() + self.pki.issuing.read_text())
        target = self.folder / f"{case.name.replace(' ', '_')}.pdf"
        try:
            told = run([self.tdkt, "sign", "prepare", "--in", self.plain["decision"], "--cert", chain, "--out", state,
                        "--algorithm", algorithm])
            digest.write_bytes(bytes.fromhex(told.split()[-1]))
            padding = ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"] if "pss" in algorithm else []
            run(["openssl", "pkeyutl", "-sign", "-inkey", self.pki.folder / f"{key}.key", "-in", digest, "-out", raw,
                 "-pkeyopt", f"digest:{algorithm.rsplit('-', 1)[1]}", *padding])
            run([self.tdkt, "sign", "complete", "--state", state, "--signature", raw, "--out", target])
        except RuntimeError as problem:
            case.refused = str(problem)
            return case
        case.path = target
        return case

    def _sign(self, source, target, level, key, number, visible):
        words = [self.tdkt, "sign", "--in", source, "--out", target, "--level", level, "--pin-file", self.pki.pin]
        if key in ("chair", "organisation"):
            words += ["--pkcs11", f"pkcs11:token=tdkt-demo;object={key}", "--module", self.pki.module,
                      "--chain", self.pki.issuing]
        else:
            words += ["--p12", self.pki.p12(key)]
        if level != "B-B":
            words += ["--tsa", f"{self.pki.url}/tsa", "--tsa-trust", self.pki.root]
        if level in ("B-LT", "B-LTA"):
            words += self._evidence()
        if visible:
            image = DEMO / ("seal.png" if key == "organisation" else "signature-chair.png")
            words += ["--page", "1", "--image", image, "--box", f"{300 - 60 * number},200,100,60"]
        run(words, env=self.pki.environment())

    def _evidence(self):
        """Where evidence for B-LT comes from, in the words the built tdkt knows."""
        words = []
        if tells(self.tdkt, "sign", "--trust "):
            words += ["--trust", self.pki.root]
        if tells(self.tdkt, "sign", "--crl"):
            for crl in self.pki.crls:
                words += ["--crl", crl]
        elif tells(self.tdkt, "sign", "--ocsp"):
            words += ["--ocsp", f"{self.pki.url}/ocsp"]
        return words

    def _controls(self, made):
        """Spoiled copies: a judge that passes one of these judges nothing."""
        controls = []
        signed = next((case for case in made if case.path and case.level == "B-B"), None)
        if signed:
            octets = bytearray(signed.path.read_bytes())
            at = octets.find(b"/MediaBox")
            octets[at + 9:at + 10] = b"\t"  # harmless to a reader, but signed
            path = self.folder / "control-one-octet.pdf"
            path.write_bytes(octets)
            controls.append(Case("control: one signed octet changed", "B-B", 1, path=path, control="signature"))
        plain = bytearray(self.plain["decision"].read_bytes())
        at = plain.find(b"pdfaid:part")
        path = self.folder / "control-no-pdfa-part.pdf"
        path.write_bytes(plain[:at] + b"pdfaid:qart" + plain[at + 11:])
        controls.append(Case("control: XMP does not say PDF/A", path=path, control="pdfa"))
        broken = self.folder / "control-damaged-xref.pdf"
        at = plain.rfind(b"startxref")
        broken.write_bytes(plain[:at] + b"startxref\n9\n%%EOF\n")
        controls.append(Case("control: startxref points nowhere", path=broken, control="structure"))
        return controls
