// layout.xml from an author's hand: any octets give a package or an error, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "templates/layout/PackageReader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto package = tdkt::templates::readPackage({reinterpret_cast<const char*>(data), size});
  if (package && package->sections.empty()) __builtin_trap();  // a package without pages must not be accepted
  return 0;
}
