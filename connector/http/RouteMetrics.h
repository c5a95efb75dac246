#pragma once
// How often each route answered what, and how long it took, in Prometheus' text format.
// Source: Prometheus exposition format 0.0.4 (counter, histogram).

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "connector/http/Router.h"

namespace tdkt::http {

/// Thread-safe. One row for each route and class of status, so that nobody from outside can make series.
class RouteMetrics : public RouteObserver {
 public:
  /// Every route is there from the start, with zeros.
  explicit RouteMetrics(const std::vector<RouteName>& routes);
  void answered(const RouteName& route, int status, std::chrono::nanoseconds took) override;
  std::string text() const;

  static constexpr std::array<double, 8> kBounds = {0.005, 0.01, 0.025, 0.1, 0.25, 1, 5, 30};  ///< seconds

 private:
  struct Row {
    std::map<int, std::uint64_t> byClass;  ///< 2 → 2xx
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};
    double seconds = 0;
  };
  mutable std::mutex mutex_;
  std::map<RouteName, Row> rows_;
};

/// `text` as the value of a label.
std::string metricLabel(const std::string& text);

}  // namespace tdkt::http
