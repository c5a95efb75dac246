"""./dev interop: our files before independent judges. Exit code 0 only when no judge failed one and each failed its
control."""

import argparse
import datetime
import json
import pathlib
import shutil
import sys

import cases
import install
import judges
from pki import Pki


def ask_everyone(everyone, files):
    """{judge: {case: Opinion}}; what cannot be asked is skipped with the reason."""
    table = {}
    for judge in everyone:
        absent, said, todo = judge.absent(), {}, []
        for case in files:
            why = absent or case.skipped or why_not(judge, case)
            if why:
                said[case.name] = judges.Opinion("skipped", why)
            else:
                todo.append(case)
        answers = judge.judge_all(todo) if todo else {}
        said.update({case.name: answers[case.name] for case in todo})
        table[judge.name] = said
        print(f"  {judge.name}: {len(todo)} files", file=sys.stderr)
    return table


def why_not(judge, case):
    if case.control:
        return "" if case.control == judge.judges else "a control for other judges"
    if case.refused and judge.judges != "making":
        return "our program did not make it"
    return judge.declines(case)


def settle(table, files):
    """A control that was failed is a good judge; one that was passed is a judge nobody may rely on; so is a judge
    that broke down."""
    for said in table.values():
        for case in (c for c in files if c.control):
            opinion = said[case.name]
            if opinion.status == "failed":
                said[case.name] = judges.Opinion("passed", "refused, as it should: " + opinion.detail)
            elif opinion.status == "passed":
                said[case.name] = judges.Opinion("failed", "passed a spoiled file: " + opinion.detail)
        for name, opinion in said.items():
            if opinion.status == "broken":
                said[name] = judges.Opinion("failed", "the judge broke down: " + opinion.detail)


def counts(table):
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for said in table.values():
        for opinion in said.values():
            total[opinion.status] += 1
    return total


def markdown(table, files, versions):
    names = list(table)
    lines = ["| file | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for case in files:
        row = [table[name][case.name] for name in names]
        if case.skipped:
            lines.append(f"| {case.name} | skipped: {case.skipped} |" + " |" * (len(names) - 1))
        else:
            lines.append(f"| {case.name} | " + " | ".join("–" if o.status == "skipped" else o.status for o in row) + " |")
    lines += ["", "Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."]
    troubles = [(name, case.name, table[name][case.name]) for name in names for case in files
                if table[name][case.name].status == "failed"]
    absent = sorted({(name, table[name][case.name].detail) for name in names for case in files
                     if table[name][case.name].status == "skipped" and not case.skipped and not case.refused and not case.control
                     and not table[name][case.name].detail.startswith("no signature")})
    lines += [""] + [f"- failed, {judge}, {case}: {o.detail}" for judge, case, o in troubles]
    lines += [f"- skipped, {judge}: {why}" for judge, why in absent]
    return "\n".join(lines).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True, help="folder with tdkt and tdkt-trust-services")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="everything made and downloaded goes here")
    parser.add_argument("--only", default="", help="judge only files whose name has this in it")
    words = parser.parse_args()
    work, programs = words.work.resolve(), words.programs.resolve()
    made = work / "made"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    tools = install.everything(work)
    pki = Pki(programs, made)
    pki.make()
    pki.serve()
    try:
        files = [c for c in cases.Maker(programs, pki, made / "files").all() if words.only in c.name or c.control]
        java = lambda key, name, kind: judges.Java(key, name, kind, pki, tools.jars, made / "reports")
        everyone = [judges.Maker(), judges.Ours(programs / "tdkt", pki), judges.PyHanko(pki, tools.python), java("dss", "EU DSS", "signature"),
                    java("pdfbox", "PDFBox+BC", "signature"), judges.Pdfsig(pki, made), java("verapdf", "veraPDF 2b", "pdfa"),
                    judges.Qpdf(), judges.MutoolSign(made), judges.Mutool(made)]
        table = ask_everyone(everyone, files)
    finally:
        pki.stop()
    settle(table, files)
    total, text = counts(table), markdown(table, files, tools.versions())
    (work / "interop.md").write_text(text)
    (work / "interop.json").write_text(json.dumps({
        "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "versions": tools.versions(),
        "counts": total, "judges": {name: {case: {"status": o.status, "detail": o.detail} for case, o in said.items()}
                                    for name, said in table.items()}}, ensure_ascii=False, indent=1) + "\n")
    print(text)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
