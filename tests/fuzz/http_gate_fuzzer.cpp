// Any bytes as the head of a request: what passes the gate has exactly one reading.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connector/http/Framing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::http;  // NOLINT: one function
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const HeadScan scan = scanHead(octets);
  if (scan.fault && scan.length) std::abort();
  if (!scan.length) return 0;
  const std::string_view octetsOfHead = octets.substr(0, *scan.length);
  if (octetsOfHead.size() > kMaxHead || octetsOfHead.substr(octetsOfHead.size() - 4) != "\r\n\r\n")
    std::abort();
  const HeadParse parse = parseHead(octetsOfHead);
  if (parse.head.has_value() == parse.fault.has_value()) std::abort();
  if (!parse.head) return 0;
  const auto& headers = parse.head->headers;
  if (headers.count("transfer-encoding") != 0 || headers.count("host") != 1) std::abort();
  if (parse.head->path.empty() || parse.head->path.front() != '/') std::abort();
  if (parse.head->path.find("/../") != std::string::npos) std::abort();
  return 0;
}
