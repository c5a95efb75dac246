"""Asked by judges.py inside pyHanko's own virtual environment: JSON of files in, JSON of opinions out."""

import asyncio
import json
import logging
import sys

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.policy_decl import LocalKnowledge, PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer


def crl_from(path):
    octets = open(path, "rb").read()
    if pem.detect(octets):
        _, _, octets = pem.unarmor(octets)
    return asn1_crl.CertificateList.load(octets)


def context_words(order):
    return {"trust_roots": [load_cert_from_pemder(order["root"])],
            "other_certs": [load_cert_from_pemder(path) for path in order["intermediates"]],
            "crls": [crl_from(path) for path in order["crls"]],
            "allow_fetching": False, "revocation_mode": "hard-fail"}


def context_for(embedded, level, words):
    """From B-LT on the file itself must bring every certificate, OCSP answer and CRL; below, we give them."""
    if level not in ("B-LT", "B-LTA"):
        return ValidationContext(**words)
    bare = {key: words[key] for key in ("trust_roots", "allow_fetching", "revocation_mode")}
    return DocumentSecurityStore.read_dss(embedded.reader).as_validation_context(bare)


def judge_one(embedded, level, words):
    """What pyHanko says of one signature, and whether it is what the file claims."""
    context = context_for(embedded, level, words)
    status = validate_pdf_signature(embedded, context, ts_validation_context=context)
    stamp, text = status.timestamp_validity, status.summary()
    good = status.bottom_line and status.intact and status.valid and status.trusted
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    if level != "B-B" and not stamped and not embedded.reader.embedded_timestamp_signatures:
        return False, text + ", time-stamp missing or not good"
    if level == "B-LTA":
        archive = asyncio.run(ades_lta_validation(embedded, archive_spec(words)))
        text += f", archive: {archive.ades_subindic}"
        good = good and archive.ades_subindic == AdESPassed.OK
    return good, text


def archive_spec(words):
    """EN 319 102-1 §5.6.3 as pyHanko does it. The newest time-stamp's own revocation is ours to give."""
    policy = CertValidationPolicySpec(trust_manager=SimpleTrustManager.build(words["trust_roots"]),
                                      revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO, retroactive_revinfo=True))
    knowledge = LocalKnowledge(known_crls=[CRLContainer(crl) for crl in words["crls"]], known_certs=words["other_certs"])
    return PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy, local_knowledge=knowledge))


def judge(file, words):
    with open(file["path"], "rb") as handle:
        reader = PdfFileReader(handle)
        signatures = reader.embedded_regular_signatures
        found = [judge_one(each, file["level"], words) for each in signatures]
        for stamp in reader.embedded_timestamp_signatures:
            status = validate_pdf_timestamp(stamp, ValidationContext(**words))
            found.append((status.intact and status.valid and status.trusted, "document time-stamp " + status.summary()))
    good = len(signatures) == file["signatures"] and all(fine for fine, _ in found)
    return ["passed" if good else "failed", "; ".join(text for _, text in found) or "no signature found"]


def main():
    logging.disable(logging.CRITICAL)
    order = json.load(sys.stdin)
    words, opinions = context_words(order), {}
    for file in order["files"]:
        try:
            opinions[file["name"]] = judge(file, words)
        except Exception as problem:  # whatever it throws is its opinion of the file
            opinions[file["name"]] = ["failed", f"{type(problem).__name__}: {problem}"]
    json.dump(opinions, sys.stdout)


if __name__ == "__main__":
    main()
