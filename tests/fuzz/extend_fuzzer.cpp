// Any octets as a PDF to be signed or extended: never a crash, and what comes out begins with what went in.
#include <cstdint>
#include <cstdlib>

#include "signing/Seals.h"
#include "signing/pdf/Increment.h"
#include "signing/pdf/SecurityStore.h"
#include "signing/pdf/SignatureRevision.h"
#include "tests/fakes/SmallPdf.h"

namespace {

using namespace tdkt;
using namespace tdkt::signing;

/// The octets as somebody's stamp: what they refer to is copied.
void useAsAppearance(const Bytes& octets) {
  static const Bytes paper = fakes::smallPdf();
  SignatureSpec spec;
  spec.field = "S";
  spec.box = PageBox{1, 0, 0, 595, 842};
  spec.appearancePdf = octets;
  const auto revision = pdf::appendSignature(paper, spec);
  if (!revision && revision.error().code.rfind("signing.appearance.", 0) != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes octets(reinterpret_cast<const char*>(data), size);
  useAsAppearance(octets);
  const auto file = pdf::openForAppending(octets);
  if (!file) return 0;
  const auto seals = readSeals(*file);
  static_cast<void>(seals);
  const auto increment = pdf::storeIncrement(*file, {{"certificate"}, {"answer"}, {"list"}});
  if (increment) {
    const Bytes whole = octets + *increment;
    const auto again = pdf::File::open(whole);
    if (!again || pdf::readStore(*again).crls.empty()) std::abort();
  }
  SignatureSpec spec;
  spec.field = "S";
  spec.reserveBytes = 64;
  const auto signedOnce = pdf::appendSignature(octets, spec);
  static_cast<void>(signedOnce);
  return 0;
}
