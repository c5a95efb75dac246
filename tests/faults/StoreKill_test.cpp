// The kill campaign: two programs at a time work on one database and are killed at named points and at times
// nobody chose. What was acknowledged is there, nothing is there twice, numbers have no gap, effects keep
// their order, the log replays to the same tables.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "connector/issuing/IssueRegister.h"
#include "connector/outbox/Outbox.h"
#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/faults/FaultyDatabase.h"
#include "tests/unit/workflow/Dossiers.h"
#include "workflow/base/Log.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else

constexpr const char* kSteps[] = {"start", "receive", "appraise", "opinion-police", "opinion-tax", "chair"};
constexpr int kStepCount = static_cast<int>(std::size(kSteps));
constexpr int kLanes = 2;  // programs at a time

/// When a program dies: at the n-th time it comes by a point, or (no point) when its parent wants it.
struct Death {
  std::string point;
  int countdown = 0;
};

/// One program's view of the database: what the service has open, and its lane of an endless story.
class Program {
 public:
  Program(const std::string& url, int lane, int round, Death death)
      : real_(*Database::open(url)), lane_("L" + std::to_string(lane)), death_(std::move(death)) {
    clock_.advance(std::chrono::hours(round));  // leases of the dead have run out
  }

  bool prepare() {
    return migrate(*real_) && store_.saveDefinition(definition_->hash, workflow::testing::provincialBpmn());
  }

  /// The n-th step: a command, a number, an effect worked off. Sent again it is the same.
  bool step(int n) {
    if (!engine_.handle(command(n))) return false;
    if (!register_.reserve("QĐ-UBND", "QĐ-UBND", lane_ + "-" + std::to_string(n))) return false;
    const auto leased = outbox_.lease("office", 30);
    if (!leased) return false;
    return !*leased || outbox_.done((*leased)->row, (*leased)->attempts);
  }

 private:
  Envelope command(int n) {
    const DossierId dossier(lane_ + "-" + std::to_string(n / kStepCount));
    Envelope out{CommandId(lane_ + "-" + std::to_string(n)),
                 dossier,
                 OfficialId("o"),
                 CorrelationId("c"),
                 "panel",
                 {}};
    const std::string step = kSteps[n % kStepCount];
    if (step == "start") {
      StartDossier start = workflow::testing::aStart(definition_->hash, 5);
      start.header = workflow::testing::aHeader(lane_ + "-" + std::to_string(n + 1));
      out.command = start;
      return out;
    }
    CompleteWorkItem act;
    if (const auto state = store_.load(dossier)) {
      for (const WorkItem& item : state->workItems) {
        if (item.node == step) act.workItem = item.id;
      }
      act.documentsDigest = approvalDigest(*state);
    }
    out.command = act;
    return out;
  }

  void reach(std::string_view point) {
    if (point == death_.point && --death_.countdown <= 0) ::raise(SIGKILL);
  }

  std::unique_ptr<Database> real_;
  std::string lane_;
  Death death_;
  fakes::FaultyDatabase database_{*real_, [this](std::string_view point) { reach(point); }};
  SqlStore store_{database_};
  fakes::FakeClock clock_;
  SystemRandom random_;
  outbox::Outbox outbox_{database_, clock_, random_};
  issuing::IssueRegister register_{database_, clock_};
  WorkingCalendar calendar_ = workflow::testing::calendar2026();
  std::shared_ptr<const Definition> definition_ = workflow::testing::provincial();
  workflow::testing::EveryRole roles_;
  Engine engine_{store_, roles_, calendar_, clock_};
};

/// A program in a process of its own, telling its parent after each step: it is done.
class Child {
 public:
  Child(const std::string& url, int lane, int round, int first, const Death& death) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[0]);
      work(url, lane, round, first, death, ends[1]);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  /// Kills it; how many steps it acknowledged, or -1 when one failed.
  int kill() {
    ::kill(pid_, SIGKILL);
    return wait();
  }
  /// Waits for its own end at its point.
  int wait() {
    int acknowledged = 0;
    char word = 'k';
    while (::read(pipe_, &word, 1) == 1 && word == 'k') ++acknowledged;
    ::close(pipe_);
    ::waitpid(pid_, nullptr, 0);
    return word == 'k' ? acknowledged : -1;
  }

 private:
  [[noreturn]] static void work(const std::string& url, int lane, int round, int first, const Death& death,
                                int pipe) {
    Program program(url, lane, round, death);
    for (int n = first;; ++n) {
      const char word = program.step(n) ? 'k' : '!';
      if (::write(pipe, &word, 1) != 1 || word == '!') ::_exit(1);
    }
  }
  pid_t pid_ = -1;
  int pipe_ = -1;
};

std::int64_t countOf(Database& database, const std::string& sql) {
  auto query = database.prepare(sql);
  return query && *query->step() ? query->integer(0) : -1;
}

