#include <algorithm>

#include "templates/layout/Composer.h"

namespace tdkt::templates {
namespace {

constexpr double kPaddingX = 1.4 * kPointsPerMm;
constexpr double kPaddingY = 0.9 * kPointsPerMm;
constexpr double kBorder = 0.5;

const char* roman(std::size_t number) {
  constexpr const char* kNumbers[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
  return number <= 10 ? kNumbers[number - 1] : "";
}

struct Cell {
  std::string text;
  double width = 0;
  Style style;
};

Style aligned(Style style, Align align) {
  style.align = align;
  return style;
}

/// The ten thousandth row is no reason to refuse a list: its number may be printed smaller.
Style forNumber(Style style) {
  style.minSize = std::min(style.minSize, 0.7 * style.size);
  return style;
}

/// Cells beside each other with their frame; all as high as the highest.
Result<Box> composeRow(const Composer& composer, const std::vector<Cell>& cells, const std::string& field,
                       bool middle) {
  std::vector<Box> contents;
  Box row;
  row.field = field;
  for (const Cell& cell : cells) {
    const Face face = faceOf(cell.style.bold, cell.style.italic);
    TDKT_ASSIGN(auto lines,
                composer.text({{face, cell.text}}, cell.style, cell.width - 2 * kPaddingX, field));
    contents.push_back(stacked(std::move(lines)));
    row.height = std::max(row.height, contents.back().height + 2 * kPaddingY);
  }
  double x = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double slack = row.height - 2 * kPaddingY - contents[i].height;
    row.drawing.add(std::move(contents[i].drawing), x + kPaddingX, kPaddingY + (middle ? slack / 2 : 0));
    row.drawing.paths.push_back(line(x, 0, x, row.height, kBorder));
    x += cells[i].width;
  }
  row.drawing.paths.push_back(line(x, 0, x, row.height, kBorder));
  for (const double y : {0.0, row.height})
    row.drawing.paths.push_back(line(-kBorder / 2, y, x + kBorder / 2, y, kBorder));
  return row;
}

std::vector<Cell> headerCells(const Table& table) {
  std::vector<Cell> out;
  for (const TableColumn& column : table.columns) {
    out.push_back({column.title, column.width, aligned(table.header, Align::kCenter)});
  }
  return out;
}

std::vector<Cell> dataCells(const Table& table, const std::vector<std::string>& row, std::size_t number) {
  std::vector<Cell> out;
  std::size_t next = 0;
  for (const TableColumn& column : table.columns) {
    if (column.number) {
      out.push_back({std::to_string(number), column.width, forNumber(aligned(table.cell, column.align))});
    } else {
      out.push_back({row[next++], column.width, aligned(table.cell, column.align)});
    }
  }
  return out;
}

double tableWidth(const Table& table) {
  double width = 0;
  for (const TableColumn& column : table.columns) width += column.width;
  return width;
}

void dropEmpty(std::vector<TableGroup>& groups) {
  groups.erase(
      std::remove_if(groups.begin(), groups.end(), [](const TableGroup& g) { return g.rows.empty(); }),
      groups.end());
}

std::string groupTitle(const TableGroup& group, std::size_t number) {
  const std::string numeral = roman(number);
  return numeral.empty() ? group.title : numeral + ". " + group.title;
}

}  // namespace

Result<std::vector<Box>> Composer::compose(const Table& table, double width) const {
  const auto data = values_.fields().tables.find(table.name);
  std::vector<Box> out;
  if (data == values_.fields().tables.end() || data->second.rowCount() == 0) return out;
  std::vector<TableGroup> groups = data->second.groups;
  dropEmpty(groups);
  TDKT_ASSIGN(Box header, composeRow(*this, headerCells(table), table.name, true));
  header.keepNext = true;
  const auto repeated = std::make_shared<const Box>(header);
  out.push_back(std::move(header));
  std::size_t number = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!groups[g].title.empty()) {
      TDKT_ASSIGN(Box title,
                  composeRow(*this, {{groupTitle(groups[g], g + 1), tableWidth(table), table.group}},
                             table.name, false));
      title.keepNext = true;
      title.header = repeated;
      out.push_back(std::move(title));
    }
    for (const auto& cells : groups[g].rows) {
      ++number;
      const std::string field = table.name + "[" + std::to_string(number) + "]";
      TDKT_ASSIGN(Box row, composeRow(*this, dataCells(table, cells, number), field, false));
      row.header = repeated;
      out.push_back(std::move(row));
    }
  }
  out.back().keepNext = true;  // the total line under the table never stands alone
  const double left = (width - tableWidth(table)) / 2;
  for (Box& box : out) box.drawing.shift(left, 0);
  return out;
}

}  // namespace tdkt::templates
