#include "templates/layout/PackageRules.h"

namespace tdkt::templates {

const XmlRules& sharedRules() {
  static const XmlRules table = {
      {"fields", {{}, {"text", "list", "table"}, false}},
      {"text", {{"name", "kind", "required", "max-length"}, {}, false}},
      {"list", {{"name", "required"}, {}, false}},
      {"table", {{"name", "columns", "required"}, {}, false}},
      {"styles", {{}, {"style"}, false}},
      {"style",
       {{"name", "size", "min-size", "max-lines", "font", "align", "indent", "before", "after", "spacing",
         "colour", "upper", "keep-next", "break-before"},
        {},
        false}},
      {"grid", {{"name", "header-style", "group-style", "cell-style"}, {"col"}, false}},
      {"col", {{"title", "width", "align", "automatic"}, {}, false}}};
  return table;
}

const XmlRules& layoutRules() {
  static const std::set<std::string> blocks = {"p", "each", "columns", "signature", "qr", "grid"};
  static const XmlRules table =
      withShared({{"template", {{"form", "version", "title"}, {"fields", "styles", "section"}, false}},
                  {"section",
                   {{"width", "height", "top", "bottom", "left", "right", "next-top", "page-numbers",
                     "page-total", "when", "background", "page"},
                    {"ornament", "emblem", "box", "flow"},
                    false}},
                  {"ornament", {{"inset"}, {}, false}},
                  {"emblem", {{"x", "y", "radius"}, {}, false}},
                  {"box", {{"x", "y", "width", "height", "valign", "preprinted"}, blocks, false}},
                  {"flow", {{}, blocks, false}},
                  {"p", {{"style", "rule", "when", "preprinted"}, {"b", "i", "br"}, true}},
                  {"each", {{"list", "style", "end", "last"}, {"b", "i", "br"}, true}},
                  {"b", {{}, {}, true}},
                  {"i", {{}, {}, true}},
                  {"br", {{}, {}, false}},
                  {"columns", {{"keep-with-previous"}, {"column"}, false}},
                  {"column", {{"width"}, blocks, false}},
                  {"signature", {{"name", "width", "height"}, {}, false}},
                  {"qr", {{"field", "size"}, {}, false}}});
  return table;
}

XmlRules withShared(XmlRules more) {
  more.insert(sharedRules().begin(), sharedRules().end());
  return more;
}

}  // namespace tdkt::templates
