#include "connector/inbox/EventInbox.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::inbox {
namespace {

using std::chrono::seconds;

class EventInboxTest : public testing::TestWithParam<storage::Dialect> {
 protected:
  static Delivery delivery(const std::string& key, const Bytes& body = "<edXML/>") {
    return Delivery{OfficeId("mau"), key, DeliveryKind::kEdxml, body};
  }
  std::string stateOf(std::int64_t row) {
    const auto rows = inbox_->recent(100);
    for (const InboxRow& candidate : *rows) {
      if (candidate.row == row) return candidate.state;
    }
    return "absent";
  }

  fakes::TemporaryFolder folder_;
  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  storage::BlobStore blobs_{folder_.file("blobs")};
  fakes::TestDatabase made_{GetParam()};
  std::unique_ptr<EventInbox> inbox_ = std::make_unique<EventInbox>(*made_.database, blobs_, clock_, random_);
};
INSTANTIATE_TEST_SUITE_P(On, EventInboxTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(EventInboxTest, ADeliveryComesOutAsItWentIn) {
  const Bytes body("a\0b", 3);
  const auto accepted = inbox_->accept(delivery("m1", body));
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->accepted, Accepted::kNew);
  const auto leased = inbox_->lease(30);
  ASSERT_TRUE(leased && leased->has_value());
  EXPECT_EQ((*leased)->delivery.body, body);
  EXPECT_EQ((*leased)->delivery.office, OfficeId("mau"));
  EXPECT_EQ((*leased)->delivery.key, "m1");
  EXPECT_EQ((*leased)->correlation, accepted->correlation);
  EXPECT_EQ((*leased)->attempts, 1);
}

TEST_P(EventInboxTest, ARepeatIsCountedAndGivesTheFirstCorrelation) {
  const auto first = inbox_->accept(delivery("m1"));
  const auto second = inbox_->accept(delivery("m1"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->accepted, Accepted::kSeenBefore);
  EXPECT_EQ(second->correlation, first->correlation);
  const auto rows = inbox_->recent(10);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ((*rows)[0].repeats, 1);
}

TEST_P(EventInboxTest, OtherBytesUnderAUsedKeyAreRefusedAndTheFirstStay) {
  ASSERT_TRUE(inbox_->accept(delivery("m1", "first")));
  EXPECT_EQ(inbox_->accept(delivery("m1", "second")).error().code, "inbox.key.reused");
  EXPECT_EQ((*inbox_->lease(30))->delivery.body, "first");
}

TEST_P(EventInboxTest, TheSameMessageUnderAnotherKeyIsOneDeliveryUnlessItWasSetAside) {
  const auto first = inbox_->accept(delivery("m1"));
  const auto resent = inbox_->accept(delivery("m2"));
  ASSERT_TRUE(resent);
  EXPECT_EQ(resent->accepted, Accepted::kSeenBefore);
  EXPECT_EQ(resent->row, first->row);
  ASSERT_TRUE(inbox_->reject(first->row, inputError("lists.cell", "x")));
  EXPECT_EQ(inbox_->accept(delivery("m3"))->accepted, Accepted::kNew);
}

TEST_P(EventInboxTest, TheSameKeyOfAnotherOfficeIsAnotherDelivery) {
  ASSERT_TRUE(inbox_->accept(delivery("m1", "first")));
  Delivery other = delivery("m1", "second");
  other.office = OfficeId("khac");
  EXPECT_EQ(inbox_->accept(other)->accepted, Accepted::kNew);
}

TEST_P(EventInboxTest, ALeaseIsExclusiveUntilItRunsOut) {
  ASSERT_TRUE(inbox_->accept(delivery("m1")));
  ASSERT_TRUE((*inbox_->lease(30)).has_value());
  EXPECT_FALSE((*inbox_->lease(30)).has_value());
  clock_.advance(seconds(31));
  const auto again = inbox_->lease(30);
  ASSERT_TRUE(again->has_value());
  EXPECT_EQ((*again)->attempts, 2);
}

TEST_P(EventInboxTest, LaterWaitsLongerEachTime) {
  const auto row = inbox_->accept(delivery("m1"))->row;
  for (const int pause : {1, 2, 4, 8}) {
    ASSERT_TRUE((*inbox_->lease(30)).has_value());
    ASSERT_TRUE(inbox_->later(row, unavailableError("office.away", "x")));
    clock_.advance(seconds(pause) - std::chrono::milliseconds(1));
    EXPECT_FALSE((*inbox_->lease(30)).has_value());
    clock_.advance(std::chrono::milliseconds(1));
  }
}

TEST_P(EventInboxTest, ARejectedDeliveryIsKeptWithItsReasonAndNeverRetried) {
  const auto row = inbox_->accept(delivery("m1"))->row;
  ASSERT_TRUE((*inbox_->lease(30)).has_value());
  ASSERT_TRUE(inbox_->reject(row, inputError("lists.cell", "empty name", "C7")));
  clock_.advance(std::chrono::hours(24));
  EXPECT_FALSE((*inbox_->lease(30)).has_value());
  const auto rows = inbox_->recent(1);
  EXPECT_EQ((*rows)[0].state, "rejected");
  EXPECT_EQ((*rows)[0].errorCode, "lists.cell");
  EXPECT_EQ((*rows)[0].errorField, "C7");
}

TEST_P(EventInboxTest, DoneNamesTheDossierAndLaterCannotUndoIt) {
  const auto row = inbox_->accept(delivery("m1"))->row;
  ASSERT_TRUE((*inbox_->lease(30)).has_value());
  ASSERT_TRUE(inbox_->done(row, "d1"));
  ASSERT_TRUE(inbox_->later(row, unavailableError("x", "y")));
  EXPECT_EQ(stateOf(row), "done");
  EXPECT_EQ((*inbox_->recent(1))[0].dossier, "d1");
}

TEST_P(EventInboxTest, AProcessKilledBetweenBlobAndRowLeavesNothingToRepair) {
  ASSERT_TRUE(blobs_.put("<edXML/>"));  // all that the dead process had done
  EXPECT_FALSE((*inbox_->lease(30)).has_value());
  EXPECT_EQ(inbox_->accept(delivery("m1"))->accepted, Accepted::kNew);
  EXPECT_EQ((*inbox_->lease(30))->delivery.body, "<edXML/>");
}

TEST_P(EventInboxTest, ALostBlobIsRejectedAndDoesNotBlockTheNext) {
  const Bytes large(kInRow + 1, 'x');
  const auto row = inbox_->accept(delivery("m1", large))->row;
  ASSERT_TRUE(inbox_->accept(delivery("m2", "next")));
  std::filesystem::remove(folder_.file("blobs/" + sha256Hex(large).substr(0, 2) + "/" + sha256Hex(large)));
  EXPECT_EQ(inbox_->lease(30).error().code, "blob.absent");
  EXPECT_EQ(stateOf(row), "rejected");
  EXPECT_EQ((*inbox_->lease(30))->delivery.body, "next");
}

TEST_P(EventInboxTest, ASmallBodyNeedsNoFileAndADamagedOneIsSetAside) {
  const auto row = inbox_->accept(delivery("m1", "small"))->row;
  EXPECT_FALSE(blobs_.has(sha256Hex("small")));
  ASSERT_TRUE(made_.database->transact([&] {
    return made_.database->script(GetParam() == storage::Dialect::kPostgres
                                      ? "UPDATE inbox SET body = 'other'::bytea"
                                      : "UPDATE inbox SET body = x'00'");
  }));
  EXPECT_EQ(inbox_->lease(30).error().code, "blob.digest");
  EXPECT_EQ(stateOf(row), "rejected");
}

TEST_P(EventInboxTest, ABodyTooLargeForMemoryIsTakenOverAsTheFileItWasGatheredIn) {
  const auto gathered = std::make_shared<storage::Spool>(inbox_->incoming());
  const Bytes piece(100'000, 'y');
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(gathered->append(piece));
  const std::string digest = gathered->sha256Hex();
  ASSERT_TRUE(inbox_->accept(gatheredDelivery(OfficeId("mau"), "m1", gathered)));
  EXPECT_TRUE(std::filesystem::is_empty(inbox_->incoming()));
  const auto leased = inbox_->lease(30);
  ASSERT_TRUE(leased && leased->has_value());
  EXPECT_TRUE((*leased)->delivery.body.empty());
  EXPECT_EQ(*storage::sha256HexOfFile((*leased)->delivery.file), digest);
  EXPECT_EQ(digest, sha256Hex(Bytes(2'000'000, 'y')));
}

TEST_P(EventInboxTest, ManyAtOnceAreKeptTogetherOrNotAtAll) {
  const auto both = inbox_->acceptAll({delivery("m1", "one"), delivery("m2", "two")});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->size(), 2U);
  EXPECT_EQ(inbox_->acceptAll({delivery("m3", "three"), delivery("m1", "other")}).error().code,
            "inbox.key.reused");
  EXPECT_EQ(inbox_->recent(10)->size(), 2U);
}

TEST_P(EventInboxTest, APacketIsLateOnlyBehindAHandledOneThatWasSentLater) {
  const auto first = inbox_->accept(delivery("m1", "one"))->row;
  const auto second = inbox_->accept(delivery("m2", "two"))->row;
  const UtcTime early = clock_.now();
  EXPECT_FALSE(*inbox_->cameLate(second, "H99|2026|1", early.plus(seconds(60))));
  EXPECT_FALSE(*inbox_->cameLate(first, "H99|2026|1", early)) << "the other one is not handled yet";
  ASSERT_TRUE(inbox_->done(second, "d1"));
  EXPECT_TRUE(*inbox_->cameLate(first, "H99|2026|1", early));
  EXPECT_FALSE(*inbox_->cameLate(first, "H99|2026|2", early)) << "another submission";
  EXPECT_FALSE(*inbox_->cameLate(first, "H99|2026|1", early.plus(seconds(60)))) << "not older";
  EXPECT_FALSE(*inbox_->cameLate(first, "H99|2026|1", std::nullopt));
}

TEST_P(EventInboxTest, AcceptedDeliveriesSurviveARestart) {
  ASSERT_TRUE(inbox_->accept(delivery("m1")));
  inbox_.reset();
  made_.database.reset();
  made_.database = made_.open();
  inbox_ = std::make_unique<EventInbox>(*made_.database, blobs_, clock_, random_);
  EXPECT_TRUE((*inbox_->lease(30)).has_value());
}

TEST_P(EventInboxTest, TwoWorkersNeverHoldTheSameDelivery) {
  constexpr int kCount = 40;
  for (int i = 0; i < kCount; ++i) {
    ASSERT_TRUE(inbox_->accept(delivery("m" + std::to_string(i), "message " + std::to_string(i))));
  }
  std::multiset<std::int64_t> seen;
  std::mutex mutex;
  const auto work = [&] {
    while (true) {
      auto leased = inbox_->lease(30);
      ASSERT_TRUE(leased);
      if (!leased->has_value()) return;
      const std::lock_guard lock(mutex);
      seen.insert((*leased)->row);
    }
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kCount));
  EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), static_cast<std::size_t>(kCount));
}

}  // namespace
}  // namespace tdkt::inbox
