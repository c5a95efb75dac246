#pragma once
// What a step of opinions keeps beside its tasks: who did not answer in time, who answered late, whom the
// secretariat asked besides, and why the round was closed.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

enum class OpinionAnswer { kAgree, kComments, kDisagree, kNotCompetent };
/// "agree", "comments", "disagree", "not-competent".
const char* toString(OpinionAnswer answer);
std::optional<OpinionAnswer> opinionAnswerFrom(std::string_view text);

/// The time of one addressee ran out. Never an agreement: the record says what happened.
struct OpinionLapse {
  WorkItemId item;
  int workingDays = 0;  ///< that he had
  std::string policy;   ///< "no-opinion" or "deemed-agree": what the procedure makes of it
  friend bool operator==(const OpinionLapse&, const OpinionLapse&) = default;
};

/// An answer that came when its task was closed: on record, opens nothing again.
struct LateOpinion {
  WorkItemId item;
  OpinionAnswer answer = OpinionAnswer::kAgree;
  std::string text;
  OfficialId by;
  UtcTime at;
  friend bool operator==(const LateOpinion&, const LateOpinion&) = default;
};

/// Kept at the node of the addressee; absent while nothing but ordinary answers happened.
struct Opinions {
  static constexpr const char* kKind = "opinions";

  std::vector<OpinionLapse> lapsed;
  std::vector<LateOpinion> late;
  std::vector<WorkItemId> extra;         ///< asked besides the procedure, with a full time of their own
  std::vector<WorkItemId> notCompetent;  ///< said it is not theirs to judge
  std::string closedBecause;             ///< the secretariat ended the round; empty otherwise
  std::vector<WorkItemId> round = {};    ///< of several addressees at one node: whom it has asked, in order
  friend bool operator==(const Opinions&, const Opinions&) = default;
};

nlohmann::ordered_json toJson(const Opinions& opinions);
void fromJson(const nlohmann::ordered_json& json, Opinions& opinions);

}  // namespace tdkt::workflow
