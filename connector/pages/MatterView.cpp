#include "connector/pages/MatterView.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/pages/MatterWords.h"
#include "connector/pages/Messages.h"
#include "connector/pages/Words.h"

namespace tdkt::pages {
namespace {

using namespace workflow;

std::string dayOrEmpty(const std::optional<CivilDate>& day) {
  return day ? shortDate(*day) : std::string();
}

std::string holders(const std::string& role, const directory::Directory& directory) {
  std::string names;
  for (const directory::Official* official : directory.holdersOf(role)) {
    names += (names.empty() ? "" : ", ") + official->name;
  }
  return names.empty() ? role : names;
}

const WorkItem* openAt(const DossierState& state, const std::string& node) {
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& row) {
    return row.node == node && row.state == WorkItemState::kOpen;
  });
  return item == state.workItems.end() ? nullptr : &*item;
}

std::string titleOf(const Definition& definition, const std::string& node) {
  const Node* found = definition.find(node);
  return found == nullptr ? node : found->name;
}

template <class T>
const T* matterAt(const DossierState& state, const std::string& node) {
  const auto matter = state.matters.find(node);
  return matter == state.matters.end() ? nullptr : std::get_if<T>(&matter->second);
}

std::string nomineeOf(const DossierState& state, const LineId& id) {
  for (const Line& line : state.lines) {
    if (line.id == id) return std::to_string(line.ordinal) + ". " + line.nominee.name;
  }
  return {};
}

ViewJson commentRow(const PostingComment& comment, const DossierState& state, const std::string& node) {
  const bool complaint = comment.kind == CommentKind::kComplaint;
  return {{"id", comment.id},
          {"node", node},
          {"from", comment.from.empty() ? "Không nêu tên" : comment.from},
          {"text", comment.text},
          {"received", shortDate(comment.receivedOn)},
          {"kind", wordFor(comment.kind)},
          {"new", comment.kind == CommentKind::kNew},
          {"toAnswer", comment.kind == CommentKind::kNeedsAnswer && !comment.settled},
          {"toDecide", complaint && !comment.settled},
          {"line", complaint ? nomineeOf(state, comment.line) : std::string()},
          {"answer", comment.answer},
          {"verdict",
           complaint && comment.settled ? (comment.upheld ? "Phản ánh đúng" : "Phản ánh không đúng") : ""}};
}

ViewJson postingRow(const MatterData& data, const std::string& node, const Posting& posting) {
  const WorkItem* open = openAt(data.dossier, node);
  const CivilDate today = vietnamDate(data.now);
  const std::string digest = approvalDigest(data.dossier);
  ViewJson comments = ViewJson::array();
  for (const PostingComment& comment : posting.comments) {
    comments.push_back(commentRow(comment, data.dossier, node));
  }
  ViewJson gaps = ViewJson::array();
  for (const Interruption& gap : posting.interruptions) {
    gaps.push_back({{"from", shortDate(gap.from)}, {"to", dayOrEmpty(gap.to)}, {"reason", gap.reason}});
  }
  const bool changed = posting.listDigest != documentsDigest({}, data.dossier.lines);
  const bool waiting = posting.state == PostingState::kWaiting;
  return {{"node", node},
          {"title", titleOf(data.definition, node)},
          {"item", open == nullptr ? std::string() : open->id.text()},
          {"open", open != nullptr},
          {"state", wordFor(posting.state)},
          {"canPublish", open != nullptr && (waiting || changed)},
          {"canInterrupt", open != nullptr && posting.state == PostingState::kPublished},
          {"canResume", open != nullptr && posting.state == PostingState::kInterrupted},
          {"canComment", open != nullptr && posting.publishedOn.has_value()},
          {"changed", changed},
          {"published", dayOrEmpty(posting.publishedOn)},
          {"lastDay", dayOrEmpty(posting.lastDay)},
          {"left", posting.lastDay && *posting.lastDay >= today
                       ? std::to_string(data.calendar.workingDaysBetween(today, *posting.lastDay))
                       : std::string()},
          {"unsettled", posting.lastDay && *posting.lastDay >= today
                            ? data.calendar.unsettled(today, *posting.lastDay)
                            : std::string()},
          {"days", posting.workingDays},
          {"round", posting.round},
          {"again", posting.round > 1},
          {"address", posting.address},
          {"lines", posting.lines},
          {"digest", digest},
          {"shortDigest", shortDigest(digest)},
          {"today", isoDate(today)},
          {"gaps", gaps},
          {"hasComments", !posting.comments.empty()},
          {"comments", comments}};
}

ViewJson consentRow(const MatterData& data, const std::string& node, const Consent& consent) {
  const WorkItem* open = openAt(data.dossier, node);
  ViewJson answers = ViewJson::array();
  for (const ConsentAnswer& answer : consent.answers) {
    answers.push_back({{"code", answer.code}, {"from", answer.from}, {"date", dayOrEmpty(answer.date)}});
  }
  const CivilDate today = vietnamDate(data.now);
  return {{"node", node},
          {"title", titleOf(data.definition, node)},
          {"item", open == nullptr ? std::string() : open->id.text()},
          {"agency", consent.agency},
          {"days", consent.workingDays},
          {"code", consent.code},
          {"sent", dayOrEmpty(consent.sentOn)},
          {"deadline", open == nullptr ? ViewJson(nullptr) : deadlineView(open->due, today, data.calendar)},
          {"canSend", open != nullptr && consent.answers.empty()},
          {"canAnswer", !consent.code.empty()},
          {"hasAnswers", !consent.answers.empty()},
          {"toRead", open != nullptr && !consent.answers.empty()},
          {"lapsed", consent.lapsed.empty() ? std::string() : wordForLapse(consent.lapsed)},
          {"today", isoDate(today)},
          {"answers", answers}};
}

