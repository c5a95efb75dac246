// Step list to BPMN with a drawing: the main line runs from left to right, opinions fan out from it, and what
// may be left out is passed over above.

#include <set>

#include "workflow/base/Text.h"
#include "workflow/definition/StepsForm.h"

namespace tdkt::workflow {
namespace {

constexpr int kMiddle = 240;  ///< y of the main line
constexpr int kLeft = 160;
constexpr int kGap = 60;
constexpr int kFan = 180;  ///< between two opinions

struct Box {
  std::string element;
  std::string id;
  std::string name;
  std::string extensions;
  std::string defaultFlow;
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  int middle() const { return y + height / 2; }
  int centre() const { return x + width / 2; }
};

struct Edge {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string condition;
  std::vector<std::pair<int, int>> points;
};

std::string attribute(const char* name, const std::string& value) {
  return value.empty() ? std::string() : std::string(" ") + name + "=\"" + text::escapeMarkup(value) + "\"";
}

class Drawing {
 public:
  explicit Drawing(const StepList& list) : list_(list) {}

  Result<std::string> run() {
    for (const ProcedureStep& step : list_.steps) place(step);
    add("endEvent", "end", list_.end, 36, 36);
    TDKT_CHECK(checkIds());
    return write();
  }

 private:
  /// Puts a box at the end of the main line and joins it to the box before.
  std::size_t add(const char* element, const std::string& id, const std::string& name, int width,
                  int height) {
    const std::size_t at = box(element, id, name, width, height, kMiddle);
    if (last_) straight(*last_, at);
    last_ = at;
    x_ += width + kGap;
    return at;
  }

  std::size_t box(const char* element, const std::string& id, const std::string& name, int width, int height,
                  int middle) {
    boxes_.push_back({element, id, name, {}, {}, x_, middle - height / 2, width, height});
    return boxes_.size() - 1;
  }

  void straight(std::size_t from, std::size_t to) {
    const Box& a = boxes_[from];
    const Box& b = boxes_[to];
    edges_.push_back({from, to, {}, {{a.x + a.width, a.middle()}, {b.x, b.middle()}}});
  }

  void place(const ProcedureStep& step) {
    if (step.kind == StepKind::kSubmit) {
      add("startEvent", step.id, step.task.title, 36, 36);
      return;
    }
    if (step.when.empty()) return placeCore(step);
    const std::size_t choice = add("exclusiveGateway", step.id + "-if", "", 50, 50);
    const std::size_t first = edges_.size();
    placeCore(step);
    edges_[first].condition = step.when;
    const std::size_t merge = add("exclusiveGateway", step.id + "-or-not", "", 50, 50);
    passOver(choice, merge, step);
  }

  void passOver(std::size_t choice, std::size_t merge, const ProcedureStep& step) {
    const int fan = step.addressees.size() > 1 ? static_cast<int>(step.addressees.size() - 1) * kFan / 2 : 0;
    const int top = kMiddle - fan - 80;
    const Box& a = boxes_[choice];
    const Box& b = boxes_[merge];
    edges_.push_back(
        {choice, merge, {}, {{a.centre(), a.y}, {a.centre(), top}, {b.centre(), top}, {b.centre(), b.y}}});
    boxes_[choice].defaultFlow = flowId(edges_.back());
  }

  void placeCore(const ProcedureStep& step) {
    if (step.kind == StepKind::kOpinions) return placeOpinions(step);
    if (step.kind == StepKind::kIssue) return placeIssue(step);
    const std::size_t at = add("userTask", step.id, step.task.title, 120, 80);
    const bool advisory = step.kind == StepKind::kArchive;
    boxes_[at].extensions = taskExtensions(step, step.task, advisory, step.mayReturn) + settings(step);
  }

  void placeOpinions(const ProcedureStep& step) {
    if (step.addressees.size() == 1) {
      const Addressee& only = step.addressees.front();
      const std::size_t at = add("userTask", only.id, only.title, 120, 80);
      boxes_[at].extensions = opinionExtensions(step, only);
      return;
    }
    const std::size_t split = add("parallelGateway", "ask-" + step.id, step.task.title, 50, 50);
    const auto count = static_cast<int>(step.addressees.size());
    std::vector<std::size_t> asked;
    for (int i = 0; i < count; ++i) {
      const Addressee& one = step.addressees[static_cast<std::size_t>(i)];
      const std::size_t at =
          box("userTask", one.id, one.title, 120, 80, kMiddle + (2 * i - count + 1) * kFan / 2);
      boxes_[at].extensions = opinionExtensions(step, one);
      bend(split, at);
      asked.push_back(at);
    }
    x_ += 120 + kGap;
    const std::size_t join = box("parallelGateway", step.id + "-in", step.closing, 50, 50, kMiddle);
    for (const std::size_t at : asked) bendBack(at, join);
    last_ = join;
    x_ += 50 + kGap;
  }

