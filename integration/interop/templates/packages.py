"""Every shipped template package, filled with its sample and with its worst case, before veraPDF (PDF/A-2b) and qpdf; so
is what the author's road made. The form as Writer exports it is the control: it is no PDF/A. Exit code 0 only without a
failure."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))
import install  # noqa: E402


def fill(tdkt, package, out, worst):
    """None when the program made the file, else what it said."""
    words = [str(tdkt), "template", "preview", str(package), "--out", str(out)] + (["--worst-case"] if worst else [])
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    return None if done.returncode == 0 and out.exists() else (done.stderr or done.stdout).strip()[-300:]


def verapdf(jars, files):
    """{name: (status, detail)}, or why nobody can be asked."""
    if not shutil.which("java"):
        return "java is not installed"
    if not (jars / "judges-1.jar").exists():
        return "the Maven project could not be built"
    jobs = "".join(f"verapdf\t{name}\t{path}\t\t0\n" for name, path in files.items())
    done = subprocess.run(["java", "-cp", f"{jars / 'judges-1.jar'}{os.pathsep}{jars / 'lib' / '*'}", "tdkt.interop.Main"],
                          input=jobs, capture_output=True, text=True, timeout=600)
    said = [line.split("\t") for line in done.stdout.splitlines()]
    found = {name: (status, detail) for _, name, status, detail in said}
    return {name: found.get(name, ("broken", done.stderr.strip()[-200:])) for name in files}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tdkt", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="where run.sh left the form and its package")
    parser.add_argument("--tools", type=pathlib.Path, required=True, help="where the judges are downloaded to")
    words = parser.parse_args()
    made, failed, files = words.work / "packages", 0, {}
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    packages = sorted(path for path in (ROOT / "templates/pack").glob("*/*") if (path / "layout.xml").exists())
    for package in [*packages, words.work / "one"]:
        title = "from Writer" if package == words.work / "one" else f"{package.parent.name}/{package.name}"
        for worst in (False, True):
            name = title + (", worst case" if worst else "")
            out = (made / (name.replace("/", "-").replace(" ", "-") + ".pdf")).resolve()
            why = fill(words.tdkt, package, out, worst)
            if why is not None:
                failed += 1
                print(f"fail {name}: not filled: {why}")
                continue
            files[name] = out
    for name, path in files.items():
        checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
        if checked.returncode != 0:
            failed += 1
            print(f"fail qpdf {name}: {(checked.stderr or checked.stdout).strip()[-200:]}")
    print(f"{len(files)} documents of {len(packages) + 1} packages filled, qpdf asked")
    control = "control: the form itself"
    said = verapdf(install.everything(words.tools.resolve()).jars, {**files, control: (words.work / "form/form.pdf").resolve()})
    if isinstance(said, str):
        print(f"skip veraPDF: {said}")
        return 1 if failed else 0
    for name, (status, detail) in said.items():
        good = status == ("failed" if name == control else "passed")
        failed += not good
        print(f"{'pass' if good else 'fail'} veraPDF {name}: {'refused, as it should' if name == control and good else detail[:200]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
