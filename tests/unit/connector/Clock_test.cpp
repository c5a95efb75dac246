// The clock on both databases: timers fire once however many workers look, reminders are said once, another
// plan of working days reaches every open task.

#include <gtest/gtest.h>

#include <thread>

#include "connector/clock/ClockWorker.h"
#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Procedures.h"

namespace tdkt::clock {
namespace {

using namespace workflow;           // NOLINT: this file is about nothing else
using namespace workflow::testing;  // NOLINT

std::string bpmnOf() {
  const auto list =
      stepsFromJson(R"({"format": "tdkt-steps-1", "id": "small", "name": "Quy trình thử", "steps": [
    {"kind": "submit", "id": "start", "title": "Hồ sơ đến"},
    {"kind": "opinions", "id": "round", "workingDays": 5, "lapse": "no-opinion",
     "addressees": [{"id": "tax", "title": "Ý kiến của Thuế tỉnh", "role": "opinion.tax"}]},
    {"kind": "chair", "id": "chair", "title": "Chủ tịch quyết định", "role": "chair", "workingDays": 3}],
    "end": "Xong"})");
  return bpmnFromSteps(list.value()).value();
}

/// One service: the parts that each process has for itself.
struct Worker {
  Worker(storage::Database& database, const WorkingCalendar& plan, const Clock& time,
         ReminderSettings settings)
      : store(database),
        engine(store, people, plan, time),
        timers(database, time, random),
        reminders(database, plan, settings, time),
        change(database, plan, time),
        worker(timers, reminders, change, engine, time) {}
  int drain() {
    int rounds = 0;
    while (worker.runOnce()) ++rounds;
    return rounds;
  }
  workflow::testing::EveryRole people;
  fakes::FixedRandom random;
  storage::SqlStore store;
  Engine engine;
  TimerQueue timers;
  Reminders reminders;
  PlanChange change;
  ClockWorker worker;
};

class ClockTest : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  ClockTest() { EXPECT_TRUE(one.store.saveDefinition(definition->hash, bpmn)); }

  void start(const std::string& dossier) {
    StartDossier command = aStart(definition->hash, 1);
    command.header = aHeader(dossier);
    const auto reply = one.engine.handle({CommandId("start-" + dossier), DossierId(dossier),
                                          OfficialId("official-1"), CorrelationId("c"), "panel", command});
    ASSERT_TRUE(reply) << reply.error().code << ' ' << reply.error().detail;
  }
  DossierState load(const std::string& dossier) { return one.store.load(DossierId(dossier)).value(); }
  std::vector<Event> log(const std::string& dossier) {
    std::vector<Event> out;
    const auto stored = one.store.events(DossierId(dossier));
    EXPECT_TRUE(stored);
    for (const auto& row : *stored) out.push_back(row.event);
    return out;
  }
  template <class Body>
  int eventsOf(const std::string& dossier) {
    int count = 0;
    for (const Event& event : log(dossier)) count += std::holds_alternative<Body>(event.body) ? 1 : 0;
    return count;
  }

  const std::string bpmn = bpmnOf();
  std::shared_ptr<const Definition> definition = checkDefinition(bpmn).definition;
  WorkingCalendar plan = calendar2026();
  fakes::FakeClock time;  // Friday 20 November 2026
  fakes::TestDatabase made{GetParam()};
  storage::Database& database = *made.database;
  Worker one{database, plan, time, {1, "secretariat"}};
};
INSTANTIATE_TEST_SUITE_P(On, ClockTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(ClockTest, ATimerFiresWhenItsTimeHasComeAndNotBefore) {
  start("d-1");
  time.set(at("2026-11-27", "23:59:59"));
  one.drain();
  EXPECT_NE(openItem(load("d-1"), "tax"), nullptr);
  time.set(at("2026-11-28", "00:00:00"));
  one.drain();
  EXPECT_EQ(openItem(load("d-1"), "tax"), nullptr);
  EXPECT_NE(openItem(load("d-1"), "chair"), nullptr);
  EXPECT_EQ(eventsOf<TimerEnded>("d-1"), 1);
  EXPECT_EQ(*storage::verifyStore(database), std::vector<std::string>());
  EXPECT_TRUE(one.timers.stuck(10)->empty());
}

TEST_P(ClockTest, WhatOneWorkerHoldsAnotherDoesNotGetUntilTheLeaseRunsOut) {
  for (const char* dossier : {"d-1", "d-2", "d-3"}) start(dossier);
  time.set(at("2026-11-28"));
  Worker two(database, plan, time, {});
  const auto first = one.timers.claim(2, 60);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 2U);
  const auto second = two.timers.claim(9, 60);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->size(), 1U);
  EXPECT_TRUE(two.timers.claim(9, 60)->empty());
  time.advance(std::chrono::seconds(61));
  const auto again = two.timers.claim(9, 60);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->size(), 3U);
  EXPECT_EQ(again->front().attempt, 2);
  // The first holder comes back too late: neither its success nor its failure counts.
  ASSERT_TRUE(one.timers.done(*first));
  ASSERT_TRUE(one.timers.later(first->front(), unavailableError("x", "late")));
  EXPECT_TRUE(two.timers.claim(9, 60)->empty());
  EXPECT_TRUE(two.timers.stuck(10)->empty());
}

