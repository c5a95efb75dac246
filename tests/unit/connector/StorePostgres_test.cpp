// What only a server can do to its clients: break connections, make them wait, come back.

#include <gtest/gtest.h>

#include <thread>

#include "connector/storage/Migrations.h"
#include "connector/storage/SqlStore.h"
#include "connector/storage/postgres/Connection.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::storage {
namespace {

std::int64_t count(Database& database, const char* sql) {
  auto query = database.prepare(sql);
  if (!query) return -1;
  const auto row = query->step();
  return row && *row ? query->integer(0) : -1;
}

TEST(PostgresDatabase, PlaceholdersAreNumberedOutsideQuotes) {
  EXPECT_EQ(postgres::numbered("a = ? AND b = '?' AND c = ?"), "a = $1 AND b = '?' AND c = $2");
}

TEST(PostgresDatabase, EveryOctetOfATextAndABlobComesBack) {
  const auto database = *Database::open(fakes::TestPostgres::instance().newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(n BIGINT, a TEXT, b BYTEA)"));
  std::string blob;
  for (int i = 0; i < 256; ++i) blob += static_cast<char>(i);
  ASSERT_TRUE(database->transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t(n, a, b) VALUES(?,?,?)"));
    return insert.bind(INT64_MIN).bind("Đề nghị\n'khen'").bindBlob(blob).send();
  }));
  auto query = *database->prepare("SELECT n, a, b, NULL FROM t");
  ASSERT_TRUE(*query.step());
  EXPECT_EQ(query.integer(0), INT64_MIN);
  EXPECT_EQ(query.text(1), "Đề nghị\n'khen'");
  EXPECT_EQ(query.text(2), blob);
  EXPECT_TRUE(query.isNull(3));
  EXPECT_FALSE(*query.step());
}

TEST(PostgresDatabase, ATextWithANulIsRefusedNotShortened) {
  const auto database = *Database::open(fakes::TestPostgres::instance().newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a TEXT)"));
  auto insert = *database->prepare("INSERT INTO t(a) VALUES(?)");
  const auto ran = insert.bind(std::string_view("a\0b", 3)).run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, "storage.text");
}

TEST(PostgresDatabase, AStatementThatMustChangeARowStopsTheCommitBehindIt) {
  const auto database = *Database::open(fakes::TestPostgres::instance().newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a BIGINT)"));
  const auto outcome = database->transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t(a) VALUES(1)"));
    TDKT_CHECK(insert.send());
    TDKT_ASSIGN(auto update, database->prepare("UPDATE t SET a = 2 WHERE a = ?"));
    return update.bind(7).send(conflictError("nobody", "no such row"));
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "nobody");
  EXPECT_EQ(count(*database, "SELECT count(*) FROM t"), 0);
}

TEST(PostgresDatabase, AFailedSavepointKeepsTheRest) {
  const auto database = *Database::open(fakes::TestPostgres::instance().newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a BIGINT PRIMARY KEY)"));
  ASSERT_TRUE(database->transact([&]() -> Result<Done> {
    TDKT_CHECK(database->script("INSERT INTO t VALUES(1)"));
    const auto inner = database->transact([&]() -> Result<Done> {
      TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t VALUES(?)"));
      return insert.bind(1).send();
    });
    EXPECT_EQ(inner.error().code, "storage.unique") << inner.error().detail;
    TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t VALUES(2)"));
    return insert.send();
  }));
  EXPECT_EQ(count(*database, "SELECT count(*) FROM t"), 2);
}

TEST(PostgresDatabase, ABrokenConnectionBeforeTheCommitIsTriedAgainAndDoneOnce) {
  auto& server = fakes::TestPostgres::instance();
  const auto database = *Database::open(server.newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a BIGINT)"));
  int tries = 0;
  const auto outcome = database->transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t(a) VALUES(1)"));
    TDKT_CHECK(insert.run());
    if (++tries == 1) server.dropConnections();
    TDKT_ASSIGN(auto again, database->prepare("INSERT INTO t(a) VALUES(2)"));
    TDKT_CHECK(again.run());
    return Done{};
  });
  ASSERT_TRUE(outcome) << outcome.error().detail;
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(count(*database, "SELECT count(*) FROM t"), 2);
}

