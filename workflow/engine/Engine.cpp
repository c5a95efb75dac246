// The shell around the pure core: load, apply, one commit.

#include "workflow/engine/Engine.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "workflow/Store.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Log.h"
#include "workflow/engine/decide/Authority.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kTries = 5;

/// What makes two commands the same: where to, by whom, what. The receipt time of a repeated delivery
/// differs.
std::string digestOf(const Envelope& envelope) {
  Json content = std::visit([](const auto& command) { return contentOf(command); }, envelope.command);
  for (const char* key : {"header", "resubmit"}) {
    if (content.contains(key)) content[key].erase("receivedAt");
  }
  const Json whole{
      {"dossier", envelope.dossier.text()}, {"actor", envelope.actor.text()}, {"content", content}};
  // Text that is not UTF-8 is refused by apply(); here it must only not throw.
  return sha256Hex(whole.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void sign(std::vector<Event>& events, const Envelope& envelope) {
  for (Event& event : events) {
    event.actor = envelope.actor;
    event.channel = envelope.channel;
    event.command = envelope.id;
  }
}

bool lostTheRace(const Error& error) {
  return error.code == "store.version";
}

}  // namespace

Engine::Engine(Store& store, const RoleDirectory& roles, const WorkingCalendar& calendar, const Clock& clock)
    : store_(store), roles_(roles), calendar_(calendar), clock_(clock) {}

Result<Reply> Engine::handle(const Envelope& envelope, std::optional<std::int64_t> inboxRow) {
  const log::Context context(envelope.correlation.text(), envelope.dossier.text());
  const std::lock_guard guard(dossierLocks_[std::hash<DossierId>{}(envelope.dossier) % dossierLocks_.size()]);
  const std::string digest = digestOf(envelope);
  Result<Reply> outcome = bugError("workflow.retry", "no try was made");
  for (int attempt = 0; attempt < kTries; ++attempt) {
    TDKT_ASSIGN(const auto before, repeated(envelope, digest));
    if (before) return *before;
    outcome = run(envelope, digest, inboxRow);
    if (outcome || !lostTheRace(outcome.error())) break;  // else another process moved first: look again
  }
  if (outcome) return outcome;
  // Refused, perhaps by the very state that this command made when another process did it a moment ago.
  TDKT_ASSIGN(const auto meanwhile, repeated(envelope, digest));
  return meanwhile ? Result<Reply>(*meanwhile) : outcome;
}

Result<std::optional<Reply>> Engine::repeated(const Envelope& envelope, const std::string& digest) {
  TDKT_ASSIGN(const auto stored, store_.findReply(envelope.id));
  if (!stored) return std::optional<Reply>();
  if (stored->commandDigest != digest) {
    return conflictError("workflow.command.reused", "this command id was used for something else");
  }
  std::optional<Reply> reply = stored->reply;
  reply->repeated = true;
  return reply;
}

Result<DossierState> Engine::stateFor(const Envelope& envelope) {
  auto loaded = store_.load(envelope.dossier);
  const bool starts = std::holds_alternative<StartDossier>(envelope.command);
  if (loaded || !starts || loaded.error().code != "store.dossier") return loaded;
  DossierState fresh;
  fresh.id = envelope.dossier;
  fresh.definitionHash = std::get<StartDossier>(envelope.command).definitionHash;
  return fresh;
}

Result<std::shared_ptr<const Definition>> Engine::definition(const std::string& hash) {
  const std::lock_guard guard(definitionsLock_);
  if (const auto known = definitions_.find(hash); known != definitions_.end()) return known->second;
  TDKT_ASSIGN(const std::string bpmn, store_.loadDefinition(hash));
  DefinitionContext context;
  context.deployed = true;
  const CheckedDefinition checked = checkDefinition(bpmn, context);
  if (!checked.definition || checked.definition->hash != hash) {
    return corruptError("workflow.definition", "the stored definition no longer passes its checks");
  }
  definitions_.emplace(hash, checked.definition);
  return checked.definition;
}

Result<Done> Engine::checkSigner(const DossierState& dossier, const std::string& node) {
  TDKT_ASSIGN(const auto procedure, definition(dossier.definitionHash));
  const Facts facts{clock_.now(), calendar_, {}, roles_, OfficialId()};
  return checkSignerStillMay(*procedure, dossier, facts, node);
}

Result<Reply> Engine::run(const Envelope& envelope, const std::string& digest,
                          std::optional<std::int64_t> inboxRow) {
  TDKT_ASSIGN(DossierState state, stateFor(envelope));
  TDKT_ASSIGN(const auto procedure, definition(state.definitionHash));
  const UtcTime now = clock_.now();
  std::shared_ptr<const Definition> target;
  if (const auto* migrate = std::get_if<MigrateDossier>(&envelope.command)) {
    TDKT_ASSIGN(target, definition(migrate->to));
  }
  const Facts facts{now,    calendar_,      roles_.rolesOf(envelope.actor, now),
                    roles_, envelope.actor, target.get()};
  const std::int64_t before = state.version;
  TDKT_ASSIGN(Step step, apply(*procedure, std::move(state), envelope.command, facts));
  sign(step.events, envelope);

  Commit commit;
  commit.command = envelope.id;
  commit.commandDigest = digest;
  commit.correlation = envelope.correlation;
  commit.expectedVersion = before;
  commit.reply = Reply{envelope.dossier, step.next.version, step.next.phase, false};
  commit.next = std::move(step.next);
  commit.events = std::move(step.events);
  commit.effects = std::move(step.effects);
  commit.box = std::move(step.box);
  commit.inboxRow = inboxRow;
  for (Step& child : step.born) {
    sign(child.events, envelope);
    commit.born.push_back({std::move(child.next), std::move(child.events), std::move(child.effects)});
  }
  TDKT_CHECK(store_.commit(commit));
  log::info("workflow.committed",
            {{"version", std::to_string(commit.reply.version)}, {"phase", toString(commit.reply.phase)}});
  return commit.reply;
}

}  // namespace tdkt::workflow
