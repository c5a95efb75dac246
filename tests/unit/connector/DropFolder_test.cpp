#include "connector/inbox/DropFolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "connector/storage/Database.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::inbox {
namespace {

namespace fs = std::filesystem;

class DropFolderTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(storage::migrate(*database)); }
  void write(const std::string& name, const Bytes& bytes) {
    std::ofstream(dropped.file(name), std::ios::binary) << bytes;
  }
  bool exists(const std::string& name) { return fs::exists(dropped.file(name)); }
  std::size_t rows() { return eventInbox.recent(100)->size(); }

  fakes::TemporaryFolder folder;
  fakes::TemporaryFolder dropped;
  fakes::FakeClock clock;
  fakes::FixedRandom random;
  std::unique_ptr<storage::Database> database = std::move(*storage::Database::open(folder.file("tdkt.db")));
  storage::BlobStore blobs{folder.file("blobs")};
  EventInbox eventInbox{*database, blobs, clock, random};
  DropFolder drop{dropped.path(), OfficeId("eoffice"), eventInbox};
};

TEST_F(DropFolderTest, AFileThatRestedForOneScanIsTakenAndMoved) {
  write("a.edxml", "<edXML/>");
  EXPECT_FALSE(drop.runOnce());
  EXPECT_EQ(rows(), 0U);
  EXPECT_TRUE(drop.runOnce());
  ASSERT_EQ(rows(), 1U);
  EXPECT_FALSE(exists("a.edxml"));
  EXPECT_TRUE(exists("accepted/a.edxml"));
  EXPECT_EQ((*eventInbox.lease(30))->delivery.body, "<edXML/>");
  EXPECT_FALSE(drop.runOnce());
}

TEST_F(DropFolderTest, AFileStillBeingWrittenWaits) {
  write("a.xml", "<ed");
  EXPECT_FALSE(drop.runOnce());
  write("a.xml", "<edXML/>");
  EXPECT_FALSE(drop.runOnce());
  EXPECT_TRUE(exists("a.xml"));
  EXPECT_TRUE(drop.runOnce());
  EXPECT_EQ((*eventInbox.lease(30))->delivery.body, "<edXML/>");
}

TEST_F(DropFolderTest, TheSameFileTwiceIsOneDeliveryWhateverItsName) {
  for (const char* name : {"a.edxml", "b.edxml"}) {
    write(name, "<edXML/>");
    drop.runOnce();
    EXPECT_TRUE(drop.runOnce());
  }
  ASSERT_EQ(rows(), 1U);
  EXPECT_EQ(eventInbox.recent(1)->front().repeats, 1);
  EXPECT_TRUE(exists("accepted/a.edxml"));
  EXPECT_TRUE(exists("accepted/b.edxml"));
}

TEST_F(DropFolderTest, AnotherFileUnderANameUsedBeforeDoesNotReplaceTheFirst) {
  for (const char* body : {"<edXML>1</edXML>", "<edXML>2</edXML>"}) {
    write("a.edxml", body);
    drop.runOnce();
    EXPECT_TRUE(drop.runOnce());
  }
  EXPECT_EQ(rows(), 2U);
  std::size_t kept = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(dropped.file("accepted"))) ++kept;
  EXPECT_EQ(kept, 2U);
}

TEST_F(DropFolderTest, WhatIsNotAMessageStaysWhereItIs) {
  write("note.txt", "x");
  write("secret", "x");
  fs::create_symlink(dropped.file("secret"), dropped.file("link.edxml"));
  fs::create_directory(dropped.file("folder.edxml"));
  EXPECT_FALSE(drop.runOnce());
  EXPECT_FALSE(drop.runOnce());
  EXPECT_TRUE(exists("note.txt"));
  EXPECT_TRUE(exists("link.edxml"));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(DropFolderTest, AFileTooLargeGoesAsideUnread) {
  write("a.edxml", "");
  fs::resize_file(dropped.file("a.edxml"), (50U << 20U) + 1);
  drop.runOnce();
  EXPECT_FALSE(drop.runOnce());
  EXPECT_TRUE(exists("refused/a.edxml"));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(DropFolderTest, AFileThatCannotBeKeptNowStaysAndIsTakenLater) {
  write("a.edxml", "<edXML>" + Bytes(kInRow, ' ') + "</edXML>");
  std::ofstream(folder.file("blobs")) << "in the way";
  drop.runOnce();
  EXPECT_FALSE(drop.runOnce());
  EXPECT_TRUE(exists("a.edxml"));
  fs::remove(folder.file("blobs"));
  drop.runOnce();
  EXPECT_TRUE(drop.runOnce());
  EXPECT_TRUE(exists("accepted/a.edxml"));
}

TEST_F(DropFolderTest, AFolderThatIsNotThereIsOnlyALogLine) {
  DropFolder absent(dropped.file("absent"), OfficeId("eoffice"), eventInbox);
  EXPECT_FALSE(absent.runOnce());
}

}  // namespace
}  // namespace tdkt::inbox
