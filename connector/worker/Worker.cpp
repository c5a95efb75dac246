#include "connector/worker/Worker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "connector/worker/Child.h"
#include "connector/worker/Frames.h"
#include "workflow/base/Json.h"

namespace tdkt::worker {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A started child and our end of the socket. Killed and reaped when this object dies.
class Child {
 public:
  Child(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  ~Child() {
    end();
    ::close(socket_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  int socket() const { return socket_; }
  /// Kills it if it still runs. Its wait status; a child that was ending by itself keeps its own.
  int end() {
    if (pid_ <= 0) return status_;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_;
  int socket_;
  int status_ = 0;
};

/// posix_spawn's two argument objects, made and destroyed together.
class SpawnPlan {
 public:
  explicit SpawnPlan(int childEnd) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawn_file_actions_adddup2(&files_, childEnd, STDIN_FILENO);
    // What a hostile file makes a library print is no line of our log.
    ::posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  pid_t start(std::vector<std::string> words) const {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<char*, 1> noEnvironment{nullptr};
    pid_t pid = -1;
    const int failure = ::posix_spawn(&pid, words.front().c_str(), &files_, &attributes_, arguments.data(),
                                      noEnvironment.data());
    return failure == 0 ? pid : -1;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

Result<std::unique_ptr<Child>> startChild(const std::vector<std::string>& words) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return unavailableError("worker.start", "no socket pair");
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  const pid_t pid = SpawnPlan(ends[1]).start(words);
  ::close(ends[1]);
  auto child = std::make_unique<Child>(pid, ends[0]);
  if (pid < 0) return unavailableError("worker.start", "the child could not be started", words.front());
  return child;
}

/// While a thread writes to a child that may be gone. The signal stays pending for nobody else.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec now{0, 0};
    if (sigismember(&before_, SIGPIPE) == 0) {
      while (::sigtimedwait(&pipe_, nullptr, &now) > 0) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

Error nonsense() {
  return inputError("worker.crashed", "an answer that cannot be read");
}

Error timedOut() {
  return inputError("worker.timeout", "reading the file took too long");
}

/// Why the child ended without a result.
Error causeOf(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU) return timedOut();
    // We did not send it: the kernel did, most likely for want of memory.
    if (signal == SIGKILL) return inputError("worker.memory", "the system killed the child");
    return inputError("worker.crashed", "signal " + std::to_string(signal));
  }
  switch (WEXITSTATUS(status)) {
    case kChildMemory:
      return inputError("worker.memory", "reading the file needs more memory than is allowed");
    case kChildConfinement:
      return unavailableError("worker.confinement", "the kernel refused to limit the child");
    case kChildUsage:
    case 127:
      return unavailableError("worker.start", "the child does not know its work");
    default:
      return inputError("worker.crashed", "exit code " + std::to_string(WEXITSTATUS(status)));
  }
}

/// The child's own refusal; its code is only believed when it looks like one of ours.
Error refusalFrom(const Bytes& payload) {
  const auto parsed = json::parse(payload);
  const std::string code = parsed ? json::optionalString(*parsed, "code") : std::string();
  const bool plain = !code.empty() && code.size() <= 64 &&
                     code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  if (!plain) return nonsense();
  return inputError(code, json::optionalString(*parsed, "detail").substr(0, 200));
}

/// One job's talk with its child.
class Talk {
 public:
  Talk(Child& child, const WorkerSettings& settings, const Worker::Answerer& answerer)
      : child_(child),
        settings_(settings),
        answerer_(answerer),
        until_(SteadyClock::now() + settings.deadline) {}

  Result<Bytes> run(const Bytes& header, const Bytes& foreign) {
    const NoPipeSignal guard;
    if (!sendFrame(child_.socket(), FrameKind::kJob, header, until_) ||
        !sendFrame(child_.socket(), FrameKind::kData, foreign, until_)) {
      return ended();
    }
    for (int questions = 0;; ++questions) {
      Frame frame;
      const ReceiveState state = receiveFrame(child_.socket(), frame, settings_.maxResult, until_);
      if (state == ReceiveState::kTooLong) return inputError("worker.crashed", "an answer too long");
      if (state == ReceiveState::kNonsense) return nonsense();
      if (state != ReceiveState::kFrame) return ended();
      if (frame.kind == FrameKind::kResult) return std::move(frame.payload);
      if (frame.kind == FrameKind::kError) return refusalFrom(frame.payload);
      if (frame.kind != FrameKind::kQuestion || !answerer_) return nonsense();
      if (questions == settings_.maxQuestions)
        return inputError("worker.questions", "the file asks for too much");
      if (!reply(frame.payload)) return ended();
    }
  }

 private:
  bool reply(const Bytes& question) {
    const auto started = SteadyClock::now();
    const Bytes answer = answerer_(question);
    until_ += SteadyClock::now() - started;
    return sendFrame(child_.socket(), FrameKind::kAnswer, answer, until_);
  }
  /// The child is gone, or too late and now made to go.
  Error ended() {
    const bool late = SteadyClock::now() >= until_;
    const int status = child_.end();
    return late ? timedOut() : causeOf(status);
  }

  Child& child_;
  const WorkerSettings& settings_;
  const Worker::Answerer& answerer_;
  Deadline until_;
};

}  // namespace

/// A place among the children that may run at once.
class Worker::Turn {
 public:
  explicit Turn(Worker& worker) : worker_(worker) {}
  ~Turn() {
    {
      const std::lock_guard<std::mutex> lock(worker_.mutex_);
      --worker_.running_;
    }
    worker_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Worker& worker_;
};

Result<Done> Worker::takeTurn() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!freed_.wait_for(lock, settings_.deadline, [this] { return running_ < settings_.maxAtOnce; }))
    return unavailableError("worker.busy", "too many files are being read");
  ++running_;
  return Done{};
}

Result<Bytes> Worker::run(const std::string& job, const Bytes& header, const Bytes& foreign,
                          const Answerer& answerer) {
  TDKT_CHECK(takeTurn());
  const Turn turn(*this);
  std::vector<std::string> words = settings_.command;
  words.push_back(job);
  words.push_back(std::to_string(settings_.memory + 3 * foreign.size() + 4 * header.size()));
  words.push_back(std::to_string(settings_.cpu.count()));
  words.push_back(std::to_string(::getpid()));
  TDKT_ASSIGN(const auto child, startChild(words));
  return Talk(*child, settings_, answerer).run(header, foreign);
}

}  // namespace tdkt::worker
