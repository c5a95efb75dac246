#pragma once
// How often somebody may do something: a bucket of tokens for each key, filled again at an even pace.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tdkt::http {

/// Thread-safe; bounded: when too many keys are known, those that are full again are forgotten.
class RateLimiter {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;
  explicit RateLimiter(Now now = [] { return std::chrono::steady_clock::now(); }) : now_(std::move(now)) {}
  RateLimiter(const RateLimiter&) = delete;
  RateLimiter& operator=(const RateLimiter&) = delete;

  /// Takes one of `perMinute` tokens (the bucket holds as many); nothing when there was one, else how long to
  /// wait. 0: no limit.
  std::optional<std::chrono::seconds> take(const std::string& key, int perMinute);

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::steady_clock::time_point at;
  };
  void forgetFull(std::chrono::steady_clock::time_point now);
  Now now_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace tdkt::http
