// Any bytes as the wording of a decision: taken or refused with a reason; what was taken fills without a
// brace.

#include <cstdint>
#include <cstdlib>

#include "connector/issuing/Wording.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const auto wording =
      issuing::DecisionWording::fromJson(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!wording) {
    if (wording.error().kind == ErrorKind::kBug) std::abort();
    return 0;
  }
  if (wording->articles.empty() || wording->counted.size() != 3 || wording->groups.size() != 3) std::abort();
  for (const issuing::Phrase& article : wording->articles) {
    if (article.fill({}).find_first_of("{}") != std::string::npos) std::abort();
  }
  return 0;
}
