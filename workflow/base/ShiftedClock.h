#pragma once
// The machine's clock moved by what a file says: for trying out in minutes what takes weeks. Never in
// production.

#include <atomic>
#include <cstdint>
#include <string>

#include "workflow/base/Clock.h"

namespace tdkt {

/// The file holds whole seconds, "-1209600"; absent or anything else: not moved. Looked at several times a
/// second, so that all programs of one demo move together. Thread-safe.
class ShiftedClock : public Clock {
 public:
  /// An empty name is the machine's clock.
  explicit ShiftedClock(std::string file) : file_(std::move(file)) {}
  UtcTime now() const override;

 private:
  std::int64_t shift() const;

  std::string file_;
  mutable std::atomic<std::int64_t> shift_{0};   ///< milliseconds
  mutable std::atomic<std::int64_t> readAt_{0};  ///< of the machine's steady clock, milliseconds
};

}  // namespace tdkt
