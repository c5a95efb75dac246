// The pure core: decides what a command means for a dossier.

#include <algorithm>

#include "workflow/base/Text.h"
#include "workflow/engine/Engine.h"
#include "workflow/engine/Transition.h"

namespace tdkt::workflow {
namespace {

bool readable(const std::string& text) {
  return text::isNfc(text);
}

Result<Done> checkTexts(const DossierHeader& header, const std::vector<DossierDocument>& documents,
                        const std::vector<Line>& lines) {
  const auto refuse = [](const char* field) {
    return inputError("workflow.text", "not UTF-8 in Unicode normal form C", field);
  };
  for (const std::string* text : {&header.hostDocumentId, &header.senderCode, &header.senderName,
                                  &header.number, &header.notation, &header.subject, &header.signer}) {
    if (!readable(*text)) return refuse("header");
  }
  for (const DossierDocument& document : documents) {
    if (!readable(document.name) || !readable(document.mediaType)) return refuse("documents");
  }
  for (const Line& line : lines) {
    for (const std::string* text : {&line.nominee.name, &line.nominee.position, &line.nominee.unit,
                                    &line.nominee.achievement, &line.award}) {
      if (!readable(*text)) return refuse("lines");
    }
  }
  if (lines.empty()) return inputError("workflow.lines", "nobody is proposed", "lines");
  return Done{};
}

/// A submission may not bring its own verdict.
std::vector<Line> proposed(std::vector<Line> lines) {
  for (Line& line : lines) line.state = LineState::kProposed;
  return lines;
}

bool decided(const DossierState& state) {
  return std::any_of(state.lines.begin(), state.lines.end(), [](const Line& line) {
    return line.state == LineState::kDecided || line.state == LineState::kIssued;
  });
}

bool ended(const DossierState& state) {
  return state.phase == Phase::kIssued || state.phase == Phase::kRefused;
}

/// Who may end a dossier from the desk.
constexpr const char* kDeskRole = "secretariat";

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

struct Decide {
  const Definition& definition;
  const DossierState& state;
  const Facts& facts;

  Result<Step> operator()(const StartDossier& command) const {
    if (state.version != 0) return conflictError("workflow.exists", "this dossier has begun already");
    if (command.definitionHash != definition.hash)
      return bugError("workflow.definition", "another definition");
    TDKT_CHECK(checkTexts(command.header, command.documents, command.lines));
    Transition transition(definition, state, facts);
    transition.emit(
        DossierStarted{command.definitionHash, command.header, command.documents, proposed(command.lines)});
    transition.status("03", "Đã tiếp nhận hồ sơ đề nghị khen thưởng");
    transition.arrive("", definition.start);
    return transition.finish();
  }

  Result<Step> operator()(const ResubmitDossier& command) const {
    if (state.version == 0 || ended(state) || decided(state)) {
      return conflictError("workflow.phase", "a supplement is no longer possible");
    }
    TDKT_CHECK(checkTexts(command.header, command.documents, command.lines));
    Transition transition(definition, state, facts);
    transition.stopEverything("Bên gửi đã gửi lại hồ sơ");
    transition.emit(DossierResubmitted{command.header, command.documents, proposed(command.lines)});
    if (state.phase == Phase::kReturned) transition.emit(PhaseChanged{Phase::kRunning});
    transition.status("05", "Đã nhận hồ sơ bổ sung, xử lý lại từ đầu");
    transition.arrive("", definition.start);
    return transition.finish();
  }

  Result<Step> operator()(const CompleteWorkItem& command) const {
    const auto item = std::find_if(state.workItems.begin(), state.workItems.end(),
                                   [&](const WorkItem& row) { return row.id == command.workItem; });
    if (item == state.workItems.end()) return notFoundError("workflow.item", "no such task");
    const Node* node = definition.find(item->node);
    if (node == nullptr) return corruptError("workflow.node", "the task's node is not in the definition");
    TDKT_CHECK(mayAct(*item, *node, command));
    Transition transition(definition, state, facts);
    transition.emit(WorkItemCompleted{item->id, command.outcome, command.reason, command.documentsDigest});
    transition.hostClosed(*item, toString(command.outcome), command.reason);
    follow(transition, *node, command);
    return transition.finish();
  }

  Result<Step> operator()(const CompleteAction& command) const {
    const auto action = std::find_if(state.actions.begin(), state.actions.end(),
                                     [&](const PendingAction& row) { return row.effect == command.effect; });
    if (action == state.actions.end()) return notFoundError("workflow.action", "no such action under way");
    const Node* node = definition.find(action->node);
    if (node == nullptr) return corruptError("workflow.node", "the action's node is not in the definition");
    for (const auto& [name, value] : command.results) {
      if (!readable(name) || !readable(value)) return inputError("workflow.text", "not NFC", "results");
    }
    Transition transition(definition, state, facts);
    transition.emit(ActionCompleted{command.effect, command.results});
    if (node->action == "publish") transition.change(LineState::kDecided, LineState::kIssued);
    transition.leave(*node);
    return transition.finish();
  }

