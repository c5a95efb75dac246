// What a node says beyond BPMN: the holder (Zeebe's words, or an older tool's), the action, and our own
// elements by their table.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

using xml::Element;

const std::set<std::string, std::less<>> kImported = {"http://camunda.org/schema/1.0/bpmn",
                                                      "http://flowable.org/bpmn", "http://activiti.org/bpmn"};

enum class Kind { kText, kDays, kRounds, kFlag, kFraction, kChoice };

struct Rule {
  std::string_view element;
  std::string_view attribute;
  Kind kind;
  bool required;
  std::string_view choices;  ///< of kChoice, each between bars
};

constexpr std::string_view kLapses = "|block|no-opinion|deemed-agree|";

/// Our vocabulary; tdkt-bpmn.xsd says the same, and a test compares the two.
constexpr std::array<Rule, 25> kOurs = {{
    {"step", "id", Kind::kText, true, {}},
    {"step", "kind", Kind::kChoice, true,
     "|submit|receive|appraise|opinions|consent|ballot|chair|posting|supplement|prepare|issue|archive|"},
    {"clock", "workingDays", Kind::kDays, true, {}},
    {"opinion", "advisory", Kind::kFlag, true, {}},
    {"return", "allowed", Kind::kFlag, true, {}},
    {"return", "most", Kind::kRounds, false, {}},
    {"ballot", "roster", Kind::kText, true, {}},
    {"ballot", "quorum", Kind::kFraction, true, {}},
    {"ballot", "pass", Kind::kFraction, true, {}},
    {"ballot", "base", Kind::kChoice, true, "|total|total-less-recused|present-and-letters|cast|"},
    {"ballot", "secret", Kind::kFlag, true, {}},
    {"ballot", "letters", Kind::kFlag, true, {}},
    {"ballot", "rounds", Kind::kRounds, true, {}},
    {"opinions", "lapse", Kind::kChoice, true, kLapses},
    {"opinions", "enough", Kind::kRounds, false, {}},
    {"consent", "agency", Kind::kText, true, {}},
    {"consent", "lapse", Kind::kChoice, true, kLapses},
    {"posting", "workingDays", Kind::kDays, true, {}},
    {"posting", "onChange", Kind::kChoice, true, "|restart|continue|"},
    {"supplement", "expiry", Kind::kChoice, true, "|remind|close|forward|"},
    {"supplement", "stale", Kind::kChoice, true, "|keep|reask|restart|"},
    {"supplement", "workingDays", Kind::kDays, false, {}},
    {"signAs", "capacity", Kind::kChoice, true, "|own|TM|Q|KT|TL|TUQ|"},
    {"exclude", "rule", Kind::kChoice, true, "|nominee|preparer|nominee-and-preparer|"},
    {"exclude", "lines", Kind::kFlag, false, {}},
}};

std::optional<int> whole(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool inRange(std::string_view text, int least, int most) {
  const auto value = whole(text);
  return value && *value >= least && *value <= most && text.front() != '0';
}

/// "2/3": numbers from 1 to 1000, at most one whole.
bool isFraction(std::string_view text) {
  const auto bar = text.find('/');
  if (bar == std::string_view::npos) return false;
  const auto top = text.substr(0, bar);
  const auto bottom = text.substr(bar + 1);
  return inRange(top, 1, 1000) && inRange(bottom, 1, 1000) && *whole(top) <= *whole(bottom);
}

bool good(const Rule& rule, const std::string& text) {
  switch (rule.kind) {
    case Kind::kText:
      return !text.empty() && text.find_first_not_of(" \t\r\n") != std::string::npos;
    case Kind::kDays:
      return inRange(text, 1, 366);
    case Kind::kRounds:
      return inRange(text, 1, 9);
    case Kind::kFlag:
      return text == "true" || text == "false";
    case Kind::kFraction:
      return isFraction(text);
    case Kind::kChoice:
      return !text.empty() && text.find('|') == std::string::npos &&
             rule.choices.find("|" + text + "|") != std::string_view::npos;
  }
  return false;
}

void wrongValue(const Element& element, const DraftNode& draft, std::string_view attribute, Report& report) {
  report.error("extension.value", element.line, draft.node.id,
               "tdkt:" + element.name + ": giá trị của “" + std::string(attribute) + "” không hợp lệ",
               "tdkt:" + element.name + ": the value of " + std::string(attribute) + " is not allowed");
}

void unknownAttribute(const Element& element, const DraftNode& draft, const std::string& name,
                      Report& report) {
  report.error("extension.value", element.line, draft.node.id,
               "Thuộc tính “" + name + "” không được hỗ trợ ở " + element.name,
               "attribute " + name + " is not known on " + element.name);
}

void onlyAttributes(const Element& element, const DraftNode& draft,
                    const std::set<std::string, std::less<>>& allowed, Report& report) {
  for (const xml::Attribute& attribute : element.attributes) {
    if (!attribute.space.empty() || allowed.count(attribute.name) != 0) continue;
    unknownAttribute(element, draft, attribute.name, report);
  }
}

void noEffect(const char* what, int line, const DraftNode& draft, Report& report) {
  report.warning("extension.no-effect", line, draft.node.id,
                 "“" + std::string(what) + "” được giữ trong tệp nhưng không có tác dụng ở đây",
                 std::string(what) + " is kept in the file without effect");
}

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + ",") {
    if (c == ',') {
      if (!word.empty()) out.push_back(std::exchange(word, {}));
    } else if (c != ' ' || !word.empty()) {
      word += c;
    }
  }
  return out;
}

