#pragma once
// From a dossier to the fields of its decision and certificates. Pure: same inputs, same fields.

#include <string>
#include <vector>

#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/Wording.h"
#include "templates/FieldSet.h"
#include "workflow/base/Error.h"
#include "workflow/model/Dossier.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::issuing {

/// Words that do not come from the dossier.
struct DecisionTexts {
  std::string issuerParent;
  std::string issuerName;
  std::string authority;
  std::string place;
  std::string province;
  std::string signerCapacity;
  std::string signerPost;
  std::string signerName;
  std::vector<std::string> recipients;
};

/// Fields of template "decision". Errors: kInput "issuing.nobody" (no line is decided),
/// "issuing.mixed-awards" (one decision grants one award); those of RulePack::bonus.
Result<templates::FieldSet> decisionFields(const workflow::DossierState& dossier,
                                           const ReservedNumber& number, const DecisionTexts& texts,
                                           const DecisionWording& wording, const workflow::RulePack& rules,
                                           const std::string& verifyUrl);

/// Fields of template "certificate" for one line. `certificateTitle` is what stands large on it: "Bằng khen".
templates::FieldSet certificateFields(const workflow::Line& line, const std::string& certificateTitle,
                                      const ReservedNumber& number, const DecisionTexts& texts,
                                      const std::string& verifyUrl);

/// The lines that go into the decision: those in state decided (or issued), in list order.
std::vector<workflow::Line> decidedLines(const workflow::DossierState& dossier);

/// The same in the order of the decision's table, where each kind of nominee has its group.
std::vector<workflow::Line> tabledLines(const workflow::DossierState& dossier,
                                        const DecisionWording& wording);

}  // namespace tdkt::issuing
