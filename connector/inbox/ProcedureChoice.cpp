#include "connector/inbox/ProcedureChoice.h"

#include <algorithm>

#include "workflow/rules/ProcedureLaw.h"

namespace tdkt::inbox {

const OfferedProcedure* ProcedureChoice::find(const std::string& award, CivilDate receivedOn) const {
  const workflow::AwardRule* rule = rules_.findAward(award, receivedOn);
  const OfferedProcedure* rest = nullptr;
  for (const OfferedProcedure& one : offered_) {
    if (one.awards.empty()) rest = &one;
    if (rule != nullptr && std::find(one.awards.begin(), one.awards.end(), rule->code) != one.awards.end())
      return &one;
  }
  return rest;
}

Result<std::string> ProcedureChoice::choose(const std::string& award, CivilDate receivedOn) const {
  const OfferedProcedure* its = find(award, receivedOn);
  if (its == nullptr) return inputError("intake.procedure.none", "no procedure takes this award", award);
  for (const auto& finding : workflow::againstLaw(*its->definition, rules_, award, receivedOn)) {
    if (finding.fatal) return inputError("intake.procedure.law", finding.message, award);
  }
  return its->definition->hash;
}

}  // namespace tdkt::inbox
