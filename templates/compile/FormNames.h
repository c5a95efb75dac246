#pragma once
// How names of a form's fields are understood, and how layout.xml is written. Private to the room.

#include <set>
#include <string>

#include "templates/layout/Xml.h"

namespace tdkt::templates {

/// At most two decimals, none that say nothing; never negative.
std::string shortNumber(double value);
/// Points as millimetres.
std::string millimetres(double points);

/// An element as it was, attributes in the order of their names.
void writeNode(const XmlNode& node, const std::string& indent, std::string& out);

/// "sign.signer" is the place "signer" of kind "sign"; "recipientName_2" a second place of recipientName.
struct PlaceName {
  std::string kind;
  std::string field;
};
PlaceName placeNameOf(const std::string& name);

/// The names between braces.
std::set<std::string> placeholders(const std::string& text);

}  // namespace tdkt::templates
