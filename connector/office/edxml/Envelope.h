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

/// Base 64 that comes in pieces, decoded on its way into a Spool.
class Base64Reader {
 public:
  Base64Reader(std::string incoming, std::size_t inMemory)
      : out_(std::make_shared<storage::Spool>(std::move(incoming), inMemory)) {}
  /// False once it is no base 64. Errors: those of Spool::append.
  Result<bool> add(std::string_view piece);
  /// All that was decoded; null when it is no base 64 or nothing.
  std::shared_ptr<storage::Spool> finish();
  std::size_t size() const { return out_->size() + pending_.size(); }

 private:
  std::shared_ptr<storage::Spool> out_;
  std::string pending_;  ///< less than four letters between two pieces
  bool padded_ = false;  ///< nothing may follow
  bool bad_ = false;
};

/// An attachment before it is looked into.
struct EncodedAttachment {
  std::string contentId;
  std::string name;
  std::string description;
  std::string mimeType;
  Base64Reader content;
};

/// Where attachments are gathered that memory shall not hold; `incoming` empty: all in memory.
struct Gathering {
  std::string incoming = {};
  std::size_t inMemory = storage::kSpoolInMemory;
};

struct Envelope {
  Element root;
  std::string namespaceUri;  ///< of the root
  std::vector<EncodedAttachment> attachments;
};

/// Errors: kInput "edxml.size", "edxml.doctype", "edxml.malformed", "edxml.attachments".
Result<Envelope> readEnvelope(std::string_view xml, const ParseLimits& limits);
/// Errors besides: kUnavailable "xml.file", "spool.write".
Result<Envelope> readEnvelopeFile(const std::string& path, const Gathering& gathering,
                                  const ParseLimits& limits);

/// "cid:x" and "x" are the same id.
std::string withoutCid(const std::string& id);

}  // namespace tdkt::edxml
