"""The judges: who looks at which file, and what counts as passed. A judge that is not there is skipped, never passed."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Opinion:
    status: str  # passed, failed, skipped; broken: the judge itself could not work, which is no verdict
    detail: str


def ask(words, seconds=60, **more):
    try:
        return subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace",
                              timeout=seconds, **more)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", f"no answer within {seconds} s")


class Judge:
    name = ""
    judges = "signature"  # signature, pdfa or structure: which control it must fail

    def absent(self):
        """Why this judge cannot be asked at all; empty when it can."""
        return ""

    def declines(self, case):
        """Why this judge has nothing to say about this file; empty when it has."""
        return "" if self.judges != "signature" or case.signatures else "no signature to judge"

    def judge_all(self, cases):
        return {case.name: self.judge(case) for case in cases}

    def judge(self, case):
        raise NotImplementedError


class Maker(Judge):
    """Did our own program make the file at all?"""
    name, judges = "made", "making"

    def judge(self, case):
        return Opinion("failed", case.refused) if case.refused else Opinion("passed", str(case.path))


class Ours(Judge):
    name = "tdkt verify"

    def __init__(self, tdkt, pki):
        self.tdkt, self.pki = tdkt, pki

    def judge(self, case):
        crls = [word for crl in self.pki.crls for word in ("--crl", crl)]
        done = ask([self.tdkt, "verify", case.path, "--trust", self.pki.root, *crls, "--json"])
        if done.returncode not in (0, 1, 2):
            return Opinion("broken", done.stderr.strip())
        report = json.loads(done.stdout)
        found = [f"{s['level']} {s['indication']} {s.get('subIndication', '')}".strip() for s in report["signatures"]]
        good = done.returncode == 0 and len(found) >= case.signatures
        good = good and all(text.split()[0] == case.level for text in found[: case.signatures])
        return Opinion("passed" if good else "failed", "; ".join(found) or report["verdict"])


class Qpdf(Judge):
    name, judges = "qpdf --check", "structure"

    def absent(self):
        return "" if shutil.which("qpdf") else "qpdf is not installed"

    def judge(self, case):
        done = ask(["qpdf", "--check", case.path])
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "WARNING" in line or "ERROR" in line]
        return Opinion("passed" if done.returncode == 0 else "failed", "; ".join(lines)[:300] or "clean")


class Mutool(Judge):
    name, judges = "mutool clean", "structure"

    def __init__(self, folder):
        self.folder = folder

    def absent(self):
        return "" if shutil.which("mutool") else "mutool is not installed"

    def judge(self, case):
        done = ask(["mutool", "clean", case.path, self.folder / "cleaned.pdf"])
        text = done.stderr.strip()
        good = done.returncode == 0 and "error" not in text and "warning" not in text
        return Opinion("passed" if good else "failed", text[:300] or "clean")


class MutoolSign(Mutool):
    """MuPDF on the octets only: its certificate store is not ours to fill."""
    name, judges = "mutool sign", "signature"

    def declines(self, case):
        if "rsa-pss" in case.name:  # pyHanko's such signature fails here as well
            return "knows PSS only with certificates for PSS only"
        return Judge.declines(self, case) or ("knows no document time-stamps" if case.level == "B-LTA" else "")

    def judge(self, case):
        done = ask(["mutool", "sign", "-v", case.path])
        found = [block for block in done.stdout.split("Verifying signature ")[1:]]
        good = len(found) == case.signatures and not any("Digest error" in block for block in found)
        # Evidence for B-LT is a later revision, which MuPDF calls an edit without looking at what it holds.
        wanted = "edits since signing" if case.level == "B-LT" else "unchanged since signing"
        good = good and bool(found) and wanted in found[-1]
        return Opinion("passed" if good else "failed", " ".join(done.stdout.split())[:300] or done.stderr.strip())


class Pdfsig(Judge):
    """Poppler's pdfsig on NSS, with our root in its database."""
    name = "pdfsig"

    def __init__(self, pki, folder):
        self.pki, self.database = pki, folder / "nss"
        self.problem = ""

    def absent(self):
        for program in ("pdfsig", "certutil"):
            if not shutil.which(program):
                return f"{program} is not installed"
        if not self.database.exists():
            self.database.mkdir(parents=True)
            made = ask(["certutil", "-N", "-d", f"sql:{self.database}", "--empty-password"])
            added = ask(["certutil", "-A", "-d", f"sql:{self.database}", "-n", "root", "-t", "CT,C,C", "-a", "-i",
                         self.pki.root])
            if made.returncode or added.returncode:
                self.problem = f"certutil: {made.stderr} {added.stderr}"
        return self.problem

    def declines(self, case):
        # It accepts PSS made with an ordinary RSA key, ours and pyHanko's; a key for PSS only is beyond its NSS.
        only_pss = any(key.startswith("pss") for key in case.keys)
        return "knows no certificates for PSS only" if only_pss else Judge.declines(self, case)

    def judge(self, case):
        done = ask(["pdfsig", "-nssdir", f"sql:{self.database}", case.path])
        blocks = re.split(r"^Signature #\d+:\n", done.stdout, flags=re.M)[1:]
        people = [block for block in blocks if "Signature Type: unknown" not in block and "RFC3161" not in block]
        validations = [self._line(block, "Signature Validation") for block in people]
        trust = [self._line(block, "Certificate Validation") for block in people]
        good = (len(people) == case.signatures and all(text == "Signature is Valid." for text in validations)
                and all(text == "Certificate is Trusted." for text in trust))
        detail = "; ".join(f"{a} {b}" for a, b in zip(validations, trust))
        if len(blocks) > len(people):
            detail += f" ({len(blocks) - len(people)} document time-stamp not looked at: this version cannot)"
        return Opinion("passed" if good else "failed", detail or done.stderr.strip())

    @staticmethod
    def _line(block, title):
        found = re.search(rf"- {title}: (.*)", block)
        return found.group(1).strip() if found else "nothing said"


