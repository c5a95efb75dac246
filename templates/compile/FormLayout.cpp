#include "templates/compile/FormLayout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "templates/compile/FormNames.h"
#include "templates/layout/Drawing.h"
#include "templates/layout/PackageRules.h"
#include "workflow/base/Text.h"

namespace tdkt::templates {
namespace {

constexpr double kLineHeight = 1.15;  // of the type size
constexpr double kMargin = 10;        // millimetres, of a page on which nothing flows
constexpr double kUsualSize = 13;
constexpr double kSmallestSize = 8;
constexpr double kShrink = 0.7;

const XmlRules& rules() {
  static const XmlRules table = withShared(
      {{"form-style", {{"form", "version", "title"}, {"fields", "styles", "place", "grid", "page"}, false}},
       {"place",
        {{"name", "style", "valign", "text", "end", "last", "page", "x", "y", "width", "height"}, {}, false}},
       {"page", {{"number", "next-top", "page-numbers", "when"}, {}, false}}});
  return table;
}

class Maker {
 public:
  Maker(const XmlNode& style, const std::vector<ForeignPage>& pages, std::vector<Widget> widgets)
      : style_(style), pages_(pages), widgets_(std::move(widgets)) {}

  std::string make() {
    readStyle();
    addRectangles();
    checkNames();
    for (const Widget& widget : widgets_) addPlace(widget);
    checkMissing();
    refuseFindings();
    return write();
  }

 private:
  void readStyle() {
    for (const XmlNode& child : style_.children) {
      if (child.name == "fields") readFields(child);
      if (child.name == "styles") {
        for (const XmlNode& style : child.children) styles_[attribute(style, "name")] = &style;
      }
      if (child.name == "place") places_[attribute(child, "name")] = &child;
      if (child.name == "grid") grids_[attribute(child, "name")] = &child;
      if (child.name == "page") pageNodes_[static_cast<int>(numberAttribute(child, "number"))] = &child;
    }
  }

  void readFields(const XmlNode& node) {
    for (const XmlNode& field : node.children) fields_[attribute(field, "name")] = field;
  }

  /// Places that the style file itself draws, for a PDF without form fields.
  void addRectangles() {
    for (const auto& [name, place] : places_) {
      if (place->attributes.count("x") == 0) continue;
      Widget out;
      out.name = name;
      out.type = "Tx";
      out.page = static_cast<int>(numberAttribute(*place, "page", 1));
      out.x = numberAttribute(*place, "x") * kPointsPerMm;
      out.y = numberAttribute(*place, "y") * kPointsPerMm;
      out.width = numberAttribute(*place, "width") * kPointsPerMm;
      out.height = numberAttribute(*place, "height") * kPointsPerMm;
      if (out.page < 1 || out.page > static_cast<int>(pages_.size()))
        throw Malformed(place->line, "the form has no page " + std::to_string(out.page));
      widgets_.push_back(out);
    }
    // As one reads: the order of the texts in every document.
    std::stable_sort(widgets_.begin(), widgets_.end(), [](const Widget& a, const Widget& b) {
      return std::make_tuple(a.page, std::lround(a.y), a.x, a.name) <
             std::make_tuple(b.page, std::lround(b.y), b.x, b.name);
    });
  }

  void find(const char* code, const std::string& what) { findings_.emplace_back(code, what); }
  void find(const char* code, const std::string& what, const Widget& at) {
    find(code, what + " (" + placeName(at.page, at.x, at.y) + ")");
  }

  bool declared(const PlaceName& place) const {
    if (place.kind == "sign") return !place.field.empty();
    const auto found = fields_.find(place.field);
    if (found == fields_.end()) return false;
    return found->second.name == (place.kind == "qr" ? "text" : place.kind);
  }

  void checkNames() {
    std::map<std::string, const Widget*> seen;
    for (const Widget& widget : widgets_) {
      const auto [first, fresh] = seen.emplace(widget.name, &widget);
      if (!fresh) {
        find("templates.compile.field.duplicate",
             widget.name + " stands here and at " +
                 placeName(first->second->page, first->second->x, first->second->y),
             widget);
      }
      if (widget.type != "Tx" && widget.type != "Sig")
        find("templates.compile.field.kind", widget.name + " is no text box", widget);
      if (!declared(placeNameOf(widget.name)))
        find("templates.compile.field.unknown", "style.xml declares no field for " + widget.name, widget);
      const ForeignPage& page = pages_.at(static_cast<std::size_t>(widget.page) - 1);
      const bool inside = widget.x > -1 && widget.y > -1 && widget.x + widget.width < page.width + 1 &&
                          widget.y + widget.height < page.height + 1;
      if (!inside || widget.width < 1 || widget.height < 1)
        find("templates.compile.field.small", widget.name + " has no room on the page", widget);
    }
  }

