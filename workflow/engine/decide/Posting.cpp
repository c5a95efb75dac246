// Public posting: the list is frozen, its time runs from the confirmed publication, nobody can shorten it.
// Source: NĐ 98/2023/NĐ-CP Điều 46; the number of days is the procedure's.

#include "workflow/engine/decide/Posting.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/decide/Deadlines.h"
#include "workflow/engine/decide/PostingParts.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kEndTimer = "posting-end";

int daysOf(const Node& node) {
  return std::stoi(node.settings.at("posting").at("workingDays"));  // checked at deployment: 1 to 366
}

bool restartsOnChange(const Node& node) {
  const auto settings = node.settings.find("posting");
  if (settings == node.settings.end()) return true;
  const auto choice = settings->second.find("onChange");
  return choice == settings->second.end() || choice->second != "continue";
}

/// What is compared is who is proposed for what, not how each line fares.
std::string listDigest(const DossierState& state) {
  return documentsDigest({}, state.lines);
}

CivilDate dayBefore(CivilDate day) {
  return CivilDate(std::chrono::sys_days(day) - std::chrono::days(1));
}

/// The day the list disappeared counts no more than the day it came back: neither was a whole day in public.
Deadline deadlineOf(const Posting& posting) {
  Deadline deadline{*posting.publishedOn, posting.workingDays, {}};
  for (const Interruption& gap : posting.interruptions)
    deadline.pauses.push_back({dayBefore(gap.from), gap.to});
  return deadline;
}

/// Timer, last day and due date of the task follow what the posting says now. The task itself is due on the
/// working day after the last day.
void runTime(Transition& transition, const Node& node, const WorkItemId& item, Posting posting,
             const std::string& because) {
  const WorkingCalendar& calendar = transition.facts().calendar;
  posting.lastDay = calendar.dueDate(deadlineOf(posting));
  transition.endTimers(node.id, kEndTimer);
  transition.keep(node.id, posting);
  if (!posting.lastDay) return;
  transition.setTimer(node.id, kEndTimer, endOf(*posting.lastDay));
  moveDue(transition, item, calendar.dueDate(*posting.lastDay, 1), because);
}

/// A list that comes back after a supplement is posted anew, but nothing that was said is forgotten: what was
/// not settled is judged again, for its line may be another by now.
Posting heirOf(const Posting& before) {
  Posting heir;
  heir.round = before.round;
  heir.comments = before.comments;
  for (PostingComment& comment : heir.comments) {
    comment.heldFrom.clear();  // of a line of the list before
    if (comment.settled) continue;
    comment.kind = CommentKind::kNew;
    comment.line = LineId();
  }
  return heir;
}

Result<Done> checkDay(const Case& given, CivilDate day, CivilDate earliest, const char* field) {
  if (day > vietnamDate(given.facts.now))
    return inputError("workflow.posting.date", "this day has not come yet", field);
  if (day < earliest) return inputError("workflow.posting.date", "this day is before what it follows", field);
  return Done{};
}

}  // namespace

Result<OpenPosting> openPosting(const Case& given, const WorkItemId& id) {
  const auto item = std::find_if(given.state.workItems.begin(), given.state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == id; });
  if (item == given.state.workItems.end()) return notFoundError("workflow.item", "no such task");
  TDKT_CHECK(checkHolds(given.facts, item->role));
  if (item->state != WorkItemState::kOpen)
    return conflictError("workflow.item.closed", "this posting is over");
  TDKT_CHECK(checkRunning(given.state));
  TDKT_ASSIGN(const Node* node, nodeOf(given, item->node));
  const Posting* posting = postingAt(given.state, item->node);
  if (posting == nullptr) return inputError("workflow.posting", "this task is no public posting", "workItem");
  return OpenPosting{node, &*item, *posting};
}

const Posting* postingAt(const DossierState& state, const std::string& node) {
  const auto matter = state.matters.find(node);
  return matter == state.matters.end() ? nullptr : std::get_if<Posting>(&matter->second);
}

void enterPosting(Transition& transition, const Node& node) {
  if (node.settings.count("posting") == 0)
    return transition.openTask(node);  // deployed before this was asked
  Posting posting;
  if (const Posting* before = postingAt(transition.state(), node.id)) posting = heirOf(*before);
  posting.workingDays = daysOf(node);
  posting.listDigest = listDigest(transition.state());
  posting.lines = static_cast<int>(transition.state().lines.size());
  transition.keep(node.id, posting);
  transition.openTask(node);
}

Result<Step> decide(const Case& given, const ConfirmPublication& command) {
  TDKT_ASSIGN(auto open, openPosting(given, command.workItem));
  auto& [node, item, posting] = open;
  if (!readable(command.address)) return inputError("workflow.text", "not NFC", "address");
  if (blank(command.address))
    return inputError("workflow.posting.address", "where it is published is missing", "address");
  TDKT_CHECK(checkDay(given, command.publishedOn, vietnamDate(item->openedAt), "publishedOn"));
  if (command.documentsDigest != approvalDigest(given.state))
    return conflictError("workflow.stale", "the dossier changed since it was published");
  const bool sameList = posting.listDigest == listDigest(given.state);
  if (sameList && (posting.state == PostingState::kPublished || posting.state == PostingState::kEnded))
    return conflictError("workflow.posting.published", "this list is published already");
  if (posting.state == PostingState::kInterrupted && sameList)
    return conflictError("workflow.posting.interrupted", "choose whether to go on or to begin again");
  posting.state = PostingState::kPublished;
  ++posting.round;
  posting.publishedOn = command.publishedOn;
  posting.address = command.address;
  posting.listDigest = listDigest(given.state);
  posting.lines = static_cast<int>(given.state.lines.size());
  posting.interruptions.clear();
  Transition transition(given.definition, given.state, given.facts);
  runTime(transition, *node, item->id, posting, "Công khai từ ngày " + shortDate(command.publishedOn));
  transition.status("05", "Công khai danh sách từ ngày " + shortDate(command.publishedOn));
  return transition.finish();
}

