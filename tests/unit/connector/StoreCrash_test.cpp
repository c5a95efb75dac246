// Killed at any point: what was acknowledged is there, and nothing is there twice.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>

#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/unit/workflow/Dossiers.h"
#include "workflow/base/Log.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else

constexpr const char* kSteps[] = {"start", "receive", "appraise", "opinion-police", "opinion-tax", "chair"};
constexpr int kStepCount = static_cast<int>(std::size(kSteps));
constexpr int kKills = 20;

/// One program's view of the database: what the service has open.
struct Program {
  explicit Program(const std::string& path)
      : database(*Database::open(path)), store(*database), calendar(workflow::testing::calendar2026()) {}

  bool prepare() {
    return migrate(*database) && store.saveDefinition(definition->hash, workflow::testing::provincialBpmn());
  }

  /// The n-th command of an endless story; sent again it is the same command.
  Envelope command(int n) {
    const DossierId dossier("dossier-" + std::to_string(n / kStepCount));
    Envelope out{
        CommandId("command-" + std::to_string(n)), dossier, OfficialId("o"), CorrelationId("c"), "panel", {}};
    const std::string step = kSteps[n % kStepCount];
    if (step == "start") {
      StartDossier start = workflow::testing::aStart(definition->hash, 5);
      start.header = workflow::testing::aHeader(std::to_string(n + 1));
      out.command = start;
      return out;
    }
    CompleteWorkItem act;
    if (const auto state = store.load(dossier)) {
      for (const WorkItem& item : state->workItems) {
        if (item.node == step) act.workItem = item.id;
      }
      act.documentsDigest = approvalDigest(*state);
    }
    out.command = act;
    return out;
  }

  std::unique_ptr<Database> database;
  SqlStore store;
  WorkingCalendar calendar;
  std::shared_ptr<const Definition> definition = workflow::testing::provincial();
  fakes::FakeClock clock;
  workflow::testing::EveryRole roles;
  Engine engine{store, roles, calendar, clock};
};

/// Sends commands from `first` on and says on `pipe` after each one: it is done.
[[noreturn]] void work(const std::string& path, int first, int pipe) {
  Program program(path);
  for (int n = first;; ++n) {
    const auto reply = program.engine.handle(program.command(n));
    const char word = reply ? 'k' : '!';
    if (::write(pipe, &word, 1) != 1 || !reply) ::_exit(1);
  }
}

/// Lets a child work until it acknowledged `acks` commands and a moment more, then kills it.
/// The number of commands it acknowledged, or -1 when one failed.
int workAndKill(const std::string& path, int first, int acks, std::chrono::microseconds moment) {
  int pipe[2];
  if (::pipe(pipe) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    work(path, first, pipe[1]);
  }
  ::close(pipe[1]);
  int seen = 0;
  char word = 'k';
  while (seen < acks && ::read(pipe[0], &word, 1) == 1 && word == 'k') ++seen;
  const auto until = std::chrono::steady_clock::now() + moment;
  while (std::chrono::steady_clock::now() < until) {
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (word == 'k' && ::read(pipe[0], &word, 1) == 1 && word == 'k') ++seen;
  ::close(pipe[0]);
  return word == 'k' ? seen : -1;
}

int expectedEvents(int commands) {
  int events = 0;
  for (int n = 0; n < commands; n += kStepCount) {
    workflow::testing::Bench bench;
    bench.start(5);
    for (int step = 1; step < std::min(kStepCount, commands - n); ++step) bench.agree(kSteps[step]);
    events += static_cast<int>(bench.log.size());
  }
  return events;
}

int countOf(Database& database, const char* sql) {
  auto query = database.prepare(sql);
  return query && *query->step() ? static_cast<int>(query->integer(0)) : -1;
}

TEST(StoreCrash, NothingAcknowledgedIsLostAndNothingIsAppliedTwice) {
  log::setThreshold(log::Level::kError);
  const std::string path = ::testing::TempDir() + "crash-" + std::to_string(::getpid()) + ".db";
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  ASSERT_TRUE(Program(path).prepare());

  std::mt19937 random(20261120);
  int acknowledged = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    // The child begins one before the last acknowledged command: an at-least-once sender repeats itself.
    const int first = std::max(0, acknowledged - 1);
    const int seen =
        workAndKill(path, first, static_cast<int>(random() % 20), std::chrono::microseconds(random() % 3000));
    ASSERT_GE(seen, 0) << "a command failed after " << kill << " kills";
    acknowledged = std::max(acknowledged, first + seen);

    Program after(path);
    ASSERT_EQ(*verifyStore(*after.database), std::vector<std::string>());
    const int stored = countOf(*after.database, "SELECT count(*) FROM reply");
    ASSERT_GE(stored, acknowledged) << "an acknowledged command is lost";
    ASSERT_LE(stored, acknowledged + 1) << "only the one in flight may be done without its acknowledgement";
    ASSERT_EQ(countOf(*after.database, "SELECT count(*) FROM event"), expectedEvents(stored));
    acknowledged = stored;
  }
  EXPECT_GT(acknowledged, kKills);
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace
}  // namespace tdkt::storage
