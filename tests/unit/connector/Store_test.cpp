// The contract of workflow::Store on SQLite, driven by the real engine.

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "connector/storage/StoreCheck.h"
#include "connector/storage/sqlite/SqliteStore.h"
#include "tests/fakes/FakeClock.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using workflow::testing::act;

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreTest() : calendar(workflow::testing::calendar2026()) {
    EXPECT_TRUE(migrate(*database));
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

  std::unique_ptr<Database> database = *Database::open(":memory:");
  SqliteStore store{*database};
  std::shared_ptr<const Definition> definition = workflow::testing::provincial();
  WorkingCalendar calendar;
  fakes::FakeClock clock;
  workflow::testing::EveryRole roles;
  Engine engine{store, roles, calendar, clock};
};

TEST_F(SqliteStoreTest, AnAbsentDossierIsNotFound) {
  EXPECT_EQ(store.load(DossierId("x")).error().code, "store.dossier");
  EXPECT_EQ(store.loadDefinition("x").error().code, "store.definition");
}

TEST_F(SqliteStoreTest, WhatIsLoadedIsWhatTheEventsFoldTo) {
  start();
  ASSERT_TRUE(tell("c-1", act(load(), "receive")));
  ASSERT_TRUE(tell("c-2", act(load(), "appraise")));
  ASSERT_TRUE(tell("c-3", act(load(), "opinion-tax", Outcome::kRefuse, "Còn nợ thuế")));
  EXPECT_EQ(violations(), std::vector<std::string>());
  EXPECT_EQ(load().version, static_cast<std::int64_t>(store.events(DossierId("dossier-1"))->size()));
}

TEST_F(SqliteStoreTest, TheSameCommandTwiceIsDoneOnceAndAnsweredAlike) {
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

TEST_F(SqliteStoreTest, ACommandIdUsedForSomethingElseIsRefused) {
  start();
  CompleteWorkItem command = act(load(), "receive");
  ASSERT_TRUE(tell("c-1", command));
  command.outcome = Outcome::kRefuse;
  EXPECT_EQ(tell("c-1", command).error().code, "workflow.command.reused");
}

TEST_F(SqliteStoreTest, TheSameSubmissionDeliveredLaterIsStillTheSameCommand) {
  start();
  StartDossier again = workflow::testing::aStart(definition->hash);
  again.header.receivedAt = again.header.receivedAt.plus(std::chrono::hours(1));
  const auto reply = tell("start-dossier-1", again);
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->repeated);
}

TEST_F(SqliteStoreTest, ACommitOnAnOldVersionIsAConflictAndWritesNothing) {
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

TEST_F(SqliteStoreTest, TwoDossiersCannotHoldTheSameSubmission) {
  start();
  const auto second = tell("c-2", workflow::testing::aStart(definition->hash), "dossier-2");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "store.business-key");
  EXPECT_EQ(count("SELECT count(*) FROM dossier"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE dossier_id = 'dossier-2'"), 0);
}

TEST_F(SqliteStoreTest, ARefusedSubmissionMayBeSentAgain) {
  start();
  ASSERT_TRUE(tell("c-1", act(load(), "receive", Outcome::kRefuse, "Sai thẩm quyền")));
  EXPECT_FALSE(*store.findByBusinessKey(OfficeId("office-1"), workflow::testing::aHeader().businessKey()));
  start("dossier-2");
  EXPECT_EQ(*store.findByBusinessKey(OfficeId("office-1"), workflow::testing::aHeader().businessKey()),
            DossierId("dossier-2"));
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_F(SqliteStoreTest, EffectsGoToTheirChannelsWithTheirData) {
  start();
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"}) {
    ASSERT_TRUE(tell(std::string("c-") + node, act(load(), node)));
  }
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE channel = 'issuing' AND kind = 'action'"
                  " AND json_extract(payload, '$.data.action') = 'reserve-number'"),
            1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE channel = 'office' AND kind = 'host-task-opened'"), 5);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE correlation_id <> 'corr-1'"), 0);
}

