// What a host that signs by itself calls back with: a code, or a reason; never a crash.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/office/signing/Voffice.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const auto hint = office::readSigningHint(std::string_view(reinterpret_cast<const char*>(data), size));
  if (hint ? hint->code.empty() : hint.error().code != "signing-host.hint") std::abort();
  return 0;
}
