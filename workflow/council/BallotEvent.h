#pragma once
// What happened to a ballot. The fold of these is the Ballot; the log keeps them, hash-chained.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "workflow/council/Ballot.h"

namespace tdkt::workflow {

struct BallotConvened {  ///< the dossier came to the step; what was there before counts no more
  BallotRule rule;
  int round = 1;
};
struct BallotOpened {
  OfficialId secretary;
  std::string establishing;
  std::string venue;
  OfficialId presiding;
  std::vector<OfficialId> roster;
  std::vector<OfficialId> present;
  std::vector<LineId> lines;
  std::map<OfficialId, std::vector<int>> recused;  ///< known beforehand: seats by member
};
struct BallotPresence {
  OfficialId presiding;
  std::vector<OfficialId> present;
};
struct BallotRecused {
  OfficialId member;
  std::vector<int> seats;  ///< all of his
};
struct BallotKeyTaken {
  bool presiding = false;  ///< else the secretary's half
  std::string key;
};
struct BallotVoted {
  OfficialId member;
  bool letter = false;
  std::string reference;
  std::string marks;  ///< open ballot only
};
struct BallotCloseAsked {
  MinutesPaper paper;
};
struct BallotResumed {};
struct BallotCounted {
  std::vector<LineCount> counts;
};
struct BallotVoided {  ///< ended without a result
  bool noQuorum = false;
  std::string reason;
};
struct BallotAnnulled {  ///< its result is void
  std::string reason;
};

using BallotEvent =
    std::variant<BallotConvened, BallotOpened, BallotPresence, BallotRecused, BallotKeyTaken, BallotVoted,
                 BallotCloseAsked, BallotResumed, BallotCounted, BallotVoided, BallotAnnulled>;

/// The ballot after one more event. Total: every event of a good log is accepted.
void evolve(Ballot& ballot, const BallotEvent& event, UtcTime at);

/// "ballot.convened", "ballot.opened", "ballot.voted"…
const char* kindOf(const BallotEvent& event);
nlohmann::ordered_json toJson(const BallotEvent& event);
/// Throws std::invalid_argument or nlohmann's exceptions.
BallotEvent ballotEventFromJson(const std::string& kind, const nlohmann::ordered_json& json);

}  // namespace tdkt::workflow
