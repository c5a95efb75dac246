// Any bytes as a list of nominees: read or refused with a reason; nobody without a name ever comes out.

#include <cstdint>
#include <cstdlib>

#include "connector/lists/NomineeList.h"
#include "workflow/base/Text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const auto list = lists::readNominees(Bytes(reinterpret_cast<const char*>(data), size));
  if (!list) {
    if (list.error().kind == ErrorKind::kBug) std::abort();
    return 0;
  }
  if (list->nominees.empty()) std::abort();
  for (const lists::ListedNominee& nominee : list->nominees) {
    if (nominee.nominee.name.empty() || !text::isNfc(nominee.nominee.name)) std::abort();
  }
  return 0;
}
