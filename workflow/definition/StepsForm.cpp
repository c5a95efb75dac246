#include "workflow/definition/StepsForm.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "workflow/base/Text.h"
#include "workflow/definition/Condition.h"

namespace tdkt::workflow {
namespace {

constexpr std::array<std::pair<StepKind, const char*>, 12> kKinds = {{{StepKind::kSubmit, "submit"},
                                                                      {StepKind::kReceive, "receive"},
                                                                      {StepKind::kAppraise, "appraise"},
                                                                      {StepKind::kOpinions, "opinions"},
                                                                      {StepKind::kConsent, "consent"},
                                                                      {StepKind::kBallot, "ballot"},
                                                                      {StepKind::kChair, "chair"},
                                                                      {StepKind::kPosting, "posting"},
                                                                      {StepKind::kSupplement, "supplement"},
                                                                      {StepKind::kPrepare, "prepare"},
                                                                      {StepKind::kIssue, "issue"},
                                                                      {StepKind::kArchive, "archive"}}};

}  // namespace

const char* toString(StepKind kind) {
  const auto* row =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.first == kind; });
  return row == kKinds.end() ? "" : row->second;
}

std::optional<StepKind> stepKindFrom(std::string_view text) {
  const auto* row =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.second == text; });
  if (row == kKinds.end()) return std::nullopt;
  return row->first;
}

namespace steps {
namespace {

constexpr std::size_t kMostSteps = 60;
constexpr std::size_t kMostAddressees = 20;
constexpr std::size_t kMostText = 500;
constexpr std::string_view kLapse = "|block|no-opinion|deemed-agree|";

bool number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() && text.front() != '0' &&
         value >= least && value <= most;
}

bool fraction(std::string_view text) {
  const auto bar = text.find('/');
  if (bar == std::string_view::npos) return false;
  const auto top = text.substr(0, bar);
  const auto bottom = text.substr(bar + 1);
  if (!number(top, 1, 1000) || !number(bottom, 1, 1000)) return false;
  return top.size() < bottom.size() || (top.size() == bottom.size() && top <= bottom);
}

/// One line of NFC text that XML and JSON carry unchanged.
bool goodText(const std::string& text) {
  if (text.size() > kMostText || !text::isNfc(text)) return false;
  if (text.empty()) return true;
  if (text.front() == ' ' || text.back() == ' ') return false;
  const auto points = text::codePoints(text);
  return std::none_of(points.begin(), points.end(), [](char32_t c) {
    return c < 0x20U || (c >= 0x7FU && c < 0xA0U) || c == 0x2028U || c == 0x2029U || (c & 0xFFFEU) == 0xFFFEU;
  });
}

bool goodId(const std::string& id) {
  if (id.empty() || id.size() > 64 || id.front() < 'a' || id.front() > 'z') return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

/// A role is a word of the directory.
bool goodRole(const std::string& role) {
  return !role.empty() && role.size() <= 64 && std::all_of(role.begin(), role.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
  });
}

class Checker {
 public:
  explicit Checker(const StepList& list) : list_(list) {}

  Result<Done> run() {
    if (!goodId(list_.id)) return inputError("steps.id", "a to z, digits, dot and hyphen, at most 64", "id");
    TDKT_CHECK(text(list_.name, "name", true));
    TDKT_CHECK(text(list_.description, "description", false));
    TDKT_CHECK(text(list_.end, "end", false));
    if (list_.steps.empty() || list_.steps.size() > kMostSteps) {
      return inputError("steps.order", "1 to 60 steps were expected", "steps");
    }
    for (std::size_t i = 0; i < list_.steps.size(); ++i) {
      at_ = "steps[" + std::to_string(i) + "].";
      TDKT_CHECK(order(list_.steps[i], i));
      TDKT_CHECK(step(list_.steps[i]));
    }
    return Done{};
  }

 private:
  Error wrong(const char* code, const char* what, const std::string& field) const {
    return inputError(code, what, at_ + field);
  }

