#include "connector/office/poll/Feed.h"

#include <algorithm>
#include <optional>

#include "connector/http/HttpClient.h"
#include "connector/office/profile/Mapping.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr json::Limits kListLimits{8U << 20U, 32};
constexpr int kMaxPages = 10'000;

bool again(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt;
}

struct Row {
  std::string id;
  UtcTime changed;
};

class Reading {
 public:
  Reading(const ListProfile& list, const std::string& itemUrl, const RestClient& client, FeedState& state,
          const TakeItem& take)
      : list_(list), itemUrl_(itemUrl), client_(client), state_(state), take_(take) {}

  Result<FeedReport> run() {
    UtcTime since = startingPoint();
    std::size_t offset = 0;
    for (int page = 0; page < kMaxPages; ++page) {
      TDKT_ASSIGN(const std::vector<Row> rows, fetch(since, offset));
      for (const Row& row : rows) TDKT_CHECK(handle(row));
      if (rows.size() < static_cast<std::size_t>(list_.pageSize)) break;
      // A whole page within one tick: only there counting rows is needed.
      if (rows.back().changed > since) {
        since = rows.back().changed;
        offset = 0;
      } else {
        offset += rows.size();
      }
    }
    moveOn();
    return report_;
  }

 private:
  UtcTime startingPoint() const {
    const UtcTime back{state_.cursor.millis - 2000LL * list_.clockSeconds};
    return std::max(list_.start, back);
  }

  Result<std::vector<Row>> fetch(UtcTime since, std::size_t offset) {
    const std::string path = filledIn(
        list_.url, {{"since", http::encodeQuery(isoUtc(since))}, {"offset", std::to_string(offset)}});
    TDKT_ASSIGN(const RestReply reply, client_.get(path));
    const auto parsed = json::parse(reply.body, kListLimits);
    if (!parsed) return unavailableError("poll.answer", parsed.error().code);
    const Json::json_pointer at(list_.rows);
    if (!parsed->contains(at) || !parsed->at(at).is_array())
      return unavailableError("poll.answer", "no list there", list_.rows);
    std::vector<Row> rows;
    for (const Json& row : parsed->at(at)) {
      const std::string id = textAt(row, list_.id);
      const auto changed = parseIso(textAt(row, list_.changed));
      if (id.empty() || !changed)
        return unavailableError("poll.answer", "a row without id or time of change", list_.rows);
      rows.push_back({id, *changed});
    }
    report_.listed += static_cast<int>(rows.size());
    return rows;
  }

  /// Only a host that is away ends the reading: one bad item must not stop those behind it.
  Result<Done> handle(const Row& row) {
    newest_ = std::max(newest_, row.changed);
    const auto outcome = takeOne(row);
    if (outcome) return Done{};
    const Error& error = outcome.error();
    log::warning("poll.item", {{"item", row.id}, {"code", error.code}, {"detail", error.detail}});
    if (!again(error) && error.kind != ErrorKind::kDenied) {
      ++report_.dropped;
      return Done{};
    }
    ++report_.heldBack;
    waitFor_ = waitFor_ ? std::min(*waitFor_, row.changed) : row.changed;
    const bool away = error.code == "office.connect" || error.code == "office.circuit.open" ||
                      error.kind == ErrorKind::kDenied;
    if (!away) return Done{};
    newest_ = *waitFor_;
    moveOn();
    return error;
  }

  Result<Done> takeOne(const Row& row) {
    TDKT_ASSIGN(const RestReply reply, client_.get(filledIn(itemUrl_, {{"id", http::encodeQuery(row.id)}})));
    const std::string digest = sha256Hex(reply.body);
    const auto known = state_.seen.find(row.id);
    if (known != state_.seen.end() && known->second.digest == digest) {
      known->second.changed = row.changed;
      return Done{};
    }
    const auto item = json::parse(reply.body, kListLimits);
    if (!item) return unavailableError("poll.answer", item.error().code);
    const auto taken = take_(row.id, *item);
    if (taken || (!again(taken.error()) && taken.error().kind != ErrorKind::kDenied))
      state_.seen[row.id] = {digest, row.changed};
    if (taken) ++report_.taken;
    return taken;
  }

  void moveOn() {
    state_.cursor = std::max(state_.cursor, waitFor_ ? std::min(*waitFor_, newest_) : newest_);
    const UtcTime back{state_.cursor.millis - 2000LL * list_.clockSeconds};
    for (auto it = state_.seen.begin(); it != state_.seen.end();) {
      it = it->second.changed < back ? state_.seen.erase(it) : std::next(it);
    }
  }

  const ListProfile& list_;
  const std::string& itemUrl_;
  const RestClient& client_;
  FeedState& state_;
  const TakeItem& take_;
  FeedReport report_;
  UtcTime newest_{};
  std::optional<UtcTime> waitFor_;
};

}  // namespace

std::string filledIn(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "{" + name + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

Json FeedState::toJson() const {
  Json rows = Json::object();
  for (const auto& [id, one] : seen) rows[id] = {{"digest", one.digest}, {"changed", one.changed.millis}};
  return {{"cursor", cursor.millis}, {"seen", rows}};
}

FeedState FeedState::fromJson(const Json& json) {
  FeedState state;
  if (!json.is_object() || !json.contains("cursor") || !json["cursor"].is_number_integer()) return state;
  state.cursor = UtcTime{json["cursor"].get<std::int64_t>()};
  if (!json.contains("seen") || !json["seen"].is_object()) return state;
  for (const auto& [id, one] : json["seen"].items()) {
    if (!one.is_object() || !one.contains("digest") || !one["digest"].is_string() ||
        !one.contains("changed") || !one["changed"].is_number_integer())
      continue;
    state.seen[id] = {one["digest"].get<std::string>(), UtcTime{one["changed"].get<std::int64_t>()}};
  }
  return state;
}

Result<FeedReport> readFeed(const ListProfile& list, const std::string& itemUrl, const RestClient& client,
                            FeedState& state, const TakeItem& take) {
  return Reading(list, itemUrl, client, state, take).run();
}

}  // namespace tdkt::office
