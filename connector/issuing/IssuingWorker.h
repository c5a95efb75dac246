#pragma once
// Takes service tasks from the outbox, has the Issuer do them, and tells the engine.

#include <functional>

#include "connector/issuing/Issuer.h"
#include "connector/outbox/Settle.h"
#include "workflow/engine/Engine.h"

namespace tdkt::issuing {

/// Finds the gateway of a dossier's office; null when that office is not configured any more.
using GatewayOf = std::function<office::OfficeGateway*(const OfficeId&)>;

/// Does kAction effects and records kNumberSpoiled ones. One effect at a time, in order per dossier. Run by
/// one thread.
class IssuingWorker {
 public:
  /// Does one action for a dossier at a node; what it gives become facts of the dossier.
  using Doer = std::function<Result<Results>(const workflow::DossierState&, const std::string& node)>;

  IssuingWorker(outbox::Outbox& outbox, workflow::Store& store, workflow::Engine& engine, Issuer& issuer,
                GatewayOf gatewayOf);

  /// This action is not the Issuer's. Before the first runOnce().
  void alsoDoes(const std::string& action, Doer doer) { others_[action] = std::move(doer); }

  /// Does one due action; false when there was none. A failure is put back (later) or, when a repeat cannot
  /// help, set aside for a person (dead); both are logged with their code. A step that waits for an
  /// official's own machine sleeps until OwnSigning wakes it, or until the digests handed over must be made
  /// anew.
  bool runOnce();

 private:
  Result<Done> work(const outbox::LeasedEffect& effect);
  Result<Results> perform(const outbox::LeasedEffect& effect, const workflow::DossierState& dossier);
  Result<std::optional<outbox::Parked>> workOrWait(const outbox::LeasedEffect& effect);
  outbox::Outbox& outbox_;
  workflow::Store& store_;
  workflow::Engine& engine_;
  Issuer& issuer_;
  GatewayOf gatewayOf_;
  std::map<std::string, Doer> others_;
};

}  // namespace tdkt::issuing