TEST_P(ClockTest, ManyWorkersTogetherFireEachTimerOnce) {
  constexpr int kDossiers = 40;
  for (int i = 0; i < kDossiers; ++i) start("d-" + std::to_string(i));
  time.set(at("2026-11-28"));
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < 4; ++i)
    workers.push_back(std::make_unique<Worker>(database, plan, time, ReminderSettings{0, ""}));
  std::vector<std::thread> threads;
  for (auto& worker : workers) threads.emplace_back([&worker] { worker->drain(); });
  for (auto& thread : threads) thread.join();
  one.drain();
  for (int i = 0; i < kDossiers; ++i) {
    const std::string dossier = "d-" + std::to_string(i);
    EXPECT_EQ(eventsOf<TimerEnded>(dossier), 1) << dossier;
    EXPECT_NE(openItem(load(dossier), "chair"), nullptr) << dossier;
  }
  EXPECT_EQ(*storage::verifyStore(database), std::vector<std::string>());
}

TEST_P(ClockTest, ATimerThatCannotBeHandledNowComesBackLaterAndIsShown) {
  start("d-1");
  time.set(at("2026-11-28"));
  const auto claimed = one.timers.claim(1, 60);
  ASSERT_EQ(claimed->size(), 1U);
  ASSERT_TRUE(one.timers.later(claimed->front(), corruptError("workflow.definition", "gone")));
  EXPECT_TRUE(one.timers.claim(1, 60)->empty());
  const auto stuck = one.timers.stuck(10);
  ASSERT_EQ(stuck->size(), 1U);
  EXPECT_EQ(stuck->front().errorCode, "workflow.definition");
  EXPECT_EQ(stuck->front().purpose, "opinion-lapse");
  time.advance(std::chrono::seconds(10));
  one.drain();
  EXPECT_TRUE(one.timers.stuck(10)->empty());
  EXPECT_NE(openItem(load("d-1"), "chair"), nullptr);
}

TEST_P(ClockTest, ATimerThatEndedMeanwhileIsNoFailure) {
  start("d-1");
  const auto state = load("d-1");
  time.set(at("2026-11-28"));
  const auto claimed = one.timers.claim(1, 0);  // and its worker died at once
  ASSERT_EQ(claimed->size(), 1U);
  ASSERT_TRUE(one.engine.handle({CommandId("c-1"), DossierId("d-1"), OfficialId("official-1"),
                                 CorrelationId("c"), "panel", act(state, "tax")}));
  one.drain();
  EXPECT_TRUE(one.timers.stuck(10)->empty());
  EXPECT_EQ(eventsOf<WorkItemCancelled>("d-1"), 0);
}

TEST_P(ClockTest, PeopleAreRemindedOnceBeforeAndOnceAfterTheDueDate) {
  start("d-1");  // due Friday 27 November
  one.drain();
  EXPECT_EQ(eventsOf<WorkItemReminded>("d-1"), 0) << "opened today";
  time.set(at("2026-11-25"));
  one.drain();
  EXPECT_EQ(eventsOf<WorkItemReminded>("d-1"), 0);
  time.set(at("2026-11-26"));
  one.drain();
  EXPECT_EQ(eventsOf<WorkItemReminded>("d-1"), 1);
  for (int i = 0; i < 3; ++i) {
    time.advance(std::chrono::minutes(2));
    one.drain();
  }
  EXPECT_EQ(eventsOf<WorkItemReminded>("d-1"), 1);
  time.set(at("2026-11-28"));
  one.drain();  // the lapse ends that task; the chair's is due on Wednesday 2 December
  time.set(at("2026-12-03"));
  one.drain();
  const auto events = log("d-1");
  const auto& last = std::get<WorkItemReminded>(events.back().body);
  EXPECT_EQ(last.kind, ReminderKind::kOverdue);
  EXPECT_EQ(last.watcher, "secretariat");
  EXPECT_NE(openItem(load("d-1"), "chair"), nullptr) << "a task is never taken away";
}

TEST_P(ClockTest, AnotherPlanReachesEveryOpenTaskOnceAndTheFirstPlanIsNoChange) {
  for (const char* dossier : {"d-1", "d-2"}) start(dossier);
  one.drain();
  EXPECT_EQ(eventsOf<WorkItemDueChanged>("d-1"), 0);
  const auto next = WorkingCalendar::fromJson(
      R"({"version": "next", "days": [{"date": "2026-11-24", "kind": "off", "source": "test"}]})");
  Worker two(database, *next, time, {0, ""});
  two.drain();
  for (const char* dossier : {"d-1", "d-2"}) {
    EXPECT_EQ(eventsOf<WorkItemDueChanged>(dossier), 1);
    EXPECT_EQ(isoDate(openItem(load(dossier), "tax")->due), "2026-11-30");
    EXPECT_EQ(load(dossier).timers.front().due, at("2026-12-01", "00:00:00"));
  }
  Worker restarted(database, *next, time, {0, ""});
  restarted.drain();
  EXPECT_EQ(eventsOf<WorkItemDueChanged>("d-1"), 1);
  // And back again is a change of its own.
  Worker back(database, plan, time, {0, ""});
  back.drain();
  EXPECT_EQ(isoDate(openItem(load("d-1"), "tax")->due), "2026-11-27");
  EXPECT_EQ(*storage::verifyStore(database), std::vector<std::string>());
}

}  // namespace
}  // namespace tdkt::clock
