#pragma once
// Judges a finished PDF by rows of layout law: each row names what to measure, what is wanted and the law.
//
// The rows are data (templates/check/decree30.json); what can be measured is listed in
// docs/template-check.md. Not thread-safe per call beyond its arguments; idempotent. For files from outside
// run it in the limited child. Source: NĐ 30/2020/NĐ-CP Phụ lục I.

#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates::check {

enum class Verdict { kMet, kBroken, kNotApplicable };

struct RowResult {
  std::string id;
  std::string title;     ///< Vietnamese, for people
  std::string law;       ///< where the row comes from
  std::string wanted;    ///< "13–14 pt"
  std::string measured;  ///< the value that decides: the worst one, with its page
  Verdict verdict = Verdict::kNotApplicable;
  bool advice = false;  ///< not from the decree's own text: does not make the whole fail
};

struct LayoutReport {
  std::string source;
  std::vector<RowResult> rows;
  /// No row broken but for advice.
  bool met() const;
  std::string text() const;
  std::string toJson() const;
};

/// The rows shipped with this program.
std::string decree30Rows();

/// Errors: kInput "check.rules" (with the row), "check.pdf".
Result<LayoutReport> judgeLayout(const Bytes& pdf, std::string_view rules);

/// A report from toJson(). Errors: kInput "check.report".
Result<LayoutReport> layoutReportFromJson(std::string_view json);

}  // namespace tdkt::templates::check
