// The JSON of `tdkt fill --data`: any octets give fields or an error, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "templates/FieldSet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto fields = tdkt::templates::fieldSetFromJson({reinterpret_cast<const char*>(data), size});
  if (!fields && fields.error().code.empty())
    __builtin_trap();  // an error without a code tells nobody anything
  return 0;
}