  void checkMissing() {
    std::set<std::string> placed;
    std::set<std::string> names;
    for (const Widget& widget : widgets_) {
      names.insert(widget.name);
      placed.insert(placeNameOf(widget.name).field);
      const auto place = places_.find(widget.name);
      if (place == places_.end()) continue;
      for (const std::string& name : placeholders(attribute(*place->second, "text", ""))) placed.insert(name);
    }
    for (const auto& [name, field] : fields_) {
      if (placed.count(name) == 0)
        find("templates.compile.field.missing",
             "the form has no place for " + name + " (style.xml, line " + std::to_string(field.line) + ")");
    }
    for (const auto& [name, place] : places_) {
      if (names.count(name) == 0)
        find("templates.compile.field.missing",
             "the form has no field " + name + " (style.xml, line " + std::to_string(place->line) + ")");
    }
  }

  void refuseFindings() const {
    if (findings_.empty()) return;
    std::string all;
    for (const auto& [code, what] : findings_) all += (all.empty() ? "" : "; ") + what;
    throw Uncompilable(findings_.front().first, all);
  }

  std::string of(const Widget& widget, const char* key, const std::string& fallback) const {
    const auto place = places_.find(widget.name);
    return place == places_.end() ? fallback : attribute(*place->second, key, fallback);
  }

  /// The style the author named, or one of the field's name, or one made of what the text box itself says.
  std::string styleFor(const Widget& widget, const std::string& field) {
    const std::string wanted = of(widget, "style", styles_.count(field) != 0 ? field : "");
    if (!wanted.empty()) {
      const auto found = styles_.find(wanted);
      if (found == styles_.end()) throw Malformed(places_.at(widget.name)->line, "no style " + wanted);
      const double smallest =
          numberAttribute(*found->second, "min-size", numberAttribute(*found->second, "size"));
      checkHeight(widget, smallest);
      return wanted;
    }
    const double size = widget.size > 0 ? widget.size : kUsualSize;
    const double smallest = std::min(size, std::max(kSmallestSize, std::floor(size * kShrink)));
    checkHeight(widget, smallest);
    XmlNode made{"style", {}, 0, {}, {}};
    made.attributes = {{"name", "form-" + widget.name},
                       {"size", shortNumber(size)},
                       {"min-size", shortNumber(smallest)},
                       // Where lines may break the letters stay large until the box is full.
                       {"max-lines", severalLines(widget) ? "0" : "1"},
                       {"font", fontOf(widget)},
                       {"align", widget.align == 1   ? "center"
                                 : widget.align == 2 ? "right"
                                                     : "left"}};
    madeStyles_.push_back(std::move(made));
    return "form-" + widget.name;
  }

  /// Writer does not always say so: a box with room for two lines is meant for them.
  static bool severalLines(const Widget& widget) {
    const double size = widget.size > 0 ? widget.size : kUsualSize;
    return widget.lines || widget.height >= 2 * size * kLineHeight;
  }

  static std::string fontOf(const Widget& widget) {
    if (widget.bold) return widget.italic ? "bold-italic" : "bold";
    return widget.italic ? "italic" : "regular";
  }

  void checkHeight(const Widget& widget, double smallest) {
    if (widget.height + 0.5 < smallest * kLineHeight) {
      find("templates.compile.field.small",
           widget.name + " is lower than one line of " + shortNumber(smallest) + " points", widget);
    }
  }

  static std::string boxOpen(double x, double y, double width, double height, const std::string& valign) {
    return "    <box x=\"" + millimetres(x) + "\" y=\"" + millimetres(y) + "\" width=\"" +
           millimetres(width) + "\" height=\"" + millimetres(height) + "\" valign=\"" + valign +
           "\">\n      ";
  }

  void addPlace(const Widget& widget) {
    const PlaceName place = placeNameOf(widget.name);
    std::string& out = boxes_[widget.page];
    if (place.kind == "table") {
      if (!tables_.emplace(widget.page, widget).second)
        find("templates.compile.field.duplicate", "one table area a page: " + widget.name, widget);
      if (grids_.count(place.field) == 0)
        find("templates.compile.field.missing", "style.xml has no grid " + place.field, widget);
      return;
    }
    if (place.kind == "sign") {
      out += boxOpen(widget.x, widget.y, widget.width, widget.height + 0.1, "top") + "<signature name=\"" +
             text::escapeMarkup(place.field) + "\" width=\"" + millimetres(widget.width) + "\" height=\"" +
             millimetres(widget.height) + "\"/>\n    </box>\n";
      return;
    }
    if (place.kind == "qr") {
      const double size = std::min(widget.width, widget.height);
      // The code's quiet zone lies left of the box; a tenth is that of the usual address.
      out += boxOpen(widget.x + size / 10, widget.y, size, size + 0.1, "top") + "<qr field=\"" +
             text::escapeMarkup(place.field) + "\" size=\"" + millimetres(size) + "\"/>\n    </box>\n";
      return;
    }
    addText(widget, place, out);
  }

