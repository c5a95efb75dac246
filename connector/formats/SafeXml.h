#pragma once
// Reads XML from outside as a stream: no DOCTYPE, no entities, no network, UTF-8 only, bounded in every
// direction. libxml2's attribute handling is quadratic, so attributes are counted on the raw octets before it
// sees them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::formats {

struct XmlLimits {
  std::size_t bytes = 50U << 20U;
  int depth = 64;
  std::size_t attributes = 200;       ///< in one tag
  std::size_t tagBytes = 16U << 10U;  ///< one tag from '<' to '>'
};

/// Local names and values.
using XmlAttributes = std::vector<std::pair<std::string, std::string>>;

/// The value of the attribute of this local name, or empty.
std::string attribute(const XmlAttributes& attributes, std::string_view name);

/// Receives the stream. stop() ends the reading with that error.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(const std::string& localName, const std::string& namespaceUri,
                     const XmlAttributes& attributes) = 0;
  virtual void text(std::string_view piece) = 0;  ///< an element's text may come in many pieces
  virtual void end(const std::string& localName) = 0;

  const std::optional<Error>& failure() const { return failure_; }

 protected:
  void stop(Error error) {
    if (!failure_) failure_ = std::move(error);
  }

 private:
  friend struct XmlBridge;
  std::optional<Error> failure_;
};

/// Errors: the handler's own; kInput "xml.size", "xml.doctype", "xml.encoding", "xml.attributes",
/// "xml.depth", "xml.malformed" (detail has the line).
Result<Done> readXml(std::string_view xml, XmlHandler& handler, const XmlLimits& limits = {});
/// The same from a file that nobody changes meanwhile, of which no more than some MiB are ever in memory.
/// Errors besides: kUnavailable "xml.file".
Result<Done> readXmlFile(const std::string& path, XmlHandler& handler, const XmlLimits& limits = {});

}  // namespace tdkt::formats
