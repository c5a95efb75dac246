#include <algorithm>

#include "workflow/base/Text.h"
#include "workflow/council/BallotCommand.h"

namespace tdkt::workflow {
namespace {

using Events = std::vector<BallotEvent>;

bool has(const std::vector<OfficialId>& list, const OfficialId& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

constexpr std::size_t kMostText = 4000;

Result<Done> readable(const std::string& text, const char* field) {
  if (text.size() <= kMostText && text::isNfc(text)) return Done{};
  return inputError("workflow.text", "not UTF-8 in NFC, or too long", field);
}

/// "05/BB-HĐTĐKT". Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.3.
bool isNumber(const std::string& text) {
  const auto slash = text.find_first_not_of("0123456789");
  return slash != std::string::npos && slash >= 2 && text[slash] == '/' && slash + 1 < text.size() &&
         text.size() <= 100 && text.find_first_of(" \t\r\n") == std::string::npos;
}

Error notNow(const char* what) {
  return conflictError("workflow.ballot.phase", what);
}

struct Judge {
  const Ballot& ballot;
  const BallotFacts& facts;

  Result<Events> operator()(const OpenBallot& c) const {
    TDKT_CHECK(bySecretary());
    if (ballot.phase != BallotPhase::kConvening)
      return conflictError("workflow.ballot.busy", "a round is under way or counted");
    if (ballot.results >= ballot.rule.rounds)
      return conflictError("workflow.ballot.rounds", "the rule leaves no other round");
    if (facts.lines.empty()) return inputError("workflow.ballot.lines", "no line is left to vote on");
    if (blank(c.establishing))
      return inputError("workflow.ballot.establishing", "the decision that names the members is missing");
    if (blank(c.venue)) return inputError("workflow.ballot.venue", "the minutes need the place", "venue");
    TDKT_CHECK(readable(c.establishing, "establishing"));
    TDKT_CHECK(readable(c.venue, "venue"));
    TDKT_CHECK(presenceFits(facts.roster, c.present, c.presiding, facts.actor));
    const auto whole = static_cast<std::int64_t>(facts.roster.size());
    if (!reaches(static_cast<std::int64_t>(unique(c.present).size()), ballot.rule.quorum, whole))
      return inputError("workflow.ballot.quorum", "too few members are present to open", "present");
    return Events{BallotOpened{facts.actor, c.establishing, c.venue, c.presiding, facts.roster,
                               unique(c.present), facts.lines, facts.recused}};
  }

  Result<Events> operator()(const RecordPresence& c) const {
    TDKT_CHECK(bySecretary());
    TDKT_CHECK(isOpen());
    TDKT_CHECK(presenceFits(roster(), c.present, c.presiding, ballot.secretary));
    if (ballot.rule.secret && !ballot.presidingKey.empty() && c.presiding != ballot.presiding)
      return conflictError("workflow.ballot.key", "who presides holds half of the box");
    return Events{BallotPresence{c.presiding, unique(c.present)}};
  }

  Result<Events> operator()(const DeclareRecusal& c) const {
    if (c.member != facts.actor) TDKT_CHECK(bySecretary());
    TDKT_CHECK(isOpen());
    const BallotMember* member = ballot.find(c.member);
    if (member == nullptr) return notMember();
    if (member->voted) return conflictError("workflow.ballot.voted", "a recusal comes before the vote");
    std::vector<int> seats = c.seats;
    std::sort(seats.begin(), seats.end());
    seats.erase(std::unique(seats.begin(), seats.end()), seats.end());
    if (!seats.empty() && (seats.front() < 0 || seats.back() >= static_cast<int>(ballot.lines.size())))
      return inputError("workflow.ballot.recusal", "no such line", "seats");
    return Events{BallotRecused{c.member, std::move(seats)}};
  }

  Result<Events> operator()(const TakeBoxKey& c) const {
    TDKT_CHECK(isOpen());
    if (!ballot.rule.secret) return notNow("an open ballot has no box");
    const bool presides = facts.actor == ballot.presiding;
    if (!presides) TDKT_CHECK(bySecretary());
    if (!presides && facts.actor != ballot.secretary)
      return deniedError("workflow.ballot.secretary", "only the secretary who opened it takes this half");
    if (!(presides ? ballot.presidingKey : ballot.secretaryKey).empty())
      return conflictError("workflow.ballot.key", "this half is taken");
    if (c.key.empty() || c.key.size() > 200 || !fromHex(c.key))
      return inputError("workflow.ballot.key", "not a public key", "key");
    return Events{BallotKeyTaken{presides, c.key}};
  }

  Result<Events> operator()(const CastVote& c) const {
    TDKT_CHECK(isOpen());
    if (!ballot.boxReady())
      return conflictError("workflow.ballot.key", "the box is not ready: its halves are not taken yet");
    const BallotMember* member = ballot.find(c.member);
    if (member == nullptr) return notMember();
    const bool broughtIn = c.member != facts.actor || !c.reference.empty();
    if (broughtIn) TDKT_CHECK(mayBringIn(*member, c.reference));
    if (!member->present && !ballot.rule.letters)
      return deniedError("workflow.ballot.absent", "this ballot counts no vote of an absent member");
    if (ballot.rule.secret) {
      TDKT_CHECK(sealedFits(*member, c));
    } else {
      TDKT_CHECK(paperFits(*member, c));
    }
    return Events{BallotVoted{c.member, !member->present, c.reference, ballot.rule.secret ? "" : c.marks}};
  }

  Result<Events> operator()(const AskToClose& c) const {
    TDKT_CHECK(bySecretary());
    TDKT_CHECK(isOpen());
    TDKT_CHECK(paperOfMinutes(c.paper));
    return Events{BallotCloseAsked{c.paper}};
  }

  Result<Events> operator()(const ResumeBallot& /*unused*/) const {
    TDKT_CHECK(byPresiding());
    if (ballot.phase != BallotPhase::kClosing) return notNow("nobody asked to close");
    return Events{BallotResumed{}};
  }

  Result<Events> operator()(const CloseBallot& c) const {
    TDKT_CHECK(byPresiding());
    if (ballot.phase != BallotPhase::kClosing) return notNow("the secretary has not ended the voting");
    if (!ballot.hasQuorum()) return Events{BallotVoided{true, ""}};
    TDKT_ASSIGN(auto counts, countBallot(ballot, c.papers));
    return Events{BallotCounted{std::move(counts)}};
  }

  Result<Events> operator()(const AnnulBallot& c) const {
    if (ballot.phase == BallotPhase::kConvening) return notNow("no round is under way");
    const bool counted = ballot.phase == BallotPhase::kCounted;
    if (counted || !facts.secretary) TDKT_CHECK(byPresiding());
    if (blank(c.reason))
      return inputError("workflow.reason.missing", "an annulment needs its reason", "reason");
    TDKT_CHECK(readable(c.reason, "reason"));
    if (!counted) return Events{BallotVoided{false, c.reason}};
    if (ballot.results >= ballot.rule.rounds)
      return conflictError("workflow.ballot.rounds", "the rule leaves no other round");
    return Events{BallotAnnulled{c.reason}};
  }

 private:
  static Error notMember() {
    return deniedError("workflow.ballot.member", "not on the roster of this ballot");
  }
  static std::vector<OfficialId> unique(std::vector<OfficialId> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }
  std::vector<OfficialId> roster() const {
    std::vector<OfficialId> out;
    for (const BallotMember& member : ballot.members) out.push_back(member.id);
    return out;
  }
  Result<Done> bySecretary() const {
    if (facts.secretary) return Done{};
    return deniedError("workflow.ballot.secretary", "only the secretary of the ballot does this");
  }
  Result<Done> byPresiding() const {
    if (facts.actor == ballot.presiding) return Done{};
    return deniedError("workflow.ballot.presiding", "only who presides does this");
  }
  Result<Done> isOpen() const {
    if (ballot.phase == BallotPhase::kOpen) return Done{};
    return notNow("no voting is under way");
  }
  Result<Done> presenceFits(const std::vector<OfficialId>& members, const std::vector<OfficialId>& present,
                            const OfficialId& presiding, const OfficialId& secretary) const {
    for (const OfficialId& id : present) {
      if (!has(members, id)) return inputError("workflow.ballot.present", "not a member", "present");
    }
    if (!has(facts.mayPreside, presiding) || !has(present, presiding))
      return inputError("workflow.ballot.presider", "who presides must be present and of the presiding role",
                        "presiding");
    if (presiding == secretary)
      return inputError("workflow.ballot.presider", "the secretary cannot preside too", "presiding");
    return Done{};
  }
  Result<Done> mayBringIn(const BallotMember& member, const std::string& reference) const {
    TDKT_CHECK(bySecretary());
    if (member.present)
      return inputError("workflow.ballot.letter", "a member who is present votes himself", "member");
    if (blank(reference))
      return inputError("workflow.ballot.letter", "a letter has a number and a date", "reference");
    return readable(reference, "reference");
  }
  Result<Done> paperFits(const BallotMember& member, const CastVote& c) const {
    if (!isPaper(c.marks, ballot.lines.size()))
      return inputError("workflow.ballot.paper", "not one mark for each line", "marks");
    for (const int seat : member.recused) {
      if (c.marks[static_cast<std::size_t>(seat)] != kBlank)
        return inputError("workflow.ballot.paper", "a mark on a line the member is recused on", "marks");
    }
    return Done{};
  }
  Result<Done> sealedFits(const BallotMember& member, const CastVote& c) const {
    if (!c.sealed || !c.marks.empty())
      return inputError("workflow.ballot.paper", "a secret ballot takes sealed papers only");
    if (member.voted && c.sealed->replaces.empty())
      return conflictError("workflow.ballot.voted",
                           "this member has voted; only his handle changes the paper");
    if (!member.voted && !c.sealed->replaces.empty())
      return conflictError("workflow.ballot.voted", "there is no earlier paper of this member");
    return Done{};
  }
  static Result<Done> paperOfMinutes(const MinutesPaper& paper) {
    if (!isNumber(paper.minutesNumber) || !isNumber(paper.recordNumber) || paper.counters.size() < 2)
      return inputError("workflow.ballot.minutes", "numbers like 05/BB-… and two counters are needed");
    std::vector<std::string> texts = {paper.minutesNumber, paper.recordNumber};
    texts.insert(texts.end(), paper.counters.begin(), paper.counters.end());
    texts.insert(texts.end(), paper.proceedings.begin(), paper.proceedings.end());
    for (const std::string& text : texts) TDKT_CHECK(readable(text, "minutes"));
    return Done{};
  }
};

}  // namespace

Result<std::vector<BallotEvent>> decide(const Ballot& ballot, const BallotCommand& command,
                                        const BallotFacts& facts) {
  if (command.round != ballot.round)
    return conflictError("workflow.ballot.round", "this was meant for another round of the ballot");
  return std::visit(Judge{ballot, facts}, command.act);
}

std::vector<std::string> papersToKeep(const Ballot& ballot, std::vector<std::string> papers) {
  for (const BallotMember& member : ballot.members) {
    for (const int seat : member.recused) {
      for (std::string& paper : papers) paper[static_cast<std::size_t>(seat)] = kBlank;
    }
  }
  std::sort(papers.begin(), papers.end());
  return papers;
}

}  // namespace tdkt::workflow
