#include "workflow/base/Log.h"

#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "workflow/base/Clock.h"

namespace tdkt::log {
namespace {

std::atomic<Level> threshold{Level::kInfo};
thread_local std::string currentCorrelation;
thread_local std::string currentDossier;

const char* name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

}  // namespace

void setThreshold(Level level) {
  threshold = level;
}

void write(Level level, std::string_view event, Fields fields) {
  if (level < threshold.load()) return;
  nlohmann::ordered_json line;
  line["ts"] = isoUtc(SystemClock().now());
  line["level"] = name(level);
  line["event"] = event;
  if (!currentCorrelation.empty()) line["corr"] = currentCorrelation;
  if (!currentDossier.empty()) line["dossier"] = currentDossier;
  for (const auto& [key, value] : fields) line[std::string(key)] = value;
  // One write(2) per line keeps lines of several threads and processes whole.
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

Context::Context(std::string correlation, std::string dossier)
    : previousCorrelation_(std::exchange(currentCorrelation, std::move(correlation))),
      previousDossier_(std::exchange(currentDossier, std::move(dossier))) {}

Context::~Context() {
  currentCorrelation = std::move(previousCorrelation_);
  currentDossier = std::move(previousDossier_);
}

}  // namespace tdkt::log
