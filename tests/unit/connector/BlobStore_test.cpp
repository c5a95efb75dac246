#include "connector/storage/BlobStore.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::storage {
namespace {

class BlobStoreTest : public testing::Test {
 protected:
  fakes::TemporaryFolder folder_;
  BlobStore blobs_{folder_.file("blobs")};
  std::string pathOf(const std::string& digest) const {
    return folder_.file("blobs/" + digest.substr(0, 2) + "/" + digest);
  }
};

TEST_F(BlobStoreTest, KeepsBytesUnderTheirDigest) {
  const Bytes bytes("a\0b", 3);
  const auto digest = blobs_.put(bytes);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, sha256Hex(bytes));
  EXPECT_TRUE(blobs_.has(*digest));
  EXPECT_EQ(*blobs_.get(*digest), bytes);
  EXPECT_EQ(*blobs_.put(bytes), *digest);
}

TEST_F(BlobStoreTest, TellsAChangedFileFromAnAbsentOne) {
  const auto digest = blobs_.put("genuine");
  std::ofstream(pathOf(*digest)) << "changed";
  EXPECT_EQ(blobs_.get(*digest).error().code, "blob.digest");
  EXPECT_EQ(blobs_.get(std::string(64, 'a')).error().code, "blob.absent");
}

TEST_F(BlobStoreTest, WhatIsTakenAwayIsGoneAndTakingItAwayAgainChangesNothing) {
  const auto digest = blobs_.put("no longer needed");
  ASSERT_TRUE(blobs_.remove(*digest));
  EXPECT_FALSE(blobs_.has(*digest));
  EXPECT_TRUE(blobs_.remove(*digest));
  EXPECT_TRUE(blobs_.remove("../../etc/passwd"));
}

TEST_F(BlobStoreTest, NeverTakesANameForAPath) {
  EXPECT_EQ(blobs_.get("../../etc/passwd").error().code, "blob.absent");
  EXPECT_FALSE(blobs_.has(".."));
}

TEST_F(BlobStoreTest, AHalfWrittenFileOfADeadProcessIsReplaced) {
  const auto digest = blobs_.put("whole");
  std::ofstream(pathOf(*digest)) << "who";
  ASSERT_TRUE(blobs_.put("whole"));
  EXPECT_EQ(*blobs_.get(*digest), "whole");
}

TEST_F(BlobStoreTest, SaysSoWhenTheFolderCannotBeMade) {
  std::ofstream(folder_.file("file")) << "x";
  BlobStore store(folder_.file("file"));
  EXPECT_EQ(store.put("x").error().code, "blob.write");
}

TEST_F(BlobStoreTest, TwoWritersOfTheSameBytesDoNotHurtEachOther) {
  const Bytes bytes(100'000, 'x');
  const auto write = [&] {
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(blobs_.put(bytes));
  };
  std::thread other(write);
  write();
  other.join();
  EXPECT_EQ(*blobs_.get(sha256Hex(bytes)), bytes);
}

}  // namespace
}  // namespace tdkt::storage
