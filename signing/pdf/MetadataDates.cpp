#include "signing/pdf/MetadataDates.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::size_t kLongest = 64;

bool isPlain(std::string_view value) {
  return value.size() <= kLongest &&
         value.find_first_not_of("0123456789TZabcdefABCDEFuid:+-. ") == value.npos;
}

/// Where the value of one property ends when it starts at `from`; npos when it is no plain value.
std::size_t endOfValue(std::string_view packet, std::size_t from, char end) {
  const std::size_t to = packet.find(end, from);
  return to != packet.npos && isPlain(packet.substr(from, to - from)) ? to : packet.npos;
}

}  // namespace

Bytes withoutDates(std::string_view packet) {
  Bytes out;
  std::size_t from = 0;
  while (from < packet.size()) {
    std::size_t copied = 1;
    for (const std::string_view name : {"xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:InstanceID"}) {
      if (packet.substr(from, name.size()) != name) continue;
      const std::size_t mark = from + name.size();
      const std::string_view opening = packet.substr(mark, 2);
      const bool element = opening.starts_with(">");
      const bool attribute = opening == "=\"" || opening == "='";
      if (!element && !attribute) continue;
      const std::size_t value = mark + (element ? 1 : 2);
      const std::size_t end = endOfValue(packet, value, element ? '<' : opening[1]);
      if (end == packet.npos) continue;
      out += packet.substr(from, value - from);
      from = end;
      copied = 0;
      break;
    }
    if (copied != 0) out += packet[from];
    from += copied;
  }
  return out;
}

}  // namespace tdkt::signing::pdf
