#pragma once
// A procedure as an office describes it: an ordered list of steps of twelve kinds. Written as JSON, turned
// into BPMN of the profile with a drawing, and read back from it.
//
// Every kind is one fixed pattern of BPMN elements stamped with tdkt:step. A definition that was changed
// beyond the patterns still runs, but is no step list any more: "advanced". Source: docs/workflow-format.md;
// schema of the JSON: workflow/definition/steps.schema.json.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::workflow {

enum class StepKind {
  kSubmit,      ///< trình hồ sơ: the start
  kReceive,     ///< tiếp nhận, kiểm tra
  kAppraise,    ///< thẩm định
  kOpinions,    ///< lấy ý kiến, side by side
  kConsent,     ///< hiệp y with another authority
  kBallot,      ///< bỏ phiếu of the council
  kChair,       ///< quyết định of the competent person
  kPosting,     ///< công khai
  kSupplement,  ///< bổ sung hồ sơ
  kPrepare,     ///< dự thảo quyết định
  kIssue,       ///< ký, cấp số, ban hành
  kArchive      ///< lưu trữ
};
/// "submit", "receive", … as in tdkt:step and in the JSON.
const char* toString(StepKind kind);
std::optional<StepKind> stepKindFrom(std::string_view text);

/// One task of one role.
struct StepTask {
  std::string title;    ///< Vietnamese, NFC, one line
  std::string role;     ///< code of the directory
  int workingDays = 0;  ///< 1 to 366
  friend bool operator==(const StepTask&, const StepTask&) = default;
};

/// Who is asked in an opinions step; the time allowed is the step's.
struct Addressee {
  std::string id;
  std::string title;
  std::string role;
  friend bool operator==(const Addressee&, const Addressee&) = default;
};

struct ProcedureStep {
  StepKind kind = StepKind::kReceive;
  std::string id;  ///< letters a to z, digits, ".", "-"; unique in the procedure
  StepTask task;   ///< of submit and opinions only the title, of opinions also the time
  bool mayReturn = true;
  std::string when;                   ///< condition; empty: always. Not on submit and issue
  std::string exclude;                ///< empty, or "nominee", "preparer", "nominee-and-preparer"
  std::vector<Addressee> addressees;  ///< of opinions: 1 to 20
  std::string closing;                ///< of opinions with several addressees: title of their meeting
  /// Settings of the kind by name: lapse, agency, roster, quorum, pass, base, secret, letters, rounds, days,
  /// onChange, expiry, stale, capacity. All of a kind are present; values as in docs/workflow-format.md.
  std::map<std::string, std::string> settings;
  StepTask sign;                               ///< of issue
  StepTask seal;                               ///< of issue
  std::map<std::string, std::string> actions;  ///< of issue: title of each of the six actions
  friend bool operator==(const ProcedureStep&, const ProcedureStep&) = default;
};

/// The first step is the one submit; at most one issue; after issue nothing may be returned.
struct StepList {
  std::string id;
  std::string name;         ///< Vietnamese
  std::string description;  ///< may be empty
  std::vector<ProcedureStep> steps;
  std::string end;  ///< title of the end
  friend bool operator==(const StepList&, const StepList&) = default;
};

/// Strict: unknown fields are refused. Errors: those of json::parse; kInput "steps.field", "steps.value",
/// "steps.text", "steps.id", "steps.order", "steps.condition", each naming the field ("steps[3].role").
Result<StepList> stepsFromJson(std::string_view text);
/// Canonical: defaults are left out, fields in fixed order, two spaces, one line feed at the end.
std::string toJson(const StepList& list);

/// BPMN 2.0 with a drawing. Same list, same bytes. Errors: those of a list stepsFromJson() would refuse.
Result<std::string> bpmnFromSteps(const StepList& list);
/// Errors: kInput "steps.definition" for a file that does not pass the check (its first finding is named);
/// kInput "steps.advanced" for a definition that is no step list, naming the element.
Result<StepList> stepsFromBpmn(std::string_view bpmn);

}  // namespace tdkt::workflow
