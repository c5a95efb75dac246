#pragma once
// The reading side of a Redmine: nominations, and what officials did with their tasks there.

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "connector/office/poll/Feed.h"
#include "connector/office/poll/NominationIntake.h"
#include "connector/office/profile/HostLink.h"
#include "connector/office/redmine/RedmineApi.h"
#include "workflow/base/Clock.h"

namespace tdkt::office {

struct PollCounts {
  long rounds = 0;       ///< whole ones
  long failed = 0;       ///< ended by an error
  long nominations = 0;  ///< fresh deliveries
  long onlyByPoll = 0;   ///< of these, no hint had come: what a push alone would have lost
  long acts = 0;         ///< fresh acts of officials
  long ours = 0;         ///< our own changes, recognised and left alone
};

/// Every round proves whose key it has, then reads both lists. One thread, but hint() and counts() may be
/// called from any.
class RedminePoller {
 public:
  RedminePoller(OfficeId office, HostLink& link, inbox::EventInbox& eventInbox, const Clock& clock,
                std::string stateFile, OnIncomplete onIncomplete);

  /// A round when it is due; false when none was or nothing fresh came.
  bool runOnce();
  /// A round now, whatever the clock says. Errors: those of readFeed() and RedmineApi::account().
  Result<Done> round();
  /// Somebody says that this document changed: look soon, and believe only what is read.
  void hint(const std::string& document);
  PollCounts counts() const;

 private:
  Result<Done> takeTask(const std::string& id, const nlohmann::ordered_json& issue,
                        const std::string& account, const std::map<std::string, std::string>& states);
  Result<Done> nominations(const HostProfile& profile, const RestClient& client, const std::string& account);
  Result<Done> acts(const HostProfile& profile, const RestClient& client, RedmineApi& api,
                    const std::string& account);
  void loadState();
  Result<Done> saveState() const;

  const OfficeId office_;
  HostLink& link_;
  inbox::EventInbox& inbox_;
  const Clock& clock_;
  const std::string stateFile_;
  const OnIncomplete onIncomplete_;
  FeedState nominations_;
  FeedState tasks_;
  std::int64_t nextAt_ = 0;
  mutable std::mutex mutex_;
  PollCounts counts_;
  std::set<std::string> hinted_;
  bool hintedNow_ = false;
};

}  // namespace tdkt::office