  Result<Done> text(const std::string& value, const std::string& field, bool required) const {
    if (goodText(value) && (!required || !value.empty())) return Done{};
    return wrong("steps.text",
                 "one line of NFC text without blanks at its ends was expected, at most 500 octets", field);
  }

  Result<Done> order(const ProcedureStep& step, std::size_t place) {
    if ((place == 0) != (step.kind == StepKind::kSubmit)) {
      return wrong("steps.order", "the first step, and only the first, is submit", "kind");
    }
    if (issued_ && step.kind == StepKind::kIssue) return wrong("steps.order", "issue stands once", "kind");
    const bool fixed = step.kind == StepKind::kIssue || step.kind == StepKind::kArchive;
    if (fixed && step.mayReturn)
      return wrong("steps.value", "this step never returns a dossier", "mayReturn");
    if (step.kind == StepKind::kSubmit && !step.mayReturn) {
      return wrong("steps.value", "nothing is returned at the start", "mayReturn");
    }
    if (issued_ && step.mayReturn && step.kind != StepKind::kArchive) {
      return wrong("steps.order", "after issue nothing may be returned: set mayReturn to false", "mayReturn");
    }
    issued_ = issued_ || step.kind == StepKind::kIssue;
    return Done{};
  }

  Result<Done> step(const ProcedureStep& step) {
    TDKT_CHECK(id(step.id, "id"));
    TDKT_CHECK(condition(step));
    for (const Setting& setting : settingsOf(step.kind)) {
      const auto value = step.settings.find(std::string(setting.name));
      if (value == step.settings.end() || !goodSetting(setting, value->second)) {
        return wrong("steps.value", "this value is not allowed", std::string(setting.name));
      }
      if (setting.shape == "text") TDKT_CHECK(text(value->second, std::string(setting.name), true));
    }
    if (step.kind == StepKind::kSubmit) return text(step.task.title, "title", false);
    if (step.kind == StepKind::kIssue) return issue(step);
    if (step.kind == StepKind::kOpinions) return opinions(step);
    return task(step.task, "");
  }

  Result<Done> id(const std::string& value, const std::string& field) {
    if (!goodId(value)) return wrong("steps.id", "a to z, digits, dot and hyphen, at most 64", field);
    if (!ids_.insert(value).second) return wrong("steps.id", "this id stands twice", field);
    return Done{};
  }

  Result<Done> condition(const ProcedureStep& step) const {
    if (step.when.empty()) return Done{};
    if (step.kind == StepKind::kSubmit || step.kind == StepKind::kIssue) {
      return wrong("steps.order", "this step is never left out", "when");
    }
    TDKT_CHECK(text(step.when, "when", true));
    const auto read = Condition::parse(step.when);
    if (!read) return wrong("steps.condition", read.error().detail.c_str(), "when");
    return Done{};
  }

  Result<Done> task(const StepTask& task, const std::string& prefix) const {
    TDKT_CHECK(text(task.title, prefix + "title", true));
    if (!goodRole(task.role)) return wrong("steps.value", "a role code was expected", prefix + "role");
    return days(task, prefix);
  }

  Result<Done> days(const StepTask& task, const std::string& prefix) const {
    if (task.workingDays >= 1 && task.workingDays <= 366) return Done{};
    return wrong("steps.value", "1 to 366 working days were expected", prefix + "workingDays");
  }

  Result<Done> issue(const ProcedureStep& step) const {
    TDKT_CHECK(task(step.sign, "sign."));
    TDKT_CHECK(task(step.seal, "seal."));
    for (const auto& [action, fallback] : kIssueActions) {
      const auto title = step.actions.find(std::string(action));
      const std::string field = "actions." + std::string(action);
      if (title == step.actions.end()) return wrong("steps.field", "this title is missing", field);
      TDKT_CHECK(text(title->second, field, true));
    }
    return Done{};
  }

