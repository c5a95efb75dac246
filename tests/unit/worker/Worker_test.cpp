#include "connector/worker/Worker.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "connector/worker/Sandbox.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::worker {
namespace {

using std::chrono::milliseconds;

const std::string kProbe = std::string(TDKT_BINARY_DIR) + "/worker_probe";

WorkerSettings settings() {
  WorkerSettings out;
  out.command = {kProbe};
  return out;
}

/// True once `condition` holds, false when it does not within ten seconds.
bool soon(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

/// False for a process that is gone or only waits to be reaped.
bool runs(const std::string& pid) {
  std::ifstream in("/proc/" + pid + "/stat");
  const std::string line((std::istreambuf_iterator<char>(in)), {});
  const std::size_t name = line.rfind(") ");
  return name != std::string::npos && line[name + 2] != 'Z';
}

std::string codeOf(const Result<Bytes>& result) {
  return result ? "no error: " + *result : result.error().code;
}

std::string codeOf(const std::string& job, WorkerSettings how = settings()) {
  return codeOf(Worker(std::move(how)).run(job, "", "octets"));
}

std::string attempt(const std::string& what, const std::string& foreign = "") {
  const auto result = Worker(settings()).run("attempt", what, foreign);
  return result ? *result : result.error().code;
}

}  // namespace

TEST(Worker, AJobGetsItsHeaderAndOctetsAndAnswers) {
  const Bytes large(9U << 20U, '\xFF');
  Worker worker(settings());
  EXPECT_EQ(*worker.run("echo", "header", ""), "header/");
  EXPECT_EQ(*worker.run("echo", "", large), "/" + large);
}

TEST(Worker, AChildKilledByASignalIsARefusedFileAndTheNextOneIsRead) {
  Worker worker(settings());
  EXPECT_EQ(codeOf(worker.run("crash", "", "octets")), "worker.crashed");
  EXPECT_EQ(codeOf(worker.run("overflow", "", "octets")), "worker.crashed");
  EXPECT_EQ(*worker.run("echo", "a", "b"), "a/b");
}

TEST(Worker, AChildThatEndsOrTalksNonsenseIsARefusedFile) {
  EXPECT_EQ(codeOf("leave"), "worker.crashed");
  EXPECT_EQ(codeOf("nonsense"), "worker.crashed");
}

TEST(Worker, AnAnswerAboveTheLimitIsRefused) {
  WorkerSettings small = settings();
  small.maxResult = 1000;
  EXPECT_EQ(codeOf(Worker(small).run("echo", "", Bytes(2000, 'x'))), "worker.crashed");
}

TEST(Worker, AMemoryHogIsStoppedEvenWhenItsParserSwallowsTheError) {
  if (!filtersSystemCalls()) GTEST_SKIP() << "sanitizers need the address space";
  EXPECT_EQ(codeOf("memory"), "worker.memory");
}

TEST(Worker, ProcessorTimeRunsOut) {
  WorkerSettings hurried = settings();
  hurried.cpu = std::chrono::seconds(1);
  EXPECT_EQ(codeOf("loop", hurried), "worker.timeout");
}

TEST(Worker, AChildThatOnlyWaitsMeetsTheDeadline) {
  WorkerSettings hurried = settings();
  hurried.deadline = milliseconds(300);
  EXPECT_EQ(codeOf("sleep", hurried), "worker.timeout");
}

TEST(Worker, NothingOfTheOutsideCanBeReached) {
  if (!filtersSystemCalls()) GTEST_SKIP() << "sanitizers need more system calls";
  const fakes::TemporaryFolder folder;
  std::ofstream(folder.file("there")) << "text";
  EXPECT_EQ(attempt("socket"), "denied");
  EXPECT_EQ(attempt("unix-socket"), "denied");
  EXPECT_EQ(attempt("write", folder.file("new")), "denied");
  EXPECT_FALSE(std::filesystem::exists(folder.file("new")));
  EXPECT_EQ(attempt("read", folder.file("there")), "denied");
  EXPECT_EQ(attempt("unlink", folder.file("there")), "denied");
  EXPECT_TRUE(std::filesystem::exists(folder.file("there")));
  EXPECT_EQ(attempt("fork"), "denied");
  EXPECT_EQ(attempt("exec"), "denied");
  EXPECT_EQ(attempt("kill"), "denied");
  EXPECT_EQ(attempt("ptrace"), "denied");
  EXPECT_EQ(attempt("code"), "denied");
}

TEST(Worker, TheEnvironmentOfTheServiceIsNotTold) {
  ::setenv("TDKT_SECRET_OF_A_TEST", "secret", 1);
  EXPECT_EQ(attempt("environment"), "empty");
}

TEST(Worker, ARefusalKeepsItsCodeUnlessItIsNoneOfOurs) {
  Worker worker(settings());
  const auto refused = worker.run("refuse", "", "pdf.malformed");
  EXPECT_EQ(codeOf(refused), "pdf.malformed");
  EXPECT_EQ(refused.error().kind, ErrorKind::kInput);
  EXPECT_EQ(codeOf(worker.run("refuse", "", "<script>\n")), "worker.crashed");
  EXPECT_EQ(codeOf(worker.run("refuse", "", Bytes(100, 'a'))), "worker.crashed");
}

TEST(Worker, TheChildMayAskAndTimeSpentOnAnsweringIsNotItsOwn) {
  WorkerSettings hurried = settings();
  hurried.deadline = milliseconds(1000);
  const auto slow = [](const Bytes& question) {
    std::this_thread::sleep_for(milliseconds(400));  // stands for a slow responder, not for waiting
    return "to " + question;
  };
  EXPECT_EQ(codeOf(Worker(hurried).run("ask", "4", "", slow)),
            "no error: to question 0;to question 1;to question 2;to question 3;");
}

TEST(Worker, AskingTooOftenOrWithoutLeaveIsRefused) {
  WorkerSettings few = settings();
  few.maxQuestions = 3;
  const auto answer = [](const Bytes&) { return Bytes("a"); };
  EXPECT_EQ(codeOf(Worker(few).run("ask", "3", "", answer)), "no error: a;a;a;");
  EXPECT_EQ(codeOf(Worker(few).run("ask", "4", "", answer)), "worker.questions");
  EXPECT_EQ(codeOf(Worker(few).run("ask", "1", "")), "worker.crashed");
}

TEST(Worker, AChildEndsWithItsParent) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    const auto tell = [&](const Bytes& pid) {
      if (::write(ends[1], pid.data(), pid.size()) < 0) ::_exit(1);
      return Bytes("go on");
    };
    static_cast<void>(Worker(settings()).run("ask-then-sleep", "", "", tell));
    ::_exit(0);
  }
  char text[32] = {};
  ASSERT_GT(::read(ends[0], text, sizeof text - 1), 0);  // the child is in the middle of its job
  const std::string child = text;
  ASSERT_TRUE(runs(child));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_TRUE(soon([&] { return !runs(child); }));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Worker, AnAbsentProgramOrJobIsOurFaultAndNotTheFiles) {
  WorkerSettings absent = settings();
  absent.command = {"/no/such/program"};
  EXPECT_EQ(codeOf("echo", absent), "worker.start");
  EXPECT_EQ(codeOf("no-such-job"), "worker.start");
}

TEST(Worker, MoreCallersThanChildrenWaitForTheirTurn) {
  WorkerSettings one = settings();
  one.maxAtOnce = 1;
  Worker worker(one);
  std::vector<std::future<std::string>> callers;
  for (int i = 0; i < 4; ++i)
    callers.push_back(std::async(std::launch::async,
                                 [&worker, i] { return codeOf(worker.run("echo", std::to_string(i), "")); }));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(callers[i].get(), "no error: " + std::to_string(i) + "/");
}

TEST(Worker, ACallerWhoseTurnNeverComesIsToldToTryAgain) {
  WorkerSettings one = settings();
  one.maxAtOnce = 1;
  one.deadline = milliseconds(400);
  Worker worker(one);
  std::promise<void> asked;
  std::promise<void> go;
  auto first = std::async(std::launch::async, [&] {
    return codeOf(worker.run("ask", "1", "", [&](const Bytes&) {
      asked.set_value();
      go.get_future().wait();
      return Bytes("a");
    }));
  });
  asked.get_future().wait();
  EXPECT_EQ(codeOf(worker.run("echo", "", "")), "worker.busy");
  go.set_value();
  EXPECT_EQ(first.get(), "no error: a;");
}

}  // namespace tdkt::worker
