#include "connector/issuing/IssuingWorker.h"

#include <algorithm>

#include "connector/issuing/OwnMachineKey.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

/// Signing hundreds of files takes its time; a dead worker's lease must still run out.
constexpr int kLeaseSeconds = 300;

std::string field(const std::map<std::string, std::string>& data, const char* key) {
  const auto it = data.find(key);
  return it == data.end() ? std::string() : it->second;
}

bool pending(const workflow::DossierState& dossier, const EffectId& effect) {
  return std::any_of(dossier.actions.begin(), dossier.actions.end(),
                     [&](const auto& action) { return action.effect == effect; });
}

}  // namespace

IssuingWorker::IssuingWorker(outbox::Outbox& outbox, workflow::Store& store, workflow::Engine& engine,
                             Issuer& issuer, GatewayOf gatewayOf)
    : outbox_(outbox), store_(store), engine_(engine), issuer_(issuer), gatewayOf_(std::move(gatewayOf)) {}

bool IssuingWorker::runOnce() {
  return outbox::settlePatiently(outbox_, "issuing", kLeaseSeconds,
                                 [this](const auto& effect) { return workOrWait(effect); });
}

Result<std::optional<outbox::Parked>> IssuingWorker::workOrWait(const outbox::LeasedEffect& effect) {
  const auto done = work(effect);
  if (done) return std::optional<outbox::Parked>();
  if (done.error().code != kSignerWaiting) return done.error();
  return std::optional(
      outbox::Parked{done.error(), [this, dossier = effect.dossier] { return issuer_.waitsUntil(dossier); }});
}

Result<Results> IssuingWorker::perform(const outbox::LeasedEffect& effect,
                                       const workflow::DossierState& dossier) {
  const std::string action = field(effect.data, "action");
  if (const auto other = others_.find(action); other != others_.end())
    return other->second(dossier, field(effect.data, "node"));
  if (action == "sign-person") TDKT_CHECK(engine_.checkSigner(dossier, field(effect.data, "node")));
  office::OfficeGateway* office = gatewayOf_(dossier.header.office);
  if (office == nullptr)
    return unavailableError("office.unconfigured", "the dossier's e-office is not configured");
  return issuer_.perform(action, effect.effect, dossier, *office);
}

Result<Done> IssuingWorker::work(const outbox::LeasedEffect& effect) {
  TDKT_ASSIGN(const auto dossier, store_.load(effect.dossier));
  if (effect.kind == workflow::toString(workflow::EffectKind::kNumberSpoiled)) {
    return issuer_.spoilNumber(dossier, field(effect.data, "reason"), OfficialId(field(effect.data, "actor")),
                               EffectId(field(effect.data, "request")));
  }
  // Completed before the effect could be ticked off, or dropped with the dossier: nothing may be done twice
  // or for a dossier that no longer wants it.
  if (!pending(dossier, effect.effect)) {
    log::info("issuing.action.repeated", {{"effect", effect.effect.text()}});
    return Done{};
  }
  if (workflow::frozen(dossier))
    return unavailableError("workflow.frozen", "the dossier stands still until its complaint is settled");
  TDKT_ASSIGN(auto results, perform(effect, dossier));
  workflow::Envelope envelope;
  envelope.id = CommandId(effect.effect.text() + ".done");
  envelope.dossier = effect.dossier;
  envelope.correlation = effect.correlation;
  envelope.channel = "system";
  envelope.command = workflow::CompleteAction{effect.effect, std::move(results)};
  const auto reply = engine_.handle(envelope);
  if (reply) return Done{};
  // Already completed: this worker (or another) told the engine before it could tick the effect off.
  if (reply.error().code == "workflow.action" || reply.error().code == "workflow.command.reused") {
    log::info("issuing.action.repeated", {{"effect", effect.effect.text()}});
    return Done{};
  }
  return reply.error();
}

}  // namespace tdkt::issuing
