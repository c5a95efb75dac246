#include "templates/layout/PackageReader.h"

#include <algorithm>

#include "templates/layout/Attributes.h"
#include "templates/layout/PackageRules.h"

namespace tdkt::templates {
namespace {

/// Holds what the whole file may refer to: styles and fields.
class Reader {
 public:
  Package read(const XmlNode& root) {
    package_.form = attribute(root, "form");
    package_.version = static_cast<int>(numberAttribute(root, "version"));
    if (!isName(package_.form)) throw Malformed(root.line, "form must be letters and digits");
    for (const XmlNode& child : root.children) {
      if (child.name == "fields") readFields(child);
      if (child.name == "styles") readStyles(child);
    }
    addPieces({{}, attribute(root, "title"), root.line, {}, {}}, {}, package_.title);
    for (const XmlNode& child : root.children) {
      if (child.name == "section") package_.sections.push_back(section(child));
    }
    if (package_.sections.empty()) throw Malformed(root.line, "template needs a section");
    return std::move(package_);
  }

 private:
  void readFields(const XmlNode& node) {
    for (const XmlNode& child : node.children) {
      const std::string name = attribute(child, "name");
      if (!isName(name) || name == "item" || name == "index")
        throw Malformed(child.line, "bad field name " + name);
      if (!package_.fields.emplace(name, fieldRule(child)).second) {
        throw Malformed(child.line, "field " + name + " is declared twice");
      }
    }
  }

  static FieldRule fieldRule(const XmlNode& node) {
    FieldRule rule{FieldKind::kText, flagAttribute(node, "required"), 0, 0};
    if (node.name == "list") rule.kind = FieldKind::kList;
    if (node.name == "table") {
      rule.kind = FieldKind::kTable;
      rule.columns = static_cast<std::size_t>(numberAttribute(node, "columns"));
    }
    if (node.name == "text") {
      rule.maxLength = static_cast<std::size_t>(numberAttribute(node, "max-length", 0));
      rule.kind = choice<FieldKind>(node, "kind", "text",
                                    {{"text", FieldKind::kText},
                                     {"person", FieldKind::kPerson},
                                     {"date", FieldKind::kDate},
                                     {"number", FieldKind::kNumber}});
    }
    return rule;
  }

  void readStyles(const XmlNode& node) {
    for (const XmlNode& child : node.children) {
      if (!styles_.emplace(attribute(child, "name"), style(child)).second) {
        throw Malformed(child.line, "style is declared twice");
      }
    }
  }

  static Style style(const XmlNode& node) {
    Style out;
    out.size = numberAttribute(node, "size");
    out.minSize = numberAttribute(node, "min-size", out.size);
    if (out.minSize < 4 || out.minSize > out.size || out.size > 200) {
      throw Malformed(node.line, "sizes go from 4 to 200, min-size not above size");
    }
    out.maxLines = static_cast<int>(numberAttribute(node, "max-lines", 0));
    const auto faces = choice<Face>(node, "font", "regular",
                                    {{"regular", Face::kRegular},
                                     {"bold", Face::kBold},
                                     {"italic", Face::kItalic},
                                     {"bold-italic", Face::kBoldItalic}});
    out.bold = faces == Face::kBold || faces == Face::kBoldItalic;
    out.italic = faces == Face::kItalic || faces == Face::kBoldItalic;
    out.align = alignOf(node);
    out.indent = mm(node, "indent", 0);
    out.before = numberAttribute(node, "before", 0);
    out.after = numberAttribute(node, "after", 0);
    out.spacing = numberAttribute(node, "spacing", 1);
    out.colour = colourOf(node);
    out.upper = flagAttribute(node, "upper");
    out.keepNext = flagAttribute(node, "keep-next");
    out.breakBefore = parted(attribute(node, "break-before", ""));
    return out;
  }

  const Style& styleNamed(const XmlNode& node, const std::string& key) const {
    const auto found = styles_.find(attribute(node, key));
    if (found == styles_.end()) throw Malformed(node.line, "no style " + attribute(node, key));
    return found->second;
  }

