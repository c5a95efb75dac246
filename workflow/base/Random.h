#pragma once
// A source of unpredictable bytes, given by constructor so that tests can fix it.

#include <cstddef>
#include <string>

namespace tdkt {

/// Unpredictable bytes. Implementations are safe to call from several threads.
class Random {
 public:
  virtual ~Random() = default;
  /// Exactly `count` octets.
  virtual std::string bytes(std::size_t count) = 0;
};

/// The kernel's generator (getrandom). Stops the program if the kernel refuses: there is no weaker fallback.
class SystemRandom : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace tdkt
