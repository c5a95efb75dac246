#pragma once
// A sheet of cells, whatever file it came from.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::lists {

constexpr std::size_t kMaxRows = 20'000;
constexpr std::size_t kMaxColumns = 100;
constexpr std::size_t kMaxFile = 50U << 20U;
constexpr std::size_t kMaxSheets = 20;

/// Raw text, not cleaned, with the name of its font where the file tells one.
struct SheetCell {
  std::string text;
  std::string font;
  bool broken = false;  ///< an error value of the program that wrote the file ("#REF!")
};
/// Rows and columns from 1, as people see them.
using SheetRow = std::map<std::size_t, SheetCell>;
using Sheet = std::map<std::size_t, SheetRow>;

/// One sheet of a file, as its tab names it; a CSV has one without a name.
struct NamedSheet {
  std::string name;
  Sheet cells;
};

/// "C7"
std::string cellName(std::size_t row, std::size_t column);

/// Comma, semicolon or tab, told by the first line; UTF-8 with or without BOM.
/// Errors: kInput "lists.format", "lists.size".
Result<Sheet> readCsv(const Bytes& file);

/// The sheets of a workbook that people see, in the order of their tabs; all of them when every one is
/// hidden. Shared and inline strings, numbers and results of formulas as written.
/// Errors: kInput "lists.zip", "lists.xml", "lists.format", "lists.size".
Result<std::vector<NamedSheet>> readXlsx(const Bytes& file);

/// The tables of an OpenDocument spreadsheet; repeated rows and cells are written out.
/// Errors: kInput "lists.zip", "lists.xml", "lists.size".
Result<std::vector<NamedSheet>> readOds(const Bytes& file);
bool looksLikeOds(const Bytes& file);

/// Any of them, told by the octets; at least one sheet. Errors: those of each.
Result<std::vector<NamedSheet>> readSheets(const Bytes& file);

}  // namespace tdkt::lists