  const FieldRule& fieldNamed(const XmlNode& node, const std::string& name) const {
    const auto found = package_.fields.find(name);
    if (found == package_.fields.end()) throw Malformed(node.line, "no field " + name);
    return found->second;
  }

  void requireKind(const XmlNode& node, const std::string& name, FieldKind kind) const {
    if (fieldNamed(node, name).kind != kind) throw Malformed(node.line, name + " is a field of another kind");
  }

  std::string when(const XmlNode& node) const {
    std::string name = attribute(node, "when", "");
    if (!name.empty()) fieldNamed(node, name);
    return name;
  }

  void checkPlaceholder(const XmlNode& node, const std::string& name) const {
    if (inEach_ && (name == "item" || name == "index")) return;
    const std::size_t dot = name.find(".count");
    if (dot != std::string::npos && dot + 6 == name.size())
      return requireKind(node, name.substr(0, dot), FieldKind::kTable);
    const FieldKind kind = fieldNamed(node, name).kind;
    if (kind == FieldKind::kList || kind == FieldKind::kTable)
      throw Malformed(node.line, name + " is not a text");
  }

  void addPieces(const XmlNode& text, const Piece& like, std::vector<Piece>& out) const {
    const std::string source = collapsed(text.text, out.empty());
    for (std::size_t at = 0; at < source.size();) {
      const std::size_t open = source.find('{', at);
      if (open != at) addLiteral(like, source.substr(at, open == std::string::npos ? open : open - at), out);
      if (open == std::string::npos) return;
      const std::size_t close = source.find('}', open);
      if (close == std::string::npos) throw Malformed(text.line, "{ without }");
      Piece piece = like;
      piece.field = source.substr(open + 1, close - open - 1);
      checkPlaceholder(text, piece.field);
      out.push_back(std::move(piece));
      at = close + 1;
    }
  }

  static void addLiteral(Piece piece, std::string text, std::vector<Piece>& out) {
    piece.literal = std::move(text);
    out.push_back(std::move(piece));
  }

  /// White space of the file is one space; none at the start of a paragraph.
  static std::string collapsed(const std::string& text, bool atStart) {
    std::string out;
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (space && (out.empty() ? atStart : out.back() == ' ')) continue;
      out += space ? ' ' : c;
    }
    return out;
  }

  void addChildren(const XmlNode& node, const Piece& like, std::vector<Piece>& out) const {
    for (const XmlNode& child : node.children) {
      Piece inner = like;
      inner.bold = inner.bold || child.name == "b";
      inner.italic = inner.italic || child.name == "i";
      if (child.name.empty()) addPieces(child, inner, out);
      if (child.name == "br") addLiteral(like, "\n", out);
      if (child.name == "b" || child.name == "i") addChildren(child, inner, out);
    }
  }

  Paragraph paragraph(const XmlNode& node) const {
    Paragraph out;
    out.style = styleNamed(node, "style");
    addChildren(node, {}, out.pieces);
    out.when = when(node);
    out.rule = numberAttribute(node, "rule", 0);
    out.preprinted = flagAttribute(node, "preprinted");
    return out;
  }

  Each each(const XmlNode& node) {
    Each out;
    out.list = attribute(node, "list");
    requireKind(node, out.list, FieldKind::kList);
    inEach_ = true;
    out.paragraph = paragraph(node);
    inEach_ = false;
    out.end = attribute(node, "end", "");
    out.last = attribute(node, "last", "");
    return out;
  }

  Columns columns(const XmlNode& node) {
    Columns out;
    for (const XmlNode& child : node.children) {
      out.columns.push_back({mm(child, "width"), blocks(child)});
    }
    out.keepPrevious = flagAttribute(node, "keep-with-previous");
    return out;
  }

  QrCode qr(const XmlNode& node) const {
    const std::string field = attribute(node, "field");
    requireKind(node, field, FieldKind::kText);
    return {field, mm(node, "size")};
  }

