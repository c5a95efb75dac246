#pragma once
// Builders shared by the tests of the council's ballot: a council, a rule, a ballot told what happens to it.

#include <string>
#include <vector>

#include "workflow/council/BallotCommand.h"

namespace tdkt::workflow::testing {

inline OfficialId member(int number) {
  return OfficialId("m" + std::to_string(number));
}

inline std::vector<OfficialId> members(int from, int to) {
  std::vector<OfficialId> out;
  for (int i = from; i <= to; ++i) out.push_back(member(i));
  return out;
}

inline BallotRule openRule(Fraction pass = {4, 5}) {
  return {"council", {2, 3}, pass, BallotBase::kTotal, false, true, 1};
}

/// m1 presides, "secretary" is no member. Lines l1, l2, …
class Council {
 public:
  explicit Council(BallotRule rule = openRule(), int size = 5, int lines = 3) {
    facts.roster = members(1, size);
    facts.mayPreside = {member(1), member(2)};
    for (int i = 1; i <= lines; ++i) facts.lines.emplace_back("l" + std::to_string(i));
    log.push_back(BallotConvened{rule, 1});
    evolve(ballot, log.back(), now);
  }

  /// The code of the refusal, or "".
  std::string tell(const OfficialId& actor, const BallotAct& act) {
    facts.actor = actor;
    facts.secretary = actor == secretary;
    const auto events = decide(ballot, {"ballot", ballot.round, act}, facts);
    if (!events) return events.error().code;
    for (const BallotEvent& event : *events) {
      log.push_back(event);
      evolve(ballot, event, now);
    }
    return "";
  }

  std::string open(int present) {
    return tell(secretary,
                OpenBallot{"Quyết định số 15/QĐ-UBND", "Phòng họp số 2", member(1), members(1, present)});
  }
  std::string vote(int who, const std::string& marks) {
    return tell(member(who), CastVote{member(who), "", marks, {}});
  }
  std::string secretly(int who, const std::string& replaces = "") {
    return tell(member(who),
                CastVote{member(who), "", "", SealedPaper{"key" + std::to_string(who), "sealed", replaces}});
  }
  std::string takeKeys() {
    const std::string first = tell(secretary, TakeBoxKey{"aa"});
    return first.empty() ? tell(member(1), TakeBoxKey{"bb"}) : first;
  }
  std::string askToClose() {
    return tell(secretary,
                AskToClose{{"05/BB-HĐTĐKT", "06/BB-HĐTĐKT", {"Ông A: Tổ trưởng", "Bà B: thành viên"}, {}}});
  }
  std::string close(std::vector<std::string> papers = {}) {
    return tell(member(1), CloseBallot{std::move(papers)});
  }

  Ballot ballot;
  BallotFacts facts;
  std::vector<BallotEvent> log;
  OfficialId secretary{"secretary"};
  UtcTime now{1'800'000'000'000};
};

}  // namespace tdkt::workflow::testing
