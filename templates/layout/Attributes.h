#pragma once
// Attributes of layout.xml as values of the model. Private to the room; each throws Malformed with its line.

#include <map>
#include <string>
#include <vector>

#include "templates/layout/Model.h"
#include "templates/layout/Xml.h"

namespace tdkt::templates {

/// One of the named values.
template <class T>
T choice(const XmlNode& node, const std::string& name, const std::string& fallback,
         const std::map<std::string, T>& choices) {
  const auto found = choices.find(attribute(node, name, fallback));
  if (found != choices.end()) return found->second;
  std::string known;
  for (const auto& [key, value] : choices) known += " " + key;
  throw Malformed(node.line, name + " must be one of" + known);
}

Align alignOf(const XmlNode& node);
/// Millimetres of the file as points.
double mm(const XmlNode& node, const std::string& name);
double mm(const XmlNode& node, const std::string& name, double fallback);
Colour colourOf(const XmlNode& node);

/// Letters and digits of ASCII only.
bool isName(const std::string& text);
/// The parts between bars: "TỈNH|THÀNH PHỐ".
std::vector<std::string> parted(const std::string& text);

}  // namespace tdkt::templates