  Table grid(const XmlNode& node) const {
    Table out{attribute(node, "name"),
              styleNamed(node, "header-style"),
              styleNamed(node, "group-style"),
              styleNamed(node, "cell-style"),
              {}};
    requireKind(node, out.name, FieldKind::kTable);
    std::size_t data = 0;
    for (const XmlNode& child : node.children) {
      const bool automatic = flagAttribute(child, "automatic");
      out.columns.push_back({attribute(child, "title"), mm(child, "width"), alignOf(child), automatic});
      if (!automatic) ++data;
    }
    if (data != fieldNamed(node, out.name).columns) {
      throw Malformed(node.line, "the columns do not agree with the field " + out.name);
    }
    return out;
  }

  std::vector<Block> blocks(const XmlNode& node) {
    std::vector<Block> out;
    for (const XmlNode& child : node.children) {
      if (child.name == "p") out.push_back({paragraph(child)});
      if (child.name == "each") out.push_back({each(child)});
      if (child.name == "columns") out.push_back({columns(child)});
      if (child.name == "signature") {
        out.push_back({SignatureRoom{attribute(child, "name"), mm(child, "width"), mm(child, "height")}});
      }
      if (child.name == "qr") out.push_back({qr(child)});
      if (child.name == "grid") out.push_back({grid(child)});
    }
    return out;
  }

  FixedBox box(const XmlNode& node) {
    FixedBox out{mm(node, "x"), mm(node, "y"), mm(node, "width"), mm(node, "height"), Valign::kTop, {}};
    out.valign =
        choice<Valign>(node, "valign", "top",
                       {{"top", Valign::kTop}, {"middle", Valign::kMiddle}, {"bottom", Valign::kBottom}});
    out.blocks = blocks(node);
    out.preprinted = flagAttribute(node, "preprinted");
    return out;
  }

  static int backgroundPage(const XmlNode& node) {
    const std::string file = attribute(node, "background", "");
    if (file.empty()) return 0;
    if (file != "background.pdf") throw Malformed(node.line, "the background is always background.pdf");
    const auto page = static_cast<int>(numberAttribute(node, "page"));
    if (page < 1) throw Malformed(node.line, "pages count from 1");
    return page;
  }

  Section section(const XmlNode& node) {
    Section out;
    out.width = mm(node, "width");
    out.height = mm(node, "height");
    out.top = mm(node, "top");
    out.bottom = mm(node, "bottom");
    out.left = mm(node, "left");
    out.right = mm(node, "right");
    if (out.left + out.right >= out.width || out.top + out.bottom >= out.height) {
      throw Malformed(node.line, "the margins leave no room");
    }
    out.nextTop = numberAttribute(node, "next-top", out.top / kPointsPerMm) * kPointsPerMm;
    if (out.nextTop + out.bottom >= out.height) throw Malformed(node.line, "the margins leave no room");
    out.background = backgroundPage(node);
    out.numberSize = numberAttribute(node, "page-numbers", 0);
    out.numberTotal = flagAttribute(node, "page-total");
    out.when = when(node);
    for (const XmlNode& child : node.children) {
      if (child.name == "ornament") out.border = mm(child, "inset");
      if (child.name == "emblem") out.emblem = Emblem{mm(child, "x"), mm(child, "y"), mm(child, "radius")};
      if (child.name == "box") out.boxes.push_back(box(child));
      if (child.name == "flow") {
        for (Block& block : blocks(child)) out.flow.push_back(std::move(block));
      }
    }
    return out;
  }

  Package package_;
  std::map<std::string, Style> styles_;
  bool inEach_ = false;
};

}  // namespace

Result<Package> readPackage(std::string_view layoutXml) {
  try {
    return Reader().read(parseXml(layoutXml, "template", layoutRules()));
  } catch (const Malformed& e) {
    return inputError("templates.package.malformed", e.what(), "layout.xml");
  }
}

}  // namespace tdkt::templates
