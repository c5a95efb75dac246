#pragma once
// Reads what changed at a host since the last time: a list by time of change, then each item of it.
//
// The host's clock has whole seconds and many changes share one, so the cursor goes back by two of its ticks
// and what was seen unchanged is skipped. A long list is read by time, not by page number: items move to its
// end while we read. Source: measured on Redmine 5.0.4.

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "connector/office/profile/HostProfile.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// Survives a restart (in a file). Losing it costs a longer reading, never a nomination twice: the inbox
/// knows its deliveries.
struct FeedState {
  struct Seen {
    std::string digest;  ///< of the item's JSON
    UtcTime changed;
  };
  UtcTime cursor{};
  std::map<std::string, Seen> seen;  ///< by id; only what the next reading can meet again

  nlohmann::ordered_json toJson() const;
  /// An unreadable state is an empty one.
  static FeedState fromJson(const nlohmann::ordered_json& json);
};

struct FeedReport {
  int listed = 0;
  int taken = 0;     ///< new or changed, handed on
  int heldBack = 0;  ///< to be tried again: the cursor waits for them
  int dropped = 0;   ///< can never be read as they are; logged
};

/// Hands on one item. kUnavailable and kInDoubt: again at the next reading; any other error: not before it
/// changes.
using TakeItem = std::function<Result<Done>(const std::string& id, const nlohmann::ordered_json& item)>;

/// One reading of a list. `state` is moved on as far as it is certain, also when an error ends the reading.
/// Errors: those of RestClient, kUnavailable "poll.answer" (not the list that was described).
Result<FeedReport> readFeed(const ListProfile& list, const std::string& itemUrl, const RestClient& client,
                            FeedState& state, const TakeItem& take);

/// `text` with every "{name}" replaced.
std::string filledIn(std::string text, const std::map<std::string, std::string>& values);

}  // namespace tdkt::office
