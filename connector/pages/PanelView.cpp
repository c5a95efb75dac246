#include "connector/pages/PanelView.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "connector/pages/BallotView.h"
#include "connector/pages/Words.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {
namespace {

using namespace workflow;

/// What agreeing sets off, where that is more than the next step.
std::string effectOfAgreeing(const Node* node, const Definition& definition) {
  for (const Flow& way : node == nullptr ? std::vector<Flow>() : node->out) {
    const Node* next = definition.find(way.target);
    if (next == nullptr) continue;
    if (next->action == "sign-person")
      return "Mọi văn bản đã lập được ký bằng chữ ký số của người ký. Ký rồi không sửa được nữa.";
    if (next->action == "sign-organisation")
      return "Mọi văn bản được ký bằng chữ ký số của cơ quan rồi phát hành.";
    if (next->action == "reserve-number") return "Số, ngày được cấp và văn bản được lập để ký.";
  }
  return "Hồ sơ chuyển sang bước tiếp theo.";
}

ViewJson outcomeButton(Outcome outcome, bool advisory, const std::string& agreeing) {
  const bool agree = outcome == Outcome::kAgree;
  std::string effect = agreeing;
  if (outcome == Outcome::kReturn) effect = "Hồ sơ được trả lại nơi gửi kèm lý do để bổ sung.";
  if (outcome == Outcome::kRefuse) {
    effect = advisory ? "Ý kiến không đồng ý được ghi vào hồ sơ; hồ sơ tiếp tục trình người quyết định."
                      : "Hồ sơ kết thúc, không được khen thưởng; lý do được báo cho nơi gửi.";
  }
  return {{"code", toString(outcome)},
          {"word", wordFor(outcome)},
          {"primary", agree},
          {"needsReason", !agree},
          {"effect", effect}};
}

/// Whoever checks or is asked may say that it is not his to judge. On the panel only: hosts have no such
/// button.
ViewJson notCompetentButton(bool opinion) {
  const std::string effect =
      opinion ? "Ghi nhận nơi được hỏi không thuộc thẩm quyền; hồ sơ đi tiếp, không tính là đồng ý."
              : "Hồ sơ kết thúc ở đây. Nơi gửi được báo không thuộc thẩm quyền: hãy ghi rõ vì sao và cần gửi "
                "đến đâu.";
  return {{"code", kNotCompetent},
          {"word", "Không thuộc thẩm quyền"},
          {"primary", false},
          {"needsReason", true},
          {"effect", effect}};
}

/// His own role, or another's by a grant in force; never when he is too close to a nominee. What the grant
/// covers exactly, the engine says when he acts.
bool offered(const WorkItem& item, const PanelData& data) {
  if (std::find(item.excluded.begin(), item.excluded.end(), data.viewer.id) != item.excluded.end())
    return false;
  return data.directory.actsAs(data.viewer.id, item.role, data.now);
}

/// Earlier tasks a return may go back to, each once, in the order they were done.
ViewJson returnTargets(const WorkItem& item, const PanelData& data) {
  const Node* here = data.definition.find(item.node);
  ViewJson out = ViewJson::array();
  std::set<std::string> seen{item.node};
  for (const WorkItem& done : data.dossier.workItems) {
    const Node* node = data.definition.find(done.node);
    if (here == nullptr || node == nullptr || done.state != WorkItemState::kDone) continue;
    if (!node->block.empty() && node->block != here->block) continue;
    if (seen.insert(done.node).second) out.push_back({{"node", done.node}, {"title", done.title}});
  }
  return out;
}

bool holds(const directory::Official& viewer, const std::string& role) {
  return std::find(viewer.roles.begin(), viewer.roles.end(), role) != viewer.roles.end();
}

const Ballot* ballotAt(const DossierState& dossier, const std::string& node) {
  const auto found = dossier.matters.find(node);
  return found == dossier.matters.end() ? nullptr : std::get_if<Ballot>(&found->second);
}

/// Between opening and count a ballot's task has nothing to be clicked here: that is done on its own page.
bool offered(Outcome outcome, const Ballot* ballot) {
  if (ballot == nullptr) return true;
  if (ballot->phase == BallotPhase::kConvening) return outcome != Outcome::kAgree;
  return ballot->phase == BallotPhase::kCounted && outcome != Outcome::kReturn;
}

ViewJson taskView(const WorkItem& item, const PanelData& data) {
  const Node* node = data.definition.find(item.node);
  const bool advisory = node != nullptr && node->advisory;
  const Ballot* ballot = ballotAt(data.dossier, item.node);
  const std::string agreeing = effectOfAgreeing(node, data.definition);
  ViewJson outcomes = ViewJson::array();
  if (offered(Outcome::kAgree, ballot))
    outcomes.push_back(outcomeButton(Outcome::kAgree, advisory, agreeing));
  if ((node == nullptr || node->mayReturn) && offered(Outcome::kReturn, ballot))
    outcomes.push_back(outcomeButton(Outcome::kReturn, advisory, agreeing));
  if (offered(Outcome::kRefuse, ballot))
    outcomes.push_back(outcomeButton(Outcome::kRefuse, advisory, agreeing));
  if (node != nullptr && (node->stepKind == "opinions" || node->stepKind == "receive"))
    outcomes.push_back(notCompetentButton(node->stepKind == "opinions"));
  const std::string digest = approvalDigest(data.dossier);
  return {
      {"id", item.id.text()},
      {"title", item.title},
      {"advisory", advisory},
      {"deadline", deadlineView(item.due, vietnamDate(data.now), data.calendar)},
      {"outcomes", outcomes},
      {"digest", digest},
      {"targets", returnTargets(item, data)},
      {"perLine", node != nullptr && ballot == nullptr && !data.dossier.facts.contains("decision.number")},
      {"shortDigest", shortDigest(digest)},
      {"command", data.commandSeed + "-" + item.id.text()}};
}

}  // namespace

