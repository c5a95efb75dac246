// Any text as a plan of migration: refused with a field, or read, written and read again as it was.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "workflow/definition/Migration.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::workflow;  // NOLINT: one function
  const auto file = migrationFileFromJson({reinterpret_cast<const char*>(data), size});
  if (!file) return 0;
  const auto again = migrationFileFromJson(toJson(*file));
  if (!again || again->from != file->from || again->to != file->to || again->steps != file->steps)
    std::abort();
  return 0;
}
