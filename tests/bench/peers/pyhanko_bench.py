"""pyHanko signing the dumped page as signing_bench does: visible, B-B, RSA-2048. Prints operations per CPU second."""

import io
import logging
import sys
import time

from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle

logging.disable(logging.CRITICAL)
folder, seconds = sys.argv[1], float(sys.argv[2])
page = open(f"{folder}/decision.pdf", "rb").read()
signer = signers.SimpleSigner.load(f"{folder}/key.pem", f"{folder}/certificate.pem",
                                   ca_chain_files=(f"{folder}/issuing.pem",))
style = TextStampStyle(stamp_text="", background=PdfImage(f"{folder}/stamp.png"), border_width=0)


def once():
    meta = signers.PdfSignatureMetadata(field_name="Chair", md_algorithm="sha256", reason="Ban hành quyết định",
                                        subfilter=fields.SigSeedSubFilter.PADES)
    place = fields.SigFieldSpec("Chair", on_page=0, box=(300, 150, 420, 210))
    pdf = signers.PdfSigner(meta, signer, stamp_style=style, new_field_spec=place)
    return pdf.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(page))).getvalue()


open(f"{folder}/by-pyhanko.pdf", "wb").write(once())
rates = []
for _ in range(3):
    start, count = time.process_time(), 0
    while time.process_time() - start < seconds:
        once()
        count += 1
    rates.append(count / (time.process_time() - start))
print(sorted(rates)[1])