TEST_F(SqliteStoreTest, TheDeliveryIsDoneInTheSameCommitAsItsCommand) {
  run("INSERT INTO inbox(id, office, delivery_key, kind, sha256, received_at, correlation_id)"
      " VALUES(7, 'office-1', 'k', 'edxml', 'x', 0, 'corr-1')");
  const Envelope start = envelope("c-1", workflow::testing::aStart(definition->hash));
  ASSERT_TRUE(engine.handle(start, 7));
  EXPECT_EQ(count("SELECT count(*) FROM inbox WHERE id = 7 AND state = 'done' AND dossier_id = 'dossier-1'"),
            1);
  EXPECT_EQ(engine.handle(envelope("c-2", act(load(), "receive")), 8).error().code, "storage.inbox");
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_F(SqliteStoreTest, ListsShowOpenWorkByDueDayAndDossiersNewestFirst) {
  start("dossier-1", "118");
  start("dossier-2", "119");
  ASSERT_TRUE(tell("c-1", act(load("dossier-1"), "receive"), "dossier-1"));
  const auto work = store.openWork({"secretariat", "appraiser"});
  ASSERT_TRUE(work);
  ASSERT_EQ(work->size(), 2U);
  EXPECT_EQ((*work)[0].dossier, DossierId("dossier-2"));  // two days, not ten
  EXPECT_EQ((*work)[1].item.node, "appraise");
  EXPECT_EQ(store.openWork({"nobody"})->size(), 0U);
  EXPECT_EQ(store.openWork({"x') OR 1=1 --"})->size(), 0U);
  EXPECT_EQ(store.dossiers(10)->size(), 2U);
  EXPECT_EQ(store.dossiers(1)->at(0).documentCode, "118/TTr-SGDĐT");
  EXPECT_EQ(*store.findByHostDocument(OfficeId("office-1"), workflow::testing::aHeader("119").hostDocumentId),
            DossierId("dossier-2"));
}

TEST_F(SqliteStoreTest, AStepOfALargeDossierWritesOnlyTheRowsItChanges) {
  start("dossier-1", "118", 5000);
  const auto before = count("SELECT total_changes()");
  ASSERT_TRUE(tell("c-1", act(load(), "receive")));
  EXPECT_LT(count("SELECT total_changes()") - before, 20);
}

TEST_F(SqliteStoreTest, ASupplementReplacesLinesAndKey) {
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

TEST_F(SqliteStoreTest, AFullDiskWritesNothingAndTheSameCommandWorksLater) {
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

TEST_F(SqliteStoreTest, EventsCanNeitherBeChangedNorDeleted) {
  start();
  EXPECT_FALSE(database->script("UPDATE event SET json = '{}'"));
  EXPECT_FALSE(database->script("DELETE FROM event"));
}

TEST_F(SqliteStoreTest, TheCheckFindsEveryKindOfTampering) {
  const struct {
    const char* sql;
    const char* expected;
  } rows[] = {
      {"UPDATE line SET state = 'issued' WHERE seat = 0", "replay differs in lines"},
      {"UPDATE dossier SET live = replace(live, 'receive', 'chair')", "has no token"},
      {"DROP TRIGGER event_stays; UPDATE event SET json = replace(json, 'panel', 'host') WHERE seq = 2",
       "the chain breaks at event 2"},
      {"DROP TRIGGER event_kept; DELETE FROM event WHERE seq = 1", "event 1 is missing"},
      {"UPDATE outbox SET dossier_id = 'other'", "belongs to nothing stored"},
      {"UPDATE dossier SET content = '{}'", "storage.dossier"},
      {"UPDATE definition SET bpmn = x'00'", "its definition is missing"}};
  start();
  for (const auto& row : rows) {
    run(std::string("SAVEPOINT tamper; ") + row.sql);
    const auto found = violations();
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const std::string& line) {
      return line.find(row.expected) != std::string::npos;
    })) << row.sql;
    run("ROLLBACK TO tamper; RELEASE tamper");
  }
  EXPECT_EQ(violations(), std::vector<std::string>());
}

TEST_F(SqliteStoreTest, OfTwoOfficialsWhoActAtOnceOneIsToldSomebodyWasFaster) {
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
}

TEST(SqliteStoreOnDisk, TwoProcessesWorthOfEnginesNeverApplyTheSameCommandTwice) {
  const std::string path = ::testing::TempDir() + "two-engines.db";
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  const auto definition = workflow::testing::provincial();
  const auto calendar = workflow::testing::calendar2026();
  const fakes::FakeClock clock;
  const workflow::testing::EveryRole roles;
  std::vector<std::unique_ptr<Database>> connections;
  std::vector<std::unique_ptr<SqliteStore>> stores;
  std::vector<std::unique_ptr<Engine>> engines;
  for (int i = 0; i < 2; ++i) {
    connections.push_back(*Database::open(path));
    ASSERT_TRUE(migrate(*connections.back()));
    stores.push_back(std::make_unique<SqliteStore>(*connections.back()));
    engines.push_back(std::make_unique<Engine>(*stores.back(), roles, calendar, clock));
  }
  ASSERT_TRUE(stores[0]->saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  const Envelope start{CommandId("start"), DossierId("d"), OfficialId(),
                       CorrelationId("c"), "host",         workflow::testing::aStart(definition->hash)};
  std::vector<int> fresh(2);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      const auto reply = engines[i]->handle(start);
      fresh[i] = reply && !reply->repeated ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fresh[0] + fresh[1], 1);
  EXPECT_EQ(*verifyStore(*connections[0]), std::vector<std::string>());
}

}  // namespace
}  // namespace tdkt::storage
