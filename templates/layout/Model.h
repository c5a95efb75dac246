#pragma once
// A package in memory: what layout.xml says, checked. Lengths are points here, millimetres in the file.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "templates/layout/Drawing.h"

namespace tdkt::templates {

enum class Align { kLeft, kCenter, kRight, kJustify };

/// How a paragraph looks. A paragraph with maxLines shrinks from `size` to `minSize` to stay on few lines.
struct Style {
  double size = 13;
  double minSize = 13;
  int maxLines = 0;  ///< 0: as many as needed
  bool bold = false;
  bool italic = false;
  bool upper = false;
  Align align = Align::kLeft;
  double indent = 0;  ///< of the first line
  double before = 0;
  double after = 0;
  double spacing = 1;  ///< 1 is single
  Colour colour;
  bool keepNext = false;
  std::vector<std::string> breakBefore;  ///< words a heading of several lines had better break before
};

/// A literal or a placeholder. `bold` and `italic` are added to the style.
struct Piece {
  bool bold = false;
  bool italic = false;
  std::string literal;
  std::string field;  ///< empty: literal
};

struct Paragraph {
  Style style;
  std::vector<Piece> pieces;
  double rule = 0;  ///< line below, as a part of the text width; 0: none
  std::string when;
  bool preprinted = false;  ///< stands on the blank already: in an overlay only its room is kept
};

/// One paragraph for each item of a list; {item} and {index} stand for it.
struct Each {
  std::string list;
  Paragraph paragraph;
  std::string end;   ///< closes every item: ";"
  std::string last;  ///< closes the last one instead: "."
};

struct Block;
struct Column {
  double width = 0;
  std::vector<Block> blocks;
};

/// Blocks side by side, never split over pages.
struct Columns {
  std::vector<Column> columns;
  bool keepPrevious = false;
};

struct SignatureRoom {
  std::string name;
  double width = 0;
  double height = 0;
};

struct QrCode {
  std::string field;
  double size = 0;
};

struct TableColumn {
  std::string title;
  double width = 0;
  Align align = Align::kLeft;
  bool number = false;  ///< filled by us: 1, 2, 3 … over all groups
};

struct Table {
  std::string name;
  Style header;
  Style group;
  Style cell;
  std::vector<TableColumn> columns;
};

struct Block {
  std::variant<Paragraph, Each, Columns, SignatureRoom, QrCode, Table> content;
};

enum class Valign { kTop, kMiddle, kBottom };

/// A box at a fixed place of the section's first page.
struct FixedBox {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  Valign valign = Valign::kTop;
  std::vector<Block> blocks;
  bool preprinted = false;  ///< stands on the blank already
};

struct Emblem {
  double x = 0;
  double y = 0;
  double radius = 0;
};

/// Pages of one geometry with their own page numbers, hidden on the first.
struct Section {
  double width = 0;
  double height = 0;
  double top = 0;
  double bottom = 0;
  double left = 0;
  double right = 0;
  double nextTop = 0;        ///< margin of the pages behind the first
  int background = 0;        ///< page of background.pdf under the first page; 0: none
  double numberSize = 0;     ///< 0: no page numbers
  bool numberTotal = false;  ///< "2/7" instead of "2"
  std::string when;
  std::optional<double> border;  ///< distance of the ornament from the edge
  std::optional<Emblem> emblem;
  std::vector<Block> flow;
  std::vector<FixedBox> boxes;
  std::shared_ptr<const Bytes> artwork;  ///< border and emblem drawn once, for the first page
};

enum class FieldKind { kText, kPerson, kDate, kNumber, kList, kTable };

struct FieldRule {
  FieldKind kind = FieldKind::kText;
  bool required = false;
  std::size_t columns = 0;    ///< of a table, without the automatic number
  std::size_t maxLength = 0;  ///< letters of a text; 0: as many as fit
};

struct Package {
  std::string form;
  int version = 0;
  std::vector<Piece> title;
  std::map<std::string, FieldRule> fields;
  std::vector<Section> sections;
  bool overlay = false;  ///< only what the blank does not have is drawn
};

}  // namespace tdkt::templates