  void addText(const Widget& widget, const PlaceName& place, std::string& out) {
    const std::string style = styleFor(widget, place.field);
    const std::string valign = of(widget, "valign", widget.lines ? "top" : "middle");
    out += boxOpen(widget.x, widget.y, widget.width, widget.height, valign);
    const bool list = place.kind == "list";
    const std::string text = of(widget, "text", list ? "{item}" : "{" + place.field + "}");
    if (list) {
      out += "<each list=\"" + text::escapeMarkup(place.field) + "\" style=\"" + text::escapeMarkup(style) +
             "\" end=\"" + text::escapeMarkup(of(widget, "end", "")) + "\" last=\"" +
             text::escapeMarkup(of(widget, "last", "")) + "\">" + text::escapeMarkup(text) + "</each>";
    } else {
      out += "<p style=\"" + text::escapeMarkup(style) + "\">" + text::escapeMarkup(text) + "</p>";
      if (widget.maxLength > 0) limit(place.field, widget.maxLength);
    }
    out += "\n    </box>\n";
  }

  /// The shortest of all its places binds.
  void limit(const std::string& field, int letters) {
    std::string& said = fields_[field].attributes["max-length"];
    if (said.empty() || std::stoi(said) > letters) said = std::to_string(letters);
  }

  std::string write() const {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<template form=\"" +
                      text::escapeMarkup(attribute(style_, "form")) + "\" version=\"" +
                      text::escapeMarkup(attribute(style_, "version")) + "\" title=\"" +
                      text::escapeMarkup(attribute(style_, "title")) + "\">\n  <fields>\n";
    for (const auto& [name, field] : fields_) templates::writeNode(field, "    ", out);
    out += "  </fields>\n  <styles>\n";
    for (const auto& [name, style] : styles_) templates::writeNode(*style, "    ", out);
    for (const XmlNode& style : madeStyles_) templates::writeNode(style, "    ", out);
    out += "  </styles>\n";
    for (int page = 1; page <= static_cast<int>(pages_.size()); ++page) writeSection(page, out);
    return out + "</template>\n";
  }

  void writeSection(int page, std::string& out) const {
    const ForeignPage& size = pages_[static_cast<std::size_t>(page) - 1];
    const auto table = tables_.find(page);
    const bool flows = table != tables_.end();
    const double margin = kMargin * kPointsPerMm;
    const auto edge = [&](const char* name, double value) {
      out += std::string(" ") + name + "=\"" + millimetres(value) + "\"";
    };
    out += "  <section";
    edge("width", size.width);
    edge("height", size.height);
    edge("top", flows ? table->second.y : margin);
    edge("bottom", flows ? size.height - table->second.y - table->second.height : margin);
    edge("left", flows ? table->second.x : margin);
    edge("right", flows ? size.width - table->second.x - table->second.width : margin);
    const auto node = pageNodes_.find(page);
    if (node != pageNodes_.end()) {
      for (const char* key : {"next-top", "page-numbers", "when"}) {
        const std::string value = attribute(*node->second, key, "");
        if (!value.empty()) out += std::string(" ") + key + "=\"" + text::escapeMarkup(value) + "\"";
      }
    }
    out += " background=\"background.pdf\" page=\"" + std::to_string(page) + "\">\n";
    const auto boxes = boxes_.find(page);
    if (boxes != boxes_.end()) out += boxes->second;
    if (flows) {
      out += "    <flow>\n";
      templates::writeNode(*grids_.at(placeNameOf(table->second.name).field), "      ", out);
      out += "    </flow>\n";
    }
    out += "  </section>\n";
  }

  const XmlNode& style_;
  const std::vector<ForeignPage>& pages_;
  std::vector<Widget> widgets_;
  std::map<std::string, XmlNode> fields_;
  std::map<std::string, const XmlNode*> styles_;
  std::map<std::string, const XmlNode*> places_;
  std::map<std::string, const XmlNode*> grids_;
  std::map<int, const XmlNode*> pageNodes_;
  std::vector<XmlNode> madeStyles_;
  std::map<int, std::string> boxes_;
  std::map<int, Widget> tables_;
  std::vector<std::pair<std::string, std::string>> findings_;
};

}  // namespace

std::string layoutOf(std::string_view styleXml, const std::vector<ForeignPage>& pages,
                     std::vector<Widget> widgets) {
  try {
    const XmlNode style = parseXml(styleXml, "form-style", rules());
    return Maker(style, pages, std::move(widgets)).make();
  } catch (const Malformed& malformed) {
    throw Uncompilable("templates.compile.style", std::string("style.xml, ") + malformed.what());
  }
}

}  // namespace tdkt::templates