bool isPlainVariable(const std::string& text) {
  return text.size() > 3 && text.starts_with("${") && text.back() == '}' &&
         std::all_of(text.begin() + 2, text.end() - 1,
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

/// Whether the value names somebody outright; says why not otherwise.
bool isConstant(const std::string& text, int line, DraftNode& draft, Report& report) {
  const bool variable = isPlainVariable(text);
  if (!variable && text.find("${") == std::string::npos && text.find("#{") == std::string::npos &&
      !text.starts_with("=")) {
    return true;
  }
  if (variable || text.starts_with("=")) {
    draft.later.unsupported(line, draft.node.id, "Người giữ việc lấy từ biến “" + text + "” chưa chạy được",
                            "a holder taken from the variable " + text + " is not supported");
  } else {
    report.error("extension.expression", line, draft.node.id,
                 "Biểu thức “" + text + "” không được phép, hãy ghi thẳng mã vai trò",
                 "only ${name} is read, code is never run: " + text);
  }
  return false;
}

void oneRole(int line, DraftNode& draft) {
  draft.later.error("domain.holder", line, draft.node.id, "Mỗi việc chỉ giao cho đúng một vai trò",
                    "exactly one role must hold a task");
}

void setGroups(const std::string& groups, int line, DraftNode& draft, Report& report) {
  if (!isConstant(groups, line, draft, report)) return;
  const auto names = listed(groups);
  if (names.empty()) return oneRole(line, draft);
  draft.node.role = names.front();
  if (names.size() == 1) return;
  std::string& all = draft.settings["instances"]["roles"];  // of a multi-instance task; see readInstances()
  for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
}

void setPersons(const std::string& persons, int line, DraftNode& draft, Report& report) {
  if (!isConstant(persons, line, draft, report)) return;
  draft.later.unsupported(
      line, draft.node.id,
      "Giao đích danh “" + persons + "” chưa chạy được: hãy giao cho một vai trò (candidateGroups)",
      "tasks are held by roles: give " + persons + " a role and name it in candidateGroups");
}

void setDueDate(int line, DraftNode& draft) {
  draft.later.unsupported(line, draft.node.id,
                          "Hạn theo dueDate chưa chạy được: hãy đặt tdkt:clock theo ngày làm việc",
                          "dueDate is not supported: use tdkt:clock workingDays");
}

void apply(const Element& element, DraftNode& draft) {
  Node& node = draft.node;
  if (element.name == "step") {
    node.step = element.attribute("id");
    node.stepKind = element.attribute("kind");
  } else if (element.name == "clock") {
    node.workingDays = whole(element.attribute("workingDays")).value_or(0);
  } else if (element.name == "opinion") {
    node.advisory = element.attribute("advisory") == "true";
  } else if (element.name == "return") {
    node.mayReturn = element.attribute("allowed") == "true";
    if (element.has("most")) draft.settings["return"]["most"] = element.attribute("most");
  } else {
    auto& kept = draft.settings[element.name];
    for (const xml::Attribute& attribute : element.attributes) kept[attribute.name] = attribute.value;
  }
}

void readOurs(const Element& element, DraftNode& draft, Report& report) {
  bool known = false;
  bool wrong = false;
  std::set<std::string, std::less<>> names;
  for (const Rule& rule : kOurs) {
    if (rule.element != element.name) continue;
    known = true;
    names.emplace(rule.attribute);
    if (!element.has(rule.attribute) && !rule.required) continue;
    if (good(rule, element.attribute(rule.attribute))) continue;
    wrongValue(element, draft, rule.attribute, report);
    wrong = true;
  }
  if (!known) {
    return report.error("profile.extension", element.line, draft.node.id,
                        "Phần mở rộng tdkt:" + element.name + " không được hỗ trợ",
                        "unknown extension of ours");
  }
  onlyAttributes(element, draft, names, report);
  if (!wrong) apply(element, draft);
}

void readZeebe(const Element& element, DraftNode& draft, Report& report) {
  if (element.name == "userTask" || element.name == "versionTag") return;
  if (element.name == "formDefinition") return noEffect("zeebe:formDefinition", element.line, draft, report);
  if (element.name == "taskSchedule") return setDueDate(element.line, draft);
  if (element.name == "assignmentDefinition") {
    onlyAttributes(element, draft, {"assignee", "candidateGroups", "candidateUsers"}, report);
    if (element.has("candidateGroups")) {
      setGroups(element.attribute("candidateGroups"), element.line, draft, report);
    }
    for (const char* name : {"assignee", "candidateUsers"}) {
      if (element.has(name)) setPersons(element.attribute(name), element.line, draft, report);
    }
    return;
  }
  if (element.name == "taskDefinition") {
    onlyAttributes(element, draft, {"type"}, report);
    draft.node.action = element.attribute("type");
    return;
  }
  report.error("profile.extension", element.line, draft.node.id,
               "Phần mở rộng zeebe:" + element.name + " không được hỗ trợ",
               "zeebe:" + element.name + " is outside the profile");
}

}  // namespace

void readExtensions(const Element& extensions, DraftNode& draft, Report& report) {
  std::set<std::string> seen;
  for (const Element& child : extensions.children) {
    if (child.space != kTdkt && child.space != kZeebe) {
      report.error("profile.extension", child.line, draft.node.id,
                   "Phần mở rộng “" + child.name + "” không được hỗ trợ",
                   "extension element " + child.name + " of " + child.space + " is not known");
      continue;
    }
    if (!seen.insert(child.space + child.name).second) {
      report.error("extension.twice", child.line, draft.node.id, "Phần mở rộng “" + child.name + "” lặp lại",
                   "this extension stands twice");
    }
    child.space == kTdkt ? readOurs(child, draft, report) : readZeebe(child, draft, report);
  }
}

void readInstances(const xml::Element* loop, DraftNode& draft, Report& report) {
  if (loop == nullptr) {
    if (draft.settings.erase("instances") != 0) {
      draft.node.role.clear();
      oneRole(draft.line, draft);
    }
    return;
  }
  for (const Element& child : loop->children) {
    if (child.name == "documentation") continue;
    report.unsupported(
        child.line, draft.node.id,
        "Việc nhiều người: “" + child.name +
            "” chưa chạy được, hãy kê các vai trò ở candidateGroups và đặt tdkt:opinions enough",
        "of a multi-instance task only isSequential is read, not " + child.name +
            ": list the roles in candidateGroups, use tdkt:opinions enough");
  }
  const std::string& sequential = loop->attribute("isSequential");
  draft.settings["instances"]["sequential"] = sequential == "true" || sequential == "1" ? "true" : "false";
  draft.settings["instances"]["roles"];  // there, if empty: the domain stage says so
}

bool isImportedNamespace(const std::string& space) {
  return kImported.count(space) != 0;
}

void readForeignAttribute(const xml::Attribute& attribute, DraftNode& draft, Report& report) {
  if (!isImportedNamespace(attribute.space)) return;  // a drawing tool's own mark
  if (draft.node.kind == NodeKind::kUserTask) {
    if (attribute.name == "candidateGroups") return setGroups(attribute.value, draft.line, draft, report);
    if (attribute.name == "assignee" || attribute.name == "candidateUsers") {
      return setPersons(attribute.value, draft.line, draft, report);
    }
    if (attribute.name == "dueDate") return setDueDate(draft.line, draft);
    if (attribute.name == "formKey") return noEffect("formKey", draft.line, draft, report);
  }
  report.error("profile.extension", draft.line, draft.node.id,
               "Thuộc tính mở rộng “" + attribute.name + "” không được hỗ trợ",
               "extension attribute " + attribute.name + " is not known");
}

}  // namespace tdkt::workflow
