#pragma once
// Whether a procedure gives an award what the law asks of it: a council's ballot of the right share, a
// posting that is long enough, terms that are short enough.

#include <string>
#include <vector>

#include "workflow/definition/Definition.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::workflow {

/// One thing the law asks and the procedure does not do.
struct LawFinding {
  bool fatal = true;    ///< false: a term that a local rule may set otherwise
  std::string node;     ///< "" when a whole step is missing
  std::string message;  ///< Vietnamese, with the citation
};

/// In the order of the steps; empty = nothing against it. Pure. `award` is the printed name: one that is not
/// in the pack has no rules. A ballot that is missing, or passes with fewer, is fatal; a term is not. Source:
/// NĐ 98/2023/NĐ-CP Điều 30 khoản 7, 46 khoản 2, 47, as rows of the pack.
std::vector<LawFinding> againstLaw(const Definition& procedure, const RulePack& rules,
                                   const std::string& award, CivilDate receivedOn);

}  // namespace tdkt::workflow
