#pragma once
// One line of JSON per event, on standard error. Never personal data, never a secret.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tdkt::log {

enum class Level { kDebug, kInfo, kWarning, kError };

/// Names and values of one line. Values are display text; ids and counts, not names of people.
using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// Writes one line: {"ts":…,"level":…,"event":"inbox.accepted","corr":…, fields…}. Thread-safe.
/// `event` is a stable dotted code listed in docs/operations.md.
void write(Level level, std::string_view event, Fields fields = {});

inline void info(std::string_view event, Fields fields = {}) {
  write(Level::kInfo, event, fields);
}
inline void warning(std::string_view event, Fields fields = {}) {
  write(Level::kWarning, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
  write(Level::kError, event, fields);
}

/// Lines below this level are dropped. Default kInfo.
void setThreshold(Level level);

/// While it lives, every line of this thread carries the correlation id (and the dossier, when given).
class Context {
 public:
  explicit Context(std::string correlation, std::string dossier = {});
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

 private:
  std::string previousCorrelation_;
  std::string previousDossier_;
};

}  // namespace tdkt::log
