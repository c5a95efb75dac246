// The contract of workflow::Store on SQLite and PostgreSQL, driven by the real engine.

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using workflow::testing::act;

class StoreTest : public ::testing::TestWithParam<Dialect> {
 protected:
  StoreTest() : calendar(workflow::testing::calendar2026()) {
    EXPECT_TRUE(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  }

  Envelope envelope(const std::string& command, Command content, const std::string& dossier = "dossier-1") {
    return {
        CommandId(command), DossierId(dossier), OfficialId("official-1"), CorrelationId("corr-1"), "panel",
        std::move(content)};
  }
  Result<Reply> tell(const std::string& command, Command content, const std::string& dossier = "dossier-1") {
    return engine.handle(envelope(command, std::move(content), dossier));
  }
  void start(const std::string& dossier = "dossier-1", const std::string& number = "118", int lines = 3) {
    StartDossier command = workflow::testing::aStart(definition->hash, lines);
    command.header = workflow::testing::aHeader(number);
    const auto reply = tell("start-" + dossier, command, dossier);
    ASSERT_TRUE(reply) << reply.error().code << ' ' << reply.error().detail;
  }
  DossierState load(const std::string& dossier = "dossier-1") { return *store.load(DossierId(dossier)); }
  std::int64_t count(const std::string& sql) {
    auto query = database->prepare(sql);
    EXPECT_TRUE(query && *query->step());
    return query->integer(0);
  }
  void run(const std::string& sql) {
    const auto ran = database->script(sql);
    ASSERT_TRUE(ran) << ran.error().detail;
  }
  std::vector<std::string> violations() { return *verifyStore(*database); }

  bool postgres() const { return GetParam() == Dialect::kPostgres; }

  fakes::TestDatabase made{GetParam()};
  Database* database = made.database.get();
  SqlStore store{*database};
  std::shared_ptr<const Definition> definition = workflow::testing::provincial();
  WorkingCalendar calendar;
  fakes::FakeClock clock;
  workflow::testing::EveryRole roles;
  Engine engine{store, roles, calendar, clock};
};

INSTANTIATE_TEST_SUITE_P(On, StoreTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(StoreTest, AnAbsentDossierIsNotFound) {
  EXPECT_EQ(store.load(DossierId("x")).error().code, "store.dossier");
  EXPECT_EQ(store.loadDefinition("x").error().code, "store.definition");
}

TEST_P(StoreTest, WhatIsLoadedIsWhatTheEventsFoldTo) {
  start();
  ASSERT_TRUE(tell("c-1", act(load(), "receive")));
  ASSERT_TRUE(tell("c-2", act(load(), "appraise")));
  ASSERT_TRUE(tell("c-3", act(load(), "opinion-tax", Outcome::kRefuse, "Còn nợ thuế")));
  EXPECT_EQ(violations(), std::vector<std::string>());
  EXPECT_EQ(load().version, static_cast<std::int64_t>(store.events(DossierId("dossier-1"))->size()));
}

TEST_P(StoreTest, TheSameCommandTwiceIsDoneOnceAndAnsweredAlike) {
  start();
  const CompleteWorkItem command = act(load(), "receive");
  const auto first = tell("c-1", command);
  const auto again = tell("c-1", command);
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->version, first->version);
  EXPECT_EQ(load().version, first->version);
}

TEST_P(StoreTest, ACommandIdUsedForSomethingElseIsRefused) {
  start();
  CompleteWorkItem command = act(load(), "receive");
  ASSERT_TRUE(tell("c-1", command));
  command.outcome = Outcome::kRefuse;
  EXPECT_EQ(tell("c-1", command).error().code, "workflow.command.reused");
}

TEST_P(StoreTest, TheSameSubmissionDeliveredLaterIsStillTheSameCommand) {
  start();
  StartDossier again = workflow::testing::aStart(definition->hash);
  again.header.receivedAt = again.header.receivedAt.plus(std::chrono::hours(1));
  const auto reply = tell("start-dossier-1", again);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->repeated);
}

