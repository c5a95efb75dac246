// What people say of a posted list: taken in, judged, answered. A complaint holds its line, and only that.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/PostingParts.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostComments = 2000;

/// A comment of a posting that may be over already, while no decision rests on it.
struct Found {
  const Node* node = nullptr;
  Posting posting;
  std::size_t at = 0;
};

Result<Found> findComment(const Case& given, const std::string& nodeId, const std::string& id) {
  const Node* node = given.definition.find(nodeId);
  const Posting* posting = postingAt(given.state, nodeId);
  if (node == nullptr || posting == nullptr)
    return notFoundError("workflow.posting", "no such posting", nodeId);
  TDKT_CHECK(checkHolds(given.facts, node->role));
  TDKT_CHECK(checkRunning(given.state));
  if (decided(given.state))
    return conflictError("workflow.posting.decided", "the decision has been made: this is a complaint now");
  for (std::size_t at = 0; at < posting->comments.size(); ++at) {
    if (posting->comments[at].id == id) return Found{node, *posting, at};
  }
  return notFoundError("workflow.posting.comment", "no such comment", id);
}

const Line* lineOf(const DossierState& state, const LineId& id) {
  const auto line =
      std::find_if(state.lines.begin(), state.lines.end(), [&](const Line& row) { return row.id == id; });
  return line == state.lines.end() ? nullptr : &*line;
}

/// Another complaint about the same line is still open.
bool heldByAnother(const Posting& posting, const PostingComment& settled) {
  return std::any_of(posting.comments.begin(), posting.comments.end(), [&](const PostingComment& comment) {
    return comment.id != settled.id && comment.kind == CommentKind::kComplaint && !comment.settled &&
           comment.line == settled.line;
  });
}

/// The state the line had before the first complaint held it.
LineState stateBefore(const Posting& posting, const LineId& line) {
  for (const PostingComment& comment : posting.comments) {
    if (comment.line != line || comment.heldFrom.empty()) continue;
    if (const auto state = lineStateFrom(comment.heldFrom)) return *state;
  }
  return LineState::kProposed;
}

Result<Done> checkComplaint(const Case& given, const ClassifyPostingComment& command) {
  const Line* line = lineOf(given.state, command.line);
  if (line == nullptr)
    return inputError("workflow.posting.line", "a complaint is about a line of the list", "line");
  const bool open = line->state == LineState::kProposed || line->state == LineState::kPassed ||
                    line->state == LineState::kHeld;
  if (!open) return conflictError("workflow.posting.line", "this line goes no further anyhow", "line");
  return Done{};
}

}  // namespace

Result<Step> decide(const Case& given, const AddPostingComment& command) {
  TDKT_ASSIGN(auto open, openPosting(given, command.workItem));
  auto& [node, item, posting] = open;
  if (!posting.publishedOn)
    return conflictError("workflow.posting.unpublished", "nobody has confirmed the publication");
  for (const std::string* text : {&command.comment, &command.from, &command.text}) {
    if (!readable(*text)) return inputError("workflow.text", "not NFC", "text");
  }
  if (blank(command.text) || blank(command.comment))
    return inputError("workflow.posting.comment.empty", "what was said is missing", "text");
  if (command.receivedOn > vietnamDate(given.facts.now))
    return inputError("workflow.posting.date", "this day has not come yet", "receivedOn");
  if (posting.comments.size() >= kMostComments)
    return conflictError("workflow.posting.comments.full", "too many comments for one posting");
  const bool known = std::any_of(posting.comments.begin(), posting.comments.end(),
                                 [&](const PostingComment& row) { return row.id == command.comment; });
  if (known) return conflictError("workflow.posting.comment.known", "this comment is on record", "comment");
  PostingComment comment;
  comment.id = command.comment;
  comment.from = command.from;
  comment.text = command.text;
  comment.receivedOn = command.receivedOn;
  posting.comments.push_back(comment);
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(node->id, posting);
  return transition.finish();
}

Result<Step> decide(const Case& given, const ClassifyPostingComment& command) {
  TDKT_ASSIGN(auto found, findComment(given, command.node, command.comment));
  PostingComment& comment = found.posting.comments[found.at];
  if (comment.kind == CommentKind::kComplaint || comment.settled)
    return conflictError("workflow.posting.judged", "this comment is judged already");
  if (command.kind == CommentKind::kNew)
    return inputError("workflow.posting.kind", "a comment is not un-judged", "kind");
  const bool complaint = command.kind == CommentKind::kComplaint;
  if (complaint) TDKT_CHECK(checkComplaint(given, command));
  comment.kind = command.kind;
  comment.settled = command.kind == CommentKind::kNoted;
  Transition transition(given.definition, given.state, given.facts);
  if (complaint) {
    comment.line = command.line;
    const LineState before = lineOf(given.state, command.line)->state;
    if (before != LineState::kHeld) comment.heldFrom = toString(before);
    transition.keep(command.node, found.posting);
    if (before != LineState::kHeld)
      transition.mark({command.line}, LineState::kHeld,
                      "Có phản ánh trong thời gian công khai, đang xem xét");
  } else {
    transition.keep(command.node, found.posting);
  }
  return transition.finish();
}

Result<Step> decide(const Case& given, const SettlePostingComment& command) {
  TDKT_ASSIGN(auto found, findComment(given, command.node, command.comment));
  PostingComment& comment = found.posting.comments[found.at];
  if (comment.kind == CommentKind::kNew)
    return conflictError("workflow.posting.unjudged", "judge this comment first");
  if (comment.settled) return conflictError("workflow.posting.judged", "this comment is settled already");
  TDKT_CHECK(checkReason(command.answer));
  comment.answer = command.answer;
  comment.settled = true;
  comment.upheld = comment.kind == CommentKind::kComplaint && command.upheld;
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(command.node, found.posting);
  if (comment.kind != CommentKind::kComplaint) return transition.finish();
  const Line* line = lineOf(given.state, comment.line);
  if (line == nullptr || line->state != LineState::kHeld) return transition.finish();
  if (comment.upheld) {
    transition.mark({comment.line}, LineState::kDropped, "Phản ánh khi công khai là đúng: " + command.answer);
  } else if (!heldByAnother(found.posting, comment)) {
    transition.mark({comment.line}, stateBefore(found.posting, comment.line), "");
  }
  return transition.finish();
}

Json contentOf(const AddPostingComment& command) {
  return {{"comment", command.comment},
          {"item", command.workItem.text()},
          {"from", command.from},
          {"text", command.text},
          {"on", isoDate(command.receivedOn)}};
}
Json contentOf(const ClassifyPostingComment& command) {
  return {{"classify", command.comment},
          {"node", command.node},
          {"kind", toString(command.kind)},
          {"line", command.line.text()}};
}
Json contentOf(const SettlePostingComment& command) {
  return {{"settle", command.comment},
          {"node", command.node},
          {"answer", command.answer},
          {"upheld", command.upheld}};
}

}  // namespace tdkt::workflow
