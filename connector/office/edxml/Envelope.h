#pragma once
// First pass over an edXML message: a small tree of the envelope, and the attachments' base 64 beside it.

#include <string>
#include <string_view>
#include <vector>

#include "connector/office/edxml/Message.h"

namespace tdkt::edxml {

/// An element of the envelope, by local name; `text` trimmed.
struct Element {
  std::string name;
  std::string text;
  std::string href;  ///< of an attribute with that local name
  std::vector<Element> children;

  const Element* child(std::string_view localName) const;
  /// Depth first.
  const Element* descendant(std::string_view localName) const;
  std::vector<const Element*> childrenNamed(std::string_view localName) const;
  /// Text of that child, empty when absent or filler ("N/A").
  std::string value(std::string_view localName) const;
};

/// An attachment before decoding.
struct EncodedAttachment {
  std::string contentId;
  std::string name;
  std::string description;
  std::string mimeType;
  std::string base64;
};

struct Envelope {
  Element root;
  std::string namespaceUri;  ///< of the root
  std::vector<EncodedAttachment> attachments;
};

/// Errors: kInput "edxml.size", "edxml.doctype", "edxml.malformed", "edxml.attachments".
Result<Envelope> readEnvelope(std::string_view xml, const ParseLimits& limits);

/// "cid:x" and "x" are the same id.
std::string withoutCid(const std::string& id);

}  // namespace tdkt::edxml