TEST_P(StoreTest, ACommitOnAnOldVersionIsAConflictAndWritesNothing) {
  start();
  Commit commit;
  commit.command = CommandId("late");
  commit.next = load();
  commit.reply = {DossierId("dossier-1"), commit.next.version, Phase::kRunning, false};
  commit.expectedVersion = commit.next.version - 1;
  EXPECT_EQ(store.commit(commit).error().code, "store.version");
  commit.expectedVersion = 0;
  EXPECT_EQ(store.commit(commit).error().code, "store.version");
  EXPECT_FALSE(*store.findReply(CommandId("late")));
}

TEST_P(StoreTest, TwoDossiersCannotHoldTheSameSubmission) {
  start();
  const auto second = tell("c-2", workflow::testing::aStart(definition->hash), "dossier-2");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "store.business-key");
  EXPECT_EQ(count("SELECT count(*) FROM dossier"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE dossier_id = 'dossier-2'"), 0);
}

TEST_P(StoreTest, ARefusedSubmissionMayBeSentAgain) {
  start();
  ASSERT_TRUE(tell("c-1", act(load(), "receive", Outcome::kRefuse, "Sai thẩm quyền")));
  EXPECT_FALSE(*store.findByBusinessKey(OfficeId("office-1"), workflow::testing::aHeader().businessKey()));
  start("dossier-2");
  EXPECT_EQ(*store.findByBusinessKey(OfficeId("office-1"), workflow::testing::aHeader().businessKey()),
            DossierId("dossier-2"));
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, EffectsGoToTheirChannelsWithTheirData) {
  start();
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"}) {
    ASSERT_TRUE(tell(std::string("c-") + node, act(load(), node)));
  }
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE channel = 'issuing' AND kind = 'action'"
                  " AND payload LIKE '%\"reserve-number\"%'"),
            1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE channel = 'office' AND kind = 'host-task-opened'"), 5);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE correlation_id <> 'corr-1'"), 0);
}

TEST_P(StoreTest, TheDeliveryIsDoneInTheSameCommitAsItsCommand) {
  run("INSERT INTO inbox(id, office, delivery_key, kind, sha256, received_at, correlation_id)"
      " VALUES(7, 'office-1', 'k', 'edxml', 'x', 0, 'corr-1')");
  const Envelope start = envelope("c-1", workflow::testing::aStart(definition->hash));
  ASSERT_TRUE(engine.handle(start, 7));
  EXPECT_EQ(count("SELECT count(*) FROM inbox WHERE id = 7 AND state = 'done' AND dossier_id = 'dossier-1'"),
            1);
  EXPECT_EQ(engine.handle(envelope("c-2", act(load(), "receive")), 8).error().code, "storage.inbox");
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, ListsShowOpenWorkByDueDayAndDossiersNewestFirst) {
  start("dossier-1", "118");
  start("dossier-2", "119");
  ASSERT_TRUE(tell("c-1", act(load("dossier-1"), "receive"), "dossier-1"));
  const auto work = store.openWork({"secretariat", "appraiser"});
  ASSERT_TRUE(work);
  ASSERT_EQ(work->size(), 2U);
  EXPECT_EQ((*work)[0].dossier, DossierId("dossier-2"));  // two days, not ten
  EXPECT_EQ((*work)[1].item.node, "appraise");
  EXPECT_EQ(store.openWork({"secretariat", "appraiser", "appraiser"})->size(), 2U);
  EXPECT_EQ(store.openWork({"secretariat", "appraiser"}, 1)->at(0).dossier, DossierId("dossier-2"));
  EXPECT_EQ(store.openWork({}).value().size(), 0U);
  EXPECT_EQ(store.openWorkItem((*work)[1].item.id)->at(0).subject, (*work)[1].subject);
  EXPECT_EQ(store.openWorkItem(WorkItemId("x"))->size(), 0U);
  EXPECT_EQ(store.openWork({"nobody"})->size(), 0U);
  EXPECT_EQ(store.openWork({"x') OR 1=1 --"})->size(), 0U);
  EXPECT_EQ(store.dossiers(10)->size(), 2U);
  EXPECT_EQ(store.dossiers(1)->at(0).documentCode, "118/TTr-SGDĐT");
  EXPECT_EQ(*store.findByHostDocument(OfficeId("office-1"), workflow::testing::aHeader("119").hostDocumentId),
            DossierId("dossier-2"));
}

