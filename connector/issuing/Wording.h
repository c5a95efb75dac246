#pragma once
// The words of a decision that neither the dossier nor the rule pack brings: file wording.json of its
// template package, so that an office changes them without a programmer.
//
//   "Tặng {award} cho {counted} …" ──fill──► "Tặng Bằng khen … cho 05 tập thể, 43 cá nhân …"
//
// Format: docs/templates.md, "wording.json".

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/model/Dossier.h"

namespace tdkt::issuing {

/// One sentence with {placeholders}, checked once. Immutable.
class Phrase {
 public:
  Phrase() = default;
  /// Errors: kInput "wording.brace" (a brace without its partner; detail has the place),
  /// "wording.placeholder" (a name not in `known`; detail lists those), "wording.text" (empty, not NFC, or a
  /// control character).
  static Result<Phrase> parse(std::string_view text, const std::vector<std::string>& known);
  /// In one pass: a value that looks like a placeholder is printed as it is. A name without a value gives "".
  std::string fill(const std::map<std::string, std::string>& values) const;

 private:
  struct Piece {
    bool isName = false;
    std::string text;
  };
  std::vector<Piece> pieces_;
};

/// Words for one kind of nominee.
struct KindPhrase {
  workflow::NomineeKind kind = workflow::NomineeKind::kIndividual;
  Phrase phrase;
};

/// Immutable after load.
struct DecisionWording {
  Phrase submission;             ///< {number} {notation}: how a submission without a date is named
  Phrase submissionDated;        ///< and {date}
  Phrase subject;                ///< {award}
  Phrase proposal;               ///< {sender} {submission}
  Phrase listTitle;              ///< {award}
  std::vector<Phrase> articles;  ///< {award} {counted} {submission} {sender} {amount} {province} {authority}
  Phrase amount;                 ///< {digits} {words}
  std::vector<KindPhrase> counted;  ///< {count}; in the order decisions name them
  std::vector<KindPhrase> groups;   ///< headings of the list, in its order
  Phrase fileName;                  ///< {number}, with "-" for "/"; ".pdf" is added
  Phrase certificateFileName;       ///< {title} {ordinal} {recipient}
  Phrase personReason;              ///< /Reason of the person's signature
  Phrase organisationReason;

  /// Errors: those of json::parse and Phrase::parse, kInput "wording.schema", "wording.missing",
  /// "wording.unknown-key", "wording.type", "wording.kind" (an unknown kind, twice, or left out); field names
  /// the key.
  static Result<DecisionWording> fromJson(std::string_view text);
};

/// wording.json of a template package. Errors: kNotFound "wording.absent" naming the file; those of
/// DecisionWording::fromJson.
Result<DecisionWording> loadWording(const std::string& packageDirectory);

}  // namespace tdkt::issuing
