#include "workflow/council/BallotEvent.h"

#include <algorithm>

namespace tdkt::workflow {
namespace {

bool has(const std::vector<OfficialId>& list, const OfficialId& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

/// The next round of the same ballot: nothing of the last one is left but how many came to a result.
void convene(Ballot& ballot) {
  Ballot fresh;
  fresh.rule = ballot.rule;
  fresh.round = ballot.round + 1;
  fresh.results = ballot.results;
  ballot = std::move(fresh);
}

struct Fold {
  Ballot& ballot;
  UtcTime at;

  void operator()(const BallotConvened& e) const {
    ballot = Ballot();
    ballot.rule = e.rule;
    ballot.round = e.round;
  }
  void operator()(const BallotOpened& e) const {
    ballot.phase = BallotPhase::kOpen;
    ballot.secretary = e.secretary;
    ballot.establishing = e.establishing;
    ballot.venue = e.venue;
    ballot.presiding = e.presiding;
    ballot.openedAt = at;
    ballot.lines = e.lines;
    ballot.members.clear();
    for (const OfficialId& id : e.roster) {
      BallotMember member;
      member.id = id;
      member.present = has(e.present, id);
      if (const auto seats = e.recused.find(id); seats != e.recused.end()) member.recused = seats->second;
      ballot.members.push_back(std::move(member));
    }
  }
  void operator()(const BallotPresence& e) const {
    ballot.presiding = e.presiding;
    for (BallotMember& member : ballot.members) member.present = has(e.present, member.id);
  }
  void operator()(const BallotRecused& e) const {
    if (BallotMember* member = find(e.member)) member->recused = e.seats;
  }
  void operator()(const BallotKeyTaken& e) const {
    (e.presiding ? ballot.presidingKey : ballot.secretaryKey) = e.key;
  }
  void operator()(const BallotVoted& e) const {
    BallotMember* member = find(e.member);
    if (member == nullptr) return;
    member->voted = true;
    member->letter = e.letter;
    member->reference = e.reference;
    member->marks = e.marks;
  }
  void operator()(const BallotCloseAsked& e) const {
    ballot.phase = BallotPhase::kClosing;
    ballot.closingAt = at;
    ballot.paper = e.paper;
  }
  void operator()(const BallotResumed& /*unused*/) const {
    ballot.phase = BallotPhase::kOpen;
    ballot.closingAt.reset();
  }
  void operator()(const BallotCounted& e) const {
    ballot.phase = BallotPhase::kCounted;
    ballot.countedAt = at;
    ballot.counts = e.counts;
    ++ballot.results;
  }
  void operator()(const BallotVoided& /*unused*/) const { convene(ballot); }
  void operator()(const BallotAnnulled& /*unused*/) const { convene(ballot); }

  BallotMember* find(const OfficialId& id) const {
    const auto found = std::find_if(ballot.members.begin(), ballot.members.end(),
                                    [&](const BallotMember& row) { return row.id == id; });
    return found == ballot.members.end() ? nullptr : &*found;
  }
};

}  // namespace

void evolve(Ballot& ballot, const BallotEvent& event, UtcTime at) {
  std::visit(Fold{ballot, at}, event);
}

}  // namespace tdkt::workflow