  void bend(std::size_t from, std::size_t to) {
    const Box& a = boxes_[from];
    const Box& b = boxes_[to];
    if (a.middle() == b.middle()) return straight(from, to);
    const int side = b.middle() < a.middle() ? a.y : a.y + a.height;
    edges_.push_back({from, to, {}, {{a.centre(), side}, {a.centre(), b.middle()}, {b.x, b.middle()}}});
  }
  void bendBack(std::size_t from, std::size_t to) {
    const Box& a = boxes_[from];
    const Box& b = boxes_[to];
    if (a.middle() == b.middle()) return straight(from, to);
    const int side = a.middle() < b.middle() ? b.y : b.y + b.height;
    edges_.push_back(
        {from, to, {}, {{a.x + a.width, a.middle()}, {b.centre(), a.middle()}, {b.centre(), side}}});
  }

  void placeIssue(const ProcedureStep& step) {
    const auto action = [&](const char* name) {
      const std::size_t at = add("serviceTask", name, step.actions.at(name), 120, 80);
      boxes_[at].extensions =
          stamp(step) + line("<zeebe:taskDefinition type=\"" + std::string(name) + "\" />");
    };
    const auto task = [&](const char* name, const StepTask& of, bool signs) {
      const std::size_t at = add("userTask", name, of.title, 120, 80);
      boxes_[at].extensions = taskExtensions(step, of, false, false);
      if (signs && step.settings.at("capacity") != "own") boxes_[at].extensions += settings(step);
    };
    action("reserve-number");
    action("render");
    task("sign", step.sign, true);
    action("sign-person");
    task("seal", step.seal, false);
    action("sign-organisation");
    action("publish");
    action("push-eoffice");
  }

  static std::string line(const std::string& element) { return "        " + element + "\n"; }
  static std::string stamp(const ProcedureStep& step) {
    return line("<tdkt:step" + attribute("id", step.id) + attribute("kind", toString(step.kind)) + " />");
  }

  static std::string taskExtensions(const ProcedureStep& step, const StepTask& task, bool advisory,
                                    bool mayReturn) {
    std::string out = stamp(step) + line("<zeebe:userTask />") +
                      line("<zeebe:assignmentDefinition" + attribute("candidateGroups", task.role) + " />") +
                      line("<tdkt:clock workingDays=\"" + std::to_string(task.workingDays) + "\" />");
    if (advisory) out += line("<tdkt:opinion advisory=\"true\" />");
    if (!mayReturn) out += line("<tdkt:return allowed=\"false\" />");
    if (!step.exclude.empty()) out += line("<tdkt:exclude" + attribute("rule", step.exclude) + " />");
    return out;
  }

  static std::string opinionExtensions(const ProcedureStep& step, const Addressee& addressee) {
    const StepTask task{addressee.title, addressee.role, step.task.workingDays};
    const bool waits = step.settings.at("lapse") == "block";
    return taskExtensions(step, task, true, step.mayReturn) + (waits ? std::string() : settings(step));
  }

  static std::string settings(const ProcedureStep& step) {
    std::string out;
    const auto& rows = steps::settingsOf(step.kind);
    if (rows.empty()) return out;
    for (const steps::Setting& row : rows) {
      out += attribute(std::string(row.attribute).c_str(), step.settings.at(std::string(row.name)));
    }
    return line("<tdkt:" + std::string(rows.front().element) + out + " />");
  }

  std::string flowId(const Edge& edge) const { return boxes_[edge.from].id + "-to-" + boxes_[edge.to].id; }

  /// Ids made up here may meet an id of the list; then the list must change.
  Result<Done> checkIds() const {
    std::set<std::string> all = {"diagram", "plane", list_.id + "-definitions"};
    const auto claim = [&](const std::string& id) { return all.insert(id).second; };
    const auto taken = [](const std::string& id) {
      return inputError("steps.id", "this id is also made for another element: rename a step", id);
    };
    if (!claim(list_.id)) return taken(list_.id);
    for (const Box& box : boxes_) {
      if (!claim(box.id) || !claim(box.id + "-shape")) return taken(box.id);
    }
    for (const Edge& edge : edges_) {
      if (!claim(flowId(edge)) || !claim(flowId(edge) + "-edge")) return taken(flowId(edge));
    }
    return Done{};
  }

