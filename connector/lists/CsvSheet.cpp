#include <csv.h>

#include <algorithm>
#include <memory>

#include "connector/lists/Sheet.h"

namespace tdkt::lists {
namespace {

struct Filling {
  Sheet sheet;
  std::size_t row = 1;
  std::size_t column = 1;
  bool tooLarge = false;
};

void onField(void* text, std::size_t length, void* context) {
  auto& filling = *static_cast<Filling*>(context);
  filling.tooLarge = filling.tooLarge || filling.row > kMaxRows || filling.column > kMaxColumns;
  if (!filling.tooLarge && length > 0) {
    filling.sheet[filling.row][filling.column] = {
        std::string(static_cast<const char*>(text), length), {}, false};
  }
  ++filling.column;
}

void onRow(int /*end*/, void* context) {
  auto& filling = *static_cast<Filling*>(context);
  ++filling.row;
  filling.column = 1;
}

// The delimiter that stands most often in the first line that has any, outside quotes.
unsigned char delimiterOf(std::string_view text) {
  constexpr std::string_view candidates = ",;\t";
  std::size_t counts[3] = {0, 0, 0};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const std::size_t at = candidates.find(c);
    if (at != std::string_view::npos) ++counts[at];
    if (c == '\n' && counts[0] + counts[1] + counts[2] > 0) break;
  }
  const auto* best = std::max_element(std::begin(counts), std::end(counts));
  return static_cast<unsigned char>(candidates[static_cast<std::size_t>(best - std::begin(counts))]);
}

// libcsv counts CR LF as two rows when asked to report empty ones, and row numbers must be those people see.
// blank.
std::string withPlainLineEnds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

}  // namespace

Result<Sheet> readCsv(const Bytes& file) {
  std::string_view text = file;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos)
    return inputError("lists.format", "neither UTF-8 text nor a workbook");
  const std::string plain = withPlainLineEnds(text);
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
    return unavailableError("lists.memory", "no memory for the parser");
  }
  const std::unique_ptr<csv_parser, decltype(&csv_free)> owner(&parser, &csv_free);
  csv_set_delim(&parser, delimiterOf(plain));
  Filling filling;
  const bool whole =
      csv_parse(&parser, plain.data(), plain.size(), onField, onRow, &filling) == plain.size() &&
      csv_fini(&parser, onField, onRow, &filling) == 0;
  if (filling.tooLarge) return inputError("lists.size", "too many rows or columns");
  if (!whole) return inputError("lists.format", "a quote is misplaced in row " + std::to_string(filling.row));
  return std::move(filling.sheet);
}

}  // namespace tdkt::lists
