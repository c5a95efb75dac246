#pragma once
// Foreign octets (PDFs to verify, templates to compile) are read in a child process that can do nothing but
// compute: whatever they do to a parser, the service only learns that the child ended.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::worker {

struct WorkerSettings {
  /// Program and words before the job's own; the default is this very program's hidden command.
  std::vector<std::string> command = {"/proc/self/exe", "worker"};
  std::size_t memory = 512U << 20U;            ///< octets of address space; more is added for a large input
  std::chrono::seconds cpu{10};                ///< processor time
  std::chrono::milliseconds deadline{20'000};  ///< wall clock; time spent on answering the child is added
  int maxAtOnce = 2;                           ///< more callers wait, at most for `deadline`
  std::size_t maxResult = 16U << 20U;
  int maxQuestions = 64;  ///< a file that makes the child ask more often is refused
};

/// Runs jobs, each in a child of its own. Thread-safe.
class Worker {
 public:
  /// Answers a question of the child; called in the thread of run(). The question comes from a process that
  /// may be in a stranger's hands: believe nothing of it.
  using Answerer = std::function<Bytes(const Bytes& question)>;

  explicit Worker(WorkerSettings settings = {}) : settings_(std::move(settings)) {}

  /// The result of the job as the child gave it: still a stranger's words. Idempotent: a child changes
  /// nothing. The foreign octets are refused with kInput "worker.crashed" (a signal, or nonsense for an
  /// answer), "worker.timeout" (deadline or processor time), "worker.memory", "worker.questions", or the code
  /// the job itself gave. Errors that may pass: kUnavailable "worker.start", "worker.busy",
  /// "worker.confinement".
  Result<Bytes> run(const std::string& job, const Bytes& header, const Bytes& foreign,
                    const Answerer& answerer = nullptr);

 private:
  class Turn;
  Result<Done> takeTurn();
  const WorkerSettings settings_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int running_ = 0;
};

}  // namespace tdkt::worker
