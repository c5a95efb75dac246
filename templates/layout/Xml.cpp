#include "templates/layout/Xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <charconv>
#include <memory>

namespace tdkt::templates {
namespace {

constexpr std::size_t kMaxOctets = 1U << 20U;
constexpr int kMaxDepth = 32;
constexpr double kMaxNumber = 10000;

std::string toString(const xmlChar* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

const XmlRule& ruleFor(const std::map<std::string, XmlRule>& rules, const xmlNode* element) {
  const auto found = rules.find(toString(element->name));
  if (found == rules.end())
    throw Malformed(xmlGetLineNo(element), "unknown element " + toString(element->name));
  return found->second;
}

void readAttributes(const xmlNode* element, const XmlRule& rule, XmlNode& out) {
  for (const xmlAttr* a = element->properties; a != nullptr; a = a->next) {
    const std::string name = toString(a->name);
    if (a->ns != nullptr || rule.attributes.count(name) == 0) {
      throw Malformed(out.line, "unknown attribute " + name + " of " + out.name);
    }
    const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(
        xmlNodeListGetString(element->doc, a->children, 1), [](xmlChar* p) { xmlFree(p); });
    out.attributes[name] = toString(value.get());
  }
}

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

XmlNode convert(const xmlNode* element, const std::map<std::string, XmlRule>& rules, int depth) {
  XmlNode out{toString(element->name), {}, xmlGetLineNo(element), {}, {}};
  if (depth > kMaxDepth) throw Malformed(out.line, "nested too deeply");
  if (element->ns != nullptr) throw Malformed(out.line, "namespaces are not used here");
  const XmlRule& rule = ruleFor(rules, element);
  readAttributes(element, rule, out);
  for (const xmlNode* child = element->children; child != nullptr; child = child->next) {
    const long at = xmlGetLineNo(child);
    if (child->type == XML_COMMENT_NODE) continue;
    if (child->type == XML_ELEMENT_NODE) {
      if (rule.children.count(toString(child->name)) == 0) {
        throw Malformed(at, toString(child->name) + " may not stand in " + out.name);
      }
      out.children.push_back(convert(child, rules, depth + 1));
    } else if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
      const std::string text = toString(child->content);
      if (rule.text) {
        out.children.push_back({{}, text, at, {}, {}});
      } else if (!isBlank(text)) {
        throw Malformed(at, "text may not stand in " + out.name);
      }
    } else {
      throw Malformed(at, "only elements, texts and comments are allowed");
    }
  }
  return out;
}

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;
using Context = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

Document parse(std::string_view octets) {
  const Context context(xmlNewParserCtxt(), &xmlFreeParserCtxt);
  if (!context) throw std::bad_alloc();
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
  Document document(xmlCtxtReadMemory(context.get(), octets.data(), static_cast<int>(octets.size()), nullptr,
                                      "UTF-8", kOptions),
                    &xmlFreeDoc);
  if (document) return document;
  const xmlError* error = xmlCtxtGetLastError(context.get());
  throw Malformed(error == nullptr ? 0 : error->line, "not well-formed XML");
}

}  // namespace

XmlNode parseXml(std::string_view octets, const std::string& root,
                 const std::map<std::string, XmlRule>& rules) {
  if (octets.size() > kMaxOctets) throw Malformed(0, "larger than a mebibyte");
  // Refused before parsing too: a document type could define entities that grow while the parser reads.
  if (octets.find("<!DOCTYPE") != std::string_view::npos)
    throw Malformed(1, "a document type is not allowed");
  const Document document = parse(octets);
  if (document->intSubset != nullptr) throw Malformed(1, "a document type is not allowed");
  const xmlNode* element = xmlDocGetRootElement(document.get());
  if (element == nullptr || toString(element->name) != root) throw Malformed(1, "the root must be " + root);
  return convert(element, rules, 0);
}

std::string attribute(const XmlNode& node, const std::string& name) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) throw Malformed(node.line, node.name + " needs " + name);
  return found->second;
}

std::string attribute(const XmlNode& node, const std::string& name, const std::string& fallback) {
  const auto found = node.attributes.find(name);
  return found == node.attributes.end() ? fallback : found->second;
}

double numberAttribute(const XmlNode& node, const std::string& name) {
  const std::string text = attribute(node, name);
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  if (!whole || !(value >= 0 && value <= kMaxNumber)) {
    throw Malformed(node.line, name + " must be a number from 0 to 10000");
  }
  return value;
}

double numberAttribute(const XmlNode& node, const std::string& name, double fallback) {
  return node.attributes.count(name) == 0 ? fallback : numberAttribute(node, name);
}

bool flagAttribute(const XmlNode& node, const std::string& name) {
  const std::string text = attribute(node, name, "no");
  if (text != "yes" && text != "no") throw Malformed(node.line, name + " must be yes or no");
  return text == "yes";
}

}  // namespace tdkt::templates