namespace {

/// Ballots of this dossier that concern the viewer, to be opened on their own page.
ViewJson ballotsView(const PanelData& data) {
  ViewJson rows = ViewJson::array();
  for (const auto& [id, matter] : data.dossier.matters) {
    const auto* ballot = std::get_if<Ballot>(&matter);
    const Node* node = data.definition.find(id);
    if (ballot == nullptr || node == nullptr) continue;
    if (!mayEnterBallot({data.dossier, *node, *ballot, data.directory, data.viewer, {}, {}})) continue;
    rows.push_back({{"node", id}, {"title", node->name}});
  }
  return rows;
}

}  // namespace

ViewJson panelView(const PanelData& data) {
  const DossierState& dossier = data.dossier;
  ViewJson tasks = ViewJson::array();
  std::vector<WorkItem> others;
  for (const WorkItem& item : dossier.workItems) {
    if (item.state != WorkItemState::kOpen) continue;
    const Node* node = data.definition.find(item.node);
    const bool byVoting =
        node != nullptr && item.role != node->role && ballotAt(dossier, item.node) != nullptr;
    if (byVoting && holds(data.viewer, item.role)) continue;  // its ballot is shown instead
    if (offered(item, data)) {
      tasks.push_back(taskView(item, data));
    } else {
      others.push_back(item);
    }
  }
  const auto freeze = dossier.matters.find(kFreezeMatter);
  const bool perLine = std::any_of(tasks.begin(), tasks.end(),
                                   [](const ViewJson& task) { return task.at("perLine").get<bool>(); });
  return {{"version", dossier.version},
          {"perLine", perLine && !frozen(dossier)},
          {"frozen", frozen(dossier)},
          {"frozenReason", frozen(dossier) ? std::get<Freeze>(freeze->second).reason : std::string()},
          {"viewer", data.viewer.name},
          {"viewerPost", data.viewer.post},
          {"dossier", summaryView(dossier)},
          {"tasks", tasks},
          {"ballots", ballotsView(data)},
          {"waitingFor", workItemsView(others, data.directory, data.calendar, vietnamDate(data.now))},
          {"working", !dossier.actions.empty()},
          {"lines", linesView(dossier.lines)},
          {"documents", documentsView(dossier.documents)},
          {"issued", issuedView(data.issued)},
          {"issuedCount", data.issued.size()},
          {"hasIssued", !data.issued.empty()},
          {"history", historyView(data.events, data.directory)}};
}

}  // namespace tdkt::pages
