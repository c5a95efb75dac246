// The pure core: every command finds its rule in decide/.

#include <type_traits>

#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {
namespace {

/// While a dossier stands still only these are possible: lifting it, asking for the dossier back and the
/// answer, taking the dossier or a line away, and writing down what a service did meanwhile.
template <class What>
constexpr bool kWhileFrozen =
    std::is_same_v<What, UnfreezeDossier> || std::is_same_v<What, WithdrawDossier> ||
    std::is_same_v<What, WithdrawLines> || std::is_same_v<What, CompleteAction> ||
    std::is_same_v<What, RecallDossier> || std::is_same_v<What, AnswerRecall>;

Result<Step> decideOn(const Case& given, const Command& command) {
  return std::visit(
      [&](const auto& what) -> Result<Step> {
        if (!kWhileFrozen<std::decay_t<decltype(what)>> && frozen(given.state))
          return conflictError(
              "workflow.frozen",
              "the dossier stands still until its complaint is settled or its take-back answered");
        return decide(given, what);
      },
      command);
}

}  // namespace

Result<Step> apply(const Definition& definition, const DossierState& state, const Command& command,
                   const Facts& facts) {
  return decideOn({definition, state, facts}, command);
}

Result<Step> apply(const Definition& definition, DossierState&& state, const Command& command,
                   const Facts& facts) {
  return decideOn({definition, state, facts, &state}, command);
}

}  // namespace tdkt::workflow
