#pragma once
// Calls to tdkt that must arrive: kept in the e-office's file, repeated with back-off under the same
// webhook-id.

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "integration/office_simulator/Mood.h"
#include "integration/office_simulator/Office.h"
#include "integration/office_simulator/TdktClient.h"
#include "workflow/base/Random.h"

namespace tdkt::simulator {

/// One worker thread from construction to destruction. add() may be called from any thread.
class CallQueue {
 public:
  /// `attempts`: how often a call is tried before it is given up (1 = never repeated).
  CallQueue(Office& office, const TdktClient& client, const Clock& clock, Random& random, int attempts,
            Mood& mood);
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  /// Stored when this returns; sent as soon as possible.
  Result<Done> add(std::int64_t document, const std::string& path, const std::string& mediaType,
                   const Bytes& body);

 private:
  struct Call;
  void run();
  Result<std::optional<Call>> nextDue();
  Result<Done> attempt(const Call& call);
  Result<Done> settle(const Call& call, const std::string& state, std::int64_t nextAt);

  Office& office_;
  const TdktClient& client_;
  const Clock& clock_;
  Random& random_;
  const int attempts_;
  Mood& mood_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool added_ = false;
  std::thread worker_;
};

}  // namespace tdkt::simulator
