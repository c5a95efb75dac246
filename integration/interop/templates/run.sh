#!/usr/bin/env bash
# The author's road with the real office program: form -> PDF -> compile -> check -> fill, and what a reader sees.
# Then every shipped package before veraPDF and qpdf (packages.py).
# Needs soffice (libreoffice-writer-nogui), pdftotext, pdftoppm. Usage: run.sh TDKT OUT-DIRECTORY TOOLS-DIRECTORY
set -euo pipefail
tdkt=$(realpath "$1")
out=$2
tools=$3
here=$(cd "$(dirname "$0")" && pwd)
command -v soffice > /dev/null || { echo "soffice is missing: apt-get install libreoffice-writer-nogui" >&2; exit 69; }
mkdir -p "$out"
rm -rf "$out/form" "$out/one" "$out/two"
mkdir -p "$out/form"

python3 "$here/make_form.py" "$out/form/form.fodt"
soffice --headless "-env:UserInstallation=file://$(realpath "$out")/profile" --convert-to pdf --outdir "$out/form" \
  "$out/form/form.fodt" > "$out/form/soffice.log" 2>&1
"$tdkt" template compile "$out/form/form.pdf" --style "$here/style.xml" --sample "$here/sample.json" --out "$out/one"
"$tdkt" template compile "$out/form/form.pdf" --style "$here/style.xml" --sample "$here/sample.json" --out "$out/two"
diff -r "$out/one" "$out/two" || { echo "two compiles differ" >&2; exit 1; }
"$tdkt" template check "$out/one"
"$tdkt" template preview "$out/one" --out "$out/preview.pdf"
"$tdkt" template preview "$out/one" --worst-case --out "$out/worst.pdf"
pdftotext -layout "$out/preview.pdf" "$out/preview.txt"
pdftoppm -r 70 -png -singlefile "$out/preview.pdf" "$out/preview"
pdftoppm -r 70 -png -singlefile "$out/worst.pdf" "$out/worst"

python3 - "$here/sample.json" "$out/preview.txt" <<'PYTHON'
import json
import sys

sample = json.load(open(sys.argv[1], encoding="utf-8"))
seen = " ".join(open(sys.argv[2], encoding="utf-8").read().split())
texts = sample["texts"]
wanted = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TẶNG BẰNG KHEN", texts["authority"].upper(), texts["recipientName"],
          "Số quyết định: 1234/QĐ-UBND, ngày 20 tháng 11 năm 2026", "Số sổ vàng: 02", texts["signerPost"],
          texts["signerName"], "An Hòa, ngày 20 tháng 11 năm 2026"]
lost = [text for text in wanted if text not in seen]
if lost:
    sys.exit("not on the page: " + "; ".join(lost))
print(f"{len(wanted)} texts read back")
PYTHON
python3 "$here/packages.py" --tdkt "$tdkt" --work "$out" --tools "$tools"
