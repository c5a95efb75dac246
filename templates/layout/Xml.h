#pragma once
// A strict small view of an XML file: no DOCTYPE, no network, only elements and attributes somebody listed.

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tdkt::templates {

/// Thrown inside the room only; the message starts with the line.
class Malformed : public std::runtime_error {
 public:
  Malformed(long line, const std::string& what)
      : std::runtime_error("line " + std::to_string(line) + ": " + what) {}
};

/// An element, or a text when `name` is empty.
struct XmlNode {
  std::string name;
  std::string text;
  long line = 0;
  std::map<std::string, std::string> attributes;
  std::vector<XmlNode> children;
};

/// What one element may hold.
struct XmlRule {
  std::set<std::string> attributes;
  std::set<std::string> children;
  bool text = false;
};

/// Throws Malformed.
XmlNode parseXml(std::string_view octets, const std::string& root,
                 const std::map<std::string, XmlRule>& rules);

/// Typed attributes; each throws Malformed when the value is absent (no fallback given) or of another type.
std::string attribute(const XmlNode& node, const std::string& name);
std::string attribute(const XmlNode& node, const std::string& name, const std::string& fallback);
double numberAttribute(const XmlNode& node, const std::string& name);
double numberAttribute(const XmlNode& node, const std::string& name, double fallback);
bool flagAttribute(const XmlNode& node, const std::string& name);  ///< yes or no; absent: no

}  // namespace tdkt::templates