  std::string write() const {
    bool conditional = false;
    for (const Edge& edge : edges_) conditional = conditional || !edge.condition.empty();
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
        "xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
        "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" "
        "xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" "
        "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:tdkt=\"urn:tdkt:bpmn:1\"";
    if (conditional) out += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    out += " id=\"" + list_.id + "-definitions\" targetNamespace=\"urn:tdkt:procedures\">\n";
    out += "  <bpmn:process" + attribute("id", list_.id) + attribute("name", list_.name) +
           " isExecutable=\"true\">\n";
    if (!list_.description.empty()) {
      out += "    <bpmn:documentation>" + text::escapeMarkup(list_.description) + "</bpmn:documentation>\n";
    }
    for (std::size_t i = 0; i < boxes_.size(); ++i) out += node(i);
    for (const Edge& edge : edges_) out += flow(edge);
    out += "  </bpmn:process>\n  <bpmndi:BPMNDiagram id=\"diagram\">\n    <bpmndi:BPMNPlane id=\"plane\"" +
           attribute("bpmnElement", list_.id) + ">\n";
    for (const Box& one : boxes_) out += shape(one);
    for (const Edge& edge : edges_) out += drawn(edge);
    return out + "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</bpmn:definitions>\n";
  }

  std::string node(std::size_t at) const {
    const Box& one = boxes_[at];
    std::string inner;
    if (!one.extensions.empty()) {
      inner += "      <bpmn:extensionElements>\n" + one.extensions + "      </bpmn:extensionElements>\n";
    }
    for (const Edge& edge : edges_) {
      if (edge.to == at) inner += "      <bpmn:incoming>" + flowId(edge) + "</bpmn:incoming>\n";
    }
    for (const Edge& edge : edges_) {
      if (edge.from == at) inner += "      <bpmn:outgoing>" + flowId(edge) + "</bpmn:outgoing>\n";
    }
    return "    <bpmn:" + one.element + attribute("id", one.id) + attribute("name", one.name) +
           attribute("default", one.defaultFlow) + ">\n" + inner + "    </bpmn:" + one.element + ">\n";
  }

  std::string flow(const Edge& edge) const {
    const std::string head = "    <bpmn:sequenceFlow" + attribute("id", flowId(edge)) +
                             attribute("sourceRef", boxes_[edge.from].id) +
                             attribute("targetRef", boxes_[edge.to].id);
    if (edge.condition.empty()) return head + " />\n";
    return head + ">\n      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">" +
           text::escapeMarkup(edge.condition) + "</bpmn:conditionExpression>\n    </bpmn:sequenceFlow>\n";
  }

  static std::string bounds(int x, int y, int width, int height) {
    return "<dc:Bounds x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
           std::to_string(width) + "\" height=\"" + std::to_string(height) + "\" />\n";
  }

  /// Branches leave a gateway of opinions upward and downward: its name stands beside them, outside the
  /// block.
  static std::string label(const Box& one) {
    if (one.element != "parallelGateway") return {};
    const bool opens = one.id.starts_with("ask-");
    const int x = opens ? one.centre() - 75 : one.centre() + 5;
    return "        <bpmndi:BPMNLabel>\n          " + bounds(x, one.y + one.height + 4, 70, 14) +
           "        </bpmndi:BPMNLabel>\n";
  }

  static std::string shape(const Box& one) {
    const bool gateway = one.element == "exclusiveGateway";
    return "      <bpmndi:BPMNShape id=\"" + one.id + "-shape\"" + attribute("bpmnElement", one.id) +
           (gateway ? " isMarkerVisible=\"true\"" : "") + ">\n        " +
           bounds(one.x, one.y, one.width, one.height) + label(one) + "      </bpmndi:BPMNShape>\n";
  }

  std::string drawn(const Edge& edge) const {
    const std::string id = flowId(edge);
    std::string out = "      <bpmndi:BPMNEdge id=\"" + id + "-edge\"" + attribute("bpmnElement", id) + ">\n";
    for (const auto& [x, y] : edge.points) {
      out += "        <di:waypoint x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" />\n";
    }
    return out + "      </bpmndi:BPMNEdge>\n";
  }

  const StepList& list_;
  std::vector<Box> boxes_;
  std::vector<Edge> edges_;
  std::optional<std::size_t> last_;
  int x_ = kLeft;
};

}  // namespace

Result<std::string> bpmnFromSteps(const StepList& list) {
  TDKT_CHECK(steps::checkList(list));
  return Drawing(list).run();
}

}  // namespace tdkt::workflow