/// Events as a step of some procedure would make them.
Commit commitOf(const DossierState& state, const Definition& definition, const std::string& id,
                std::vector<EventBody> bodies) {
  Commit commit;
  commit.command = CommandId(id);
  commit.correlation = CorrelationId("corr-1");
  commit.expectedVersion = state.version;
  commit.next = state;
  for (EventBody& body : bodies) {
    Event event;
    event.seq = commit.next.version + 1;
    event.body = std::move(body);
    evolveHere(definition, commit.next, event);
    commit.events.push_back(event);
  }
  commit.reply = {state.id, commit.next.version, commit.next.phase, false};
  return commit;
}

TEST_P(StoreTest, TimersAreFoundWhenDueAndGoneWhenFired) {
  start("dossier-1", "118");
  start("dossier-2", "119");
  const UtcTime now = clock.now();
  const auto timer = [&](const char* id, std::chrono::hours after) {
    return TimerSet{{TimerId(id), "receive", "note", now.plus(after)}};
  };
  ASSERT_TRUE(
      store.commit(commitOf(load("dossier-1"), *definition, "c-1",
                            {timer("t-1", std::chrono::hours(5)), timer("t-2", std::chrono::hours(1))})));
  ASSERT_TRUE(
      store.commit(commitOf(load("dossier-2"), *definition, "c-2", {timer("t-3", std::chrono::hours(2))})));
  EXPECT_EQ(store.dueTimers(now, 10)->size(), 0U);
  EXPECT_EQ(*store.nextTimer(), now.plus(std::chrono::hours(1)));
  const auto due = *store.dueTimers(now.plus(std::chrono::hours(2)), 10);
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].timer.id, TimerId("t-2"));
  EXPECT_EQ(due[1].dossier, DossierId("dossier-2"));
  EXPECT_EQ(store.dueTimers(now.plus(std::chrono::hours(9)), 1)->size(), 1U);

  ASSERT_TRUE(
      store.commit(commitOf(load("dossier-1"), *definition, "c-3",
                            {timer("t-1", std::chrono::hours(7)), TimerEnded{TimerId("t-2"), true}})));
  EXPECT_EQ(load("dossier-1").timers.at(0).due, now.plus(std::chrono::hours(7)));
  EXPECT_EQ(violations(), std::vector<std::string>());
  EXPECT_EQ(tell("c-4", FireTimer{TimerId("t-1")}).error().code, "workflow.timer.early");
}

TEST_P(StoreTest, MarkedLinesAndWhatAStepKeepsAreLoadedAsTheEventsFold) {
  start("dossier-1", "118", 4);
  const Supplement kept{{"Thiếu biên bản"}, {}, *parseIsoDate("2026-12-04"), 1, true};
  ASSERT_TRUE(store.commit(
      commitOf(load(), *definition, "c-1",
               {LinesMarked{{LineId("line-2"), LineId("line-3")}, LineState::kHeld, "Có đơn khiếu nại"},
                LinesMarked{{LineId("line-3")}, LineState::kProposed, ""}, MatterSet{"receive", kept}})));
  EXPECT_EQ(load().lines[1].reason, "Có đơn khiếu nại");
  EXPECT_EQ(load().lines[2].state, LineState::kProposed);
  EXPECT_EQ(std::get<Supplement>(load().matters.at("receive")), kept);
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, AStepOfALargeDossierWritesOnlyTheRowsItChanges) {
  start("dossier-1", "118", 5000);
  if (postgres()) {
    run("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a line was written'; END $$;"
        "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON line FOR EACH ROW EXECUTE FUNCTION "
        "refuse()");
    ASSERT_TRUE(tell("c-1", act(load(), "receive")));
    return;
  }
  const auto before = count("SELECT total_changes()");
  ASSERT_TRUE(tell("c-1", act(load(), "receive")));
  EXPECT_LT(count("SELECT total_changes()") - before, 20);
}

