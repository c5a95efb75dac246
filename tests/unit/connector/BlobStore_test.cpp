#include "connector/storage/BlobStore.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>
#include <vector>

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

TEST_F(BlobStoreTest, FilesOfABatchAreCheckedOctetByOctetAlthoughTheyBeginAlike) {
  const Bytes shared(100'000, 'f');
  std::vector<std::string> digests;
  for (int i = 0; i < 6; ++i) {
    HashedOctets octets(shared + "number " + std::to_string(i));
    digests.push_back(*blobs_.put(octets));
    EXPECT_EQ(digests.back(), sha256Hex(shared + "number " + std::to_string(i)));
  }
  EXPECT_EQ(blobs_.open(digests[5], 4096)->view(), shared + "number 5");
  for (const std::size_t place : {0U, 50'000U, 99'999U, 100'003U}) {
    Bytes changed = shared + "number 5";
    changed[place] = 'x';
    std::ofstream(pathOf(digests[5]), std::ios::binary) << changed;
    EXPECT_EQ(blobs_.open(digests[5]).error().code, "blob.digest") << place;
  }
  EXPECT_EQ(blobs_.open(std::string(64, 'a')).error().code, "blob.absent");
  EXPECT_EQ(blobs_.open("../../etc/passwd").error().code, "blob.absent");
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

TEST_F(BlobStoreTest, WhatWasGatheredInAFileBecomesTheBlobWithoutACopyAndLeftoversAreSwept) {
  const Bytes piece(100'000, 'z');
  Spool kept(blobs_.incoming());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(kept.append(piece));
  ASSERT_TRUE(kept.inFile());
  const auto digest = blobs_.adopt(kept);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, sha256Hex(Bytes(500'000, 'z')));
  EXPECT_EQ(*blobs_.adopt(kept), *digest) << "again changes nothing";
  EXPECT_EQ(blobs_.get(*digest)->size(), 500'000U);
  EXPECT_EQ(*blobs_.checkedPath(*digest), *blobs_.checkedPath(*digest));
  Spool small(blobs_.incoming());
  ASSERT_TRUE(small.append("small"));
  EXPECT_FALSE(small.inFile());
  EXPECT_EQ(*blobs_.get(*blobs_.adopt(small)), "small");
  std::ofstream(blobs_.incoming() + "/dead.part") << "half";
  EXPECT_EQ(blobs_.sweepIncoming(std::chrono::hours(1)), 0U) << "it may be another service's";
  EXPECT_EQ(blobs_.sweepIncoming(std::chrono::seconds(0)), 1U);
}

}  // namespace
}  // namespace tdkt::storage