  /// Source: QCVN 102:2016/BTTTT, business type 1 and status codes 13, 15.
  Result<Step> operator()(const WithdrawDossier& command) const {
    if (state.version == 0 || ended(state) || decided(state)) {
      return conflictError("workflow.withdraw.late", "a decision has been made: nothing can be taken back");
    }
    if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
    const std::string because = command.reason.empty() ? "" : ": " + command.reason;
    Transition transition(definition, state, facts);
    transition.stopEverything("Bên gửi đã rút hồ sơ" + because);
    const LineState to = command.forGood ? LineState::kWithdrawn : LineState::kReturned;
    transition.change(LineState::kProposed, to);
    if (command.forGood) transition.change(LineState::kReturned, to);
    transition.emit(PhaseChanged{command.forGood ? Phase::kRefused : Phase::kReturned});
    transition.status("15", (command.forGood ? "Hồ sơ được thay thế" : "Đồng ý cho rút hồ sơ") + because);
    return transition.finish();
  }

  Result<Step> operator()(const AnnulDossier& command) const {
    TDKT_CHECK(mayAnnul(command));
    const auto action = std::find_if(state.actions.begin(), state.actions.end(),
                                     [&](const PendingAction& row) { return row.effect == command.effect; });
    if (action == state.actions.end()) return notFoundError("workflow.action", "no such action under way");
    const bool numbering = action->action == "reserve-number";
    Transition transition(definition, state, facts);
    transition.emit(DossierAnnulled{command.effect, command.reason});
    transition.stopEverything("Hồ sơ đã bị hủy");
    transition.change(LineState::kProposed, LineState::kAnnulled);
    transition.change(LineState::kDecided, LineState::kAnnulled);
    transition.emit(PhaseChanged{Phase::kRefused});
    transition.status("06", "Đã hủy hồ sơ: " + command.reason);
    transition.spoilNumber(command.reason);
    if (numbering) transition.spoilRequest(command.effect, command.reason);
    return transition.finish();
  }

 private:
  Result<Done> mayAnnul(const AnnulDossier& command) const {
    if (std::find(facts.actorRoles.begin(), facts.actorRoles.end(), kDeskRole) == facts.actorRoles.end())
      return deniedError("workflow.role", "only the secretariat annuls a dossier", kDeskRole);
    if (state.phase != Phase::kRunning) return conflictError("workflow.phase", "the dossier is not running");
    const bool issued = std::any_of(state.lines.begin(), state.lines.end(),
                                    [](const Line& line) { return line.state == LineState::kIssued; });
    if (issued)
      return conflictError("workflow.annul.issued", "the decision is published; it can only be revoked");
    if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
    if (blank(command.reason))
      return inputError("workflow.reason.missing", "an annulment needs its reason", "reason");
    return Done{};
  }

  Result<Done> mayAct(const WorkItem& item, const Node& node, const CompleteWorkItem& command) const {
    if (std::find(facts.actorRoles.begin(), facts.actorRoles.end(), item.role) == facts.actorRoles.end()) {
      return deniedError("workflow.role", "the official does not hold the role of this task", item.role);
    }
    if (item.state != WorkItemState::kOpen) {
      return conflictError("workflow.item.closed", "somebody acted on this task already");
    }
    if (state.phase != Phase::kRunning) return conflictError("workflow.phase", "the dossier is not running");
    if (command.documentsDigest != approvalDigest(state)) {
      return conflictError("workflow.stale", "the dossier changed since it was shown");
    }
    return outcomeFits(node, command);
  }

  static Result<Done> outcomeFits(const Node& node, const CompleteWorkItem& command) {
    if (command.outcome == Outcome::kReturn && !node.mayReturn) {
      return inputError("workflow.outcome", "this task does not offer a return", "outcome");
    }
    if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
    if (command.outcome != Outcome::kAgree && blank(command.reason)) {
      return inputError("workflow.reason.missing", "a return or a refusal needs its reason", "reason");
    }
    return Done{};
  }

  static void follow(Transition& transition, const Node& node, const CompleteWorkItem& command) {
    if (command.outcome == Outcome::kReturn) return sendBack(transition, command.reason);
    if (command.outcome == Outcome::kRefuse && !node.advisory) return refuse(transition, command.reason);
    if (command.outcome == Outcome::kAgree && node.stepKind == "chair") {
      transition.change(LineState::kProposed, LineState::kDecided);
    }
    transition.leave(node);
  }

  static void sendBack(Transition& transition, const std::string& reason) {
    transition.stopEverything("Hồ sơ đã được trả lại để bổ sung");
    transition.change(LineState::kProposed, LineState::kReturned);
    transition.change(LineState::kDecided, LineState::kReturned);
    transition.emit(PhaseChanged{Phase::kReturned});
    transition.status("05", "Trả lại để bổ sung: " + reason);
  }

  /// A number taken for the decision stays in its book for ever: it must say there why it carries nothing.
  /// Code 02 is only for the door; after acceptance a refusal is a finished outcome.
  /// Source: QCVN 102:2016/BTTTT, status codes.
  static void refuse(Transition& transition, const std::string& reason) {
    transition.stopEverything("Hồ sơ không được khen thưởng");
    transition.change(LineState::kProposed, LineState::kDropped);
    transition.change(LineState::kDecided, LineState::kDropped);
    transition.emit(PhaseChanged{Phase::kRefused});
    transition.status("06", "Không được khen thưởng: " + reason);
    transition.spoilNumber(reason);
  }
};

}  // namespace

Result<Step> apply(const Definition& definition, const DossierState& state, const Command& command,
                   const Facts& facts) {
  return std::visit(Decide{definition, state, facts}, command);
}

}  // namespace tdkt::workflow
