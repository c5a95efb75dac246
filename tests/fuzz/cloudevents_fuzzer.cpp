// The first line is the content type, the rest the body: what is read has all it needs, and is read the same
// twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/inbox/CloudEvents.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt;  // NOLINT: one function
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const std::size_t line = octets.find('\n');
  if (line == std::string_view::npos) return 0;
  http::Request request;
  request.headers = {{"content-type", std::string(octets.substr(0, line))},
                     {"ce-specversion", "1.0"},
                     {"ce-id", std::string(octets.substr(line + 1, 40))},
                     {"ce-source", "s"},
                     {"ce-type", "t"}};
  request.body = std::string(octets.substr(line + 1));
  const auto read = inbox::readCloudEvents(request);
  if (!read) return 0;
  for (const auto& event : *read) {
    if (event.at("id").empty() || event.at("source").empty() || event.at("type").empty()) std::abort();
  }
  return 0;
}
