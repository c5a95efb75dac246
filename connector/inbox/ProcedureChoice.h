#pragma once
// Which procedure a submission starts on: its award decides, and the law decides whether that procedure will
// do.

#include <memory>
#include <string>
#include <vector>

#include "workflow/definition/Definition.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::inbox {

/// One deployed procedure.
struct OfferedProcedure {
  std::shared_ptr<const workflow::Definition> definition;
  std::vector<std::string> awards;  ///< codes of the rule pack; empty: every award that no other one names
};

/// Immutable, thread-safe. The rules outlive it.
class ProcedureChoice {
 public:
  ProcedureChoice(const workflow::RulePack& rules, std::vector<OfferedProcedure> offered)
      : rules_(rules), offered_(std::move(offered)) {}

  /// The definition's hash for a list that proposes this award (printed name) and was received on that day.
  /// Errors: kInput "intake.procedure.none" (no procedure takes it), "intake.procedure.law" (the procedure
  /// lacks a ballot, or the share of it, that the law asks; detail has the rule).
  Result<std::string> choose(const std::string& award, CivilDate receivedOn) const;

 private:
  const OfferedProcedure* find(const std::string& award, CivilDate receivedOn) const;

  const workflow::RulePack& rules_;
  std::vector<OfferedProcedure> offered_;
};

}  // namespace tdkt::inbox
