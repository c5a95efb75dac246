#pragma once
// Another authority is asked by an official document (hiệp y): the document's code, and what came back.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// A document that answers ours.
struct ConsentAnswer {
  std::string code;  ///< "45/STC-NS"
  std::string from;  ///< who sent it, as it says
  std::optional<CivilDate> date;
  std::string sha256;  ///< blob of the message; empty: on paper, kept outside
  UtcTime receivedAt;
  friend bool operator==(const ConsentAnswer&, const ConsentAnswer&) = default;
};

/// Kept at the consent's node, also after the step, as evidence.
struct Consent {
  static constexpr const char* kKind = "consent";

  std::string agency;               ///< who is asked, from the procedure
  std::string code;                 ///< of our request: "1234/UBND-NC"; empty until it has left
  std::optional<CivilDate> sentOn;  ///< its day; the time to answer runs from it
  std::vector<ConsentAnswer> answers;
  int workingDays = 0;  ///< that the agency has
  std::string lapsed;   ///< the policy by which the time ran out; empty otherwise
  friend bool operator==(const Consent&, const Consent&) = default;
};

nlohmann::ordered_json toJson(const Consent& consent);
void fromJson(const nlohmann::ordered_json& json, Consent& consent);

}  // namespace tdkt::workflow
