#include "workflow/definition/Xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <memory>

namespace tdkt::workflow::xml {
namespace {

std::string textOf(const xmlChar* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

/// What the callbacks build. Elements are owned by a stack while open, by their parent once closed.
struct Builder {
  explicit Builder(const Limits& given) : limits(given) {}

  Limits limits;
  std::vector<Element> open;
  Element root;
  bool stopped = false;
  Failure failure;

  void stop(xmlParserCtxtPtr parser, const char* rule, std::string detail) {
    if (stopped) return;
    stopped = true;
    failure = {rule, xmlSAX2GetLineNumber(parser), std::move(detail)};
    xmlStopParser(parser);
  }
};

xmlParserCtxtPtr parserOf(void* context) {
  return static_cast<xmlParserCtxtPtr>(context);
}
Builder& builderOf(void* context) {
  return *static_cast<Builder*>(parserOf(context)->_private);
}

void onDoctype(void* context, const xmlChar* /*name*/, const xmlChar* /*external*/,
               const xmlChar* /*system*/) {
  builderOf(context).stop(parserOf(context), "xml.doctype", "a DOCTYPE is not allowed");
}

/// libxml2 hands attributes as five pointers each: name, prefix, namespace, begin and end of the value.
Attribute attributeAt(const xmlChar** fields) {
  const auto* begin = reinterpret_cast<const char*>(fields[3]);
  const auto* end = reinterpret_cast<const char*>(fields[4]);
  return {textOf(fields[2]), textOf(fields[0]), std::string(begin, end)};
}

void onStart(void* context, const xmlChar* name, const xmlChar* /*prefix*/, const xmlChar* space,
             int /*namespaceCount*/, const xmlChar** /*namespaces*/, int attributeCount, int /*defaulted*/,
             const xmlChar** attributes) {
  Builder& builder = builderOf(context);
  if (builder.stopped) return;
  if (static_cast<int>(builder.open.size()) >= builder.limits.depth) {
    return builder.stop(parserOf(context), "xml.depth", "elements are nested too deeply");
  }
  if (attributeCount > builder.limits.attributes) {
    return builder.stop(parserOf(context), "xml.attributes", "an element has too many attributes");
  }
  Element element;
  element.space = textOf(space);
  element.name = textOf(name);
  element.line = xmlSAX2GetLineNumber(context);
  for (int i = 0; i < attributeCount; ++i) {
    element.attributes.push_back(attributeAt(attributes + static_cast<std::ptrdiff_t>(i) * 5));
  }
  builder.open.push_back(std::move(element));
}

void onEnd(void* context, const xmlChar* /*name*/, const xmlChar* /*prefix*/, const xmlChar* /*space*/) {
  Builder& builder = builderOf(context);
  if (builder.stopped || builder.open.empty()) return;
  Element closed = std::move(builder.open.back());
  builder.open.pop_back();
  if (builder.open.empty()) {
    builder.root = std::move(closed);
  } else {
    builder.open.back().children.push_back(std::move(closed));
  }
}

void onText(void* context, const xmlChar* text, int length) {
  Builder& builder = builderOf(context);
  if (builder.stopped || builder.open.empty()) return;
  builder.open.back().text.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
}

void onError(void* context, xmlErrorPtr error) {
  if (context == nullptr || error == nullptr || error->level < XML_ERR_ERROR) return;
  builderOf(context).stop(parserOf(context), "xml.syntax",
                          error->message == nullptr ? "not well-formed" : error->message);
}

xmlSAXHandler handlers() {
  xmlSAXHandler sax{};
  xmlSAXVersion(&sax, 2);
  sax.internalSubset = onDoctype;
  sax.externalSubset = onDoctype;
  sax.startElementNs = onStart;
  sax.endElementNs = onEnd;
  sax.characters = onText;
  sax.ignorableWhitespace = onText;
  sax.cdataBlock = onText;
  sax.comment = nullptr;
  sax.processingInstruction = nullptr;
  sax.reference = nullptr;
  sax.warning = nullptr;
  sax.error = nullptr;
  sax.fatalError = nullptr;
  sax.serror = onError;
  return sax;
}

void onLooseError(void* /*context*/, xmlErrorPtr /*error*/) {}
void onLooseText(void* /*context*/, const char* /*format*/, ...) {}

/// Some errors (of encodings) pass the parser by and would be printed on standard error, where a hostile file
/// could write what it likes. The setting is one per thread.
class QuietLibrary {
 public:
  QuietLibrary()
      : structured_(xmlStructuredError),
        structuredContext_(xmlStructuredErrorContext),
        generic_(xmlGenericError),
        genericContext_(xmlGenericErrorContext) {
    xmlSetStructuredErrorFunc(nullptr, onLooseError);
    xmlSetGenericErrorFunc(nullptr, onLooseText);
  }
  ~QuietLibrary() {
    xmlSetStructuredErrorFunc(structuredContext_, structured_);
    xmlSetGenericErrorFunc(genericContext_, generic_);
  }
  QuietLibrary(const QuietLibrary&) = delete;
  QuietLibrary& operator=(const QuietLibrary&) = delete;

 private:
  xmlStructuredErrorFunc structured_;
  void* structuredContext_;
  xmlGenericErrorFunc generic_;
  void* genericContext_;
};

struct FreeParser {
  void operator()(xmlParserCtxtPtr parser) const {
    if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
    parser->myDoc = nullptr;
    xmlFreeParserCtxt(parser);
  }
};

Document failed(std::string rule, int line, std::string detail) {
  Document out;
  out.failure = {std::move(rule), line, std::move(detail)};
  return out;
}

}  // namespace

const std::string& Element::attribute(std::string_view wanted) const {
  static const std::string kNone;
  for (const Attribute& row : attributes) {
    if (row.space.empty() && row.name == wanted) return row.value;
  }
  return kNone;
}

bool Element::has(std::string_view wanted) const {
  for (const Attribute& row : attributes) {
    if (row.space.empty() && row.name == wanted) return true;
  }
  return false;
}

Document read(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return failed("xml.size", 0, "the file is too large");
  const QuietLibrary quiet;
  Builder builder(limits);
  xmlSAXHandler sax = handlers();
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(
      xmlCreatePushParserCtxt(&sax, nullptr, nullptr, 0, nullptr));
  if (!parser) return failed("xml.syntax", 0, "out of memory");
  parser->_private = &builder;
  // Without NOENT the library hands "&amp;" in an attribute on as "&#38;". There is no entity to expand
  // beyond the five of XML itself: a DOCTYPE has been refused before it could define one.
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_NOENT);
  bool whole = xmlParseChunk(parser.get(), text.data(), static_cast<int>(text.size()), 0) == 0;
  whole = whole && !builder.stopped && xmlParseChunk(parser.get(), nullptr, 0, 1) == 0;
  Document out;
  out.failure = builder.failure;
  out.ok = whole && !builder.stopped && parser->wellFormed == 1 && builder.open.empty() &&
           !builder.root.name.empty();
  if (!out.ok && out.failure.rule.empty()) out.failure = {"xml.syntax", 0, "not a whole XML document"};
  if (out.ok) out.root = std::move(builder.root);
  return out;
}

}  // namespace tdkt::workflow::xml
