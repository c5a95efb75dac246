// Any octets as a PDF to be verified, with its DSS, time-stamps and every report: never a crash, and never
// valid, because nobody is trusted here. The same octets as CRL, OCSP answer, token and trust list.
#include <cstdint>
#include <cstdlib>

#include "signing/Revocation.h"
#include "signing/Trust.h"
#include "signing/Verifier.h"
#include "signing/cms/CmsReader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace signing = tdkt::signing;
  const tdkt::Bytes octets(reinterpret_cast<const char*>(data), size);
  signing::CrlSource nothing;
  const signing::Verifier verifier({}, &nothing);
  const auto report = verifier.verify(octets, tdkt::UtcTime{1'795'000'000'000});
  if (report.verdict == signing::Verdict::kValid || report.toJson().empty() || report.toText().empty() ||
      report.toHtml().empty()) {
    std::abort();
  }
  signing::StoredSource stored;
  static_cast<void>(stored.addCrl(octets));
  static_cast<void>(stored.addOcsp(octets));
  signing::cms::CertificateMemory memory;
  const auto fresh = signing::cms::readToken(octets, {octets, {}});
  const auto known = signing::cms::readToken(octets, {octets, {}}, {}, &memory);
  if (fresh.has_value() != known.has_value() || (fresh && fresh->cms.findings != known->cms.findings))
    std::abort();
  static_cast<void>(signing::readTrustList(octets));
  return 0;
}
