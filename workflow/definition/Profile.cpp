// The whitelist of the profile approval-1: what is not listed here is refused, never skipped over.

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "workflow/base/Text.h"
#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

using xml::Element;

using Names = std::set<std::string, std::less<>>;

/// Elements that are drawings or remarks: kept in the file, without effect on the way of a dossier.
const Names kRemarks = {"documentation", "textAnnotation",      "association", "group",
                        "dataObject",    "dataObjectReference", "category"};

/// In the profile, but not built yet.
const Names kNotYet = {"messageEventDefinition", "multiInstanceLoopCharacteristics"};

const std::map<std::string, NodeKind, std::less<>> kNodeElements = {
    {"startEvent", NodeKind::kStart},
    {"endEvent", NodeKind::kEnd},
    {"userTask", NodeKind::kUserTask},
    {"serviceTask", NodeKind::kServiceTask},
    {"exclusiveGateway", NodeKind::kExclusive},
    {"parallelGateway", NodeKind::kParallelSplit},  // split or join is told by its flows
    {"inclusiveGateway", NodeKind::kInclusiveSplit},
    {"intermediateCatchEvent", NodeKind::kTimer},
    {"boundaryEvent", NodeKind::kBoundary}};

/// Attributes with the only values that change nothing.
const std::map<std::string, Names, std::less<>> kNeutralValues = {
    {"processType", {"None", "Private"}},  // a public process only describes, it is not run
    {"startQuantity", {"1"}},
    {"completionQuantity", {"1"}},
    {"isForCompensation", {"false"}},
    {"isInterrupting", {"true"}},
    {"triggeredByEvent", {"false", "0"}},
    {"parallelMultiple", {"false"}},
    {"isImmediate", {"true", "false"}},
    {"implementation", {"##unspecified", "##WebService"}}};

std::string labelOf(const Element& element) {
  const std::string& id = element.attribute("id");
  return id.empty() ? element.name : id;
}

class Reader {
 public:
  Reader(Draft& draft, Report& report) : draft_(draft), report_(report) {}

  void definitions(const Element& root) {
    if (root.space != kBpmn || root.name != "definitions") {
      return report_.error("profile.root", root.line, root.name, "Tệp không phải là BPMN 2.0",
                           "the root is not bpmn:definitions");
    }
    rememberIds(root);
    int processes = 0;
    for (const Element& child : root.children) processes += topLevel(child) ? 1 : 0;
    if (processes != 1) {
      report_.error("profile.process", root.line, labelOf(root), "Phải có đúng một quy trình (process)",
                    "exactly one process was expected");
    }
  }

 private:
  void refuse(const Element& element) {
    draft_.refused.insert(element.attribute("id"));
    if (element.space == kBpmn && kNotYet.count(element.name) != 0) {
      return report_.unsupported(element.line, labelOf(element),
                                 "Thành phần “" + element.name + "” chưa chạy được, hãy bỏ hoặc thay thế",
                                 "element " + element.name + " cannot be run");
    }
    report_.error("profile.element", element.line, labelOf(element),
                  "Thành phần “" + element.name + "” không được hỗ trợ, hãy bỏ hoặc thay thế",
                  "element " + element.name + " is outside the profile approval-1");
  }

  void rememberIds(const Element& element) {
    if (element.name == "extensionElements") return;  // other vocabularies have ids of their own
    const std::string& id = element.attribute("id");
    if (!id.empty() && !ids_.insert(id).second) {
      report_.error("reference.duplicate-id", element.line, id, "Mã “" + id + "” bị dùng hai lần",
                    "this id stands twice");
    }
    for (const Element& child : element.children) rememberIds(child);
  }

