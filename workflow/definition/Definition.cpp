#include "workflow/definition/Definition.h"

#include <algorithm>
#include <deque>
#include <set>

#include "workflow/base/Bytes.h"
#include "workflow/definition/Condition.h"
#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

const std::set<std::string, std::less<>> kActions = {"reserve-number",    "render",  "sign-person",
                                                     "sign-organisation", "publish", "push-eoffice"};

bool lists(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether the writer of this file lists flows inside nodes at all; if so, every node must list its own.
bool listsFlows(const Draft& draft) {
  return std::any_of(draft.nodes.begin(), draft.nodes.end(), [](const auto& row) {
    return !row.second.incoming.empty() || !row.second.outgoing.empty();
  });
}

void compareLists(const DraftNode& draft, const std::vector<std::string>& written,
                  const std::vector<std::string>& real, Report& report) {
  for (const std::string& flow : written) {
    if (lists(real, flow)) continue;
    report.error("reference.flow", draft.line, draft.node.id,
                 "Đường nối “" + flow + "” không gắn với bước này",
                 "the node lists a flow that does not touch it: " + flow);
  }
  for (const std::string& flow : real) {
    if (lists(written, flow)) continue;
    report.error("reference.flow", draft.line, draft.node.id, "Bước này thiếu đường nối “" + flow + "”",
                 "the node does not list the flow that touches it: " + flow);
  }
}

void checkUserTask(const DraftNode& draft, const DefinitionContext& context, Report& report) {
  const Node& node = draft.node;
  if (node.name.empty()) {
    report.error("domain.title", draft.line, node.id, "Việc phải có tên để người xử lý nhận biết",
                 "a user task needs a name");
  }
  if (node.role.empty() && !draft.later.fatal()) {
    report.error("domain.holder", draft.line, node.id, "Chưa giao việc cho vai trò nào",
                 "no role holds this task (zeebe:assignmentDefinition candidateGroups)");
  } else if (!node.role.empty() && !context.roles.empty() && !lists(context.roles, node.role)) {
    report.error("domain.holder", draft.line, node.id, "Vai trò “" + node.role + "” không tồn tại",
                 "the role " + node.role + " is not known");
  }
  if (node.workingDays < 1) {
    report.error("domain.clock", draft.line, node.id, "Chưa đặt thời hạn theo ngày làm việc",
                 "no time limit (tdkt:clock workingDays)");
  }
  if (node.step.empty()) {
    report.warning("domain.step", draft.line, node.id,
                   "Việc chưa thuộc bước nào (tdkt:step), tự thành một bước",
                   "the task belongs to no step (tdkt:step) and becomes one of its own");
  }
  if (!node.action.empty()) {
    report.error("domain.action", draft.line, node.id, "Việc của người không được có hành động tự động",
                 "a user task cannot have an action");
  }
}

void checkServiceTask(const DraftNode& draft, Report& report) {
  if (kActions.count(draft.node.action) == 0) {
    report.error("domain.action", draft.line, draft.node.id,
                 "Hành động “" + draft.node.action + "” không có trong danh mục",
                 "the action is not one of the closed list (zeebe:taskDefinition type)");
  }
}

/// A number once reserved is used or voided, never reused by going round again.
void checkReturns(const Draft& draft, Report& report) {
  for (const std::string& id : draft.after("reserve-number")) {
    const DraftNode& later = draft.nodes.at(id);
    if (later.node.kind != NodeKind::kUserTask || !later.node.mayReturn) continue;
    report.error("domain.return", later.line, id, "Sau khi đã cấp số thì không được trả lại hồ sơ",
                 "after reserve-number a task must not offer a return (tdkt:return allowed=\"false\")");
  }
}

/// While one branch takes a number, nobody in another may end the dossier: the number would be taken for
/// nothing, and nobody would know of it yet.
void checkBesideNumber(const Draft& draft, Report& report) {
  for (const auto& [id, numbering] : draft.nodes) {
    if (numbering.node.action != "reserve-number") continue;
    for (const std::string& other : draft.order) {
      const DraftNode& task = draft.nodes.at(other);
      if (task.node.kind != NodeKind::kUserTask || !draft.parallel(id, other)) continue;
      if (task.node.advisory && !task.node.mayReturn) continue;
      report.error("domain.refuse", task.line, other,
                   "Trong khi nhánh khác cấp số, việc này không được từ chối hay trả lại hồ sơ",
                   "beside reserve-number a task may only give an opinion (tdkt:opinion) and not return");
    }
  }
}

void checkCondition(const Draft& draft, const DraftFlow& flow, Report& report) {
  const auto read = Condition::read(flow.condition);
  if (const auto* problem = std::get_if<ConditionProblem>(&read)) {
    const std::string near = problem->word.empty() ? std::string() : " (“" + problem->word + "”)";
    return report.error(
        problem->code.c_str(), flow.line, flow.id,
        "Điều kiện sai ở cột " + std::to_string(problem->column) + near + ": " + problem->vietnamese,
        "column " + std::to_string(problem->column) + near + ": " + problem->english);
  }
  const auto* condition = std::get_if<Condition>(&read);
  for (const std::string& task : condition->tasksRead()) {
    const auto node = draft.nodes.find(task);
    if (node != draft.nodes.end() && node->second.node.kind == NodeKind::kUserTask) continue;
    report.error("condition.task", flow.line, flow.id,
                 "Điều kiện nhắc đến việc không tồn tại: “" + task + "”",
                 "the condition reads a user task that is not there: " + task);
  }
}

void checkWays(const Draft& draft, const DraftNode& gateway, Report& report) {
  const NodeKind kind = gateway.node.kind;
  const bool chooses =
      (kind == NodeKind::kExclusive || kind == NodeKind::kInclusiveSplit) && gateway.out.size() > 1;
  if (chooses && !lists(gateway.out, gateway.defaultFlow)) {
    report.error("condition.default", gateway.line, gateway.node.id,
                 "Cổng lựa chọn phải có một đường mặc định", "a split with conditions needs a default flow");
  }
  if (!chooses && !gateway.defaultFlow.empty()) {
    report.error("condition.default", gateway.line, gateway.node.id,
                 "Chỉ cổng lựa chọn mới có đường mặc định",
                 "only a split with conditions has a default flow");
  }
  for (const std::string& id : gateway.out) {
    const DraftFlow& flow = *draft.flow(id);
    const bool needs = chooses && id != gateway.defaultFlow;
    if (needs == !flow.condition.empty()) continue;
    report.error(needs ? "condition.missing" : "condition.misplaced", flow.line, id,
                 needs ? "Đường rẽ này thiếu điều kiện" : "Đường nối này không được có điều kiện",
                 needs ? "this way needs a condition" : "this way may not have a condition");
  }
}

std::shared_ptr<const Definition> finished(const Draft& draft, std::string_view bpmn) {
  auto out = std::make_shared<Definition>();
  out->id = draft.id;
  out->name = draft.name;
  out->hash = sha256Hex(bpmn);
  for (const auto& [id, written] : draft.nodes) {
    Node node = written.node;
    if (node.step.empty()) node.step = id;
    node.settings = written.settings;
    if (const auto around = draft.branches.find(id); around != draft.branches.end()) {
      for (const auto& [split, way] : around->second) {
        node.block += split + (way == kBesideWay ? std::string(1, kBeside) : "#" + std::to_string(way)) + "/";
      }
    }
    if (const auto split = draft.splits.find(id); split != draft.splits.end()) node.split = split->second;
    node.incoming = static_cast<int>(written.in.size());
    for (const std::string& flow : written.out) {
      const DraftFlow& way = *draft.flow(flow);
      Flow next{way.id, way.target, way.condition, way.id == written.defaultFlow, nullptr};
      if (!way.condition.empty()) {
        next.test = std::make_shared<const Condition>(std::get<Condition>(Condition::read(way.condition)));
      }
      node.out.push_back(std::move(next));
    }
    if (node.kind == NodeKind::kStart) out->start = id;
    out->nodes.emplace(id, std::move(node));
  }
  return out;
}

/// A boundary event is named by the task it watches.
void attachTimers(Draft& draft, Report& report) {
  for (const std::string& id : draft.order) {
    const DraftNode& event = draft.nodes.at(id);
    if (event.node.kind != NodeKind::kBoundary) continue;
    const auto task = draft.nodes.find(event.node.attachedTo);
    if (task != draft.nodes.end()) {
      task->second.node.boundary.push_back(id);
    } else if (draft.refused.count(event.node.attachedTo) == 0) {
      report.error("reference.attached", event.line, id, "Sự kiện biên không gắn với bước nào",
                   "attachedToRef is not a node of the process");
    }
  }
}

void reportXml(const xml::Failure& failure, Report& report) {
  report.error(failure.rule.c_str(), failure.line, "", "Không đọc được tệp XML", failure.detail);
}

}  // namespace

