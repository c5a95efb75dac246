#include "connector/outbox/Settle.h"

#include "workflow/base/Log.h"

namespace tdkt::outbox {

bool settleOne(Outbox& outbox, const std::string& channel, int leaseSeconds, const Work& work) {
  return settlePatiently(outbox, channel, leaseSeconds,
                         [&work](const LeasedEffect& effect) -> Result<std::optional<Parked>> {
                           TDKT_CHECK(work(effect));
                           return std::optional<Parked>();
                         });
}

bool settlePatiently(Outbox& outbox, const std::string& channel, int leaseSeconds, const PatientWork& work) {
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
  if (outcome && *outcome) {
    const Parked& parked = **outcome;
    log::info("outbox.parked", {{"channel", channel}, {"kind", effect.kind}, {"code", parked.why.code}});
    settled = outbox.park(effect.row, parked.why, effect.attempts, parked.until);
  } else if (outcome) {
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
