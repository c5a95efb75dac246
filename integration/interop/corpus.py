"""Our verdicts beside pyHanko's on a folder of foreign PDFs: every difference is printed, and must be explained in
corpus-differences.json (file and field → cause). Exit code 1 when one is not."""

import argparse
import json
import pathlib
import subprocess
import sys

import install

HERE = pathlib.Path(__file__).resolve().parent


def theirs(python, files):
    done = subprocess.run([str(python), str(HERE / "pyhanko_corpus.py")], input=json.dumps([str(f) for f in files]),
                          capture_output=True, text=True, check=True, timeout=900)
    return json.loads(done.stdout)


def ours(tdkt, root, path):
    """Integrity only: a signature whose reasons are all about trust or time counts as sound."""
    done = subprocess.run([str(tdkt), "verify", str(path), "--trust", str(root), "--json"], capture_output=True,
                          text=True, timeout=60)
    if done.returncode not in (0, 1, 2):
        return {"unreadable": done.stderr.strip() or f"ended with {done.returncode}"}
    report = json.loads(done.stdout)
    whole = [reason["code"] for reason in report.get("reasons", [])]
    if not report["signatures"] and any(code in ("pdf.malformed", "pdf.encrypted") for code in whole):
        return {"unreadable": ", ".join(whole)}
    found = {}
    for each in report["signatures"]:
        codes = [reason["code"] for reason in each["reasons"]]
        about = [code for code in codes if not code.startswith(("chain.", "certificate.", "revocation.", "timestamp.", "note."))]
        found[each["field"]] = {"sound": not about, "why": ", ".join(about)}
    return {"signatures": found}


def differences(name, mine, other):
    """[(field, ours, pyHanko's)]; field "" is about the file."""
    if "unreadable" in mine or "unreadable" in other:
        # Without signatures there is nothing a verdict could be wrong about.
        rest = other if "unreadable" in mine else mine
        if ("unreadable" in mine) == ("unreadable" in other) or not rest["signatures"]:
            return []
        return [("", mine.get("unreadable", "read"), other.get("unreadable", "read"))]
    found = []
    for field in sorted({*mine["signatures"], *other["signatures"]}):
        a, b = mine["signatures"].get(field), other["signatures"].get(field)
        if a is None or b is None or a["sound"] != b["sound"]:
            say = lambda one: "no such signature" if one is None else "sound" if one["sound"] else one["why"]
            found.append((field, say(a), say(b)))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    words = parser.parse_args()
    if not words.corpus.is_dir():
        print(f"skipped: no corpus at {words.corpus}")
        return 0
    tools = install.everything(words.work.resolve())
    root = words.work / "corpus-root.pem"  # nobody's issuer: trust plays no part here
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    "/dev/null", "-subj", "/CN=nobody", "-days", "2", "-out", str(root)], check=True, capture_output=True)
    files = sorted(path for path in words.corpus.rglob("*") if path.suffix in (".pdf", ".fuzz"))
    other = theirs(tools.python, files)
    explained = json.loads((HERE / "corpus-differences.json").read_text())
    agree, differ, unexplained = 0, [], 0
    for path in files:
        name = str(path.relative_to(words.corpus))
        mine = ours(words.programs / "tdkt", root, path)
        found = differences(name, mine, other[str(path)])
        agree += not found
        for field, a, b in found:
            cause = explained.get(name, {}).get(field, "")
            unexplained += not cause
            differ.append({"file": name, "field": field, "ours": a, "pyHanko": b, "cause": cause})
    (words.work / "corpus.json").write_text(json.dumps(differ, ensure_ascii=False, indent=1) + "\n")
    print("| file | field | tdkt | pyHanko | cause |\n|---|---|---|---|---|")
    for one in differ:
        print(f"| {one['file']} | {one['field']} | {one['ours']} | {one['pyHanko'][:90]} | {one['cause'] or 'NOT EXPLAINED'} |")
    print(f"\n{len(files)} files: {agree} without a difference, {len(differ)} differences, {unexplained} not explained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
