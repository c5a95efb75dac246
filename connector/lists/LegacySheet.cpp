#include "connector/lists/LegacySheet.h"

#include <array>

namespace tdkt::lists {
namespace {

constexpr std::array<LegacyEncoding, 2> kToldBySpelling = {LegacyEncoding::kTcvn3, LegacyEncoding::kVni};

bool speaksFor(LegacyEncoding encoding, const std::string& text) {
  if (readsAsVietnamese(text)) return false;
  const auto read = decodeLegacy(encoding, text);
  return read && readsAsVietnamese(*read);
}

/// The encoding for which more cells speak, in cells whose font tells nothing.
std::optional<LegacyEncoding> encodingOfSheet(const Sheet& sheet) {
  std::array<std::size_t, kToldBySpelling.size()> votes{};
  for (const auto& [number, row] : sheet) {
    for (const auto& [column, cell] : row) {
      if (!hasAccents(cell.text) || encodingOfFont(cell.font)) continue;
      for (std::size_t i = 0; i < votes.size(); ++i) votes[i] += speaksFor(kToldBySpelling[i], cell.text);
    }
  }
  if (votes[0] == votes[1]) return std::nullopt;
  return votes[0] > votes[1] ? kToldBySpelling[0] : kToldBySpelling[1];
}

class SheetConverter {
 public:
  SheetConverter(std::optional<LegacyEncoding> ofSheet, bool decided)
      : ofSheet_(ofSheet), decided_(decided) {}

  void convert(const std::string& name, SheetCell& cell) {
    if (!hasAccents(cell.text)) return convertPlain(name, cell);
    const auto told = encodingOfFont(cell.font);
    const auto encoding = told ? told : ofSheet_;
    const auto read = encoding ? decodeLegacy(*encoding, cell.text) : std::nullopt;
    if (!read || *read == cell.text) return;
    const bool good = readsAsVietnamese(*read);
    const bool goodAsItIs = readsAsVietnamese(cell.text);
    // A font alone may be left over from an older version of the file whose text is Unicode by now.
    const bool settled = decided_ || (good && !goodAsItIs);
    if (!good && goodAsItIs && !decided_) return;
    out.push_back({name, cell.text, *read, *encoding, !settled});
    if (settled) cell.text = *read;
  }

  std::vector<Conversion> out;

 private:
  /// Text without accents is the same in every encoding, but a capital font shows it in capitals.
  void convertPlain(const std::string& name, SheetCell& cell) {
    if (encodingOfFont(cell.font) != LegacyEncoding::kTcvn3Capitals) return;
    const auto read = decodeLegacy(LegacyEncoding::kTcvn3Capitals, cell.text);
    if (!read || *read == cell.text) return;
    out.push_back({name, cell.text, *read, LegacyEncoding::kTcvn3Capitals, false});
    cell.text = *read;
  }

  std::optional<LegacyEncoding> ofSheet_;
  bool decided_;
};

}  // namespace

std::vector<Conversion> convertLegacy(Sheet& sheet, std::optional<LegacyEncoding> decided) {
  SheetConverter converter(decided ? decided : encodingOfSheet(sheet), decided.has_value());
  for (auto& [number, row] : sheet) {
    for (auto& [column, cell] : row) converter.convert(cellName(number, column), cell);
  }
  return std::move(converter.out);
}

}  // namespace tdkt::lists
