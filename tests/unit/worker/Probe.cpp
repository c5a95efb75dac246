// A limited child whose jobs do on purpose what a hostile file might make a parser do by accident.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "connector/worker/Child.h"

namespace tdkt::worker {
namespace {

/// "denied" for a call that failed for want of permission, else what happened.
Bytes told(long result) {
  if (result >= 0) return "allowed";
  return errno == EPERM || errno == EACCES ? "denied" : std::strerror(errno);
}

Result<Bytes> echo(const Bytes& header, const Bytes& foreign, const Ask&) {
  return header + "/" + foreign;
}

Result<Bytes> crash(const Bytes&, const Bytes&, const Ask&) {
  ::signal(SIGSEGV, SIG_DFL);
  volatile int* nowhere = nullptr;
  *nowhere = 1;
  return Bytes();
}

int depth(int level) {
  volatile char frame[4096] = {};
  frame[0] = static_cast<char>(level);
  return level < 0 ? 0 : depth(level + 1) + frame[0];
}

Result<Bytes> overflowStack(const Bytes&, const Bytes&, const Ask&) {
  return Bytes(std::to_string(depth(1)));
}

Result<Bytes> hogMemory(const Bytes&, const Bytes&, const Ask&) {
  try {
    std::vector<std::unique_ptr<char[]>> kept;
    for (;;) {
      kept.emplace_back(new char[16U << 20U]);
      std::memset(kept.back().get(), 1, 16U << 20U);
    }
  } catch (const std::bad_alloc&) {
    return Bytes("a parser that swallows bad_alloc");
  }
}

Result<Bytes> loop(const Bytes&, const Bytes&, const Ask&) {
  for (volatile unsigned turn = 0;;) turn = turn + 1;
}

Result<Bytes> sleepForever(const Bytes&, const Bytes&, const Ask&) {
  for (;;) ::pause();
}

Result<Bytes> askThenSleep(const Bytes&, const Bytes&, const Ask& ask) {
  TDKT_CHECK(ask(std::to_string(::getpid())));
  for (;;) ::pause();
}

Result<Bytes> leaveTheTalk(const Bytes&, const Bytes&, const Ask&) {
  ::_exit(0);
}

Result<Bytes> speakNonsense(const Bytes&, const Bytes&, const Ask&) {
  if (::write(STDIN_FILENO, "nonsense, and long enough", 25) != 25) ::_exit(1);
  for (;;) ::pause();
}

Result<Bytes> refuse(const Bytes&, const Bytes& foreign, const Ask&) {
  return inputError(foreign, "as the file says");
}

Result<Bytes> askOften(const Bytes& header, const Bytes&, const Ask& ask) {
  Bytes out;
  for (int i = 0; i < std::stoi(header); ++i) {
    TDKT_ASSIGN(const Bytes answer, ask("question " + std::to_string(i)));
    out += answer + ";";
  }
  return out;
}

Result<Bytes> attempt(const Bytes& what, const Bytes& foreign, const Ask&) {
  if (what == "socket") return told(::socket(AF_INET, SOCK_STREAM, 0));
  if (what == "unix-socket") return told(::socket(AF_UNIX, SOCK_STREAM, 0));
  if (what == "write") return told(::open(foreign.c_str(), O_WRONLY | O_CREAT, 0600));
  if (what == "read") return told(::open(foreign.c_str(), O_RDONLY));
  if (what == "unlink") return told(::unlink(foreign.c_str()));
  if (what == "fork") return told(::fork());
  if (what == "kill") return told(::kill(::getppid(), 0));
  if (what == "ptrace") return told(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr));
  if (what == "exec") {
    char* const none[] = {nullptr};
    return told(::execve("/bin/true", none, none));
  }
  if (what == "code") {
    void* page =
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return told(page == MAP_FAILED ? -1 : 0);
  }
  if (what == "environment") return Bytes(environ[0] == nullptr ? "empty" : environ[0]);
  return bugError("probe", "unknown attempt");
}

}  // namespace
}  // namespace tdkt::worker

int main(int argc, char** argv) {
  using namespace tdkt::worker;
  return runChild(std::vector<std::string>(argv + 1, argv + argc), {{"echo", echo},
                                                                    {"crash", crash},
                                                                    {"overflow", overflowStack},
                                                                    {"memory", hogMemory},
                                                                    {"loop", loop},
                                                                    {"sleep", sleepForever},
                                                                    {"ask-then-sleep", askThenSleep},
                                                                    {"leave", leaveTheTalk},
                                                                    {"nonsense", speakNonsense},
                                                                    {"refuse", refuse},
                                                                    {"ask", askOften},
                                                                    {"attempt", attempt}});
}
