#include "templates/compile/FormNames.h"

#include <algorithm>
#include <cmath>

#include "templates/layout/Drawing.h"
#include "workflow/base/Text.h"

namespace tdkt::templates {

std::string shortNumber(double value) {
  const auto hundredths = std::llround(std::max(0.0, value) * 100);
  std::string out = std::to_string(hundredths / 100);
  const auto rest = hundredths % 100;
  if (rest != 0) out += "." + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
  return out;
}

std::string millimetres(double points) {
  return shortNumber(points / kPointsPerMm);
}

void writeNode(const XmlNode& node, const std::string& indent, std::string& out) {
  out += indent + "<" + node.name;
  for (const auto& [key, value] : node.attributes)
    out += " " + key + "=\"" + text::escapeMarkup(value) + "\"";
  if (node.children.empty()) {
    out += "/>\n";
    return;
  }
  out += ">\n";
  for (const XmlNode& child : node.children) writeNode(child, indent + "  ", out);
  out += indent + "</" + node.name + ">\n";
}

PlaceName placeNameOf(const std::string& name) {
  for (const char* kind : {"sign", "qr", "table", "list"}) {
    const std::string prefix = std::string(kind) + ".";
    if (name.compare(0, prefix.size(), prefix) == 0) return {kind, name.substr(prefix.size())};
  }
  const std::size_t mark = name.size() > 2 ? name.size() - 2 : 0;
  const bool again = mark > 0 && name[mark] == '_' && name.back() >= '2' && name.back() <= '9';
  return {"text", again ? name.substr(0, mark) : name};
}

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> out;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) break;
    out.insert(text.substr(open + 1, close - open - 1));
  }
  return out;
}

}  // namespace tdkt::templates