std::int64_t expectedEvents(std::int64_t commands) {
  static const std::vector<std::int64_t> after = [] {
    std::vector<std::int64_t> events = {0};
    workflow::testing::Bench bench;
    bench.start(5);
    events.push_back(static_cast<std::int64_t>(bench.log.size()));
    for (int step = 1; step < kStepCount; ++step) {
      bench.agree(kSteps[step]);
      events.push_back(static_cast<std::int64_t>(bench.log.size()));
    }
    return events;
  }();
  return commands / kStepCount * after.back() + after[static_cast<std::size_t>(commands % kStepCount)];
}

class StoreKill : public ::testing::TestWithParam<Dialect> {
 protected:
  StoreKill() {
    log::setThreshold(log::Level::kError);
    EXPECT_TRUE(Program(made_.url, 0, 0, {}).prepare());
  }

  static int rounds(int usual) {
    const char* more = std::getenv("TDKT_FAULT_ROUNDS");
    return more == nullptr ? usual : std::atoi(more);
  }

  /// What the dead had sent may still be at work on the server.
  void waitForTheServer() {
    if (GetParam() == Dialect::kSqlite) return;
    while (countOf(*made_.database,
                   "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                   " backend_type = 'client backend' AND pid <> pg_backend_pid()") > 0) {
      std::this_thread::yield();
    }
  }

  std::vector<Child> begin(int round, const Death& death) {
    std::vector<Child> children;
    for (int lane = 0; lane < kLanes; ++lane) {
      // From one before the last acknowledged step: an at-least-once sender repeats itself.
      firsts_[static_cast<std::size_t>(lane)] =
          std::max<std::int64_t>(0, done_[static_cast<std::size_t>(lane)] - 1);
      children.emplace_back(made_.url, lane, round, static_cast<int>(firsts_[static_cast<std::size_t>(lane)]),
                            death);
    }
    return children;
  }

  void expectInvariants(const std::array<int, kLanes>& acknowledged) {
    waitForTheServer();
    Database& database = *made_.database;
    ASSERT_EQ(*verifyStore(database), std::vector<std::string>());
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      ASSERT_GE(acknowledged[lane], 0) << "a step failed";
      const std::string like = " LIKE 'L" + std::to_string(lane) + "-%'";
      const auto known = std::max(done_[lane], firsts_[lane] + acknowledged[lane]);
      const auto stored = countOf(database, "SELECT count(*) FROM reply WHERE command_id" + like);
      ASSERT_GE(stored, known) << "an acknowledged command is lost";
      ASSERT_LE(stored, known + 1) << "only the one in flight may be done without its acknowledgement";
      ASSERT_EQ(countOf(database, "SELECT count(*) FROM event WHERE dossier_id" + like),
                expectedEvents(stored));
      ASSERT_GE(countOf(database, "SELECT count(*) FROM number_issue WHERE request_id" + like),
                firsts_[lane] + acknowledged[lane]);
      done_[lane] = stored;
    }
    ASSERT_EQ(
        countOf(database,
                "SELECT count(*) FROM outbox a JOIN outbox b ON b.dossier_id = a.dossier_id AND b.channel ="
                " a.channel AND b.id < a.id WHERE a.state = 'done' AND b.state <> 'done'"),
        0)
        << "an effect overtook an earlier one";
  }

  fakes::TestDatabase made_{GetParam()};
  std::array<std::int64_t, kLanes> done_{};
  std::array<std::int64_t, kLanes> firsts_{};
  std::mt19937 random_{20261121};
};
INSTANTIATE_TEST_SUITE_P(On, StoreKill, fakes::bothDialects(), fakes::dialectName);

TEST_P(StoreKill, AtEveryNamedPointNothingIsLostAndNothingIsDoneTwice) {
  int round = 0;
  for (const char* point : {"begun", "statement", "working", "committed"}) {
    for (int i = 0; i < rounds(3); ++i) {
      auto children = begin(++round, {point, 1 + static_cast<int>(random_() % 40)});
      std::array<int, kLanes> acknowledged{};
      for (std::size_t lane = 0; lane < kLanes; ++lane) acknowledged[lane] = children[lane].wait();
      expectInvariants(acknowledged);
      ASSERT_FALSE(HasFatalFailure()) << point << ", round " << round;
    }
  }
  EXPECT_GT(done_[0] + done_[1], round);
}

TEST_P(StoreKill, AtRandomTimesNothingIsLostAndNothingIsDoneTwice) {
  for (int round = 1; round <= rounds(10); ++round) {
    auto children = begin(round, {});
    std::this_thread::sleep_for(std::chrono::microseconds(50'000 + random_() % 200'000));
    std::array<int, kLanes> acknowledged{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) acknowledged[lane] = children[lane].kill();
    expectInvariants(acknowledged);
    ASSERT_FALSE(HasFatalFailure()) << "round " << round;
  }
  EXPECT_GT(done_[0] + done_[1], 10);
}

}  // namespace
}  // namespace tdkt::storage
