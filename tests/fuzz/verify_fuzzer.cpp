// Any octets as a PDF to be verified: never a crash, and never valid, because nobody is trusted here.
#include <cstdint>
#include <cstdlib>

#include "signing/Verifier.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tdkt::signing::Verifier verifier({}, nullptr);
  const tdkt::Bytes pdf(reinterpret_cast<const char*>(data), size);
  const auto report = verifier.verify(pdf, tdkt::UtcTime{1'795'000'000'000});
  if (report.verdict == tdkt::signing::Verdict::kValid || report.toJson().empty()) std::abort();
  return 0;
}
