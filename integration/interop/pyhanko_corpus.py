"""Asked by corpus.py inside pyHanko's virtual environment: paths in, what pyHanko says of each signature's integrity out.

Trust is left out: the corpus has no roots, so only octets, structure and the difference of revisions are judged."""

import json
import logging
import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


def signature(embedded):
    try:
        status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[], allow_fetching=False))
    except Exception as problem:
        return {"sound": False, "why": f"{type(problem).__name__}: {problem}"}
    faults = []
    if not status.intact:
        faults.append("not intact")
    if not status.valid:
        faults.append("signature value not valid")
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        faults.append(f"coverage {status.coverage.name}")
    if status.modification_level is not None and status.modification_level == ModificationLevel.OTHER:
        faults.append("illegal modifications")
    if status.docmdp_ok is False:
        faults.append("against its DocMDP")
    return {"sound": not faults, "why": ", ".join(faults)}


def stamp(embedded):
    try:
        status = validate_pdf_timestamp(embedded, ValidationContext(trust_roots=[], allow_fetching=False))
    except Exception as problem:
        return {"sound": False, "why": f"{type(problem).__name__}: {problem}"}
    return {"sound": status.intact and status.valid, "why": "" if status.intact and status.valid else status.summary()}


def file(path):
    try:
        with open(path, "rb") as handle:
            reader = PdfFileReader(handle)
            found = {each.field_name: signature(each) for each in reader.embedded_regular_signatures}
            found.update({each.field_name: stamp(each) for each in reader.embedded_timestamp_signatures})
            return {"signatures": found}
    except Exception as problem:
        return {"unreadable": f"{type(problem).__name__}: {problem}"}


def main():
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(5000)
    json.dump({path: file(path) for path in json.load(sys.stdin)}, sys.stdout)


if __name__ == "__main__":
    main()
