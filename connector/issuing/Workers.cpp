#include "connector/issuing/Workers.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace tdkt::issuing {

void shareOut(std::size_t count, std::size_t threads, const std::function<bool(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stopped{false};
  const auto loop = [&] {
    while (!stopped) {
      const std::size_t index = next++;
      if (index >= count) return;
      if (!work(index)) stopped = true;
    }
  };
  std::vector<std::jthread> helpers;
  const std::size_t wanted = std::min(threads, count);
  for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(loop);
  loop();
}

Result<Done> guarded(const std::function<Result<Done>()>& work, const std::string& what) {
  try {
    return work();
  } catch (const std::exception& e) {
    return bugError("issuing.exception", e.what(), what);
  }
}

}  // namespace tdkt::issuing
