"""Peers beside `./dev bench templates`: one form, one set of values, one core, one run. What does not install is skipped
with its reason; what does not print the values is not compared."""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.sax.saxutils

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE.parents[3] / "integration/interop"))
import install  # noqa: E402
import peers  # noqa: E402

SECONDS = "2"
BAR = 20
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"
NPM = ["pdf-lib@1.17.1", "@pdf-lib/fontkit@1.1.1"]
PDFTK = "/usr/share/pdftk/pdftk.jar:/usr/share/java/bcprov.jar:/usr/share/java/commons-lang3.jar"
NAMES = ("recipientName", "achievement")


def prepare(bench, data):
    subprocess.run([bench, "--dump", data], check=True)
    shutil.copy(FONT, data / "font.ttf")
    fields = "".join(f'<field name="{name}"><value>{xml.sax.saxutils.escape((data / f"{name}.txt").read_text())}</value></field>'
                     for name in NAMES)
    (data / "values.xfdf").write_text('<?xml version="1.0" encoding="UTF-8"?>\n<xfdf xmlns="http://ns.adobe.com/xfdf/">'
                                      f"<fields>{fields}</fields></xfdf>\n")


def unread(data, made):
    """What a reader does not find in a peer's file."""
    said = subprocess.run(["pdftotext", data / made, "-"], capture_output=True, text=True)
    seen = " ".join(said.stdout.replace("\u00a0", " ").split())
    return [name for name in NAMES if " ".join((data / f"{name}.txt").read_text().split()) not in seen]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    words = parser.parse_args()
    work, npm = words.work.resolve(), words.work.resolve() / "npm-filling"
    bench = words.programs.resolve() / "templates_bench"
    tools = install.everything(work)
    npm.mkdir(parents=True, exist_ok=True)
    install.attempt("pdf-lib", ["npm", "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", npm, *NPM])
    shm = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as folder:
        data = pathlib.Path(folder)
        prepare(bench, data)
        rows = [("tdkt", "tdkt.pdf", [bench, "--rate", SECONDS]),
                ("pdf-lib 1.17.1", "by-pdf-lib.pdf", ["node", HERE / "pdflib_bench.mjs", data, SECONDS, npm]),
                ("pdftk-java, warmed up in one process", "by-pdftk.pdf", ["java", "-cp", PDFTK, HERE / "FillPdftk.java", data, SECONDS]),
                (f"PDFBox {tools.versions().get('PDFBox', '')}, warmed up", "by-pdfbox.pdf",
                 ["java", "-cp", tools.jars / "lib/*", HERE / "FillPdfBox.java", data, SECONDS])]
        print("### Beside others: two values into a form on 1 MB of artwork, flattened, per second of processor time\n"
              "| who | documents | tdkt is | octets |\n|---|---|---|---|")
        ours, fastest = None, 0
        for name, made, command in rows:
            figure, why = peers.rate(command)
            lost = unread(data, made) if figure else []
            if figure is None or lost:
                print(f"| {name} | skipped: {why or 'a reader does not find ' + ', '.join(lost)} | | |")
                continue
            if ours is None:
                ours = figure
            else:
                fastest = max(fastest, figure)
            print(f"| {name} | {figure:.1f}/s | {ours / figure:.1f} × | {(data / made).stat().st_size} |")
    if ours and fastest:
        met = "met" if ours >= BAR * fastest else "**not met**"
        print(f"\n{ours / fastest:.1f} times the fastest of them; bar: {BAR}; {met}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
