#include "connector/formats/SafeXml.h"

#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>

namespace tdkt::formats {

/// What libxml2's callbacks carry around.
struct XmlBridge {
  XmlHandler& handler;
  const XmlLimits& limits;
  xmlParserCtxt* parser = nullptr;
  int depth = 0;

  void fail(Error error) {
    handler.stop(std::move(error));
    xmlStopParser(parser);
  }
  // Nothing may be thrown through the C library.
  template <class Work>
  void guard(Work work) {
    if (handler.failure()) return;
    try {
      work();
    } catch (const std::exception& e) {
      fail(makeError(ErrorKind::kBug, "xml.handler", e.what()));
    }
    if (handler.failure()) xmlStopParser(parser);
  }
};

namespace {

constexpr std::size_t kChunk = 16U << 10U;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

XmlBridge& bridgeOf(void* context) {
  return *static_cast<XmlBridge*>(context);
}

void onStart(void* context, const xmlChar* localName, const xmlChar* /*prefix*/, const xmlChar* uri,
             int /*nNamespaces*/, const xmlChar** /*namespaces*/, int nAttributes, int /*nDefaulted*/,
             const xmlChar** attributes) {
  XmlBridge& bridge = bridgeOf(context);
  bridge.guard([&] {
    if (++bridge.depth > bridge.limits.depth) {
      return bridge.fail(inputError("xml.depth", "elements are nested too deeply"));
    }
    XmlAttributes list;
    for (int i = 0; i < nAttributes; ++i) {
      const xmlChar** row = attributes + static_cast<std::ptrdiff_t>(i) * 5;
      const auto* first = reinterpret_cast<const char*>(row[3]);
      list.emplace_back(view(row[0]), std::string(first, reinterpret_cast<const char*>(row[4])));
    }
    bridge.handler.start(std::string(view(localName)), std::string(view(uri)), list);
  });
}

void onEnd(void* context, const xmlChar* localName, const xmlChar* /*prefix*/, const xmlChar* /*uri*/) {
  XmlBridge& bridge = bridgeOf(context);
  bridge.guard([&] {
    --bridge.depth;
    bridge.handler.end(std::string(view(localName)));
  });
}

void onText(void* context, const xmlChar* text, int length) {
  XmlBridge& bridge = bridgeOf(context);
  bridge.guard([&] {
    bridge.handler.text(
        std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)));
  });
}

void onSubset(void* context, const xmlChar* /*name*/, const xmlChar* /*publicId*/,
              const xmlChar* /*systemId*/) {
  bridgeOf(context).fail(inputError("xml.doctype", "a DOCTYPE is not accepted"));
}

xmlSAXHandler handlers() {
  xmlSAXHandler out{};
  out.initialized = XML_SAX2_MAGIC;
  out.startElementNs = onStart;
  out.endElementNs = onEnd;
  out.characters = onText;
  out.ignorableWhitespace = onText;
  out.cdataBlock = onText;
  out.internalSubset = onSubset;
  out.externalSubset = onSubset;
  return out;
}

