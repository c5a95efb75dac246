#include "connector/app/demo/ChildProcess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <thread>
#include <utility>

namespace tdkt::app::demo {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void becomeChild(const ChildSpec& spec, int output, char* const* arguments, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::setpgid(0, 0);  // Ctrl-C is for us: we end the children in order
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::getppid() != parent) ::_exit(126);  // the parent died before the line above
  if (!spec.logFile.empty()) {
    const int log = ::open(spec.logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0640);
    if (log >= 0) ::dup2(log, STDERR_FILENO);
  }
  ::dup2(output, STDOUT_FILENO);
  ::execv(spec.program.c_str(), arguments);
  ::_exit(127);
}

pid_t launch(const ChildSpec& spec, int output) {
  std::vector<std::string> words = {spec.program};
  words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  for (const auto& [name, value] : spec.environment) ::setenv(name.c_str(), value.c_str(), 1);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) becomeChild(spec, output, arguments.data(), parent);
  return pid;
}

int exitCode(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// One line from `fd`, or nothing at the deadline or when the child closed its output.
std::optional<std::string> readLine(int fd, Clock::time_point until) {
  std::string line;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{fd, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    char c = 0;
    if (::read(fd, &c, 1) <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildSpec& spec, std::chrono::milliseconds deadline) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return unavailableError("demo.child", "no pipe", spec.program);
  ChildProcess child(launch(spec, ends[1]), ends[0]);
  ::close(ends[1]);
  if (child.pid_ < 0) return unavailableError("demo.child", "could not be started", spec.program);
  const auto until = Clock::now() + deadline;
  while (auto line = readLine(child.output_, until)) {
    if (line->find("\"ready\"") == std::string::npos) continue;
    child.readyLine_ = *line;
    return child;
  }
  return unavailableError("demo.child", "did not become ready; see " + spec.logFile, spec.program);
}

Result<int> ChildProcess::run(const ChildSpec& spec) {
  const pid_t pid = launch(spec, STDERR_FILENO);
  if (pid < 0) return unavailableError("demo.child", "could not be started", spec.program);
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid) return unavailableError("demo.child", "was lost", spec.program);
  return exitCode(status);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      readyLine_(std::move(other.readyLine_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  kill();
  pid_ = std::exchange(other.pid_, -1);
  output_ = std::exchange(other.output_, -1);
  readyLine_ = std::move(other.readyLine_);
  return *this;
}

ChildProcess::~ChildProcess() {
  kill();
}

bool ChildProcess::running() {
  return pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0;
}

int ChildProcess::stop(std::chrono::milliseconds grace) {
  if (pid_ <= 0) return 0;
  ::kill(pid_, SIGTERM);
  const auto until = Clock::now() + grace;
  int status = 0;
  while (Clock::now() < until) {
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      kill();
      return exitCode(status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill();
  return 128 + SIGKILL;
}

void ChildProcess::kill() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  if (output_ >= 0) ::close(std::exchange(output_, -1));
}

}  // namespace tdkt::app::demo
