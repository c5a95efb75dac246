// Step lists as JSON: strict in, canonical out.

#include <nlohmann/json.hpp>
#include <set>

#include "workflow/base/Json.h"
#include "workflow/definition/StepsForm.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;
using steps::Setting;

constexpr const char* kFormat = "tdkt-steps-1";

/// One object being read: every field is taken or refused.
class Fields {
 public:
  Fields(const Json& object, std::string at) : object_(object), at_(std::move(at)) {}

  Result<Done> text(const char* key, std::string& out, bool required = true) {
    const Json* value = take(key);
    if (value == nullptr) return absent(key, required);
    if (!value->is_string()) return wrong(key, "a text was expected");
    out = value->get<std::string>();
    return Done{};
  }
  Result<Done> number(const char* key, int& out) {
    const Json* value = take(key);
    if (value == nullptr) return absent(key, true);
    if (!value->is_number_integer() || value->get<double>() < 1 || value->get<double>() > 366) {
      return wrong(key, "a whole number from 1 to 366 was expected");
    }
    out = value->get<int>();
    return Done{};
  }
  Result<Done> flag(const char* key, bool& out) {
    const Json* value = take(key);
    if (value == nullptr) return Done{};
    if (!value->is_boolean()) return wrong(key, "true or false was expected");
    out = value->get<bool>();
    return Done{};
  }
  /// Texts stay texts; whole numbers and flags are settings too.
  Result<Done> setting(const Setting& row, std::map<std::string, std::string>& out) {
    const std::string key(row.name);
    const Json* value = take(key.c_str());
    if (value == nullptr && row.fallback.empty()) return absent(key.c_str(), true);
    const bool counted = row.shape == "days" || row.shape == "rounds";
    if (value == nullptr) {
      out[key] = std::string(row.fallback);
    } else if (counted ? value->is_number_unsigned() : row.shape == "flag" ? value->is_boolean() : false) {
      out[key] = value->dump();
    } else if (!counted && row.shape != "flag" && value->is_string()) {
      out[key] = value->get<std::string>();
    } else {
      return wrong(key.c_str(), "a value of another type was expected");
    }
    return Done{};
  }
  const Json* take(const char* key) {
    seen_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  std::string path(const std::string& key) const { return at_.empty() ? key : at_ + "." + key; }
  Error wrong(const std::string& key, const char* what) const {
    return inputError("steps.value", what, path(key));
  }
  Result<Done> finish() const {
    for (const auto& [key, value] : object_.items()) {
      if (seen_.count(key) == 0) return inputError("steps.field", "this field is not known here", path(key));
    }
    return Done{};
  }

 private:
  Result<Done> absent(const char* key, bool required) const {
    if (!required) return Done{};
    return inputError("steps.field", "this field is missing", path(key));
  }

  const Json& object_;
  std::string at_;
  std::set<std::string> seen_;
};

Result<Done> readTask(const Json& object, const std::string& at, StepTask& out) {
  if (!object.is_object()) return inputError("steps.value", "an object was expected", at);
  Fields fields(object, at);
  TDKT_CHECK(fields.text("title", out.title));
  TDKT_CHECK(fields.text("role", out.role));
  TDKT_CHECK(fields.number("workingDays", out.workingDays));
  return fields.finish();
}

Result<Done> readAddressees(Fields& fields, ProcedureStep& out) {
  const Json* list = fields.take("addressees");
  if (list == nullptr || !list->is_array()) return fields.wrong("addressees", "a list was expected");
  for (const Json& row : *list) {
    const std::string at = fields.path("addressees[" + std::to_string(out.addressees.size()) + "]");
    if (!row.is_object()) return inputError("steps.value", "an object was expected", at);
    Fields inner(row, at);
    Addressee addressee;
    TDKT_CHECK(inner.text("id", addressee.id));
    TDKT_CHECK(inner.text("title", addressee.title));
    TDKT_CHECK(inner.text("role", addressee.role));
    TDKT_CHECK(inner.finish());
    out.addressees.push_back(std::move(addressee));
  }
  TDKT_CHECK(fields.text("title", out.task.title, false));
  TDKT_CHECK(fields.text("closing", out.closing, false));
  TDKT_CHECK(fields.number("workingDays", out.task.workingDays));
  return fields.flag("mayReturn", out.mayReturn);
}

Result<Done> readIssue(Fields& fields, ProcedureStep& out) {
  out.mayReturn = false;
  for (const auto& [key, task] : {std::pair("sign", &out.sign), std::pair("seal", &out.seal)}) {
    const Json* object = fields.take(key);
    if (object == nullptr) return inputError("steps.field", "this field is missing", fields.path(key));
    TDKT_CHECK(readTask(*object, fields.path(key), *task));
  }
  for (const auto& [action, title] : steps::kIssueActions)
    out.actions[std::string(action)] = std::string(title);
  const Json* actions = fields.take("actions");
  if (actions == nullptr) return Done{};
  if (!actions->is_object()) return fields.wrong("actions", "an object was expected");
  for (const auto& [action, title] : actions->items()) {
    if (out.actions.count(action) == 0) {
      return inputError("steps.field", "there is no such action", fields.path("actions." + action));
    }
    if (!title.is_string()) return fields.wrong("actions." + action, "a text was expected");
    out.actions[action] = title.get<std::string>();
  }
  return Done{};
}

Result<Done> readPlain(Fields& fields, ProcedureStep& out) {
  TDKT_CHECK(fields.text("title", out.task.title));
  TDKT_CHECK(fields.text("role", out.task.role));
  TDKT_CHECK(fields.number("workingDays", out.task.workingDays));
  TDKT_CHECK(fields.text("exclude", out.exclude, false));
  const bool known = out.exclude.empty() || out.exclude == "nominee" || out.exclude == "preparer" ||
                     out.exclude == "nominee-and-preparer";
  if (!known) return fields.wrong("exclude", "nominee, preparer or nominee-and-preparer was expected");
  if (out.kind != StepKind::kArchive) return fields.flag("mayReturn", out.mayReturn);
  out.mayReturn = false;  // what has been decided is kept, not sent back
  return Done{};
}

Result<ProcedureStep> readStep(const Json& object, const std::string& at) {
  if (!object.is_object()) return inputError("steps.value", "an object was expected", at);
  Fields fields(object, at);
  ProcedureStep out;
  std::string kind;
  TDKT_CHECK(fields.text("kind", kind));
  const auto known = stepKindFrom(kind);
  if (!known) return fields.wrong("kind", "not one of the twelve kinds");
  out.kind = *known;
  TDKT_CHECK(fields.text("id", out.id));
  if (out.kind == StepKind::kSubmit) {
    TDKT_CHECK(fields.text("title", out.task.title, false));
  } else if (out.kind == StepKind::kOpinions) {
    TDKT_CHECK(readAddressees(fields, out));
  } else if (out.kind == StepKind::kIssue) {
    TDKT_CHECK(readIssue(fields, out));
  } else {
    TDKT_CHECK(readPlain(fields, out));
  }
  for (const Setting& setting : steps::settingsOf(out.kind))
    TDKT_CHECK(fields.setting(setting, out.settings));
  if (out.kind != StepKind::kSubmit && out.kind != StepKind::kIssue) {
    TDKT_CHECK(fields.text("when", out.when, false));
  }
  TDKT_CHECK(fields.finish());
  return out;
}

Json taskJson(const StepTask& task) {
  return {{"title", task.title}, {"role", task.role}, {"workingDays", task.workingDays}};
}

void writeSettings(const ProcedureStep& step, Json& out) {
  for (const Setting& setting : steps::settingsOf(step.kind)) {
    const std::string key(setting.name);
    const std::string& value = step.settings.at(key);
    if (value == setting.fallback) continue;
    const bool plain = setting.shape == "days" || setting.shape == "rounds" || setting.shape == "flag";
    out[key] = plain ? Json::parse(value) : Json(value);
  }
}

Json stepJson(const ProcedureStep& step) {
  Json out = {{"kind", toString(step.kind)}, {"id", step.id}};
  const auto text = [&](const char* key, const std::string& value) {
    if (!value.empty()) out[key] = value;
  };
  if (step.kind != StepKind::kIssue) text("title", step.task.title);
  if (steps::isTask(step.kind)) out["role"] = step.task.role;
  if (step.kind == StepKind::kOpinions || steps::isTask(step.kind))
    out["workingDays"] = step.task.workingDays;
  if (step.kind == StepKind::kOpinions) {
    text("closing", step.closing);
    out["addressees"] = Json::array();
    for (const Addressee& row : step.addressees) {
      out["addressees"].push_back({{"id", row.id}, {"title", row.title}, {"role", row.role}});
    }
  }
  if (step.kind == StepKind::kIssue) {
    out["sign"] = taskJson(step.sign);
    out["seal"] = taskJson(step.seal);
    for (const auto& [action, title] : steps::kIssueActions) {
      const std::string& given = step.actions.at(std::string(action));
      if (given != title) out["actions"][std::string(action)] = given;
    }
  }
  writeSettings(step, out);
  text("exclude", step.exclude);
  const bool fixed =
      step.kind == StepKind::kSubmit || step.kind == StepKind::kIssue || step.kind == StepKind::kArchive;
  if (!step.mayReturn && !fixed) out["mayReturn"] = false;
  text("when", step.when);
  return out;
}

}  // namespace

