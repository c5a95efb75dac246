#pragma once
// What one may ask of a ballot, and the rules that answer. Pure: what storage must do with the box is data.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/council/BallotEvent.h"

namespace tdkt::workflow {

/// The secretary opens: who is there, who presides. Roster and lines are frozen.
struct OpenBallot {
  std::string establishing;
  std::string venue;
  OfficialId presiding;
  std::vector<OfficialId> present;
};
/// The secretary corrects who is there, and who presides.
struct RecordPresence {
  OfficialId presiding;
  std::vector<OfficialId> present;
};
/// A member, or the secretary for him, says on which lines he may not vote. Before he votes.
struct DeclareRecusal {
  OfficialId member;
  std::vector<int> seats;  ///< all of his, in any order
};
/// The secretary, or who presides, takes his half of the box of a secret ballot.
struct TakeBoxKey {
  std::string key;  ///< the public half, hex
};
/// A paper nobody can read before closing. `key` names it in the box; `replaces` names the voter's earlier
/// one.
struct SealedPaper {
  std::string key;
  Bytes envelope;
  std::string replaces;
};
/// A member votes; or the secretary brings in a letter of an absent one.
struct CastVote {
  OfficialId member;
  std::string reference;              ///< of a letter on paper: number and date
  std::string marks;                  ///< open ballot
  std::optional<SealedPaper> sealed;  ///< secret ballot
};
/// The secretary ends the voting; the count waits for who presides.
struct AskToClose {
  MinutesPaper paper;
};
/// Who presides lets the voting go on.
struct ResumeBallot {};
/// Who presides confirms the end: the votes are counted.
struct CloseBallot {
  std::vector<std::string> papers;  ///< secret ballot: all papers of the box, opened, in no order of voting
};
/// Before the count: the secretary or who presides ends the round without a result. After it: who presides
/// annuls the result; a new round, if the rule leaves one.
struct AnnulBallot {
  std::string reason;
};

using BallotAct = std::variant<OpenBallot, RecordPresence, DeclareRecusal, TakeBoxKey, CastVote, AskToClose,
                               ResumeBallot, CloseBallot, AnnulBallot>;

/// Asked of the ballot at `node`. `round`: which one the actor saw; a late vote never falls into another.
struct BallotCommand {
  std::string node;
  int round = 1;
  BallotAct act;
};

/// What the rules need besides the ballot; all of it comes to stand in the events.
struct BallotFacts {
  OfficialId actor;
  bool secretary = false;                          ///< the actor holds the step's task
  std::vector<OfficialId> roster;                  ///< of the rule's role, now
  std::vector<OfficialId> mayPreside;              ///< of the rule's presiding role, now
  std::vector<LineId> lines;                       ///< that a ballot opened now would be about
  std::map<OfficialId, std::vector<int>> recused;  ///< known interests: seats in `lines`
};

/// What happens. Errors, all "workflow.ballot.…": kConflict "round" (another round), "phase" (not now),
/// "busy" (a round is under way), "voted" (secret: once only without the handle), "rounds" (the rule leaves
/// no other round), "key" (box not ready, or half taken); kDenied "secretary", "presiding", "member",
/// "absent" (letters do not count); kInput "paper" (not one mark per line, or a mark where recused),
/// "recusal", "present" (not a member), "establishing", "venue", "presider" (may not preside), "quorum"
/// (opening), "letter" (present members vote themselves), "minutes", "lines" (none left);
/// "workflow.reason.missing", "workflow.text"; those of countBallot().
Result<std::vector<BallotEvent>> decide(const Ballot& ballot, const BallotCommand& command,
                                        const BallotFacts& facts);

/// What storage does with the box in the same commit. Rows hold no time, no order, no name.
struct BoxChange {
  std::string box;                  ///< boxIdOf()
  std::optional<SealedPaper> put;   ///< refused when `replaces` is named and not there
  bool destroy = false;             ///< every envelope of the box goes
  std::vector<std::string> papers;  ///< with destroy: opened papers, sorted, to be kept
};

/// Of a secret ballot's papers, what is kept: lines where somebody is recused are blanked in every paper (his
/// would be known by its blank), and the papers are sorted.
std::vector<std::string> papersToKeep(const Ballot& ballot, std::vector<std::string> papers);

}  // namespace tdkt::workflow
