#include "connector/outbox/Settle.h"

#include "workflow/base/Log.h"

namespace tdkt::outbox {

bool settleOne(Outbox& outbox, const std::string& channel, int leaseSeconds, const Work& work) {
  const auto leased = outbox.lease(channel, leaseSeconds);
  if (!leased) {
    log::error("outbox.lease", {{"channel", channel}, {"code", leased.error().code}});
    return false;
  }
  if (!*leased) return false;
  const LeasedEffect& effect = **leased;
  const log::Context context(effect.correlation.text(), effect.dossier.text());
  const auto outcome = work(effect);
  Result<Done> settled = Done{};
  if (outcome) {
    settled = outbox.done(effect.row, effect.attempts);
  } else {
    const Error& error = outcome.error();
    const bool again = error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt;
    log::write(again ? log::Level::kWarning : log::Level::kError, again ? "outbox.later" : "outbox.dead",
               {{"channel", channel}, {"kind", effect.kind}, {"code", error.code}, {"detail", error.detail}});
    settled = again ? outbox.later(effect.row, error, effect.attempts)
                    : outbox.dead(effect.row, error, effect.attempts);
  }
  if (!settled) log::error("outbox.settle", {{"code", settled.error().code}});
  return true;
}

}  // namespace tdkt::outbox
