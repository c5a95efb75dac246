#include "templates/layout/Schema.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <cmath>
#include <memory>
#include <string>

#include "workflow/base/Resource.h"

namespace tdkt::templates::schema {
std::span<const Resource> resources();
}

namespace tdkt::templates {
namespace {

constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
constexpr double kTolerance = 0.5;  // points: layout.xml keeps hundredths of a millimetre

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Error malformed(const std::string& what) {
  return inputError("templates.package.malformed", what, "layout.xml");
}

void keepFirst(void* kept, xmlErrorPtr error) {
  auto& out = *static_cast<std::string*>(kept);
  if (!out.empty() || error == nullptr) return;
  out = "line " + std::to_string(error->line) + ": " + (error->message == nullptr ? "" : error->message);
  while (!out.empty() && out.back() == '\n') out.pop_back();
}

}  // namespace

Result<Done> validateLayout(std::string_view layoutXml) {
  if (layoutXml.find("<!DOCTYPE") != std::string_view::npos)
    return malformed("a document type is not allowed");
  const Resource& source = schema::resources().front();
  const Owned<xmlSchemaParserCtxt> parser(
      xmlSchemaNewMemParserCtxt(source.bytes.data(), static_cast<int>(source.bytes.size())),
      &xmlSchemaFreeParserCtxt);
  const Owned<xmlSchema> schema(parser ? xmlSchemaParse(parser.get()) : nullptr, &xmlSchemaFree);
  const Owned<xmlSchemaValidCtxt> validator(schema ? xmlSchemaNewValidCtxt(schema.get()) : nullptr,
                                            &xmlSchemaFreeValidCtxt);
  if (!validator) return bugError("templates.schema", "layout.xsd cannot be used");
  const Owned<xmlDoc> document(
      xmlReadMemory(layoutXml.data(), static_cast<int>(layoutXml.size()), nullptr, "UTF-8", kOptions),
      &xmlFreeDoc);
  if (!document) return malformed("not well-formed XML");
  std::string first;
  xmlSchemaSetValidStructuredErrors(validator.get(), &keepFirst, &first);
  if (xmlSchemaValidateDoc(validator.get(), document.get()) == 0) return Done{};
  return malformed(first.empty() ? "not valid" : first);
}

Result<Done> checkBackground(const Package& package, const Background* background) {
  for (const Section& section : package.sections) {
    if (section.background == 0) continue;
    const std::string page = "page " + std::to_string(section.background) + " of background.pdf ";
    if (background == nullptr) return malformed(page + "is missing");
    const auto found = background->pages.find(section.background);
    if (found == background->pages.end()) return malformed(page + "is missing");
    if (std::abs(found->second.width - section.width) > kTolerance ||
        std::abs(found->second.height - section.height) > kTolerance)
      return malformed(page + "has another size than its section");
  }
  return Done{};
}

}  // namespace tdkt::templates
