#pragma once
// One cell from the file to the text of a line: what was changed is told, what is doubtful waits for a
// person.

#include <map>
#include <optional>
#include <string>

#include "connector/lists/LegacySheet.h"
#include "connector/lists/Sheet.h"
#include "workflow/base/Error.h"

namespace tdkt::lists {

/// Something a person should look at.
struct ListWarning {
  std::string cell;  ///< "C7"; "Tập thể!C7" where more than one sheet is read
  std::string code;  ///< "lists.converted" (typed before Unicode), "lists.lookalike" (Ð for Đ), "lists.space"
                     ///< (no-break spaces), "lists.decomposed", "lists.decided" (a person's word),
                     ///< "lists.duplicate"; as a question: "lists.legacy", "lists.lookalike",
                     ///< "lists.invisible"
  std::string given;    ///< as it stands in the file …
  std::string read;     ///< … and what it was, or may be, read as
  std::string of = {};  ///< "lists.duplicate": the cell of the first one
  friend bool operator==(const ListWarning&, const ListWarning&) = default;
};

/// A person's word on one cell.
struct CellDecision {
  enum class Choice {
    kKeep,  ///< as it stands in the file
    kRead,  ///< as it may be read
    kTyped  ///< `text`
  };
  Choice choice = Choice::kKeep;
  std::string text = {};
  friend bool operator==(const CellDecision&, const CellDecision&) = default;
};

struct ReadCell {
  std::string text;  ///< NFC, clean; of an open question what stands in the file, if that can be
  std::optional<ListWarning> note;  ///< what was changed, or the question
  bool open = false;                ///< `note` is a question that nobody has decided
};

/// `conversion`: what convertLegacy() said of this cell, null for nothing; `cell` is as it left it.
/// Errors: kInput "lists.cell" (not UTF-8, an error value, or a decided text that is no text).
Result<ReadCell> readCell(const std::string& name, const SheetCell& cell, const Conversion* conversion,
                          const CellDecision* decision);

}  // namespace tdkt::lists
