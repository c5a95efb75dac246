#include "connector/app/Monitor.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tdkt::app {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr std::uint64_t kLeastFreeOctets = 100U << 20U;

Result<Done> databaseAnswers(storage::Database& database) {
  const auto view = database.snapshot();
  TDKT_ASSIGN(auto query, database.prepare("SELECT count(*) FROM schema_version"));
  TDKT_CHECK(query.step());
  return Done{};
}

Result<Done> diskHasRoom(const std::string& folder) {
  struct statvfs about {};
  if (::statvfs(folder.c_str(), &about) != 0)
    return unavailableError("storage.io", "the data directory is away");
  const std::uint64_t free = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
  if (free < kLeastFreeOctets) return unavailableError("storage.full", "less than 100 MiB are free");
  return Done{};
}

/// A gauge or counter: its two comment lines, then rows.
void head(std::string& out, const char* name, const char* type, const char* help) {
  out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}
void row(std::string& out, const std::string& name, const std::string& labels, std::int64_t value) {
  out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + std::to_string(value) + "\n";
}

struct GroupQuery {
  const char* metric;
  const char* help;
  const char* label;
  const char* sql;  ///< label, value
};

// Only what is unfinished is counted row by row: the finished part grows for ever.
constexpr GroupQuery kGroups[] = {
    {"tdkt_inbox_waiting", "Deliveries not yet worked on.", nullptr,
     "SELECT '', count(*) FROM inbox WHERE state = 'due'"},
    {"tdkt_inbox_rejected", "Deliveries set aside for a person.", nullptr,
     "SELECT '', count(*) FROM inbox WHERE state = 'rejected'"},
    {"tdkt_outbox_waiting", "Effects not yet done.", "channel",
     "SELECT channel, count(*) FROM outbox WHERE state = 'due' GROUP BY channel ORDER BY channel"},
    {"tdkt_outbox_dead", "Effects that need a person.", "channel",
     "SELECT channel, count(*) FROM outbox WHERE state <> 'done' AND state = 'dead' GROUP BY channel ORDER "
     "BY channel"},
    {"tdkt_extensions", "Files on the way to a higher signature level.", "state",
     "SELECT state, count(*) FROM extension_job WHERE state <> 'done' GROUP BY state ORDER BY state"},
    {"tdkt_issued_files", "Issued files by state of signing.", "state",
     "SELECT state, count(*) FROM issued_file GROUP BY state ORDER BY state"},
    {"tdkt_sessions", "Sessions of desk and admin that are open.", nullptr,
     "SELECT '', count(*) FROM session"}};

}  // namespace

void Monitor::addTo(http::Router& router) {
  router.add("GET", "/healthz",
             [](const Request&) { return Response::bytes("ok\n", "text/plain; charset=utf-8"); });
  router.add("GET", "/readyz", [this](const Request&) { return ready(); });
  router.add("GET", "/metrics", [this](const Request&) { return metrics(); });
}

Response Monitor::ready() {
  ordered_json checks = ordered_json::array();
  bool all = true;
  const auto add = [&](const char* name, const Result<Done>& outcome) {
    ordered_json line = {{"name", name}, {"ok", outcome.ok()}};
    if (!outcome) line["reason"] = outcome.error().code;
    checks.push_back(std::move(line));
    all = all && outcome.ok();
  };
  add("accepting", parts_.draining ? Result<Done>(unavailableError("service.draining", "stopping")) : Done{});
  add("database", databaseAnswers(parts_.database));
  add("disk", diskHasRoom(parts_.dataDirectory));
  return Response::json(ordered_json{{"ready", all}, {"checks", checks}}.dump() + "\n", all ? 200 : 503);
}

Result<Done> Monitor::appendTables(std::string& out) {
  const auto view = parts_.database.snapshot();
  for (const GroupQuery& group : kGroups) {
    head(out, group.metric, "gauge", group.help);
    TDKT_ASSIGN(auto query, parts_.database.prepare(group.sql));
    while (true) {
      TDKT_ASSIGN(const bool more, query.step());
      if (!more) break;
      const std::string labels = group.label == nullptr
                                     ? std::string()
                                     : group.label + std::string("=") + http::metricLabel(query.text(0));
      row(out, group.metric, labels, query.integer(1));
    }
  }
  head(out, "tdkt_inbox_oldest_seconds", "gauge", "Age of the oldest delivery not yet worked on.");
  TDKT_ASSIGN(auto oldest,
              parts_.database.prepare("SELECT coalesce(min(received_at), 0) FROM inbox WHERE state = 'due'"));
  TDKT_ASSIGN(const bool any, oldest.step());
  const std::int64_t since = any ? oldest.integer(0) : 0;
  row(out, "tdkt_inbox_oldest_seconds", {},
      since == 0 ? 0 : std::max<std::int64_t>(0, (parts_.clock.now().millis - since) / 1000));
  return Done{};
}

Response Monitor::metrics() {
  std::string out;
  head(out, "tdkt_build_info", "gauge", "Which tdkt this is.");
  row(out, "tdkt_build_info", std::string("version=") + http::metricLabel(TDKT_VERSION), 1);
  head(out, "tdkt_storage_up", "gauge", "1 when the figures of the database below could be read.");
  std::string tables;
  const auto read = appendTables(tables);
  row(out, "tdkt_storage_up", {}, read ? 1 : 0);
  if (read) out += tables;
  head(out, "tdkt_poll_total", "counter", "What reading each e-office found since the start.");
  for (const PollFigures& one : parts_.polls()) {
    for (const auto& [kind, count] : one.counts)
      row(out, "tdkt_poll_total",
          "office=" + http::metricLabel(one.office) + ",kind=" + http::metricLabel(kind),
          static_cast<std::int64_t>(count));
  }
  return Response::bytes(out + parts_.routes.text(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace tdkt::app