bool comesTo(const Node& node, const Node& join) {
  const std::string block = join.block + join.split + "#";
  return node.block.starts_with(block) && node.block.find(kBeside, block.size()) == std::string::npos;
}

int stageOf(std::string_view rule) {
  static constexpr std::pair<std::string_view, int> kStages[] = {
      {"xml.", 1},    {"schema.", 2},    {"extension.", 3}, {"reference.", 4}, {"profile.", 5},
      {"engine.", 5}, {"structure.", 6}, {"condition.", 7}, {"domain.", 8},    {"outcome.", 9}};
  for (const auto& [prefix, stage] : kStages) {
    if (rule.starts_with(prefix)) return stage;
  }
  return 0;
}

bool Report::fatal() const {
  return std::any_of(findings_.begin(), findings_.end(),
                     [](const Finding& finding) { return finding.fatal; });
}

void Report::take(const Report& other, bool asWarnings) {
  for (Finding finding : other.findings_) {
    finding.fatal = finding.fatal && !asWarnings;
    findings_.push_back(std::move(finding));
  }
}

std::vector<Finding> Report::sorted() const {
  std::vector<Finding> out = findings_;
  std::stable_sort(out.begin(), out.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return out;
}

const DraftFlow* Draft::flow(const std::string& wanted) const {
  const auto found =
      std::find_if(flows.begin(), flows.end(), [&](const DraftFlow& row) { return row.id == wanted; });
  return found == flows.end() ? nullptr : &*found;
}

std::vector<std::string> Draft::next(const std::string& node) const {
  const DraftNode& from = nodes.at(node);
  std::vector<std::string> out;
  for (const std::string& way : from.out) out.push_back(flow(way)->target);
  out.insert(out.end(), from.node.boundary.begin(), from.node.boundary.end());
  return out;
}

std::set<std::string> Draft::after(const std::string& action) const {
  std::set<std::string> seen;
  std::deque<std::string> open;
  for (const auto& [key, node] : nodes) {
    if (node.node.action == action) open.push_back(key);
  }
  while (!open.empty()) {
    const std::string at = open.front();
    open.pop_front();
    for (const std::string& following : next(at)) {
      if (seen.insert(following).second) open.push_back(following);
    }
  }
  return seen;
}

bool Draft::parallel(const std::string& left, const std::string& right) const {
  const auto a = branches.find(left);
  const auto b = branches.find(right);
  if (a == branches.end() || b == branches.end()) return false;
  for (std::size_t i = 0; i < std::min(a->second.size(), b->second.size()); ++i) {
    if (a->second[i] == b->second[i]) continue;
    return a->second[i].first == b->second[i].first;
  }
  return false;
}

void checkReferences(Draft& draft, Report& report) {
  for (const DraftFlow& flow : draft.flows) {
    const auto source = draft.nodes.find(flow.source);
    const auto target = draft.nodes.find(flow.target);
    const bool toKnown = target != draft.nodes.end();
    const bool fromKnown = source != draft.nodes.end();
    const bool complete = (toKnown || draft.refused.count(flow.target) > 0) &&
                          (fromKnown || draft.refused.count(flow.source) > 0);
    if (flow.id.empty() || !complete) {
      report.error("reference.flow", flow.line, flow.id, "Đường nối không gắn đủ hai đầu với các bước",
                   "sourceRef or targetRef is not a node of the process");
      continue;
    }
    if (fromKnown) source->second.out.push_back(flow.id);
    if (toKnown) target->second.in.push_back(flow.id);
  }
  attachTimers(draft, report);
  if (!listsFlows(draft)) return;
  for (const std::string& id : draft.order) {
    const DraftNode& node = draft.nodes.at(id);
    compareLists(node, node.incoming, node.in, report);
    compareLists(node, node.outgoing, node.out, report);
  }
}

void checkConditions(const Draft& draft, Report& report) {
  for (const DraftFlow& flow : draft.flows) {
    if (!flow.condition.empty()) checkCondition(draft, flow, report);
  }
  for (const std::string& id : draft.order) checkWays(draft, draft.nodes.at(id), report);
}

void checkDomain(const Draft& draft, const DefinitionContext& context, Report& report) {
  for (const std::string& id : draft.order) {
    const DraftNode& node = draft.nodes.at(id);
    report.take(node.later, false);
    if (node.node.kind == NodeKind::kUserTask) checkUserTask(node, context, report);
    if (node.node.kind == NodeKind::kServiceTask) checkServiceTask(node, report);
  }
  checkReturns(draft, report);
  checkBesideNumber(draft, report);
  checkEvents(draft, context, report);
  checkRequiredElements(draft, report);
  checkBallots(draft, context, report);
}

CheckedDefinition checkDefinition(std::string_view bpmn, const DefinitionContext& context) {
  Report report;
  CheckedDefinition out;
  const xml::Document document = xml::read(bpmn);
  if (!document.ok) {
    reportXml(document.failure, report);
    out.findings = report.sorted();
    return out;
  }
  Report schema;
  checkSchema(document.root, schema);
  report.take(schema, context.deployed);
  Draft draft = readDraft(document.root, report);
  checkReferences(draft, report);
  // An element outside the profile is missing from the graph: its neighbours would be blamed for nothing.
  if (!report.fatal()) {
    checkStructure(draft, report);
    checkConditions(draft, report);
    Report domain;
    checkDomain(draft, context, domain);
    report.take(domain, context.draft || context.deployed);
  }
  if (!report.fatal()) {
    auto definition = finished(draft, bpmn);
    Report outcomes;
    out.outcomes = enumerateOutcomes(*definition, outcomes);
    report.take(outcomes, context.deployed);
    if (!report.fatal()) out.definition = std::move(definition);
  }
  out.findings = report.sorted();
  return out;
}

}  // namespace tdkt::workflow