class PyHanko(Judge):
    """Runs in its own virtual environment, made by install.sh."""
    name = "pyHanko"

    def __init__(self, pki, python):
        self.pki, self.python = pki, python

    def absent(self):
        if not self.python.exists():
            return "its virtual environment could not be made"
        tried = ask([self.python, "-c", "import pyhanko.sign.validation"])
        return "" if tried.returncode == 0 else tried.stderr.strip().splitlines()[-1]

    def judge_all(self, cases):
        order = {"root": str(self.pki.root), "intermediates": [str(self.pki.issuing)],
                 "crls": [str(crl) for crl in self.pki.crls],
                 "files": [{"name": c.name, "path": str(c.path), "level": c.level, "signatures": c.signatures}
                           for c in cases]}
        done = ask([self.python, HERE / "pyhanko_judge.py"], 600, input=json.dumps(order))
        if done.returncode != 0:
            return {case.name: Opinion("broken", done.stderr.strip()[-200:]) for case in cases}
        return {name: Opinion(*said) for name, said in json.loads(done.stdout).items()}


class Java(Judge):
    """One of the three behind java-judges: a line in, a line out."""

    def __init__(self, key, name, judges, pki, jars, reports):
        self.key, self.name, self.judges = key, name, judges
        self.pki, self.jars, self.reports = pki, jars, reports

    def absent(self):
        if not shutil.which("java"):
            return "java is not installed"
        return "" if (self.jars / "judges-1.jar").exists() else "the Maven project could not be built"

    def judge_all(self, cases):
        words = ["java", "-cp", f"{self.jars / 'judges-1.jar'}{os.pathsep}{self.jars / 'lib' / '*'}",
                 "tdkt.interop.Main", "--root", self.pki.root, "--intermediate", self.pki.issuing,
                 "--ocsp", f"{self.pki.url}/ocsp", "--reports", self.reports]
        for crl in self.pki.crls:
            words += ["--crl", crl]
        jobs = "".join(f"{self.key}\t{c.name}\t{c.path}\t{c.level}\t{c.signatures}\n" for c in cases)
        done = ask(words, 600, input=jobs)
        said = [line.split("\t") for line in done.stdout.splitlines()]
        found = {name: Opinion(status, detail) for _, name, status, detail in said}
        return {c.name: found.get(c.name, Opinion("broken", f"no answer: {done.stderr.strip()[-300:]}")) for c in cases}