  /// True for the process.
  bool topLevel(const Element& element) {
    if (element.space != kBpmn) {
      if (element.name != "BPMNDiagram") refuse(element);
      return false;
    }
    if (element.name == "process") return process(element), true;
    if (element.name == "collaboration") return collaboration(element), false;
    if (element.name == "extension") return extension(element), false;
    if (element.name == "extensionElements") return foreign(element), false;
    if (kRemarks.count(element.name) == 0) refuse(element);
    return false;
  }

  void extension(const Element& element) {
    if (element.attribute("mustUnderstand") == "true" || element.attribute("mustUnderstand") == "1") {
      report_.error("profile.extension", element.line, labelOf(element),
                    "Tệp đòi hỏi một phần mở rộng không được hỗ trợ", "an extension must be understood");
    }
  }

  void collaboration(const Element& element) {
    int participants = 0;
    for (const Element& child : element.children) {
      if (child.space == kBpmn && child.name == "participant" && ++participants == 1) continue;
      if (child.space == kBpmn && kRemarks.count(child.name) != 0) continue;
      if (child.space == kBpmn && child.name == "extensionElements") {
        foreign(child);
        continue;
      }
      refuse(child);
    }
  }

  void process(const Element& element) {
    draft_.id = element.attribute("id");
    draft_.name = element.attribute("name");
    draft_.line = element.line;
    attributes(element, {"id", "name", "isClosed", "isExecutable", "definitionalCollaborationRef"}, nullptr);
    if (element.attribute("isExecutable") == "false" || element.attribute("isExecutable") == "0") {
      report_.error("profile.executable", element.line, draft_.id,
                    "Quy trình phải được đánh dấu là thực thi được (isExecutable)",
                    "the process is marked as not executable");
    }
    for (const Element& child : element.children) {
      if (child.space == kBpmn && child.name == "documentation") draft_.documentation = trimmed(child.text);
      processChild(child);
    }
  }

  void processChild(const Element& child) {
    if (child.space != kBpmn) return refuse(child);
    if (const auto kind = kNodeElements.find(child.name); kind != kNodeElements.end()) {
      return flowNode(child, kind->second);
    }
    if (child.name == "subProcess") return subProcess(child);
    if (child.name == "sequenceFlow") return sequenceFlow(child);
    if (child.name == "laneSet") return laneSet(child);
    if (child.name == "extensionElements") return foreign(child);
    if (kRemarks.count(child.name) == 0) refuse(child);
  }

  void laneSet(const Element& set) {
    for (const Element& lane : set.children) {
      if (lane.space != kBpmn || (lane.name != "lane" && kRemarks.count(lane.name) == 0)) {
        refuse(lane);
        continue;
      }
      for (const Element& inner : lane.children) {
        if (inner.name == "childLaneSet")
          laneSet(inner);
        else if (inner.name == "extensionElements")
          foreign(inner);
        else if (inner.name != "flowNodeRef" && kRemarks.count(inner.name) == 0)
          refuse(inner);
      }
    }
  }

  /// Extension elements outside a node have no meaning here; only ours would, so only ours are refused.
  void foreign(const Element& extensions) {
    for (const Element& child : extensions.children) {
      if (child.space != kTdkt) continue;
      report_.error("profile.extension", child.line, child.name,
                    "Phần mở rộng tdkt:" + child.name + " đặt sai chỗ", "this extension has no meaning here");
    }
  }

  void attributes(const Element& element, const Names& allowed, DraftNode* node) {
    for (const xml::Attribute& attribute : element.attributes) {
      if (!attribute.space.empty()) {
        foreign(attribute, element, node);
        continue;
      }
      if (allowed.count(attribute.name) != 0) continue;
      const auto neutral = kNeutralValues.find(attribute.name);
      if (neutral != kNeutralValues.end() && neutral->second.count(attribute.value) != 0) continue;
      report_.error("profile.attribute", element.line, labelOf(element),
                    "Thuộc tính “" + attribute.name + "” không được hỗ trợ",
                    "attribute " + attribute.name + " is outside the profile");
    }
  }

