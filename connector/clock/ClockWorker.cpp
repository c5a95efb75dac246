#include "connector/clock/ClockWorker.h"

#include "workflow/base/Log.h"

namespace tdkt::clock {
namespace {

constexpr std::size_t kBatch = 64;
constexpr int kLeaseSeconds = 60;
constexpr std::int64_t kReminderRound = 60'000;

void complain(const char* event, const Error& error) {
  log::error(event, {{"code", error.code}, {"detail", error.detail}});
}

/// What the timer waited for came first, or another worker was quicker: nothing is left to do.
bool settledElsewhere(const Error& error) {
  return error.code == "workflow.timer" || error.code == "store.dossier";
}

}  // namespace

ClockWorker::ClockWorker(TimerQueue& timers, Reminders& reminders, PlanChange& plan, workflow::Engine& engine,
                         const Clock& clock)
    : timers_(timers), reminders_(reminders), plan_(plan), engine_(engine), clock_(clock) {}

Result<workflow::Reply> ClockWorker::tell(const std::string& id, const DossierId& dossier,
                                          workflow::Command command) {
  workflow::Envelope envelope;
  envelope.id = CommandId(id);
  envelope.dossier = dossier;
  envelope.correlation = CorrelationId(id);
  envelope.channel = "clock";
  envelope.command = std::move(command);
  return engine_.handle(envelope);
}

bool ClockWorker::runOnce() {
  // Due dates first: a timer must not fire by a plan that is no longer in force.
  if (followPlan()) return true;
  const bool fired = fireTimers();
  const bool reminded = remind();
  return fired || reminded;
}

bool ClockWorker::fireTimers() {
  const auto claimed = timers_.claim(kBatch, kLeaseSeconds);
  if (!claimed) {
    complain("clock.claim", claimed.error());
    return false;
  }
  std::vector<ClaimedTimer> finished;
  for (const ClaimedTimer& timer : *claimed) {
    const auto reply = tell("timer-" + timer.timer.text(), timer.dossier, workflow::FireTimer{timer.timer});
    if (reply || settledElsewhere(reply.error())) {
      finished.push_back(timer);
      continue;
    }
    complain("clock.timer", reply.error());
    if (const auto put = timers_.later(timer, reply.error()); !put) complain("clock.settle", put.error());
  }
  if (const auto settled = timers_.done(finished); !settled) complain("clock.settle", settled.error());
  return !claimed->empty();
}

bool ClockWorker::remind() {
  const UtcTime now = clock_.now();
  if (now.millis - remindedAt_.millis < kReminderRound && now.millis >= remindedAt_.millis) return false;
  const auto due = reminders_.due(kBatch);
  if (!due) {
    complain("clock.reminders", due.error());
    return false;
  }
  bool progress = false;
  for (const DueReminder& one : *due) {
    const workflow::RemindWorkItem& command = one.command;
    const auto reply = tell("remind-" + command.workItem.text() + "-" + workflow::toString(command.kind) +
                                "-" + isoDate(command.due),
                            one.dossier, command);
    if (!reply) {
      complain("clock.remind", reply.error());
      continue;
    }
    const auto said = reminders_.said(one);
    if (!said) complain("clock.remind", said.error());
    progress = progress || said.ok();
  }
  if (!progress) remindedAt_ = now;  // all said, or none can be said now: look again in a minute
  return progress;
}

bool ClockWorker::followPlan() {
  if (!planKnown_) {
    const auto changed = plan_.begin();
    if (!changed) {
      complain("clock.plan", changed.error());
      return false;
    }
    planKnown_ = true;
    planOpen_ = *changed;
    if (planOpen_) log::info("clock.plan.changed", {});
  }
  if (!planOpen_) return false;
  const auto batch = plan_.next(kBatch);
  if (!batch) {
    complain("clock.plan", batch.error());
    return false;
  }
  if (batch->dossiers.empty()) {
    planOpen_ = false;
    log::info("clock.plan.done", {});
    return true;
  }
  for (const DossierId& dossier : batch->dossiers) {
    const auto reply =
        tell("plan-" + std::to_string(batch->run) + "-" + dossier.text(), dossier, workflow::RecomputeDue{});
    const bool passing = !reply && (reply.error().kind == ErrorKind::kUnavailable ||
                                    reply.error().kind == ErrorKind::kInDoubt);
    if (!reply) complain("clock.plan.dossier", reply.error());
    if (passing) return false;  // again from this dossier on
    if (const auto noted = plan_.reached(batch->run, dossier); !noted) {
      complain("clock.plan", noted.error());
      return false;
    }
  }
  return true;
}

}  // namespace tdkt::clock
