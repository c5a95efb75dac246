#include "connector/issuing/ExtensionWorker.h"

#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

/// Longer than a time-stamp and every revocation answer of a chain may take.
constexpr int kLeaseSeconds = 300;

bool passes(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt;
}

}  // namespace

ExtensionWorker::ExtensionWorker(ExtensionWorkerParts parts, ExtensionSettings settings)
    : parts_(parts), settings_(settings) {}

bool ExtensionWorker::runOnce() {
  scan();
  const auto job = parts_.jobs.lease(kLeaseSeconds);
  if (!job) log::error("extension.lease", {{"code", job.error().code}});
  const bool found = job && *job;
  if (found) settle(**job);
  tellBacklog();
  return found;
}

void ExtensionWorker::tryNow(const std::string& verifyId) {
  const auto job = parts_.jobs.leaseUntried(verifyId, kLeaseSeconds);
  if (!job) return log::error("extension.lease", {{"code", job.error().code}});
  if (*job) settle(**job);
}

void ExtensionWorker::scan() {
  {
    const std::lock_guard guard(mutex_);
    const UtcTime now = parts_.clock.now();
    if (now < nextScan_) return;
    nextScan_ = now.plus(settings_.scanEvery);
  }
  const auto renewals = parts_.jobs.enqueueRenewals();
  if (!renewals) return log::error("extension.scan", {{"code", renewals.error().code}});
  if (*renewals > 0) log::info("extension.renewals", {{"files", std::to_string(*renewals)}});
}

void ExtensionWorker::settle(const ExtensionJob& job) {
  const log::Context context("", job.dossier.text());
  const auto outcome = work(job);
  if (outcome) return;
  const Error& error = outcome.error();
  const bool again = passes(error) && job.attempts < settings_.attempts;
  log::write(again ? log::Level::kWarning : log::Level::kError, again ? "extension.later" : "extension.dead",
             {{"file", job.verifyId},
              {"target", signing::toString(job.target)},
              {"attempts", std::to_string(job.attempts)},
              {"code", error.code},
              {"detail", error.detail}});
  const auto settled = again ? parts_.jobs.later(job, error) : parts_.jobs.dead(job, error);
  if (!settled) log::error("extension.settle", {{"code", settled.error().code}});
}

Result<Done> ExtensionWorker::work(const ExtensionJob& job) {
  TDKT_ASSIGN(const auto file, parts_.issueRegister.findByVerifyId(job.verifyId));
  if (!file) return notFoundError("issuing.file", "no such file", job.verifyId);
  const std::string before = file->currentSha256();
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(before));
  TDKT_ASSIGN(const Raised raised, parts_.raiser.raise(pdf, job.target, settings_.renewWithin));
  std::string after = before;
  if (raised.pdf != pdf) {
    TDKT_CHECK(checkRaised(job, pdf, raised.pdf));
    TDKT_ASSIGN(after, parts_.blobs.put(raised.pdf));
  }
  TDKT_CHECK(parts_.jobs.raised(job, before, after, renewAt(job, raised)));
  log::info("extension.raised", {{"file", job.verifyId},
                                 {"level", signing::toString(job.target)},
                                 {"changed", after == before ? "no" : "yes"}});
  return Done{};
}

/// What is given out in place of a published file is judged as that file was.
Result<Done> ExtensionWorker::checkRaised(const ExtensionJob& job, const Bytes& before, const Bytes& after) {
  if (!after.starts_with(before))
    return bugError("issuing.extend.rewritten", "raising changed octets that were signed", job.fileName);
  const auto report = parts_.verifier.verify(after, parts_.clock.now());
  if (report.verdict == signing::Verdict::kValid) return Done{};
  if (report.verdict == signing::Verdict::kIndeterminate)
    return unavailableError("issuing.output.undetermined", "our verifier cannot tell yet", job.fileName);
  return corruptError("issuing.output.invalid", "our verifier refuses the raised file", job.fileName);
}

std::optional<UtcTime> ExtensionWorker::renewAt(const ExtensionJob& job, const Raised& raised) const {
  if (job.target != signing::Level::kArchive) return std::nullopt;
  const UtcTime soonest = parts_.clock.now().plus(settings_.scanEvery);
  if (!raised.evidenceUntil) return parts_.clock.now().plus(settings_.lookAgain);
  return std::max(soonest, raised.evidenceUntil->plus(-settings_.renewWithin));
}

/// One line whenever the number of files that wait or are dead has changed.
void ExtensionWorker::tellBacklog() {
  const auto counts = parts_.jobs.counts();
  if (!counts) return;
  const std::lock_guard guard(mutex_);
  if (*counts == told_) return;
  told_ = *counts;
  log::info("extension.backlog",
            {{"waiting", std::to_string(counts->waiting)}, {"dead", std::to_string(counts->dead)}});
}

}  // namespace tdkt::issuing
