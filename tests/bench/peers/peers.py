"""Peers beside us, in one run on one core: a markdown table. What does not install is skipped with its reason."""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "integration/interop"))
import install  # noqa: E402

SECONDS = "3"
NPM = ["@signpdf/signpdf@3.3.0", "@signpdf/signer-p12@3.3.0", "@signpdf/placeholder-plain@3.3.0"]


def rate(words):
    """Operations per CPU second, or why there are none."""
    try:
        done = subprocess.run(["taskset", "-c", "0", *[str(word) for word in words]], capture_output=True, text=True,
                              timeout=300)
        return float(done.stdout.split()[-1]), ""
    except (ValueError, IndexError):
        return None, (done.stderr.strip().splitlines() or ["no figure"])[-1][:200]
    except (OSError, subprocess.TimeoutExpired) as problem:
        return None, str(problem)[:200]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    words = parser.parse_args()
    work = words.work.resolve()
    data, npm = work / "bench", work / "npm"
    bench = words.programs.resolve() / "signing_bench"
    subprocess.run([bench, "--dump", data], check=True)
    subprocess.run(["openssl", "pkcs12", "-export", "-legacy", "-inkey", data / "key.pem", "-in", data / "certificate.pem",
                    "-certfile", data / "issuing.pem", "-out", data / "key.p12", "-passout", "pass:bench"],
                   check=True, capture_output=True)
    tools = install.everything(work)
    npm.mkdir(parents=True, exist_ok=True)
    install.attempt("@signpdf", ["npm", "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", npm, *NPM])
    rows = [("tdkt, visible", [bench, "--rate", SECONDS]),
            ("pyHanko, visible", [tools.python, HERE / "pyhanko_bench.py", data, SECONDS]),
            ("PDFBox and Bouncy Castle, visible, warmed up", ["java", "-cp", tools.jars / "lib/*", HERE / "PdfBoxBench.java", data, SECONDS]),
            ("@signpdf, invisible", ["node", HERE / "signpdf_bench.mjs", data, SECONDS, npm])]
    print("### Beside others: B-B, RSA-2048, the same page and key, per second of processor time\n| who | signatures | tdkt is |\n|---|---|---|")
    ours = None
    for name, command in rows:
        figure, why = rate(command)
        ours = ours if ours is not None else figure
        if figure is None:
            print(f"| {name} | skipped: {why} | |")
        else:
            print(f"| {name} | {figure:.1f}/s | {ours / figure:.1f} × |" if ours else f"| {name} | {figure:.1f}/s | |")
    print("\n" + ", ".join(f"{name} {version}" for name, version in tools.versions().items()) + ", @signpdf 3.3.0.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
