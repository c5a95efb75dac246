// A token and the keys it is held against, both from outside: a subject or a reason, nothing else.
// Input: key set, a line feed, token.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/identity/IdToken.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::identity;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const auto keys = KeySet::fromJson(input.substr(0, line));
  const KeySet none;
  const TokenExpectation expected{"https://sso.example", "tdkt", "n-1", tdkt::UtcTime{1'795'000'000'000}};
  const auto subject = subjectOf(input.substr(std::min(line + 1, size)), keys ? *keys : none, expected);
  if (subject && (subject->empty() || subject->size() > 255)) std::abort();
  return 0;
}
