#pragma once
// A program started by us that says on its first line of standard output that it is ready.

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::app::demo {

struct ChildSpec {
  std::string program;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< added to ours
  std::string logFile;                             ///< standard error goes here (appended); empty = ours
};

/// A running child. It is killed when this object dies, and by the kernel when the thread that started it
/// ends.
class ChildProcess {
 public:
  /// Starts it and waits for the line {"event":"ready",…}. Errors: kUnavailable "demo.child" (did not start,
  /// ended, or was silent until the deadline; the log file tells why).
  static Result<ChildProcess> start(const ChildSpec& spec,
                                    std::chrono::milliseconds deadline = std::chrono::milliseconds(30'000));
  /// Runs it to its end; its exit code.
  static Result<int> run(const ChildSpec& spec);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  const std::string& readyLine() const { return readyLine_; }
  pid_t pid() const { return pid_; }
  bool running();
  /// SIGTERM, then SIGKILL after `grace`; waits. Its exit code, or 128 + signal.
  int stop(std::chrono::milliseconds grace = std::chrono::milliseconds(10'000));
  /// SIGKILL at once; waits.
  void kill();

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}
  pid_t pid_ = -1;
  int output_ = -1;
  std::string readyLine_;
};

}  // namespace tdkt::app::demo
