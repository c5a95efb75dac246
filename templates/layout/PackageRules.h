#pragma once
// Which elements and attributes the XML files of this room may hold. Private to the room.

#include <map>
#include <string>

#include "templates/layout/Xml.h"

namespace tdkt::templates {

using XmlRules = std::map<std::string, XmlRule>;

/// Elements that a package's layout and the style file of a form share: fields, styles, columns of a table.
const XmlRules& sharedRules();
/// Everything layout.xml may hold.
const XmlRules& layoutRules();

/// The shared elements and `more`.
XmlRules withShared(XmlRules more);

}  // namespace tdkt::templates
