// Events in the words of the trade: what goes on beside a task decides nothing, and no end stops a number
// that is being taken.

#include <algorithm>
#include <set>
#include <sstream>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

using Names = std::set<std::string, std::less<>>;

const Names kDeciding = {"chair", "ballot", "posting", "consent"};

bool isBeside(const Draft& draft, const std::string& id) {
  const auto around = draft.branches.find(id);
  return around != draft.branches.end() &&
         std::any_of(around->second.begin(), around->second.end(),
                     [](const auto& branch) { return branch.second == kBesideWay; });
}

/// The dossier has gone on meanwhile: a refusal or a number from here would meet a decision already made.
void checkBeside(const Draft& draft, const DraftNode& written, Report& report) {
  const Node& node = written.node;
  const bool fits = node.kind == NodeKind::kUserTask
                        ? node.advisory && !node.mayReturn && kDeciding.count(node.stepKind) == 0
                        : node.kind != NodeKind::kServiceTask || node.action == "push-eoffice";
  if (fits || !isBeside(draft, node.id)) return;
  report.error(
      "domain.beside", written.line, node.id,
      "Nhánh chạy bên cạnh (sự kiện biên không ngắt) chỉ được nhắc việc, lấy ý kiến: đặt tdkt:opinion "
      "advisory=\"true\" và tdkt:return allowed=\"false\"",
      "beside a task only advisory tasks without return, and push-eoffice");
}

void checkTerminate(const Draft& draft, const DraftNode& end, Report& report) {
  const bool numbered = draft.after("reserve-number").count(end.node.id) != 0;
  const bool published = draft.after("publish").count(end.node.id) != 0;
  const bool meanwhile = std::any_of(draft.nodes.begin(), draft.nodes.end(), [&](const auto& row) {
    return row.second.node.action == "reserve-number" &&
           std::any_of(end.in.begin(), end.in.end(), [&](const std::string& flow) {
             return draft.parallel(row.first, draft.flow(flow)->source);
           });
  });
  if (!meanwhile && (!numbered || published)) return;
  report.error(
      "domain.terminate", end.line, end.node.id,
      "Kết thúc ngay (terminate) không được đứng sau hoặc song song với bước cấp số khi chưa ban hành",
      "a terminate end may not follow or lie beside reserve-number before publish");
}

/// Several addressees are a round of opinions: the record of who answered, and who did not, is its own.
void checkInstances(const DraftNode& draft, const DefinitionContext& context, Report& report) {
  const auto instances = draft.settings.find("instances");
  if (instances == draft.settings.end()) return;
  const auto written = instances->second.find("roles");
  std::istringstream roles(written == instances->second.end() ? std::string() : written->second);
  int count = 0;
  for (std::string role; roles >> role; ++count) {
    const auto& known = context.roles;
    if (known.empty() || std::find(known.begin(), known.end(), role) != known.end()) continue;
    report.error("domain.holder", draft.line, draft.node.id, "Vai trò “" + role + "” không tồn tại",
                 "the role " + role + " is not known");
  }
  if (draft.node.stepKind == "opinions" && count > 1) return;
  report.error(
      "domain.instances", draft.line, draft.node.id,
      "Việc nhiều người (multi-instance) chỉ dùng cho bước lấy ý kiến (kind=\"opinions\"), với các vai trò ở "
      "candidateGroups",
      "multi-instance is for a step of kind opinions, with two or more roles in candidateGroups");
}

}  // namespace

void checkEvents(const Draft& draft, const DefinitionContext& context, Report& report) {
  for (const std::string& id : draft.order) {
    const DraftNode& node = draft.nodes.at(id);
    checkBeside(draft, node, report);
    checkInstances(node, context, report);
    if (node.node.kind == NodeKind::kTerminate) checkTerminate(draft, node, report);
  }
}

}  // namespace tdkt::workflow
