#pragma once
// Repeatable "random" bytes: a counter hashed, so that ids differ but a run can be repeated.

#include <atomic>

#include "workflow/base/Bytes.h"
#include "workflow/base/Random.h"

namespace tdkt::fakes {

class FixedRandom : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string out;
    while (out.size() < count) out += sha256("seed " + std::to_string(next_++));
    out.resize(count);
    return out;
  }

 private:
  std::atomic<int> next_{0};
};

}  // namespace tdkt::fakes
