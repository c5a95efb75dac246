"""Brings the judges that no Debian package has: pinned in requirements.txt and java-judges/pom.xml."""

import dataclasses
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def attempt(what, words):
    """A judge that cannot be brought is skipped later, with its reason there; here it is only told."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"  {what} could not be installed: {(done.stderr or done.stdout).strip()[-400:]}", file=sys.stderr)
    return done.returncode == 0


@dataclasses.dataclass
class Tools:
    python: pathlib.Path  # of the virtual environment with pyHanko
    jars: pathlib.Path    # java-judges and what it needs

    def versions(self):
        found = {}
        frozen = subprocess.run([self.python, "-m", "pip", "freeze"], capture_output=True, text=True) if self.python.exists() else None
        if frozen:
            found.update(re.findall(r"^(pyHanko|pyhanko-certvalidator)==(\S+)", frozen.stdout, re.M))
        for title, pattern in (("DSS", "dss-pades-[0-9]*.jar"), ("PDFBox", "pdfbox-[0-9]*.jar"),
                               ("Bouncy Castle", "bcprov-jdk18on-*.jar"), ("veraPDF", "validation-model-jakarta-*.jar")):
            for jar in (self.jars / "lib").glob(pattern):
                found[title] = re.search(r"-([0-9][0-9.]*)\.jar$", jar.name).group(1)
        for title, words in (("poppler", ["pdfsig", "-v"]), ("qpdf", ["qpdf", "--version"])):
            try:
                said = subprocess.run(words, capture_output=True, text=True)
            except FileNotFoundError:
                continue
            found[title] = re.search(r"version (\S+)", said.stdout + said.stderr).group(1)
        return found


def everything(work: pathlib.Path):
    venv, java = work / "venv", work / "java"
    stamp, wanted = venv / "installed.txt", (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        if attempt("the virtual environment", [sys.executable, "-m", "venv", venv]) and attempt(
                "pyHanko", [venv / "bin/pip", "install", "-q", "-r", HERE / "requirements.txt"]):
            stamp.write_text(wanted)
    attempt("the Java judges", ["mvn", "-q", "-B", "-f", HERE / "java-judges/pom.xml",
                                f"-DoutputDirectoryRoot={java}", "package"])
    return Tools(venv / "bin/python", java)
