#include "connector/inbox/DraftRules.h"

namespace tdkt::inbox {
namespace {

Result<Done> checkNames(const NominationDraft& draft, const CheckPrintable& printable) {
  for (const workflow::Line& line : draft.lines) {
    const std::string where = "row " + std::to_string(line.ordinal);
    for (const std::string* text : {&line.nominee.name, &line.nominee.position, &line.nominee.unit,
                                    &line.nominee.achievement, &line.award}) {
      TDKT_CHECK(printable(where, *text));
    }
  }
  return printable("OrganName", draft.header.senderName);
}

Result<Done> checkAwards(const NominationDraft& draft, const KnowsAward& knowsAward) {
  const CivilDate receivedOn = vietnamDate(draft.header.receivedAt);
  for (const workflow::Line& line : draft.lines) {
    if (knowsAward(line.award, receivedOn)) continue;
    return inputError("intake.award.unknown", "no award of this name is in force",
                      "row " + std::to_string(line.ordinal));
  }
  return Done{};
}

}  // namespace

Result<Done> checkDraft(const NominationDraft& draft, const KnowsAward& knowsAward,
                        const CheckPrintable& printable) {
  TDKT_CHECK(checkNames(draft, printable));
  return checkAwards(draft, knowsAward);
}

}  // namespace tdkt::inbox