bool startsWith(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

/// Only UTF-8: every check on raw octets below would be blind to another encoding.
bool isDeclaredUtf8(std::string_view xml) {
  if (!startsWith(xml, "<?xml")) return true;
  const std::string_view declaration = xml.substr(0, std::min(xml.find("?>"), xml.size()));
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return true;
  std::string name;
  for (const char c : declaration.substr(at + 8)) {
    if (c == '=' || c == '"' || c == '\'' || c == ' ') continue;
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return startsWith(name, "utf-8") || startsWith(name, "us-ascii");
}

/// Length of the tag that starts at `xml`, or nothing when a limit is passed. Quotes hide '>' and '='.
std::optional<std::size_t> tagLength(std::string_view xml, const XmlLimits& limits) {
  std::size_t attributes = 0;
  char quote = 0;
  const std::size_t end = std::min(xml.size(), limits.tagBytes);
  for (std::size_t i = 1; i < end; ++i) {
    const char c = xml[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '=' && ++attributes > limits.attributes) {
      return std::nullopt;
    } else if (c == '>') {
      return i + 1;
    }
  }
  return end == xml.size() ? std::optional(end) : std::nullopt;
}

std::size_t lengthUntil(std::string_view xml, std::string_view mark) {
  const std::size_t at = xml.find(mark);
  return at == std::string_view::npos ? xml.size() : at + mark.size();
}

/// Octets of a file as the scan and the parser go over them: what lies behind is given back to the system.
class Window {
 public:
  explicit Window(std::string_view whole, bool mapped = false) : whole_(whole), mapped_(mapped) {}
  std::string_view whole() const { return whole_; }
  /// `rest` is the end of the whole that is still to be read.
  void passed(std::string_view rest) {
    const std::size_t done = (whole_.size() - rest.size()) / kGiveBack * kGiveBack;
    if (!mapped_ || done <= given_) return;
    // Not needed to be right, only to be small: the pages of a file come back when they are read again.
    ::madvise(const_cast<char*>(whole_.data()) + given_, done - given_, MADV_DONTNEED);
    given_ = done;
  }
  void again() { given_ = 0; }

 private:
  static constexpr std::size_t kGiveBack = 1U << 20U;
  const std::string_view whole_;
  const bool mapped_;
  std::size_t given_ = 0;
};

/// Where `mark` is, looked for in pieces so that the window can follow; npos when nowhere.
std::size_t findIn(std::string_view xml, char mark, Window& window) {
  constexpr std::size_t piece = 1U << 20U;
  for (std::size_t from = 0; from < xml.size(); from += piece) {
    const std::size_t at = xml.substr(from, piece).find(mark);
    if (at != std::string_view::npos) return from + at;
    window.passed(xml.substr(std::min(from + piece, xml.size())));
  }
  return std::string_view::npos;
}

/// One pass over the raw octets. It need not understand broken XML, only never be more lenient than the
/// parser.
Result<Done> scan(std::string_view xml, const XmlLimits& limits, Window& window) {
  while (true) {
    window.passed(xml);
    const std::size_t open = findIn(xml, '<', window);
    if (open == std::string_view::npos) return Done{};
    xml.remove_prefix(open);
    if (startsWith(xml, "<!--")) {
      xml.remove_prefix(lengthUntil(xml, "-->"));
    } else if (startsWith(xml, "<![CDATA[")) {
      xml.remove_prefix(lengthUntil(xml, "]]>"));
    } else if (startsWith(xml, "<?")) {
      xml.remove_prefix(lengthUntil(xml, "?>"));
    } else if (startsWith(xml, "<!")) {
      return inputError("xml.doctype", "a DOCTYPE is not accepted");
    } else {
      const auto length = tagLength(xml, limits);
      if (!length) return inputError("xml.attributes", "a tag is too long or has too many attributes");
      xml.remove_prefix(*length);
    }
  }
}

Error malformed(xmlParserCtxt* parser) {
  const xmlError* last = xmlCtxtGetLastError(parser);
  const int line = last == nullptr ? 0 : last->line;
  const int code = last == nullptr ? 0 : last->code;
  return inputError("xml.malformed",
                    "line " + std::to_string(line) + ", libxml2 error " + std::to_string(code));
}

Result<Done> parseChunks(std::string_view xml, XmlBridge& bridge, Window& window) {
  xmlSAXHandler table = handlers();
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
      xmlCreatePushParserCtxt(&table, &bridge, nullptr, 0, nullptr), &xmlFreeParserCtxt);
  if (!parser) return unavailableError("xml.memory", "no memory for the parser");
  bridge.parser = parser.get();
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  while (!xml.empty() && !bridge.handler.failure() && parser->disableSAX == 0) {
    const std::size_t size = std::min(xml.size(), kChunk);
    xmlParseChunk(parser.get(), xml.data(), static_cast<int>(size), 0);
    xml.remove_prefix(size);
    window.passed(xml);
  }
  if (!bridge.handler.failure()) xmlParseChunk(parser.get(), nullptr, 0, 1);
  if (bridge.handler.failure()) return *bridge.handler.failure();
  if (parser->wellFormed == 0) return malformed(parser.get());
  return Done{};
}

Result<Done> readWindow(Window window, XmlHandler& handler, const XmlLimits& limits) {
  static std::once_flag ready;
  std::call_once(ready, [] { xmlInitParser(); });
  std::string_view xml = window.whole();
  if (xml.size() > limits.bytes)
    return inputError("xml.size", "larger than " + std::to_string(limits.bytes) + " bytes");
  if (startsWith(xml, "\xEF\xBB\xBF")) xml.remove_prefix(3);
  if (!startsWith(xml, "<")) return inputError("xml.malformed", "line 1: does not start with '<'");
  if (!isDeclaredUtf8(xml) || findIn(xml, '\0', window) != std::string_view::npos) {
    return inputError("xml.encoding", "only UTF-8 is accepted");
  }
  window.again();
  TDKT_CHECK(scan(xml, limits, window));
  window.again();
  XmlBridge bridge{handler, limits};
  return parseChunks(xml, bridge, window);
}

/// A file as octets while it lives.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat state {};
    if (fd >= 0 && ::fstat(fd, &state) == 0 && state.st_size > 0) {
      size_ = static_cast<std::size_t>(state.st_size);
      void* const at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
      if (at != MAP_FAILED) at_ = at;
    }
    if (fd >= 0) ::close(fd);
  }
  ~MappedFile() {
    if (at_ != nullptr) ::munmap(at_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  bool good() const { return at_ != nullptr; }
  std::string_view octets() const { return {static_cast<const char*>(at_), size_}; }

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace

std::string attribute(const XmlAttributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

Result<Done> readXml(std::string_view xml, XmlHandler& handler, const XmlLimits& limits) {
  return readWindow(Window(xml), handler, limits);
}

Result<Done> readXmlFile(const std::string& path, XmlHandler& handler, const XmlLimits& limits) {
  const MappedFile file(path);
  if (!file.good()) return unavailableError("xml.file", "the file cannot be read", path);
  return readWindow(Window(file.octets(), true), handler, limits);
}

}  // namespace tdkt::formats
