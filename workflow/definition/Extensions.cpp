// What a node says beyond BPMN: the holder (Zeebe's words), the action, and our own step, clock, return,
// opinion.

#include <charconv>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

using xml::Element;

constexpr int kMostWorkingDays = 366;
const std::set<std::string, std::less<>> kImported = {"http://camunda.org/schema/1.0/bpmn",
                                                      "http://flowable.org/bpmn", "http://activiti.org/bpmn"};
const std::set<std::string, std::less<>> kStepKinds = {"receive", "appraise", "opinions", "chair", "issue"};

void wrongValue(const Element& element, const DraftNode& draft, const char* attribute, Report& report) {
  report.error("extension.value", element.line, draft.node.id,
               "tdkt:" + element.name + ": giá trị của “" + attribute + "” không hợp lệ",
               "tdkt:" + element.name + ": the value of " + attribute + " is not allowed");
}

void onlyAttributes(const Element& element, const DraftNode& draft,
                    const std::set<std::string, std::less<>>& allowed, Report& report) {
  for (const xml::Attribute& attribute : element.attributes) {
    if (!attribute.space.empty() || allowed.count(attribute.name) != 0) continue;
    report.error("extension.value", element.line, draft.node.id,
                 "Thuộc tính “" + attribute.name + "” không được hỗ trợ ở " + element.name,
                 "attribute " + attribute.name + " is not known on " + element.name);
  }
}

void setHolder(const std::string& groups, int line, DraftNode& draft, Report& report) {
  if (groups.find(',') != std::string::npos || groups.starts_with("=")) {
    report.error("domain.holder", line, draft.node.id, "Mỗi việc chỉ giao cho đúng một vai trò",
                 "exactly one role must hold a task");
    return;
  }
  draft.node.role = groups;
}

void readStep(const Element& element, DraftNode& draft, Report& report) {
  onlyAttributes(element, draft, {"id", "kind"}, report);
  draft.node.step = element.attribute("id");
  draft.node.stepKind = element.attribute("kind");
  if (draft.node.step.empty()) wrongValue(element, draft, "id", report);
  if (kStepKinds.count(draft.node.stepKind) == 0) wrongValue(element, draft, "kind", report);
}

void readClock(const Element& element, DraftNode& draft, Report& report) {
  onlyAttributes(element, draft, {"workingDays"}, report);
  const std::string& text = element.attribute("workingDays");
  int days = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (failure != std::errc() || end != text.data() + text.size() || days < 1 || days > kMostWorkingDays) {
    return wrongValue(element, draft, "workingDays", report);
  }
  draft.node.workingDays = days;
}

void readFlag(const Element& element, const DraftNode& draft, const char* name, bool& flag, Report& report) {
  onlyAttributes(element, draft, {name}, report);
  const std::string& text = element.attribute(name);
  if (text != "true" && text != "false") return wrongValue(element, draft, name, report);
  flag = text == "true";
}

void readOurs(const Element& element, DraftNode& draft, Report& report) {
  if (element.name == "step") return readStep(element, draft, report);
  if (element.name == "clock") return readClock(element, draft, report);
  if (element.name == "opinion") return readFlag(element, draft, "advisory", draft.node.advisory, report);
  if (element.name == "return") return readFlag(element, draft, "allowed", draft.node.mayReturn, report);
  report.error("profile.extension", element.line, draft.node.id,
               "Phần mở rộng tdkt:" + element.name + " không được hỗ trợ", "unknown extension of ours");
}

void readZeebe(const Element& element, DraftNode& draft, Report& report) {
  if (element.name == "userTask" || element.name == "versionTag") return;
  if (element.name == "assignmentDefinition") {
    onlyAttributes(element, draft, {"candidateGroups"}, report);
    return setHolder(element.attribute("candidateGroups"), element.line, draft, report);
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

void readForeignAttribute(const xml::Attribute& attribute, DraftNode& draft, Report& report) {
  if (kImported.count(attribute.space) == 0) return;  // a drawing tool's own mark
  if (attribute.name == "candidateGroups") return setHolder(attribute.value, draft.line, draft, report);
  report.error("profile.extension", draft.line, draft.node.id,
               "Thuộc tính mở rộng “" + attribute.name + "” không được hỗ trợ",
               "extension attribute " + attribute.name + " is not known");
}

}  // namespace tdkt::workflow