Result<Step> decide(const Case& given, const InterruptPosting& command) {
  TDKT_ASSIGN(auto open, openPosting(given, command.workItem));
  auto& [node, item, posting] = open;
  if (posting.state != PostingState::kPublished)
    return conflictError("workflow.posting.unpublished", "the list is not in public now");
  TDKT_CHECK(checkReason(command.reason));
  // Never before the last time it came back: gaps are told in order.
  const CivilDate earliest =
      posting.interruptions.empty() ? *posting.publishedOn : *posting.interruptions.back().to;
  TDKT_CHECK(checkDay(given, command.since, earliest, "since"));
  if (posting.lastDay && *posting.lastDay < command.since)
    return conflictError("workflow.posting.over", "its last day was over before it disappeared");
  posting.state = PostingState::kInterrupted;
  posting.interruptions.push_back({command.since, std::nullopt, command.reason});
  Transition transition(given.definition, given.state, given.facts);
  runTime(transition, *node, item->id, posting, "");
  return transition.finish();
}

Result<Step> decide(const Case& given, const ResumePosting& command) {
  TDKT_ASSIGN(auto open, openPosting(given, command.workItem));
  auto& [node, item, posting] = open;
  if (posting.state != PostingState::kInterrupted)
    return conflictError("workflow.posting.running", "the posting is not interrupted");
  TDKT_CHECK(checkDay(given, command.on, posting.interruptions.back().from, "on"));
  posting.state = PostingState::kPublished;
  if (command.restart) {
    posting.publishedOn = command.on;
    posting.interruptions.clear();
    ++posting.round;
  } else {
    posting.interruptions.back().to = command.on;
  }
  Transition transition(given.definition, given.state, given.facts);
  runTime(
      transition, *node, item->id, posting,
      (command.restart ? "Công khai lại từ ngày " : "Tiếp tục công khai từ ngày ") + shortDate(command.on));
  return transition.finish();
}

Result<Done> mayEndPosting(const Case& given, const Node& node, const WorkItem& /*item*/, Outcome outcome) {
  const Posting* posting = postingAt(given.state, node.id);
  if (posting == nullptr || outcome != Outcome::kAgree) return Done{};
  if (!posting->publishedOn)
    return conflictError("workflow.posting.unpublished", "nobody has confirmed the publication");
  if (posting->state == PostingState::kInterrupted)
    return conflictError("workflow.posting.interrupted", "choose whether to go on or to begin again");
  if (!posting->lastDay || given.facts.now < endOf(*posting->lastDay))
    return conflictError("workflow.posting.early", "the last day is not over");
  if (restartsOnChange(node) && posting->listDigest != listDigest(given.state))
    return conflictError("workflow.posting.changed", "the list is another than the one that was published");
  for (const PostingComment& comment : posting->comments) {
    if (!comment.settled && comment.kind != CommentKind::kComplaint)
      return conflictError("workflow.posting.comments", "a comment is not judged or not answered",
                           comment.id);
  }
  const bool somebody = std::any_of(given.state.lines.begin(), given.state.lines.end(), [](const Line& line) {
    return line.state == LineState::kProposed || line.state == LineState::kPassed ||
           line.state == LineState::kDecided || line.state == LineState::kIssued;
  });
  if (!somebody) return conflictError("workflow.posting.nobody", "every line is held or dropped");
  return Done{};
}

void recomputePosting(Transition& transition, const Node& node, const WorkItem& item,
                      const std::string& because) {
  const Posting* posting = postingAt(transition.state(), node.id);
  if (posting == nullptr || !posting->publishedOn) {
    moveDue(transition, item.id,
            transition.facts().calendar.dueDate(vietnamDate(item.openedAt), node.workingDays), because);
    return;
  }
  // A posting that is over stays over: its days were counted by the plan of its time.
  if (posting->state != PostingState::kPublished) return;
  if (transition.facts().calendar.dueDate(deadlineOf(*posting)) == posting->lastDay) return;
  runTime(transition, node, item.id, *posting, because);
}

void postingEnded(Transition& transition, const Timer& timer) {
  const Posting* kept = postingAt(transition.state(), timer.node);
  if (kept == nullptr || kept->state != PostingState::kPublished) return;
  Posting posting = *kept;
  posting.state = PostingState::kEnded;
  transition.keep(timer.node, posting);
  transition.status("05", "Đã hết thời hạn công khai (từ " + shortDate(*posting.publishedOn) + " đến hết " +
                              shortDate(*posting.lastDay) + ")");
}

Json contentOf(const ConfirmPublication& command) {
  return {{"publish", command.workItem.text()},
          {"on", isoDate(command.publishedOn)},
          {"address", command.address},
          {"digest", command.documentsDigest}};
}
Json contentOf(const InterruptPosting& command) {
  return {
      {"interrupt", command.workItem.text()}, {"since", isoDate(command.since)}, {"reason", command.reason}};
}
Json contentOf(const ResumePosting& command) {
  return {{"resume", command.workItem.text()}, {"on", isoDate(command.on)}, {"restart", command.restart}};
}

}  // namespace tdkt::workflow
