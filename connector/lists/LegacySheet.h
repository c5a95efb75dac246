#pragma once
// Finds cells typed before Unicode and reads them; what could be read in two ways is left to a person.

#include <optional>
#include <string>
#include <vector>

#include "connector/lists/LegacyText.h"
#include "connector/lists/Sheet.h"

namespace tdkt::lists {

/// One cell, both sides of it.
struct Conversion {
  std::string cell;  ///< "C7"
  std::string given;
  std::string read;
  LegacyEncoding encoding = LegacyEncoding::kTcvn3;
  bool doubtful = false;  ///< neither its font nor its spelling settles it
};

/// Converts in place every cell whose font is a pre-Unicode one, and cells of other or unknown fonts when the
/// sheet as a whole speaks for one encoding. A cell is settled when its font tells the encoding and the
/// result reads as Vietnamese, or when only the conversion reads as Vietnamese. `decided` is a person's word
/// for cells without a telling font: they are then converted wherever they can be. Answers what was changed,
/// in order of rows; doubtful cells are listed and, without a decision, left as they are.
std::vector<Conversion> convertLegacy(Sheet& sheet, std::optional<LegacyEncoding> decided);

}  // namespace tdkt::lists