TEST(PostgresDatabase, ALostReplyToACommitIsDoubtNotAGuess) {
  auto& server = fakes::TestPostgres::instance();
  const auto database = *Database::open(server.newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a BIGINT)"));
  const auto outcome = database->transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database->prepare("INSERT INTO t(a) VALUES(1)"));
    TDKT_CHECK(insert.run());
    server.dropConnections();  // the next thing sent is the COMMIT
    return Done{};
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kInDoubt);
  EXPECT_EQ(outcome.error().code, "storage.commit");
}

TEST(PostgresDatabase, ADeadlockIsTriedAgain) {
  fakes::TestDatabase made(Dialect::kPostgres);
  Database& database = *made.database;
  ASSERT_TRUE(
      database.script("CREATE TABLE t(k BIGINT PRIMARY KEY, a BIGINT); INSERT INTO t VALUES(1,0),(2,0)"));
  std::atomic<int> inside{0};
  const auto work = [&](int first, int second) {
    return database.transact([&, first, second]() -> Result<Done> {
      for (const int key : {first, second}) {
        TDKT_ASSIGN(auto update, database.prepare("UPDATE t SET a = a + 1 WHERE k = ?"));
        TDKT_CHECK(update.bind(key).run());
        ++inside;
        while (key == first && inside < 2) std::this_thread::yield();
      }
      return Done{};
    });
  };
  Result<Done> other = Done{};
  std::thread thread([&] { other = work(2, 1); });
  const auto mine = work(1, 2);
  thread.join();
  EXPECT_TRUE(mine && other);
  EXPECT_EQ(count(database, "SELECT sum(a) FROM t"), 4);
}

TEST(PostgresDatabase, AfterARestartOfTheServerTheServiceGoesOn) {
  auto& server = fakes::TestPostgres::instance();
  const auto database = *Database::open(server.newDatabase());
  ASSERT_TRUE(database->script("CREATE TABLE t(a BIGINT)"));
  server.restart();
  const auto insert = [&] {
    return database->transact([&]() -> Result<Done> {
      TDKT_ASSIGN(auto statement, database->prepare("INSERT INTO t(a) VALUES(1)"));
      TDKT_CHECK(statement.run());
      return Done{};
    });
  };
  const auto outcome = insert();
  EXPECT_TRUE(outcome) << outcome.error().detail;
  EXPECT_EQ(count(*database, "SELECT count(*) FROM t"), 1);
}

TEST(PostgresDatabase, AnAbsentServerIsToldApartFromAWrongLogin) {
  const auto absent = Database::open("postgresql://postgres@/x?host=%2Fnowhere");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, "storage.connect");
}

TEST(Migrations, BothDatabasesHaveTheSameSteps) {
  const auto names = [](Dialect dialect) {
    std::vector<std::string> out;
    for (const auto& one : migrationsFor(dialect)) out.emplace_back(one.name);
    return out;
  };
  EXPECT_EQ(names(Dialect::kSqlite), names(Dialect::kPostgres));
}

TEST(Migrations, WorkersThatStartTogetherMigrateOnce) {
  const std::string url = fakes::TestPostgres::instance().newDatabase();
  std::vector<std::string> outcomes(4);
  std::vector<std::thread> workers;
  for (auto& outcome : outcomes) {
    workers.emplace_back([&outcome, &url] {
      const auto database = *Database::open(url);
      const auto migrated = migrate(*database);
      outcome = migrated ? "done" : migrated.error().code + migrated.error().detail;
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(outcomes, std::vector<std::string>(4, "done"));
}

}  // namespace
}  // namespace tdkt::storage
