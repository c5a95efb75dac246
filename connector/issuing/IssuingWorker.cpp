#include "connector/issuing/IssuingWorker.h"

#include "connector/outbox/Settle.h"
#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

/// Signing hundreds of files takes its time; a dead worker's lease must still run out.
constexpr int kLeaseSeconds = 300;

}  // namespace

IssuingWorker::IssuingWorker(outbox::Outbox& outbox, workflow::Store& store, workflow::Engine& engine,
                             Issuer& issuer, GatewayOf gatewayOf)
    : outbox_(outbox), store_(store), engine_(engine), issuer_(issuer), gatewayOf_(std::move(gatewayOf)) {}

bool IssuingWorker::runOnce() {
  return outbox::settleOne(outbox_, "issuing", kLeaseSeconds,
                           [this](const auto& effect) { return work(effect); });
}

Result<Done> IssuingWorker::work(const outbox::LeasedEffect& effect) {
  TDKT_ASSIGN(const auto dossier, store_.load(effect.dossier));
  office::OfficeGateway* office = gatewayOf_(dossier.header.office);
  if (office == nullptr)
    return unavailableError("office.unconfigured", "the dossier's e-office is not configured");
  const auto action = effect.data.find("action");
  TDKT_ASSIGN(auto results, issuer_.perform(action == effect.data.end() ? "" : action->second, effect.effect,
                                            dossier, *office));
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
