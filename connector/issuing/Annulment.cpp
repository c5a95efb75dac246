#include "connector/issuing/Annulment.h"

#include <algorithm>

#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

constexpr std::size_t kRows = 10'000;  ///< more unfinished effects than any desk works off by hand

}  // namespace

Result<outbox::OutboxRow> Annulment::deadStep(std::int64_t row) {
  TDKT_ASSIGN(const auto rows, outbox_.unfinished(kRows));
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.row == row; });
  if (found == rows.end() || found->state != "dead" || found->channel != "issuing" ||
      found->kind != workflow::toString(workflow::EffectKind::kAction)) {
    return conflictError("outbox.not-dead", "there is no such dead step of issuing");
  }
  return *found;
}

Result<Done> Annulment::annul(std::int64_t row, const std::string& reason, const OfficialId& official) {
  TDKT_ASSIGN(const outbox::OutboxRow dead, deadStep(row));
  const DossierId dossier(dead.dossier);
  TDKT_ASSIGN(const auto files, register_.filesOf(dossier));
  for (const IssuedFile& file : files) {
    if (file.state == FileState::kPublished)
      return conflictError("issuing.published", "a file of this dossier is published", file.name);
  }
  TDKT_ASSIGN(const workflow::DossierState state, store_.load(dossier));
  const EffectId step = state.actions.empty() ? EffectId() : state.actions.front().effect;
  workflow::Envelope envelope;
  envelope.id = CommandId("annul." + dossier.text());
  envelope.dossier = dossier;
  envelope.actor = official;
  envelope.correlation = CorrelationId("annul." + dossier.text());
  envelope.channel = "desk";
  envelope.command = workflow::AnnulDossier{step, reason};
  // Annulled before, and killed before the dead effect was let go: only that is left to do.
  const bool before = state.phase == workflow::Phase::kRefused && state.actions.empty();
  if (!before) TDKT_CHECK(engine_.handle(envelope));
  log::info("desk.annulled", {{"dossier", dossier.text()}, {"official", official.text()}});
  return outbox_.replay(row);
}

}  // namespace tdkt::issuing