bool contains(const std::vector<WorkItemId>& ids, const WorkItemId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

ViewJson askedRow(const MatterData& data, const WorkItem& item, const Opinions* opinions) {
  const bool open = item.state == WorkItemState::kOpen;
  std::string late;
  bool lapsed = false;
  if (opinions != nullptr) {
    for (const LateOpinion& row : opinions->late) {
      if (row.item == item.id)
        late += std::string(wordFor(row.answer)) + (row.text.empty() ? "" : " – " + row.text) + " (" +
                shortDateTime(row.at) + ") ";
    }
    lapsed = std::any_of(opinions->lapsed.begin(), opinions->lapsed.end(),
                         [&](const OpinionLapse& lapse) { return lapse.item == item.id; });
  }
  const bool notHis = opinions != nullptr && contains(opinions->notCompetent, item.id);
  const std::string state = notHis         ? wordFor(OpinionAnswer::kNotCompetent)
                            : item.outcome ? wordFor(*item.outcome)
                                           : wordFor(item.state);
  return {{"item", item.id.text()},
          {"title", item.title},
          {"holder", holders(item.role, data.directory)},
          {"open", open},
          {"state", state},
          {"reason", item.reason},
          {"extra", opinions != nullptr && contains(opinions->extra, item.id)},
          {"lapsed", lapsed},
          {"mayBeLate", item.state == WorkItemState::kCancelled && late.empty()},
          {"late", late},
          {"deadline", deadlineView(item.due, vietnamDate(data.now), data.calendar)}};
}

ViewJson opinionRows(const MatterData& data) {
  ViewJson rounds = ViewJson::array();
  std::vector<const Node*> nodes;
  for (const auto& [id, node] : data.definition.nodes) {
    if (node.stepKind == "opinions" && node.kind == NodeKind::kUserTask) nodes.push_back(&node);
  }
  std::sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
  for (const Node* node : nodes) {
    const auto* opinions = matterAt<Opinions>(data.dossier, node->id);
    ViewJson asked = ViewJson::array();
    for (const WorkItem& item : data.dossier.workItems) {
      if (item.node == node->id) asked.push_back(askedRow(data, item, opinions));
    }
    if (asked.empty()) continue;
    rounds.push_back({{"node", node->id},
                      {"title", node->name},
                      {"open", openAt(data.dossier, node->id) != nullptr},
                      {"closedBecause", opinions == nullptr ? std::string() : opinions->closedBecause},
                      {"asked", asked}});
  }
  return rounds;
}

}  // namespace

ViewJson mattersView(const MatterData& data) {
  ViewJson postings = ViewJson::array();
  ViewJson consents = ViewJson::array();
  for (const auto& [node, matter] : data.dossier.matters) {
    if (const auto* posting = std::get_if<Posting>(&matter))
      postings.push_back(postingRow(data, node, *posting));
    if (const auto* consent = std::get_if<Consent>(&matter))
      consents.push_back(consentRow(data, node, *consent));
  }
  ViewJson opinions = opinionRows(data);
  ViewJson roles = ViewJson::array();
  for (const std::string& role : data.directory.roles()) {
    roles.push_back({{"code", role}, {"names", holders(role, data.directory)}});
  }
  const bool none = postings.empty() && consents.empty() && opinions.empty();
  return {{"dossier", summaryView(data.dossier)},
          {"hasOpinions", !opinions.empty()},
          {"opinions", std::move(opinions)},
          {"postings", std::move(postings)},
          {"consents", std::move(consents)},
          {"roles", std::move(roles)},
          {"none", none}};
}

ViewJson clockView(const std::vector<WorkListRow>& open, const std::vector<clock::StuckTimer>& stuck,
                   const directory::Directory& directory, const WorkingCalendar& calendar, CivilDate today) {
  ViewJson overdue = ViewJson::array();
  for (const WorkListRow& row : open) {
    if (row.item.due >= today) continue;
    overdue.push_back({{"dossier", row.dossier.text()},
                       {"title", row.item.title},
                       {"holder", holders(row.item.role, directory)},
                       {"subject", row.subject},
                       {"sender", row.senderName},
                       {"deadline", deadlineView(row.item.due, today, calendar)}});
  }
  ViewJson waiting = ViewJson::array();
  for (const clock::StuckTimer& timer : stuck) {
    waiting.push_back({{"dossier", timer.dossier.text()},
                       {"attempts", timer.attempts},
                       {"reason", sentenceFor(unavailableError(timer.errorCode, timer.errorDetail))},
                       {"code", timer.errorCode},
                       {"detail", timer.errorDetail}});
  }
  return {{"hasOverdue", !overdue.empty()},
          {"overdue", overdue},
          {"hasStuck", !waiting.empty()},
          {"stuck", waiting}};
}

ViewJson trayView(const std::vector<inbox::UnmatchedAnswer>& answers) {
  ViewJson rows = ViewJson::array();
  for (const inbox::UnmatchedAnswer& answer : answers) {
    rows.push_back({{"row", answer.row},
                    {"code", answer.code},
                    {"sender", answer.sender},
                    {"subject", answer.subject},
                    {"answers", answer.answers},
                    {"date", dayOrEmpty(answer.date)},
                    {"received", shortDateTime(answer.receivedAt)},
                    {"hasFile", !answer.sha256.empty()}});
  }
  return {{"hasAnswers", !rows.empty()}, {"answers", rows}};
}

}  // namespace tdkt::pages
