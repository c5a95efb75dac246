#pragma once
// The two things a person does in the simulated e-office: send the demo nomination, and act on a task
// natively.

#include <mutex>
#include <string>

#include "integration/office_simulator/CallQueue.h"
#include "integration/office_simulator/Nomination.h"
#include "integration/office_simulator/Office.h"
#include "integration/office_simulator/Settings.h"

namespace tdkt::simulator {

/// Thread-safe.
class Story {
 public:
  Story(Office& office, CallQueue& queue, const Settings& settings, const Clock& clock)
      : office_(office), queue_(queue), settings_(settings), clock_(clock) {}

  /// Builds the demo nomination under the next free number, keeps it as a received document, sends it to
  /// tdkt. Errors: those of makeNomination and Office, kDenied "simulator.user".
  Result<Document> compose(const std::string& user, Sample sample = Sample::kCommendation);

  struct Act {
    std::string user;
    std::string task;
    std::string outcome;  ///< "agree", "return", "refuse"
    std::string reason;
  };
  /// The native button. Errors: kInput "simulator.outcome" / "simulator.reason", kNotFound "simulator.task",
  /// kConflict "simulator.acted" (done before).
  Result<Done> act(const Act& act);

 private:
  Office& office_;
  CallQueue& queue_;
  const Settings& settings_;
  const Clock& clock_;
  std::mutex composing_;
};

}  // namespace tdkt::simulator