  void foreign(const xml::Attribute& attribute, const Element& element, DraftNode* node) {
    if (node != nullptr) return readForeignAttribute(attribute, *node, report_);
    if (!isImportedNamespace(attribute.space)) return;
    report_.warning("extension.no-effect", element.line, labelOf(element),
                    "Thuộc tính “" + attribute.name + "” của công cụ khác không có tác dụng ở đây",
                    "attribute " + attribute.name + " of another tool has no effect here");
  }

  void flowNode(const Element& element, NodeKind kind) {
    DraftNode draft;
    draft.line = element.line;
    draft.element = element.name;
    draft.parent = scope_;
    draft.node.id = element.attribute("id");
    draft.node.kind = kind;
    draft.node.order = static_cast<int>(draft_.order.size());
    draft.defaultFlow = element.attribute("default");
    draft.direction = element.attribute("gatewayDirection");
    const auto name = text::nfc(element.attribute("name"));
    if (name) draft.node.name = *name;
    Names allowed = {"id", "name", "default", "gatewayDirection"};
    if (kind == NodeKind::kBoundary) {
      allowed.insert({"attachedToRef", "cancelActivity"});
      draft.node.attachedTo = element.attribute("attachedToRef");
      const std::string& cancels = element.attribute("cancelActivity");
      draft.node.interrupting = cancels != "false" && cancels != "0";
    }
    attributes(element, allowed, &draft);
    const Element* loop = nullptr;
    for (const Element& child : element.children) {
      const bool instances = kind == NodeKind::kUserTask && child.space == kBpmn &&
                             child.name == "multiInstanceLoopCharacteristics";
      if (instances) loop = &child;
      if (!instances) nodeChild(child, draft);
    }
    if (kind == NodeKind::kUserTask) readInstances(loop, draft, report_);
    if (kind == NodeKind::kTimer || kind == NodeKind::kBoundary) checkTimer(element, draft);
    if (draft.node.id.empty()) {
      return report_.error("reference.id", element.line, element.name, "Thành phần thiếu mã (id)",
                           "a flow node needs an id");
    }
    if (draft_.nodes.emplace(draft.node.id, draft).second) draft_.order.push_back(draft.node.id);
  }

  /// A node of its own for now, with what it holds beside it: flattenSubProcesses() joins them.
  void subProcess(const Element& element) {
    DraftNode draft;
    draft.line = element.line;
    draft.element = element.name;
    draft.parent = scope_;
    draft.node.id = element.attribute("id");
    draft.node.kind = NodeKind::kExclusive;
    draft.node.order = static_cast<int>(draft_.order.size());
    attributes(element, {"id", "name"}, &draft);
    if (draft.node.id.empty()) {
      return report_.error("reference.id", element.line, element.name, "Thành phần thiếu mã (id)",
                           "a flow node needs an id");
    }
    const std::string outer = std::exchange(scope_, draft.node.id);
    for (const Element& child : element.children) {
      const bool list = child.space == kBpmn && (child.name == "incoming" || child.name == "outgoing");
      list ? nodeChild(child, draft) : processChild(child);
    }
    scope_ = outer;
    if (draft_.nodes.emplace(draft.node.id, draft).second) draft_.order.push_back(draft.node.id);
  }

  void nodeChild(const Element& child, DraftNode& draft) {
    if (child.space != kBpmn) return refuse(child);
    if (child.name == "incoming") return draft.incoming.push_back(trimmed(child.text));
    if (child.name == "outgoing") return draft.outgoing.push_back(trimmed(child.text));
    if (child.name == "extensionElements") return readExtensions(child, draft, report_);
    if (readEvent(child, draft)) return;
    if (child.name != "documentation") refuse(child);
  }

