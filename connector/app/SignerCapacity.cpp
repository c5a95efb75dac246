#include "connector/app/SignerCapacity.h"

#include <algorithm>

namespace tdkt::app {
namespace {

using workflow::Capacity;

/// "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH" prints two capacities.
bool prints(const std::string& text, Capacity capacity) {
  const std::string words = toString(capacity) + std::string(".");
  return text.rfind(words, 0) == 0 || text.find("\n" + words) != std::string::npos;
}

bool forAnother(Capacity capacity) {
  return capacity == Capacity::kDeputy || capacity == Capacity::kByOrder ||
         capacity == Capacity::kByAuthorisation;
}

bool fits(const std::string& text, Capacity wanted) {
  if (wanted != Capacity::kOwn) return prints(text, wanted);
  return !prints(text, Capacity::kDeputy) && !prints(text, Capacity::kByOrder) &&
         !prints(text, Capacity::kByAuthorisation);
}

Result<Done> checkNode(const workflow::Node& node, Capacity wanted, const DecisionSettings& decision,
                       const directory::Directory& directory) {
  if (!fits(decision.signerCapacity, wanted)) {
    return inputError("config.capacity",
                      "the procedure signs as " + std::string(toString(wanted)) +
                          ", decision.signerCapacity prints \"" + decision.signerCapacity + "\"",
                      node.id);
  }
  if (!forAnother(wanted)) return Done{};
  const auto signers = directory.holdersOf(decision.signerRole);
  if (!signers.empty() && directory.hasGrant(signers.front()->id, wanted)) return Done{};
  return inputError("config.capacity",
                    "nobody of decision.signerRole has a grant of capacity " + std::string(toString(wanted)),
                    decision.signerRole);
}

}  // namespace

Result<Done> checkSignerCapacity(const workflow::Definition& definition, const DecisionSettings& decision,
                                 const directory::Directory& directory) {
  for (const auto& [id, node] : definition.nodes) {
    const auto kept = node.settings.find("signAs");
    if (kept == node.settings.end()) continue;
    const auto wanted = workflow::capacityFrom(kept->second.at("capacity"));
    TDKT_CHECK(checkNode(node, wanted.value_or(Capacity::kOwn), decision, directory));
  }
  return Done{};
}

}  // namespace tdkt::app
