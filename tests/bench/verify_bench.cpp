// How many one-signature files a second one core verifies, with CRLs at hand. Prints a line per kind of file.
//
//   verify_bench [seconds]
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "signing/PadesSigner.h"
#include "signing/Verifier.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/SmallPdf.h"
#include "tests/fakes/TestPki.h"

namespace {

using namespace tdkt;

Bytes signedFile(const fakes::TestPki& pki, const fakes::Identity& who, bool stamped) {
  fakes::FixedRandom random;
  fakes::LocalServices services(pki);
  signing::HttpTimeStamper stamper("tsa", {pki.root.certificate}, services, random);
  signing::SignatureSpec spec;
  spec.field = "Chair";
  spec.claimedAt = pki.now;
  const signing::PadesSigner signer;
  const auto key = pki.holder(who);
  const auto prepared = signer.prepare(signing::SigningJobId("job"), fakes::smallPdf(), key->chain(), spec);
  const auto raw = key->sign(prepared->job, prepared->toSign);
  return stamped ? *signer.completeWithTimeStamp(*prepared, *raw, stamper)
                 : *signer.complete(*prepared, *raw);
}

void measure(const char* name, const fakes::TestPki& pki, const Bytes& pdf, double seconds) {
  signing::CrlSource crls = pki.crls();
  const signing::Verifier verifier(pki.trusted(), &crls);
  if (verifier.verify(pdf, pki.now).verdict != signing::Verdict::kValid) std::abort();
  // Processor time: a machine that is busy with other things says nothing about us.
  const std::clock_t start = std::clock();
  long count = 0;
  double spent = 0;
  for (; spent < seconds; spent = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC) {
    for (int i = 0; i < 20; ++i, ++count) verifier.verify(pdf, pki.now);
  }
  std::printf("%-14s %8.0f files/s  (%zu octets)\n", name, static_cast<double>(count) / spent, pdf.size());
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  const fakes::TestPki pki;
  const fakes::Identity rsa = pki.signer("RSA", false);
  const fakes::Identity elliptic = pki.signer("EC");
  measure("RSA-2048 B-B", pki, signedFile(pki, rsa, false), seconds);
  measure("P-256 B-B", pki, signedFile(pki, elliptic, false), seconds);
  measure("RSA-2048 B-T", pki, signedFile(pki, rsa, true), seconds);
  return 0;
}
