#pragma once
// How the simulated e-office misbehaves, so that tdkt can be seen to bear it. API.md lists the profiles.

#include <chrono>
#include <mutex>
#include <random>
#include <string>

#include "connector/http/Router.h"

namespace tdkt::simulator {

/// What it does to a call of tdkt's (first row), or to its own calls to tdkt (second row).
enum class Profile {
  kGood,
  kDown,
  kSlow,
  kBusy,
  kGone,
  kRedirect,
  kGarbage,
  kLost,
  kSilent,
  kDuplicates,
  kReordering
};

/// Thread-safe. The same seed gives the same sequence.
class Mood {
 public:
  /// `pause`: how long kSlow waits before it answers.
  explicit Mood(std::chrono::milliseconds pause = std::chrono::seconds(20), unsigned seed = 1)
      : pause_(pause), chance_(seed) {}

  /// From now on `share` per cent of the calls, for `calls` calls (0 = until changed).
  /// Errors: kInput "simulator.profile".
  Result<Done> set(const std::string& profile, int share, int calls);
  void set(Profile profile, int share = 100, int calls = 0);

  /// Answers in `handle`'s place, or lets it answer and loses that. Only the profiles of the first row.
  http::Response apply(const http::Request& request, const http::Handler& handle);
  /// What is to become of a call of our own: kGood, kSilent, kDuplicates or kReordering.
  Profile ownCall();
  /// Calls that were misbehaved on.
  long count() const;

 private:
  Profile next(bool own);
  const std::chrono::milliseconds pause_;
  mutable std::mutex mutex_;
  std::mt19937 chance_;
  Profile profile_ = Profile::kGood;
  int share_ = 0;
  int left_ = 0;
  bool endless_ = false;
  long count_ = 0;
};

}  // namespace tdkt::simulator
