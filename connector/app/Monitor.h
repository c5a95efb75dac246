#pragma once
// What an operator's tools ask, on a listener of their own: alive, ready and why not, figures.
//
//   GET /healthz   200 while this process can answer at all: touches nothing, so that one outage outside does
//                  not restart us
//   GET /readyz    200 or 503, each check with its reason
//   GET /metrics   Prometheus' text format 0.0.4

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "connector/http/RouteMetrics.h"
#include "connector/http/Router.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {

/// Figures one polled or pulled office has counted since the start.
struct PollFigures {
  std::string office;
  std::vector<std::pair<std::string, std::uint64_t>> counts;  ///< "found_only_by_poll"…
};

struct MonitorParts {
  storage::Database& database;
  const Clock& clock;
  std::string dataDirectory;
  const http::RouteMetrics& routes;
  const std::atomic<bool>& draining;
  std::function<std::vector<PollFigures>()> polls;
};

/// Thread-safe. Counts and codes only: no name, no text of a dossier.
class Monitor {
 public:
  explicit Monitor(MonitorParts parts) : parts_(std::move(parts)) {}
  void addTo(http::Router& router);

 private:
  http::Response ready();
  http::Response metrics();
  Result<Done> appendTables(std::string& out);
  MonitorParts parts_;
};

}  // namespace tdkt::app
