#include "connector/http/RouteMetrics.h"

#include <algorithm>
#include <sstream>

namespace tdkt::http {

std::string metricLabel(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

RouteMetrics::RouteMetrics(const std::vector<RouteName>& routes) {
  for (const RouteName& route : routes) rows_[route].byClass[2] = 0;
}

void RouteMetrics::answered(const RouteName& route, int status, std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket =
      static_cast<std::size_t>(std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin());
  const std::lock_guard guard(mutex_);
  Row& row = rows_[route];
  ++row.byClass[status / 100];
  ++row.buckets[bucket];
  row.seconds += seconds;
}

std::string RouteMetrics::text() const {
  std::ostringstream counts;
  std::ostringstream times;
  counts << "# HELP tdkt_http_requests_total Answers by route and class of status.\n# TYPE "
            "tdkt_http_requests_total counter\n";
  times << "# HELP tdkt_http_seconds Time in the handler.\n# TYPE tdkt_http_seconds histogram\n";
  const std::lock_guard guard(mutex_);
  for (const auto& [route, row] : rows_) {
    const std::string labels = "method=" + metricLabel(route.method) + ",route=" + metricLabel(route.pattern);
    for (const auto& [kind, count] : row.byClass)
      counts << "tdkt_http_requests_total{" << labels << ",status=\"" << kind << "xx\"} " << count << "\n";
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      below += row.buckets[i];
      times << "tdkt_http_seconds_bucket{" << labels << ",le=\"" << kBounds[i] << "\"} " << below << "\n";
    }
    below += row.buckets.back();
    times << "tdkt_http_seconds_bucket{" << labels << ",le=\"+Inf\"} " << below << "\n";
    times << "tdkt_http_seconds_sum{" << labels << "} " << row.seconds << "\n";
    times << "tdkt_http_seconds_count{" << labels << "} " << below << "\n";
  }
  return counts.str() + times.str();
}

}  // namespace tdkt::http
