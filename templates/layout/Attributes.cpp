#include "templates/layout/Attributes.h"

#include <algorithm>

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

Align alignOf(const XmlNode& node) {
  return choice<Align>(node, "align", "left",
                       {{"left", Align::kLeft},
                        {"center", Align::kCenter},
                        {"right", Align::kRight},
                        {"justify", Align::kJustify}});
}

double mm(const XmlNode& node, const std::string& name) {
  return numberAttribute(node, name) * kPointsPerMm;
}
double mm(const XmlNode& node, const std::string& name, double fallback) {
  return numberAttribute(node, name, fallback) * kPointsPerMm;
}

Colour colourOf(const XmlNode& node) {
  const std::string text = attribute(node, "colour", "#000000");
  const auto octets = text.size() == 7 && text[0] == '#' ? fromHex(text.substr(1)) : std::nullopt;
  if (!octets) throw Malformed(node.line, "colour must be #RRGGBB");
  const auto part = [&](std::size_t i) { return static_cast<unsigned char>((*octets)[i]) / 255.0; };
  return {part(0), part(1), part(2)};
}

bool isName(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::vector<std::string> parted(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bar = std::min(text.find('|', at), text.size());
    if (bar > at) out.push_back(text.substr(at, bar - at));
    at = bar + 1;
  }
  return out;
}

}  // namespace tdkt::templates
