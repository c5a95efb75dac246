// Any octets as a file of signatures or of digests: taken or refused with a reason; what was taken is written
// and read again as the same.

#include <cstdint>
#include <cstdlib>

#include "connector/issuing/HandOverFiles.h"

namespace {

template <class File>
void roundTrip(std::string_view text) {
  const auto read = File::fromJson(text);
  if (!read) {
    if (read.error().kind != tdkt::ErrorKind::kInput) std::abort();
    return;
  }
  const std::string written = read->toJson();
  const auto again = File::fromJson(written);
  if (!again || again->toJson() != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  roundTrip<tdkt::issuing::SignatureFile>(text);
  roundTrip<tdkt::issuing::DigestFile>(text);
  return 0;
}
