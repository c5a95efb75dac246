#pragma once
// The way out for a dossier whose issuing step is dead and that nobody can refuse, because no task is open.

#include <string>

#include "connector/issuing/IssueRegister.h"
#include "connector/outbox/Outbox.h"
#include "workflow/Store.h"
#include "workflow/engine/Engine.h"

namespace tdkt::issuing {

/// Thread-safe as its parts are, which outlive it.
class Annulment {
 public:
  Annulment(workflow::Store& store, workflow::Engine& engine, outbox::Outbox& outbox,
            IssueRegister& issueRegister)
      : store_(store), engine_(engine), outbox_(outbox), register_(issueRegister) {}

  /// Ends the dossier of a dead issuing effect (row of the outbox) with `reason`; the dead effect is then let
  /// go, so that the voiding of its number, queued behind it, is done. Again with the same reason changes
  /// nothing: a kill in between is mended by asking again or by "try again". Errors: kConflict
  /// "outbox.not-dead", "issuing.published" (a file is out already); those of AnnulDossier.
  Result<Done> annul(std::int64_t row, const std::string& reason, const OfficialId& official);

 private:
  Result<outbox::OutboxRow> deadStep(std::int64_t row);
  workflow::Store& store_;
  workflow::Engine& engine_;
  outbox::Outbox& outbox_;
  IssueRegister& register_;
};

}  // namespace tdkt::issuing
