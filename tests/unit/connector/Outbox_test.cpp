#include "connector/outbox/Outbox.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "connector/storage/SqlStore.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TestPostgres.h"
#include "workflow/base/Bytes.h"

namespace tdkt::outbox {
namespace {

using std::chrono::seconds;

class OutboxTest : public testing::TestWithParam<storage::Dialect> {
 protected:
  // As the engine's commit writes them.
  void add(const std::string& effect, const std::string& dossier, const std::string& channel = "office",
           const std::string& payload = R"({"data":{"code":"05"}})") {
    auto insert = database_->prepare(
        "INSERT INTO outbox(effect_id, dossier_id, channel, kind, payload, correlation_id) VALUES(?, ?, ?, "
        "'host-status', ?, 'c')");
    ASSERT_TRUE(insert);
    ASSERT_TRUE(insert->bind(effect).bind(dossier).bind(channel).bind(payload).run());
  }
  std::string leaseEffect(const std::string& channel = "office") {
    const auto leased = outbox_->lease(channel, 30);
    EXPECT_TRUE(leased);
    return leased && *leased ? (*leased)->effect.text() : "";
  }

  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  fakes::TestDatabase made_{GetParam()};
  storage::Database* database_ = made_.database.get();
  std::unique_ptr<Outbox> outbox_ = std::make_unique<Outbox>(*database_, clock_, random_);
};
INSTANTIATE_TEST_SUITE_P(On, OutboxTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(OutboxTest, OneDossierIsWorkedOffInOrderAndOthersDoNotWaitForIt) {
  add("a1", "A");
  add("a2", "A");
  add("b1", "B");
  const auto first = outbox_->lease("office", 30);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->effect.text(), "a1");
  EXPECT_EQ((*first)->data.at("code"), "05");
  EXPECT_EQ(leaseEffect(), "b1");
  EXPECT_EQ(leaseEffect(), "");
  ASSERT_TRUE(outbox_->done((*first)->row));
  EXPECT_EQ(leaseEffect(), "a2");
}

TEST_P(OutboxTest, ChannelsOfADossierDoNotWaitForEachOther) {
  add("a1", "A", "office");
  add("a2", "A", "issuing");
  EXPECT_EQ(leaseEffect("issuing"), "a2");
  EXPECT_EQ(leaseEffect("office"), "a1");
}

TEST_P(OutboxTest, AFailedEffectComesBackAfterAGrowingPauseWithJitter) {
  add("a1", "A");
  for (const int pause : {1, 5, 30, 120}) {
    const auto leased = outbox_->lease("office", 3600);
    ASSERT_TRUE(leased && *leased) << pause;
    ASSERT_TRUE(outbox_->later((*leased)->row, unavailableError("office.away", "x")));
    clock_.advance(std::chrono::milliseconds(pause * 1000 * 4 / 5 - 1));
    EXPECT_EQ(leaseEffect(), "") << pause;
    clock_.advance(std::chrono::milliseconds(pause * 1000 * 2 / 5 + 1));
  }
  EXPECT_EQ((*outbox_->unfinished(10))[0].errorCode, "office.away");
}

TEST_P(OutboxTest, AParkedEffectSleepsWithoutCountingUntilItIsWokenOrItsTimeComes) {
  add("a1", "A");
  const auto waits = unavailableError("issuing.signer.waiting", "x");
  for (int visits = 0; visits < 3; ++visits) {
    const auto leased = *outbox_->lease("office", 30);
    ASSERT_TRUE(leased);
    EXPECT_EQ(leased->attempts, 1) << "waiting is no failure";
    const UtcTime until = clock_.now().plus(std::chrono::hours(24));
    ASSERT_TRUE(outbox_->park(leased->row, waits, leased->attempts, [&] { return until; }));
    clock_.advance(std::chrono::hours(23));
    EXPECT_EQ(leaseEffect(), "");
    clock_.advance(std::chrono::hours(1));
  }
  const auto leased = *outbox_->lease("office", 30);
  ASSERT_TRUE(
      outbox_->park(leased->row, waits, leased->attempts, [&] { return clock_.now().plus(seconds(60)); }));
  EXPECT_EQ((*outbox_->find(EffectId("a1")))->errorCode, "issuing.signer.waiting");
  ASSERT_TRUE(outbox_->wake(EffectId("a1")));
  EXPECT_EQ(leaseEffect(), "a1");
}

TEST_P(OutboxTest, ParkingByAWorkerWhoseLeaseRanOutChangesNothing) {
  add("a1", "A");
  const auto slow = *outbox_->lease("office", 30);
  clock_.advance(seconds(31));
  const auto quick = *outbox_->lease("office", 30);
  ASSERT_TRUE(outbox_->park(slow->row, unavailableError("w", "x"), slow->attempts,
                            [&] { return clock_.now().plus(seconds(3600)); }));
  clock_.advance(seconds(31));
  EXPECT_EQ(leaseEffect(), "a1");
  EXPECT_EQ(quick->attempts, 2);
}

TEST_P(OutboxTest, WhatCannotTellItsTimeIsNotParked) {
  add("a1", "A");
  const auto leased = *outbox_->lease("office", 30);
  const auto parked = outbox_->park(leased->row, unavailableError("w", "x"), leased->attempts,
                                    []() -> Result<UtcTime> { return corruptError("handover.stored", "x"); });
  EXPECT_EQ(parked.error().code, "handover.stored");
  EXPECT_EQ((*outbox_->find(EffectId("a1")))->errorCode, "");
}

TEST_P(OutboxTest, AStoppedEffectIsDeadAndADoneOneCannotBeStopped) {
  add("a1", "A");
  add("b1", "B");
  ASSERT_TRUE(outbox_->stop(EffectId("a1"), deniedError("handover.declined", "he declined", "Sai tên")));
  const auto row = *outbox_->find(EffectId("a1"));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->state, "dead");
  EXPECT_EQ(row->errorDetail, "he declined [Sai tên]");
  ASSERT_TRUE(outbox_->done((*outbox_->find(EffectId("b1")))->row));
  EXPECT_EQ(outbox_->stop(EffectId("b1"), deniedError("x", "x")).error().code, "outbox.not-due");
  EXPECT_FALSE(outbox_->find(EffectId("c1"))->has_value());
}

TEST_P(OutboxTest, ADeadEffectHoldsItsDossierUntilAPersonReplaysIt) {
  add("a1", "A");
  add("a2", "A");
  const auto row = (*outbox_->lease("office", 30))->row;
  ASSERT_TRUE(outbox_->dead(row, inputError("office.refused", "no")));
  EXPECT_EQ(leaseEffect(), "");
  EXPECT_EQ((*outbox_->unfinished(10))[0].state, "dead");
  ASSERT_TRUE(outbox_->replay(row));
  EXPECT_EQ(leaseEffect(), "a1");
  EXPECT_EQ(outbox_->replay(row).error().code, "outbox.not-dead");
}

TEST_P(OutboxTest, AnExpiredLeaseIsGivenToTheNextWorker) {
  add("a1", "A");
  EXPECT_EQ(leaseEffect(), "a1");
  clock_.advance(seconds(31));
  EXPECT_EQ((*outbox_->lease("office", 30))->attempts, 2);
}

TEST_P(OutboxTest, AWorkerWhoseLeaseRanOutCannotTickOffTheNextOnesWork) {
  add("a1", "A");
  const auto slow = **outbox_->lease("office", 30);
  clock_.advance(seconds(31));
  const auto next = **outbox_->lease("office", 30);
  ASSERT_TRUE(outbox_->done(slow.row, slow.attempts));
  ASSERT_TRUE(outbox_->later(slow.row, unavailableError("x", "y"), slow.attempts));
  ASSERT_TRUE(outbox_->dead(slow.row, bugError("x", "y"), slow.attempts));
  EXPECT_EQ((*outbox_->unfinished(10))[0].state, "due");
  EXPECT_EQ((*outbox_->unfinished(10))[0].errorCode, "");
  ASSERT_TRUE(outbox_->done(next.row, next.attempts));
  EXPECT_TRUE(outbox_->unfinished(10)->empty());
}

TEST_P(OutboxTest, ReadsWhatTheRealStoreWrites) {
  storage::SqlStore store(*database_);
  const std::string hash = sha256Hex("<bpmn/>");
  ASSERT_TRUE(store.saveDefinition(hash, "<bpmn/>"));
  workflow::Commit commit;
  commit.command = CommandId("c1");
  commit.commandDigest = "x";
  commit.correlation = CorrelationId("corr");
  commit.reply.dossier = DossierId("d1");
  commit.reply.version = 1;
  commit.next.id = DossierId("d1");
  commit.next.definitionHash = hash;
  commit.next.version = 1;
  commit.next.header.office = OfficeId("mau");
  commit.next.lines.push_back(
      {LineId("l1"), 1, {workflow::NomineeKind::kIndividual, "Lê Mẫu", "", "", ""}, "Bằng khen"});
  commit.effects.push_back({EffectId("e1"),
                            DossierId("d1"),
                            workflow::EffectKind::kHostStatus,
                            {{"code", "05"}, {"description", "Đang xử lý"}}});
  const auto stored = store.commit(commit);
  ASSERT_TRUE(stored) << stored.error().code << " " << stored.error().detail;
  const auto leased = outbox_->lease("office", 30);
  ASSERT_TRUE(leased && *leased);
  EXPECT_EQ((*leased)->data.at("description"), "Đang xử lý");
  EXPECT_EQ((*leased)->kind, workflow::toString(workflow::EffectKind::kHostStatus));
  EXPECT_EQ((*leased)->correlation.text(), "corr");
}

TEST_P(OutboxTest, AnUnreadablePayloadIsPutAsideForAPerson) {
  add("a1", "A", "office", "not json");
  EXPECT_FALSE(outbox_->lease("office", 30));
  EXPECT_EQ((*outbox_->unfinished(10))[0].state, "dead");
}

TEST_P(OutboxTest, TwoWorkersKeepTheOrderOfEveryDossier) {
  for (int i = 0; i < 30; ++i) add("e" + std::to_string(i), "D" + std::to_string(i % 3));
  std::map<std::string, std::vector<std::int64_t>> rows;
  std::mutex mutex;
  const auto work = [&] {
    while (true) {
      const auto leased = outbox_->lease("office", 30);
      ASSERT_TRUE(leased);
      if (!*leased) {
        if (outbox_->unfinished(1)->empty()) return;
        std::this_thread::yield();
        continue;
      }
      {
        const std::lock_guard lock(mutex);
        rows[(*leased)->dossier.text()].push_back((*leased)->row);
      }
      ASSERT_TRUE(outbox_->done((*leased)->row));
    }
  };
  std::thread other(work);
  work();
  other.join();
  ASSERT_EQ(rows.size(), 3U);
  for (const auto& [dossier, order] : rows) {
    EXPECT_EQ(order.size(), 10U) << dossier;
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << dossier;
  }
}

}  // namespace
}  // namespace tdkt::outbox
