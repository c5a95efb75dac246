#pragma once
// XML from outside as a small tree of our own. Hostile input is stopped while it is being read.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::workflow::xml {

struct Attribute {
  std::string space;  ///< namespace URI; empty for plain attributes
  std::string name;
  std::string value;
};

struct Element {
  std::string space;
  std::string name;
  int line = 0;
  std::vector<Attribute> attributes;
  std::vector<Element> children;
  std::string text;  ///< of this element itself, children's text left out

  /// The plain attribute, or "".
  const std::string& attribute(std::string_view wanted) const;
  bool has(std::string_view wanted) const;
};

struct Limits {
  std::size_t bytes = 1U << 20U;
  int depth = 64;
  int attributes = 200;  ///< of one element
};

/// Where and why reading stopped.
struct Failure {
  std::string rule;  ///< "xml.size", "xml.doctype", "xml.depth", "xml.attributes", "xml.syntax"
  int line = 0;
  std::string detail;
};

/// The root element. Any DOCTYPE stops the parser before an entity exists; nothing is fetched.
/// Source: libxml2 SAX2; design of the recipe: docs/workflow-format.md.
struct Document {
  Element root;
  bool ok = false;
  Failure failure;  ///< when not ok
};
Document read(std::string_view text, const Limits& limits = {});

}  // namespace tdkt::workflow::xml