  Result<Done> opinions(const ProcedureStep& step) {
    TDKT_CHECK(days(step.task, ""));
    const bool several = step.addressees.size() > 1;
    if (step.addressees.empty() || step.addressees.size() > kMostAddressees) {
      return wrong("steps.value", "1 to 20 addressees were expected", "addressees");
    }
    if (!several && (!step.task.title.empty() || !step.closing.empty())) {
      return wrong("steps.value", "with one addressee only the addressee has a title", "title");
    }
    TDKT_CHECK(text(step.task.title, "title", several));
    TDKT_CHECK(text(step.closing, "closing", several));
    for (std::size_t i = 0; i < step.addressees.size(); ++i) {
      const std::string prefix = "addressees[" + std::to_string(i) + "].";
      TDKT_CHECK(id(step.addressees[i].id, prefix + "id"));
      TDKT_CHECK(task({step.addressees[i].title, step.addressees[i].role, 1}, prefix));
    }
    return Done{};
  }

  const StepList& list_;
  std::string at_;
  std::set<std::string> ids_;
  bool issued_ = false;
};

}  // namespace

const std::vector<Setting>& settingsOf(StepKind kind) {
  static const std::vector<Setting> kNone;
  static const std::map<StepKind, std::vector<Setting>> kAll = {
      {StepKind::kOpinions, {{"lapse", "opinions", "lapse", kLapse, "choice", "block"}}},
      {StepKind::kConsent,
       {{"agency", "consent", "agency", "", "text", ""},
        {"lapse", "consent", "lapse", kLapse, "choice", "block"}}},
      {StepKind::kBallot,
       {{"roster", "ballot", "roster", "", "text", ""},
        {"quorum", "ballot", "quorum", "", "fraction", ""},
        {"pass", "ballot", "pass", "", "fraction", ""},
        {"base", "ballot", "base", "|total|total-less-recused|present-and-letters|cast|", "choice", "total"},
        {"secret", "ballot", "secret", "", "flag", "true"},
        {"letters", "ballot", "letters", "", "flag", "true"},
        {"rounds", "ballot", "rounds", "", "rounds", "1"}}},
      {StepKind::kPosting,
       {{"days", "posting", "workingDays", "", "days", ""},
        {"onChange", "posting", "onChange", "|restart|continue|", "choice", "restart"}}},
      {StepKind::kSupplement,
       {{"expiry", "supplement", "expiry", "|remind|close|forward|", "choice", "remind"},
        {"stale", "supplement", "stale", "|keep|reask|restart|", "choice", "restart"}}},
      {StepKind::kIssue, {{"capacity", "signAs", "capacity", "|own|TM|Q|KT|TL|TUQ|", "choice", "own"}}}};
  const auto row = kAll.find(kind);
  return row == kAll.end() ? kNone : row->second;
}

bool isTask(StepKind kind) {
  return kind != StepKind::kSubmit && kind != StepKind::kOpinions && kind != StepKind::kIssue;
}

std::string_view defaultTitle(std::string_view action) {
  const auto* row = std::find_if(kIssueActions.begin(), kIssueActions.end(),
                                 [&](const auto& one) { return one.first == action; });
  return row == kIssueActions.end() ? std::string_view() : row->second;
}

bool goodSetting(const Setting& setting, std::string_view value) {
  if (value.empty()) return false;
  if (setting.shape == "days") return number(value, 1, 366);
  if (setting.shape == "rounds") return number(value, 1, 9);
  if (setting.shape == "flag") return value == "true" || value == "false";
  if (setting.shape == "fraction") return fraction(value);
  if (setting.shape == "text") return true;
  return value.find('|') == std::string_view::npos &&
         setting.choices.find("|" + std::string(value) + "|") != std::string_view::npos;
}

Result<Done> checkList(const StepList& list) {
  return Checker(list).run();
}

}  // namespace steps
}  // namespace tdkt::workflow
