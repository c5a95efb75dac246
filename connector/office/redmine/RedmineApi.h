#pragma once
// What we ask of Redmine's REST API, as values. Source: Redmine 5.0 REST API, measured on Debian's 5.0.4.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connector/office/OfficeGateway.h"
#include "connector/office/profile/HostProfile.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// A sub-issue that stands for a task of ours.
struct RedmineTask {
  std::string id;
  std::string key;  ///< our work item
  std::string assignee;
  std::string status;  ///< name
};

/// Functions that change something read first, so that each may be repeated. Errors: those of RestClient;
/// kUnavailable "office.answer" (not Redmine's JSON); kDenied "office.ignored" (Redmine said yes and did
/// nothing: its workflow does not let our account make this change); kInput "office.status.unknown" (the
/// profile names a status the host lacks). One call at a time.
class RedmineApi {
 public:
  RedmineApi(RestClient client, const RedmineProfile& profile)
      : client_(std::move(client)), profile_(profile) {}

  /// Our own account. A wrong key reads public projects with 200; only this address says 401.
  Result<std::string> account(const std::string& url, const std::string& pointer);
  Result<nlohmann::ordered_json> issue(const std::string& id);
  /// Status id by name.
  Result<std::map<std::string, std::string>> statuses();
  Result<std::vector<RedmineTask>> tasksOf(const std::string& issue);

  Result<Done> createTask(const HostTask& task);
  /// Changes status (when not empty: a name) and says `note` once: not when our newest note says just that.
  Result<Done> change(const std::string& issue, const std::string& status, const std::string& note,
                      const std::string& account);
  /// Says it unless one of our notes holds `marker`.
  Result<Done> commentOnce(const std::string& issue, const std::string& marker, const std::string& note,
                           const std::string& account);
  /// Once by content: a file of ours with the same octets is not attached again; what lies there afterwards
  /// is read back. kCorrupt "office.attachment.digest".
  Result<Done> attachOnce(const HostAttachment& file, const std::string& account);

 private:
  Result<nlohmann::ordered_json> read(const std::string& path);
  Result<Done> put(const std::string& issue, const nlohmann::ordered_json& change);
  Result<bool> holds(const std::string& issue, const HostAttachment& file, const std::string& account);

  RestClient client_;
  const RedmineProfile& profile_;
};

/// The line by which a sub-issue says which work item it stands for, and the key in such a description.
std::string taskMark(const std::string& key);
std::string keyIn(const std::string& description);

}  // namespace tdkt::office