TEST_P(StoreTest, ASupplementReplacesLinesAndKey) {
  start("dossier-1", "118", 3);
  ASSERT_TRUE(tell("c-1", act(load(), "receive", Outcome::kReturn, "Thiếu danh sách")));
  ASSERT_TRUE(
      tell("c-2", ResubmitDossier{workflow::testing::aHeader("130"), workflow::testing::someDocuments(),
                                  workflow::testing::someLines(2)}));
  EXPECT_EQ(load().lines.size(), 2U);
  EXPECT_EQ(load().revision, 2);
  EXPECT_FALSE(
      *store.findByBusinessKey(OfficeId("office-1"), workflow::testing::aHeader("118").businessKey()));
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, ASplitFoundsTheChildInTheSameCommitAndOnlyOnce) {
  start();
  ASSERT_TRUE(tell("r", act(load(), "receive")));
  ASSERT_TRUE(tell("f", FreezeDossier{{LineId("line-3")}, "Đơn khiếu nại"}));
  const SplitDossier command{{LineId("line-2"), LineId("line-3")}, "Chờ bổ sung", "receive"};
  const auto reply = tell("split", command);
  ASSERT_TRUE(reply) << reply.error().code << ' ' << reply.error().detail;
  EXPECT_TRUE(tell("split", command)->repeated);
  const auto known = std::get<ChildDossiers>(load().matters.at(kChildrenMatter)).children;
  ASSERT_EQ(known.size(), 1U);
  const std::string child = known[0].dossier.text();
  EXPECT_EQ(load(child).lines.size(), 2U);
  EXPECT_EQ(load(child).lines[1].state, LineState::kHeld);
  EXPECT_EQ(count("SELECT count(*) FROM dossier"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM line WHERE id = 'line-2' AND state = 'proposed'"), 1);
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, AChildHoldsNoClaimToItsParentsSubmissionAndIsListedWithItsParent) {
  start();
  ASSERT_TRUE(tell("split", SplitDossier{{LineId("line-2")}, "Chờ bổ sung", ""}));
  const DossierId child = std::get<ChildDossiers>(load().matters.at(kChildrenMatter)).children[0].dossier;
  const auto header = workflow::testing::aHeader();
  EXPECT_EQ(*store.findByBusinessKey(header.office, header.businessKey()), DossierId("dossier-1"));
  EXPECT_EQ(*store.findByHostDocument(header.office, header.hostDocumentId), DossierId("dossier-1"));
  const auto rows = *store.dossiers(10);
  ASSERT_EQ(rows.size(), 2U);
  for (const DossierRow& row : rows)
    EXPECT_EQ(row.parent, row.id == child ? DossierId("dossier-1") : DossierId());
  ASSERT_TRUE(tell("again", ResubmitDossier{header, {}, workflow::testing::someLines(1)}, child.text()));
  ASSERT_TRUE(tell("act", act(load(child.text()), "receive"), child.text()));
  EXPECT_EQ(*store.findByBusinessKey(header.office, header.businessKey()), DossierId("dossier-1"));
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, ACommitWhoseChildIsThereAlreadyWritesNothing) {
  start();
  ASSERT_TRUE(tell("split", SplitDossier{{LineId("line-2")}, "Chờ bổ sung", ""}));
  const DossierId child = std::get<ChildDossiers>(load().matters.at(kChildrenMatter)).children[0].dossier;
  start("dossier-2", "119");
  Commit commit;
  commit.command = CommandId("other");
  commit.commandDigest = std::string(64, 'a');
  commit.correlation = CorrelationId("c");
  commit.next = load("dossier-2");
  commit.expectedVersion = commit.next.version;
  commit.reply = {commit.next.id, commit.next.version, commit.next.phase, false};
  commit.born = {{load(child.text()), {}, {}}};
  EXPECT_EQ(store.commit(commit).error().code, "store.version");
  EXPECT_EQ(count("SELECT count(*) FROM reply WHERE command_id = 'other'"), 0);
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, AFullDiskWritesNothingAndTheSameCommandWorksLater) {
  if (postgres()) GTEST_SKIP() << "a server's full disk cannot be made here; 53100 is sorted with the others";
  start();
  Envelope large = envelope("c-2", workflow::testing::aStart(definition->hash, 500), "dossier-2");
  std::get<StartDossier>(large.command).header = workflow::testing::aHeader("119");
  const auto pages = count("PRAGMA page_count");
  run("PRAGMA max_page_count = " + std::to_string(pages));
  const auto full = engine.handle(large);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(full.error().code, "storage.full");
  EXPECT_EQ(violations(), std::vector<std::string>());
  EXPECT_EQ(count("SELECT count(*) FROM dossier"), 1);
  run("PRAGMA max_page_count = 1000000");
  const auto later = engine.handle(large);
  ASSERT_TRUE(later);
  EXPECT_FALSE(later->repeated);
}

TEST_P(StoreTest, EventsCanNeitherBeChangedNorDeleted) {
  start();
  EXPECT_FALSE(database->script("UPDATE event SET json = '{}'"));
  EXPECT_FALSE(database->script("DELETE FROM event"));
  if (postgres()) {
    EXPECT_FALSE(database->script("TRUNCATE event"));
  }
  EXPECT_EQ(violations(), std::vector<std::string>());
}

struct Tampering {
  const char* sqlite;
  const char* postgres;
  const char* expected;
};

constexpr Tampering kTamperings[] = {
    {"UPDATE line SET state = 'issued' WHERE seat = 0", nullptr, "replay differs in lines"},
    {"UPDATE dossier SET live = replace(live, 'receive', 'chair')", nullptr, "has no token"},
    {"DROP TRIGGER event_stays; UPDATE event SET json = replace(json, 'panel', 'host') WHERE seq = 2",
     "ALTER TABLE event DISABLE TRIGGER ALL; UPDATE event SET json = replace(json, 'panel', 'host') WHERE "
     "seq = 2",
     "the chain breaks at event 2"},
    {"DROP TRIGGER event_kept; DELETE FROM event WHERE seq = 1",
     "ALTER TABLE event DISABLE TRIGGER ALL; DELETE FROM event WHERE seq = 1", "event 1 is missing"},
    {"UPDATE outbox SET dossier_id = 'other'", nullptr, "belongs to nothing stored"},
    {"UPDATE dossier SET content = '{}'", nullptr, "storage.dossier"},
    {"INSERT INTO number_counter(book, year, last) VALUES('qd', 2026, 3)", nullptr, "the numbers have a gap"},
    {"UPDATE definition SET bpmn = x'00'", "UPDATE definition SET bpmn = '\\x00'",
     "its definition is missing"}};

class Tampered : public ::testing::TestWithParam<std::tuple<Dialect, Tampering>> {};
INSTANTIATE_TEST_SUITE_P(On, Tampered,
                         ::testing::Combine(fakes::bothDialects(), ::testing::ValuesIn(kTamperings)));

TEST_P(Tampered, IsFoundByTheCheck) {
  const auto& [dialect, tampering] = GetParam();
  const fakes::TestDatabase made(dialect);
  SqlStore store(*made.database);
  const auto definition = workflow::testing::provincial();
  ASSERT_TRUE(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  const WorkingCalendar calendar = workflow::testing::calendar2026();
  const fakes::FakeClock clock;
  const workflow::testing::EveryRole roles;
  Engine engine(store, roles, calendar, clock);
  ASSERT_TRUE(engine.handle({CommandId("start"), DossierId("d"), OfficialId("o"), CorrelationId("c"), "panel",
                             workflow::testing::aStart(definition->hash)}));
  ASSERT_EQ(*verifyStore(*made.database), std::vector<std::string>());
  const bool other = dialect == Dialect::kPostgres && tampering.postgres != nullptr;
  const auto ran = made.database->script(other ? tampering.postgres : tampering.sqlite);
  ASSERT_TRUE(ran) << ran.error().detail;
  const auto found = *verifyStore(*made.database);
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const std::string& line) {
    return line.find(tampering.expected) != std::string::npos;
  })) << tampering.expected;
}

