// BPMN to step list: follows the main line by the stamps, then draws the list again and compares. What
// differs was edited beyond the patterns.

#include <algorithm>
#include <set>

#include "workflow/definition/Draft.h"
#include "workflow/definition/StepsForm.h"

namespace tdkt::workflow {
namespace {

Error advanced(const std::string& what, const std::string& element) {
  return inputError("steps.advanced", what, element);
}

struct ReadFile {
  Draft draft;
  std::map<std::string, int> elements;  ///< of BPMN's namespace, by name
};

void count(const xml::Element& element, std::map<std::string, int>& out) {
  if (element.space == kBpmn) ++out[element.name];
  if (element.space == kBpmn && element.name == "extensionElements") return;
  for (const xml::Element& child : element.children) count(child, out);
}

ReadFile read(std::string_view bpmn) {
  ReadFile out;
  Report ignored;
  const xml::Document document = xml::read(bpmn);
  out.draft = readDraft(document.root, ignored);
  checkReferences(out.draft, ignored);
  count(document.root, out.elements);
  out.elements.erase("incoming");  // a tool may leave these out
  out.elements.erase("outgoing");
  return out;
}

class Follower {
 public:
  explicit Follower(const Draft& draft) : draft_(draft) {}

  Result<StepList> run() {
    StepList out;
    out.id = draft_.id;
    out.name = draft_.name;
    out.description = draft_.documentation;
    const auto start = std::find_if(draft_.nodes.begin(), draft_.nodes.end(),
                                    [](const auto& row) { return row.second.node.kind == NodeKind::kStart; });
    if (start == draft_.nodes.end()) return advanced("there is no start", draft_.id);
    at_ = &start->second;
    ProcedureStep submit;
    submit.kind = StepKind::kSubmit;
    submit.id = at_->node.id;
    submit.task.title = at_->node.name;
    out.steps.push_back(std::move(submit));
    TDKT_CHECK(next());
    while (at_->node.kind != NodeKind::kEnd) {
      TDKT_ASSIGN(auto step, one());
      out.steps.push_back(std::move(step));
    }
    out.end = at_->node.name;
    return out;
  }

 private:
  const DraftNode* target(const std::string& flow) const {
    const DraftFlow* found = draft_.flow(flow);
    const auto row = found == nullptr ? draft_.nodes.end() : draft_.nodes.find(found->target);
    return row == draft_.nodes.end() ? nullptr : &row->second;
  }

  Result<Done> next() {
    if (at_->out.size() != 1 || target(at_->out.front()) == nullptr) {
      return advanced("the main line does not go on from here by one way", at_->node.id);
    }
    at_ = target(at_->out.front());
    if (!seen_.insert(at_->node.id).second) return advanced("the main line goes round", at_->node.id);
    return Done{};
  }

  Result<ProcedureStep> one() {
    if (at_->node.kind != NodeKind::kExclusive) return core();
    const DraftNode& choice = *at_;
    if (choice.out.size() != 2)
      return advanced("only a step with `when` begins with a choice of two", choice.node.id);
    const bool first = choice.out[0] != choice.defaultFlow;
    const std::string& taken = choice.out[first ? 0 : 1];
    at_ = target(taken);
    if (at_ == nullptr || !seen_.insert(at_->node.id).second)
      return advanced("not a pattern", choice.node.id);
    TDKT_ASSIGN(auto step, core());
    step.when = draft_.flow(taken)->condition;
    if (at_->node.kind != NodeKind::kExclusive)
      return advanced("the choice is not closed here", at_->node.id);
    TDKT_CHECK(next());
    return step;
  }

  Result<ProcedureStep> core() {
    if (at_->node.kind == NodeKind::kParallelSplit) return opinions();
    if (at_->node.action == "reserve-number") return issue();
    const auto kind = stepKindFrom(at_->node.stepKind);
    const bool known = kind && at_->node.kind == NodeKind::kUserTask &&
                       (steps::isTask(*kind) || *kind == StepKind::kOpinions);
    if (!known) return advanced("no step of the twelve kinds begins here", at_->node.id);
    ProcedureStep out = plain(*kind, *at_);
    if (*kind == StepKind::kOpinions) {
      out.addressees.push_back({at_->node.id, at_->node.name, at_->node.role});
      out.task.title.clear();
      out.task.role.clear();
    }
    TDKT_CHECK(next());
    return out;
  }

  static ProcedureStep plain(StepKind kind, const DraftNode& draft) {
    ProcedureStep out;
    out.kind = kind;
    out.id = draft.node.step;
    out.task = {draft.node.name, draft.node.role, draft.node.workingDays};
    out.mayReturn = draft.node.mayReturn;
    const auto exclude = draft.settings.find("exclude");
    if (exclude != draft.settings.end()) {
      const auto rule = exclude->second.find("rule");
      if (rule != exclude->second.end()) out.exclude = rule->second;
    }
    readSettings(draft, out);
    return out;
  }

