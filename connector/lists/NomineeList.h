#pragma once
// Reads a list of nominees from CSV, XLSX or ODS. Names are cleaned to NFC and never otherwise altered;
// whatever is doubtful is refused with its row and column, never guessed. ListReview.h asks a person instead.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/lists/CellReading.h"
#include "connector/lists/LegacyText.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/model/Dossier.h"

namespace tdkt::lists {

/// One nominee with the award proposed.
struct ListedNominee {
  workflow::Nominee nominee;
  std::string award;  ///< as written; empty when the list has no such column
};

/// What a heading of the file was taken for.
struct ListColumn {
  std::string cell;     ///< of the heading: "B4"
  std::string heading;  ///< as written
  std::string meaning;  ///< lists::toString(Column); empty: the column is not read
};

struct NomineeList {
  std::vector<ListColumn> columns;      ///< every column that has a heading, from left to right
  std::vector<ListedNominee> nominees;  ///< in the order of the file
  std::vector<ListWarning> warnings;    ///< changes and repeated nominees
};

struct ReadOptions {
  /// What a person decided that accented text without a telling font was typed in; without a decision such
  /// text is taken as Unicode when that reads as Vietnamese, and refused as doubtful when it does not.
  std::optional<LegacyEncoding> encoding;
};

/// Tells CSV (UTF-8, with or without BOM; comma, semicolon or tab) from XLSX and ODS by the bytes; reads the
/// first sheet. Columns are recognised by their headings (Vietnamese, any case, tones ignored): Họ và tên |
/// Tên tập thể, Đối tượng (cá nhân, tập thể, hộ gia đình), Chức vụ, Đơn vị, Thành tích, Hình thức đề nghị.
/// Errors: kInput "lists.legacy" (text typed before Unicode that may be read in more than one way; detail has
/// both sides), "lists.format", "lists.column.missing" (field names it), "lists.cell" (field "C7": empty
/// name, not UTF-8, invisible character), "lists.empty", "lists.size", "lists.zip" (bomb, encrypted, broken),
/// "lists.xml".
Result<NomineeList> readNominees(const Bytes& file, const ReadOptions& options = {});

}  // namespace tdkt::lists
