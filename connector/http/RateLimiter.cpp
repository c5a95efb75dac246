#include "connector/http/RateLimiter.h"

#include <algorithm>
#include <cmath>

namespace tdkt::http {
namespace {

constexpr std::size_t kMostKeys = 10'000;
constexpr std::chrono::minutes kFullAgain{1};  // whatever the pace: a minute fills every bucket

double minutesBetween(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double, std::ratio<60>>(to - from).count();
}

}  // namespace

std::optional<std::chrono::seconds> RateLimiter::take(const std::string& key, int perMinute) {
  if (perMinute <= 0) return std::nullopt;
  const auto now = now_();
  const double most = perMinute;
  const std::lock_guard guard(mutex_);
  if (buckets_.size() >= kMostKeys) forgetFull(now);
  Bucket& bucket = buckets_.try_emplace(key, Bucket{most, now}).first->second;
  bucket.tokens = std::min(most, bucket.tokens + minutesBetween(bucket.at, now) * most);
  bucket.at = now;
  if (bucket.tokens < 1)
    return std::chrono::seconds(static_cast<int>(std::ceil((1 - bucket.tokens) * 60 / most)));
  bucket.tokens -= 1;
  return std::nullopt;
}

void RateLimiter::forgetFull(std::chrono::steady_clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& row) { return now - row.second.at >= kFullAgain; });
}

}  // namespace tdkt::http
