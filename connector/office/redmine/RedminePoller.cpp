#include "connector/office/redmine/RedminePoller.h"

#include "connector/app/CommandLine.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

/// From a status id to the engine's word, for the three that are an act.
Result<std::map<std::string, std::string>> outcomesById(RedmineApi& api, const RedmineProfile& profile) {
  TDKT_ASSIGN(const auto ids, api.statuses());
  std::map<std::string, std::string> out;
  for (const char* outcome : {"agree", "return", "refuse"}) {
    const auto id = ids.find(profile.taskStates.at(outcome));
    if (id == ids.end())
      return inputError("office.status.unknown", "the host has no such status",
                        profile.taskStates.at(outcome));
    out[id->second] = outcome;
  }
  return out;
}

/// The status a journal entry moved to, empty when it did not.
std::string movedTo(const Json& journal) {
  if (!journal.contains("details") || !journal["details"].is_array()) return {};
  for (const Json& detail : journal["details"]) {
    if (textAt(detail, "/property") == "attr" && textAt(detail, "/name") == "status_id")
      return textAt(detail, "/new_value");
  }
  return {};
}

}  // namespace

RedminePoller::RedminePoller(OfficeId office, HostLink& link, inbox::EventInbox& eventInbox,
                             const Clock& clock, std::string stateFile, OnIncomplete onIncomplete)
    : office_(std::move(office)),
      link_(link),
      inbox_(eventInbox),
      clock_(clock),
      stateFile_(std::move(stateFile)),
      onIncomplete_(std::move(onIncomplete)) {
  loadState();
}

void RedminePoller::loadState() {
  const auto text = app::readFile(stateFile_, 64U << 20U);
  if (!text) return;
  const auto json = json::parse(*text, json::Limits{64U << 20U, 8});
  if (!json) return log::warning("poll.state", {{"code", json.error().code}});
  if (json->contains("nominations")) nominations_ = FeedState::fromJson((*json)["nominations"]);
  if (json->contains("tasks")) tasks_ = FeedState::fromJson((*json)["tasks"]);
}

Result<Done> RedminePoller::saveState() const {
  return app::writeFileWhole(stateFile_,
                             Json{{"nominations", nominations_.toJson()}, {"tasks", tasks_.toJson()}}.dump());
}

void RedminePoller::hint(const std::string& document) {
  const std::lock_guard lock(mutex_);
  if (!document.empty() && hinted_.size() < 10'000) hinted_.insert(document);
  hintedNow_ = true;
}

PollCounts RedminePoller::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool RedminePoller::runOnce() {
  const std::int64_t now = clock_.now().millis;
  PollCounts before;
  {
    const std::lock_guard lock(mutex_);
    if (now < nextAt_ && !hintedNow_) return false;
    hintedNow_ = false;
    before = counts_;
  }
  nextAt_ = now + 1000LL * link_.profile()->everySeconds;
  const auto done = round();
  if (!done) {
    log::warning("poll.failed",
                 {{"office", office_.text()}, {"code", done.error().code}, {"detail", done.error().detail}});
  }
  const PollCounts after = counts();
  if (after.onlyByPoll != before.onlyByPoll)
    log::info("poll.found", {{"office", office_.text()}, {"onlyByPoll", std::to_string(after.onlyByPoll)}});
  return after.nominations + after.acts != before.nominations + before.acts;
}

Result<Done> RedminePoller::round() {
  const auto profile = link_.profile();
  const RestClient client = link_.client(*profile);
  RedmineApi api(client, profile->writeBack.redmine);
  const auto whole = [&]() -> Result<Done> {
    TDKT_ASSIGN(const std::string account, api.account(profile->identityUrl, profile->account));
    TDKT_CHECK(nominations(*profile, client, account));
    if (profile->writeBack.task == Ability::kNative) TDKT_CHECK(acts(*profile, client, api, account));
    return Done{};
  }();
  const auto saved = saveState();
  if (!saved) log::warning("poll.state", {{"code", saved.error().code}});
  const std::lock_guard lock(mutex_);
  ++(whole ? counts_.rounds : counts_.failed);
  return whole;
}

Result<Done> RedminePoller::nominations(const HostProfile& profile, const RestClient& client,
                                        const std::string& account) {
  const auto take = [&](const std::string& id, const Json& item) -> Result<Done> {
    TDKT_ASSIGN(const Taken taken,
                takeNomination(profile, account, office_, item, client, inbox_, onIncomplete_));
    const std::lock_guard lock(mutex_);
    counts_.ours += taken.ours ? 1 : 0;
    counts_.nominations += taken.fresh ? 1 : 0;
    if (hinted_.erase(id) == 0 && taken.fresh) ++counts_.onlyByPoll;
    return Done{};
  };
  TDKT_CHECK(readFeed(profile.list, profile.itemUrl, client, nominations_, take));
  return Done{};
}

Result<Done> RedminePoller::acts(const HostProfile& profile, const RestClient& client, RedmineApi& api,
                                 const std::string& account) {
  const RedmineProfile& redmine = profile.writeBack.redmine;
  TDKT_ASSIGN(const auto states, outcomesById(api, redmine));
  ListProfile list = profile.list;
  list.url = "/issues.json?project_id=" + std::to_string(redmine.project) +
             "&tracker_id=" + std::to_string(redmine.taskTracker) +
             "&status_id=*&sort=updated_on,id&limit=100&offset={offset}&updated_on=%3E%3D{since}";
  list.rows = "/issues";
  list.id = "/id";
  list.changed = "/updated_on";
  list.pageSize = 100;
  TDKT_CHECK(readFeed(
      list, "/issues/{id}.json?include=journals", client, tasks_,
      [&](const std::string& id, const Json& issue) { return takeTask(id, issue, account, states); }));
  return Done{};
}

/// Who acted is what Redmine's own history says, never what a text claims; only a task we made is one.
Result<Done> RedminePoller::takeTask(const std::string& id, const Json& issue, const std::string& account,
                                     const std::map<std::string, std::string>& states) {
  const std::string key = keyIn(textAt(issue, "/issue/description"));
  if (key.empty() || textAt(issue, "/issue/author/id") != account) return Done{};
  const Json::json_pointer journals("/issue/journals");
  if (!issue.contains(journals) || !issue.at(journals).is_array()) return Done{};
  for (const Json& journal : issue.at(journals)) {
    const auto outcome = states.find(movedTo(journal));
    if (outcome == states.end()) continue;
    const std::string user = textAt(journal, "/user/id");
    if (user == account) {
      const std::lock_guard lock(mutex_);
      ++counts_.ours;
      continue;
    }
    const Json event = {{"type", "task.acted"},
                        {"task", key},
                        {"user", user},
                        {"outcome", outcome->second},
                        {"reason", textAt(journal, "/notes")}};
    TDKT_ASSIGN(const auto reply, inbox_.accept({office_, "task:" + id + ":" + textAt(journal, "/id"),
                                                 inbox::DeliveryKind::kTaskEvent, event.dump()}));
    const std::lock_guard lock(mutex_);
    if (reply.accepted == inbox::Accepted::kNew) ++counts_.acts;
  }
  return Done{};
}

}  // namespace tdkt::office