  static void readSettings(const DraftNode& draft, ProcedureStep& out) {
    for (const steps::Setting& row : steps::settingsOf(out.kind)) {
      std::string value(row.fallback);
      const auto kept = draft.settings.find(std::string(row.element));
      if (kept != draft.settings.end()) {
        const auto found = kept->second.find(std::string(row.attribute));
        if (found != kept->second.end()) value = found->second;
      }
      out.settings[std::string(row.name)] = value;
    }
  }

  Result<ProcedureStep> opinions() {
    const DraftNode& split = *at_;
    ProcedureStep out;
    for (const std::string& flow : split.out) {
      const DraftNode* asked = target(flow);
      const bool fits = asked != nullptr && asked->node.stepKind == "opinions" &&
                        asked->node.kind == NodeKind::kUserTask && asked->out.size() == 1;
      if (!fits) return advanced("a branch is more than one opinion", split.node.id);
      if (out.addressees.empty()) out = plain(StepKind::kOpinions, *asked);
      out.addressees.push_back({asked->node.id, asked->node.name, asked->node.role});
      at_ = asked;
    }
    if (out.addressees.empty()) return advanced("nobody is asked", split.node.id);
    TDKT_CHECK(next());
    out.task.title = split.node.name;
    out.task.role.clear();
    out.closing = at_->node.name;
    TDKT_CHECK(next());
    return out;
  }

  Result<ProcedureStep> issue() {
    ProcedureStep out;
    out.kind = StepKind::kIssue;
    out.id = at_->node.step;
    out.mayReturn = false;
    for (const char* id : {"reserve-number", "render", "sign", "sign-person", "seal", "sign-organisation",
                           "publish", "push-eoffice"}) {
      const Node& node = at_->node;
      if (node.id != id) return advanced("the issue step has its eight tasks in one order", node.id);
      const StepTask task{node.name, node.role, node.workingDays};
      if (node.kind == NodeKind::kServiceTask) out.actions[id] = node.name;
      if (node.id == "sign") {
        out.sign = task;
        readSettings(*at_, out);
      }
      if (node.id == "seal") out.seal = task;
      TDKT_CHECK(next());
    }
    return out;
  }

  const Draft& draft_;
  const DraftNode* at_ = nullptr;
  std::set<std::string> seen_;
};

/// What a node means, and where its ways lead; ids of flows and places in the drawing do not matter.
std::string difference(const Draft& given, const DraftNode& a, const Draft& drawn, const DraftNode& b) {
  const Node& x = a.node;
  const Node& y = b.node;
  if (a.element != b.element) return "another element";
  if (x.name != y.name) return "another name";
  if (x.step != y.step || x.stepKind != y.stepKind) return "another stamp";
  if (x.role != y.role || x.workingDays != y.workingDays || x.action != y.action)
    return "another holder, time or action";
  if (x.advisory != y.advisory || x.mayReturn != y.mayReturn) return "another rule of outcomes";
  if (a.settings != b.settings || a.later.fatal()) return "other settings";
  const auto ways = [](const Draft& draft, const DraftNode& node) {
    std::set<std::string> out;
    for (const std::string& id : node.out) {
      const DraftFlow& flow = *draft.flow(id);
      out.insert(flow.target + '\n' + flow.condition + '\n' + flow.name +
                 (id == node.defaultFlow ? "\ndefault" : ""));
    }
    return out;
  };
  if (ways(given, a) != ways(drawn, b)) return "other ways";
  return {};
}

Result<Done> same(const ReadFile& given, const ReadFile& drawn) {
  for (const std::string& id : given.draft.order) {
    const DraftNode& node = given.draft.nodes.at(id);
    const auto other = drawn.draft.nodes.find(id);
    if (other == drawn.draft.nodes.end()) return advanced("no pattern has this element", id);
    const std::string what = difference(given.draft, node, drawn.draft, other->second);
    if (!what.empty()) return advanced("edited beyond its pattern: " + what, id);
  }
  if (given.draft.nodes.size() != drawn.draft.nodes.size())
    return advanced("an element is missing", given.draft.id);
  for (const auto& [name, times] : given.elements) {
    const auto other = drawn.elements.find(name);
    if (other == drawn.elements.end() || other->second != times) {
      return advanced("a list of steps has no place for this: " + name, name);
    }
  }
  return Done{};
}

}  // namespace

Result<StepList> stepsFromBpmn(std::string_view bpmn) {
  DefinitionContext unfinished;
  unfinished.draft = true;
  const CheckedDefinition checked = checkDefinition(bpmn, unfinished);
  for (const Finding& finding : checked.findings) {
    if (!finding.fatal) continue;
    return inputError("steps.definition",
                      finding.rule + " in line " + std::to_string(finding.line) + ": " + finding.english,
                      finding.element);
  }
  const ReadFile given = read(bpmn);
  TDKT_ASSIGN(StepList out, Follower(given.draft).run());
  const auto again = bpmnFromSteps(out);
  if (!again) return advanced(again.error().code + ": " + again.error().detail, again.error().field);
  TDKT_CHECK(same(given, read(*again)));
  return out;
}

}  // namespace tdkt::workflow
