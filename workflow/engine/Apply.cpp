// The pure core: every command finds its rule in decide/.

#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

Result<Step> apply(const Definition& definition, const DossierState& state, const Command& command,
                   const Facts& facts) {
  const Case given{definition, state, facts};
  return std::visit([&](const auto& what) { return decide(given, what); }, command);
}

}  // namespace tdkt::workflow
