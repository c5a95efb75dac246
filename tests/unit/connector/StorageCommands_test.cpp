// tdkt migrate, backup, restore, verify-store as an administrator types them, on both databases.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "connector/app/CommandLine.h"
#include "connector/storage/Migrate.h"
#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Dossiers.h"
#include "workflow/base/Bytes.h"

namespace tdkt::app {
namespace {

using storage::Dialect;

struct Said {
  int code;
  std::string out;
  std::string error;
};

Said tdkt(std::vector<std::string> words) {
  words.insert(words.begin(), "tdkt");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code = runMain(words);
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

class StorageCommands : public testing::TestWithParam<Dialect> {
 protected:
  static void fill(storage::Database& database, int dossiers) {
    storage::SqlStore store(database);
    const auto definition = workflow::testing::provincial();
    ASSERT_TRUE(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
    const workflow::WorkingCalendar calendar = workflow::testing::calendar2026();
    const fakes::FakeClock clock;
    const workflow::testing::EveryRole roles;
    workflow::Engine engine(store, roles, calendar, clock);
    for (int i = 0; i < dossiers; ++i) {
      const std::string name = std::to_string(i);
      workflow::StartDossier start = workflow::testing::aStart(definition->hash);
      start.header = workflow::testing::aHeader(name);
      ASSERT_TRUE(engine.handle({CommandId("c" + name), DossierId("d" + name), OfficialId("o"),
                                 CorrelationId("c"), "panel", start}));
    }
  }
  /// As an older tdkt left it: without one step (which changes indexes only, and so can be done again).
  void makeOlder() {
    ASSERT_TRUE(made_.database->script("DELETE FROM schema_version WHERE name = '0005_lists.sql'"));
  }
  std::vector<std::string> missing() { return storage::schemaState(*made_.database)->missing; }
  bool postgres() const { return GetParam() == Dialect::kPostgres; }
  std::string emptyPlace() {
    return postgres() ? fakes::TestPostgres::instance().newDatabase() : folder_.file("empty.db");
  }

  fakes::TemporaryFolder folder_;
  fakes::TestDatabase made_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(On, StorageCommands, fakes::bothDialects(), fakes::dialectName);

TEST_P(StorageCommands, WhatIsBackedUpComesBackWholeAndSound) {
  fill(*made_.database, 3);
  const std::string file = folder_.file("saved");
  ASSERT_EQ(tdkt({"backup", "--data", made_.url, "--out", file}).code, kYes);
  fill(*made_.database, 5);  // later work is not in the backup
  const std::string place = emptyPlace();
  const Said restored = tdkt({"restore", file, "--data", place, "--verify"});
  EXPECT_EQ(restored.code, kYes) << restored.error;
  EXPECT_EQ(restored.out, "sound\n");
  const auto database = *storage::Database::open(place);
  EXPECT_EQ(storage::SqlStore(*database).dossiers(10)->size(), 3U);
}

TEST_P(StorageCommands, ABackupNeverReplacesAFileAndARestoreNeverReplacesADatabase) {
  fill(*made_.database, 1);
  const std::string file = folder_.file("saved");
  ASSERT_EQ(tdkt({"backup", "--data", made_.url, "--out", file}).code, kYes);
  const Said again = tdkt({"backup", "--data", made_.url, "--out", file});
  EXPECT_EQ(again.code, kBadInput);
  EXPECT_NE(again.error.find("storage.backup"), std::string::npos);
  const Said over = tdkt({"restore", file, "--data", made_.url});
  EXPECT_EQ(over.code, kBadInput);
  EXPECT_NE(over.error.find("storage.restore"), std::string::npos);
  EXPECT_EQ(*storage::verifyStore(*made_.database), std::vector<std::string>());
}

TEST_P(StorageCommands, ADryRunOfAMigrationTellsWhatIsMissingAndChangesNothing) {
  const std::string place = emptyPlace();
  const Said dry = tdkt({"migrate", "--data", place, "--dry-run"});
  EXPECT_EQ(dry.code, kYes) << dry.error;
  EXPECT_NE(dry.out.find("version 0\nmissing 0001_exchange.sql\n"), std::string::npos) << dry.out;
  EXPECT_EQ(tdkt({"verify-store", "--data", place}).code, kBadInput);
  EXPECT_EQ(tdkt({"migrate", "--data", place}).code, kYes);
  EXPECT_EQ(tdkt({"verify-store", "--data", place}).out, "sound\n");
}

TEST_P(StorageCommands, AnOlderDatabaseIsMigratedOnlyBehindABackup) {
  fill(*made_.database, 1);
  makeOlder();
  const Said bare = tdkt({"migrate", "--data", made_.url});
  EXPECT_EQ(bare.code, kUsage);
  EXPECT_EQ(missing(), std::vector<std::string>{"0005_lists.sql"});
  const std::string file = folder_.file("before");
  const Said done = tdkt({"migrate", "--data", made_.url, "--backup", file});
  EXPECT_EQ(done.code, kYes) << done.error;
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_TRUE(storage::schemaState(*made_.database)->missing.empty());
  EXPECT_EQ(tdkt({"verify-store", "--data", made_.url}).out, "sound\n");
}

TEST_P(StorageCommands, AtStartAnOlderFileIsCopiedFirstAndAnOlderServerIsLeftToItsAdministrator) {
  fill(*made_.database, 1);
  makeOlder();
  const auto started = storage::migrateAtStart(*made_.database, made_.url);
  if (postgres()) {
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "storage.migrate");
    EXPECT_EQ(missing(), std::vector<std::string>{"0005_lists.sql"});
    return;
  }
  ASSERT_TRUE(started) << started.error().detail;
  const auto copy = *storage::Database::open(made_.url + ".before-0005");
  EXPECT_EQ(storage::schemaState(*copy)->missing, std::vector<std::string>{"0005_lists.sql"});
  EXPECT_TRUE(missing().empty());
}

TEST_P(StorageCommands, ANewerSchemaIsRefusedAndNothingIsChanged) {
  fill(*made_.database, 1);
  ASSERT_TRUE(made_.database->script("INSERT INTO schema_version(version, name) VALUES(9999, 'later')"));
  const Said said = tdkt({"migrate", "--data", made_.url, "--backed-up"});
  EXPECT_EQ(said.code, kBadInput);
  EXPECT_NE(said.error.find("storage.newer-schema"), std::string::npos);
  EXPECT_NE(said.error.find("install that version"), std::string::npos);
  EXPECT_EQ(storage::migrateAtStart(*made_.database, made_.url).error().code, "storage.newer-schema");
  EXPECT_EQ(*storage::verifyStore(*made_.database), std::vector<std::string>());
}

TEST(CorruptDatabase, ADamagedPageIsToldWithWhatToDoAndNothingIsWritten) {
  fakes::TemporaryFolder folder;
  const std::string path = folder.file("tdkt.db");
  std::vector<std::int64_t> pages;
  {
    const auto database = *storage::Database::open(path);
    ASSERT_TRUE(storage::migrate(*database));
    ASSERT_TRUE(database->script("PRAGMA wal_checkpoint(TRUNCATE)"));
    auto roots =
        *database->prepare("SELECT rootpage FROM sqlite_schema WHERE name IN('dossier','definition')");
    while (*roots.step()) pages.push_back(roots.integer(0));
  }
  ASSERT_EQ(pages.size(), 2U);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (const std::int64_t page : pages) {
      file.seekp((page - 1) * 4096);
      file.write("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    }
  }
  const auto before = *readFile(path);
  const auto database = *storage::Database::open(path);
  storage::SqlStore store(*database);
  const auto loaded = store.load(DossierId("x"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "storage.corrupt");
  EXPECT_NE(loaded.error().detail.find("restore the last backup"), std::string::npos);
  EXPECT_FALSE(store.saveDefinition(sha256Hex("x"), "x"));
  const Said said = tdkt({"verify-store", "--data", path});
  EXPECT_NE(said.code, kYes);
  EXPECT_EQ(tdkt({"backup", "--data", path, "--out", folder.file("b")}).code == kYes &&
                tdkt({"verify-store", "--data", folder.file("b")}).code == kYes,
            false);
  EXPECT_EQ(*readFile(path), before);
}

TEST(CorruptDatabase, AFileThatIsNoDatabaseIsRefusedAndKept) {
  fakes::TemporaryFolder folder;
  const std::string path = folder.file("note.txt");
  ASSERT_TRUE(writeFileWhole(path, std::string(5000, 'x')));
  const Said said = tdkt({"verify-store", "--data", path});
  EXPECT_EQ(said.code, kBadInput);
  EXPECT_NE(said.error.find("storage.corrupt"), std::string::npos) << said.error;
  EXPECT_EQ(*readFile(path), std::string(5000, 'x'));
}

}  // namespace
}  // namespace tdkt::app
