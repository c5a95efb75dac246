#pragma once
// Who may act on a task: the holder of its role, or his agent by a grant; and who may not, being too close to
// a nominee. Exclusion is asked last and always wins. Private to the engine.

#include <vector>

#include "workflow/engine/Engine.h"

namespace tdkt::workflow {

/// By what right somebody acts.
struct Authority {
  Capacity capacity = Capacity::kOwn;
  OfficialId principal = {};  ///< empty: himself
  std::string grant = {};
};

/// Source: NĐ 30/2020/NĐ-CP, Điều 13. A task that leads to the person's signature asks for exactly the
/// capacity of tdkt:signAs; "own", TM. and Q. are signed by the holder himself. Other tasks may be done by
/// any grant in force that covers the role and every award of the task. Errors: kDenied "workflow.role"
/// (neither role nor grant), "workflow.grant" (grants, but none covers this).
Result<Authority> authorityFor(const Definition& definition, const DossierState& state, const Facts& facts,
                               const WorkItem& item, const Node& node);

/// Whether who ordered the signature of this service task may still do so at `facts.now`, by role or grant: a
/// right that ended between act and signature signs nothing. `facts` of anybody; the actor is found in the
/// state. Errors: kDenied "workflow.signer.ended" with the official as field.
Result<Done> checkSignerStillMay(const Definition& definition, const DossierState& state, const Facts& facts,
                                 const std::string& action);

/// Lines of the task (all, when `scope` is empty) that this official is too close to by the step's rule. Only
/// lines that are still under way.
std::vector<LineId> linesTooClose(const DossierState& state, const Facts& facts, const Node& node,
                                  const std::vector<LineId>& scope, const OfficialId& official);

/// Whether being too close to one line keeps him from the whole task (else only from that line).
bool excludesFromAll(const Node& node);

/// Holders of the task's role who are kept from the whole task: recorded when it is offered.
std::vector<OfficialId> notOffered(const DossierState& state, const Facts& facts, const Node& node,
                                   const std::string& role, const std::vector<LineId>& scope);

/// Lines a task is about and that are still under way, in the order of the list.
std::vector<const Line*> linesOf(const DossierState& state, const std::vector<LineId>& scope);

}  // namespace tdkt::workflow