Result<StepList> stepsFromJson(std::string_view text) {
  TDKT_ASSIGN(const Json json, json::parse(text));
  if (!json.is_object()) return inputError("steps.value", "an object was expected");
  Fields fields(json, "");
  StepList out;
  std::string format;
  TDKT_CHECK(fields.text("format", format));
  if (format != kFormat) return fields.wrong("format", "tdkt-steps-1 was expected");
  TDKT_CHECK(fields.text("id", out.id));
  TDKT_CHECK(fields.text("name", out.name));
  TDKT_CHECK(fields.text("description", out.description, false));
  TDKT_CHECK(fields.text("end", out.end, false));
  const Json* list = fields.take("steps");
  if (list == nullptr || !list->is_array()) return fields.wrong("steps", "a list was expected");
  for (const Json& row : *list) {
    TDKT_ASSIGN(auto step, readStep(row, "steps[" + std::to_string(out.steps.size()) + "]"));
    out.steps.push_back(std::move(step));
  }
  TDKT_CHECK(fields.finish());
  TDKT_CHECK(steps::checkList(out));
  return out;
}

std::string toJson(const StepList& list) {
  Json out = {{"format", kFormat}, {"id", list.id}, {"name", list.name}};
  if (!list.description.empty()) out["description"] = list.description;
  out["steps"] = Json::array();
  for (const ProcedureStep& step : list.steps) out["steps"].push_back(stepJson(step));
  if (!list.end.empty()) out["end"] = list.end;
  return out.dump(2) + "\n";
}

}  // namespace tdkt::workflow