TEST_P(StoreTest, OfTwoOfficialsWhoActAtOnceOneIsToldSomebodyWasFaster) {
  start();
  const CompleteWorkItem command = act(load(), "receive");
  std::vector<std::string> answers(8);
  std::vector<std::thread> officials;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    officials.emplace_back([&, i] {
      const auto reply = engine.handle(envelope("c-" + std::to_string(i), command));
      answers[i] = reply ? "done" : reply.error().code;
    });
  }
  for (auto& official : officials) official.join();
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "done"), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "workflow.item.closed"), 7);
}

TEST(StoreCheck, AnEmptyDatabaseIsNotCalledSound) {
  const auto database = *Database::open(":memory:");
  EXPECT_EQ(verifyStore(*database).error().code, "storage.schema");
  const auto server = *Database::open(fakes::TestPostgres::instance().newDatabase());
  EXPECT_EQ(verifyStore(*server).error().code, "storage.schema");
}

TEST_P(StoreTest, TwoProgramsWorthOfEnginesNeverApplyTheSameCommandTwice) {
  constexpr std::size_t kPrograms = 3;
  std::vector<std::unique_ptr<Database>> connections;
  std::vector<std::unique_ptr<SqlStore>> stores;
  std::vector<std::unique_ptr<Engine>> engines;
  for (std::size_t i = 0; i < kPrograms; ++i) {
    connections.push_back(made.open());
    stores.push_back(std::make_unique<SqlStore>(*connections.back()));
    engines.push_back(std::make_unique<Engine>(*stores.back(), roles, calendar, clock));
  }
  for (int round = 0; round < 5; ++round) {
    const std::string name = std::to_string(round);
    StartDossier content = workflow::testing::aStart(definition->hash);
    content.header = workflow::testing::aHeader(name);
    const Envelope command = envelope("start-" + name, content, "d-" + name);
    std::vector<std::string> answers(kPrograms);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kPrograms; ++i) {
      threads.emplace_back([&, i] {
        const auto reply = engines[i]->handle(command);
        answers[i] = !reply ? reply.error().code : reply->repeated ? "repeated" : "fresh";
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::count(answers.begin(), answers.end(), "fresh"), 1);
    EXPECT_EQ(std::count(answers.begin(), answers.end(), "repeated"), 2)
        << answers[0] << answers[1] << answers[2];
  }
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, ManyThreadsShareTheirCommitsAndEachDossierGetsItsOwn) {
  constexpr int kThreads = 12;
  std::vector<std::string> answers(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      // Every third sends a submission that another one holds: it fails alone, the others of its group stay.
      const std::string name = std::to_string(i % 3 == 2 ? i - 1 : i);
      StartDossier content = workflow::testing::aStart(definition->hash);
      content.header = workflow::testing::aHeader(name);
      const auto reply = tell("start-" + std::to_string(i), content, "d-" + std::to_string(i));
      answers[static_cast<std::size_t>(i)] = reply ? "done" : reply.error().code;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "done"), 8);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "store.business-key"), 4);
  EXPECT_EQ(count("SELECT count(*) FROM dossier"), 8);
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_P(StoreTest, AReaderSeesOneMomentWhileOthersCommit) {
  start();
  const auto view = database->snapshot();
  const auto before = load().version;
  std::thread([&] { ASSERT_TRUE(tell("c-1", act(*store.load(DossierId("dossier-1")), "receive"))); }).join();
  EXPECT_EQ(load().version, before);
  EXPECT_EQ(static_cast<std::int64_t>(store.events(DossierId("dossier-1"))->size()), before);
}

}  // namespace
}  // namespace tdkt::storage