  /// True for what an event of this kind may be made of.
  bool readEvent(const Element& child, DraftNode& draft) {
    NodeKind& kind = draft.node.kind;
    if (child.name == "terminateEventDefinition" && kind == NodeKind::kEnd) {
      kind = NodeKind::kTerminate;
      return true;
    }
    // Every dossier begins with a document that came in: such a start says nothing else.
    if (child.name == "messageEventDefinition" && kind == NodeKind::kStart) return true;
    if (child.name != "timerEventDefinition") return false;
    if (kind != NodeKind::kTimer && kind != NodeKind::kBoundary) return false;
    ++draft.timers;
    for (const Element& when : child.children) {
      if (when.space != kBpmn || when.name != "timeDate") {
        if (when.name != "documentation" && when.name != "extensionElements") wrongTime(when, draft);
        continue;
      }
      draft.node.date = parseIsoDate(trimmed(when.text));
      if (!draft.node.date) wrongTime(when, draft);
    }
    return true;
  }

  void wrongTime(const Element& element, const DraftNode& draft) {
    report_.error(
        "profile.timer", element.line, draft.node.id,
        "Thời gian chờ tính theo ngày làm việc (tdkt:clock) hoặc đến một ngày (timeDate, 2026-12-31)",
        "a timer counts working days (tdkt:clock) or waits for a day (timeDate, YYYY-MM-DD)");
  }

  void checkTimer(const Element& element, const DraftNode& draft) {
    if (draft.timers != 1) {
      const bool other =
          std::any_of(element.children.begin(), element.children.end(), [](const Element& child) {
            return child.space == kBpmn && child.name.find("EventDefinition") != std::string::npos;
          });
      if (other && draft.timers == 0) return;  // said already of that definition
      return report_.error("profile.event", element.line, labelOf(element),
                           "Sự kiện này phải có đúng một bộ hẹn giờ (timer)",
                           "this event needs exactly one timer definition");
    }
    const bool counts = draft.node.workingDays > 0;
    if (counts == draft.node.date.has_value()) wrongTime(element, draft);
  }

  void sequenceFlow(const Element& element) {
    attributes(element, {"id", "name", "sourceRef", "targetRef"}, nullptr);
    DraftFlow flow{element.attribute("id"),
                   element.attribute("sourceRef"),
                   element.attribute("targetRef"),
                   "",
                   element.line,
                   element.attribute("name")};
    // The standard lets a flow go without an id; "#" cannot begin one that is written.
    if (flow.id.empty()) flow.id = "#" + std::to_string(draft_.flows.size() + 1);
    for (const Element& child : element.children) {
      if (child.space == kBpmn && child.name == "conditionExpression") {
        condition(child, flow.id);
        flow.condition = trimmed(child.text);
        if (flow.condition.empty())
          flow.condition = "=";  // written but empty: the condition stage refuses it
      } else if (child.space == kBpmn && child.name == "extensionElements") {
        foreign(child);
      } else if (child.space != kBpmn || child.name != "documentation") {
        refuse(child);
      }
    }
    draft_.flows.push_back(std::move(flow));
  }

  /// A condition in another language, or kept in another file, would be read wrongly or not at all.
  void condition(const Element& element, const std::string& flow) {
    const std::string& language = element.attribute("language");
    bool foreign = !language.empty() && lower(language).find("feel") == std::string::npos;
    for (const xml::Attribute& attribute : element.attributes) {
      foreign = foreign || isImportedNamespace(attribute.space);
    }
    if (!foreign && element.children.empty()) return;
    report_.error("condition.language", element.line, flow, "Điều kiện phải viết bằng FEEL ngay trong tệp",
                  "a condition is written in FEEL, in place");
  }

  static std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }

  static std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }

  Draft& draft_;
  Report& report_;
  Names ids_;
  std::string scope_;  ///< the sub-process being read
};

}  // namespace

Draft readDraft(const xml::Element& root, Report& report) {
  Draft draft;
  Reader(draft, report).definitions(root);
  flattenSubProcesses(draft, report);
  return draft;
}

}  // namespace tdkt::workflow
