#include "connector/office/redmine/RedmineApi.h"

#include <algorithm>

#include "connector/http/HttpClient.h"
#include "connector/office/poll/NominationIntake.h"
#include "workflow/base/Json.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json";
constexpr const char* kMark = "Mã việc: ";

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Ids become part of an address: nothing but digits may.
Result<std::string> number(const std::string& id) {
  const bool digits = !id.empty() && id.size() < 12 &&
                      std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return inputError("office.refused", "not an issue of this Redmine", id);
  return id;
}

const Json& rowsAt(const Json& value, const char* pointer) {
  static const Json none = Json::array();
  const Json::json_pointer at(pointer);
  return value.contains(at) && value.at(at).is_array() ? value.at(at) : none;
}

/// Our newest note, empty when we have not written any.
std::string lastNote(const Json& issue, const std::string& account) {
  std::string last;
  for (const Json& journal : rowsAt(issue, "/issue/journals")) {
    const std::string note = textAt(journal, "/notes");
    if (textAt(journal, "/user/id") == account && !note.empty()) last = note;
  }
  return last;
}

}  // namespace

std::string taskMark(const std::string& key) {
  return kMark + key;
}

std::string keyIn(const std::string& description) {
  const std::size_t at = description.find(kMark);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + std::string(kMark).size();
  return description.substr(begin, description.find_first_of(" \r\n", begin) - begin);
}

Result<Json> RedmineApi::read(const std::string& path) {
  TDKT_ASSIGN(const RestReply reply, client_.get(path));
  auto parsed = json::parse(reply.body, json::Limits{16U << 20U, 32});
  if (!parsed) return unavailableError("office.answer", parsed.error().code);
  return parsed;
}

Result<std::string> RedmineApi::account(const std::string& url, const std::string& pointer) {
  TDKT_ASSIGN(const Json answer, read(url));
  std::string id = textAt(answer, pointer);
  if (id.empty()) return unavailableError("office.answer", "no account there", pointer);
  return id;
}

Result<Json> RedmineApi::issue(const std::string& id) {
  TDKT_ASSIGN(const std::string known, number(id));
  return read("/issues/" + known + ".json?include=journals,attachments");
}

Result<std::map<std::string, std::string>> RedmineApi::statuses() {
  TDKT_ASSIGN(const Json answer, read("/issue_statuses.json"));
  std::map<std::string, std::string> out;
  for (const Json& row : rowsAt(answer, "/issue_statuses")) out[textAt(row, "/name")] = textAt(row, "/id");
  if (out.empty()) return unavailableError("office.answer", "no statuses there");
  return out;
}

Result<std::vector<RedmineTask>> RedmineApi::tasksOf(const std::string& issue) {
  TDKT_ASSIGN(const std::string known, number(issue));
  TDKT_ASSIGN(const Json answer, read("/issues.json?status_id=*&limit=100&parent_id=" + known +
                                      "&tracker_id=" + std::to_string(profile_.taskTracker)));
  std::vector<RedmineTask> out;
  for (const Json& row : rowsAt(answer, "/issues")) {
    const std::string key = keyIn(textAt(row, "/description"));
    if (key.empty()) continue;
    out.push_back({textAt(row, "/id"), key, textAt(row, "/assigned_to/id"), textAt(row, "/status/name")});
  }
  return out;
}

Result<Done> RedmineApi::createTask(const HostTask& task) {
  TDKT_ASSIGN(const std::string parent, number(task.document));
  TDKT_ASSIGN(const std::string assignee, number(task.assignee));
  TDKT_ASSIGN(const auto there, tasksOf(parent));
  for (const RedmineTask& one : there) {
    if (one.key == task.key && one.assignee == assignee) return Done{};
  }
  const Json body = {{"issue",
                      {{"project_id", profile_.project},
                       {"tracker_id", profile_.taskTracker},
                       {"parent_issue_id", std::stoll(parent)},
                       {"assigned_to_id", std::stoll(assignee)},
                       {"subject", task.title},
                       {"due_date", isoDate(task.due)},
                       {"description",
                        "Đổi trạng thái của việc này để cho ý kiến; ghi lý do vào ghi chú "
                        "khi trả lại hoặc không đồng ý.\n\n" +
                            taskMark(task.key)}}}};
  TDKT_CHECK(client_.change("POST", "/issues.json", dump(body), kJson));
  return Done{};
}

Result<Done> RedmineApi::put(const std::string& issue, const Json& change) {
  TDKT_CHECK(client_.change("PUT", "/issues/" + issue + ".json", dump(Json{{"issue", change}}), kJson));
  return Done{};
}

Result<Done> RedmineApi::change(const std::string& id, const std::string& status, const std::string& note,
                                const std::string& account) {
  TDKT_ASSIGN(const Json before, issue(id));
  Json change = Json::object();
  const bool moves = !status.empty() && textAt(before, "/issue/status/name") != status;
  if (moves) {
    TDKT_ASSIGN(const auto known, statuses());
    const auto wanted = known.find(status);
    if (wanted == known.end())
      return inputError("office.status.unknown", "the host has no such status", status);
    change["status_id"] = std::stoll(wanted->second);
  }
  if (!note.empty() && lastNote(before, account) != note) change["notes"] = note;
  if (change.empty()) return Done{};
  TDKT_CHECK(put(id, change));
  if (!moves) return Done{};
  TDKT_ASSIGN(const Json after, issue(id));
  if (textAt(after, "/issue/status/name") == status) return Done{};
  return deniedError("office.ignored", "the host's workflow does not let our account set this status",
                     status);
}

Result<Done> RedmineApi::commentOnce(const std::string& id, const std::string& marker,
                                     const std::string& note, const std::string& account) {
  TDKT_ASSIGN(const Json before, issue(id));
  for (const Json& journal : rowsAt(before, "/issue/journals")) {
    if (textAt(journal, "/user/id") == account && textAt(journal, "/notes").find(marker) != std::string::npos)
      return Done{};
  }
  return put(id, Json{{"notes", note}});
}

Result<bool> RedmineApi::holds(const std::string& id, const HostAttachment& file,
                               const std::string& account) {
  TDKT_ASSIGN(const Json now, issue(id));
  for (const Json& row : rowsAt(now, "/issue/attachments")) {
    if (textAt(row, "/author/id") != account) continue;
    if (textAt(row, "/filesize") != std::to_string(file.bytes.size())) continue;
    TDKT_ASSIGN(const RestReply kept, client_.get(pathOfAddress(textAt(row, "/content_url"))));
    if (sha256Hex(kept.body) == file.sha256) return true;
  }
  return false;
}

Result<Done> RedmineApi::attachOnce(const HostAttachment& file, const std::string& account) {
  if (sha256Hex(file.bytes) != file.sha256)
    return bugError("office.attachment.digest", "the bytes given do not fit their digest", file.name);
  TDKT_ASSIGN(const bool there, holds(file.document, file, account));
  if (there) return Done{};
  TDKT_ASSIGN(const RestReply uploaded,
              client_.change("POST", "/uploads.json?filename=" + http::encodeQuery(file.name), file.bytes,
                             "application/octet-stream"));
  const auto answer = json::parse(uploaded.body);
  const std::string token = answer ? textAt(*answer, "/upload/token") : std::string();
  // An upload that no issue names is thrown away by the host: nothing has happened yet.
  if (token.empty()) return unavailableError("office.answer", "no upload token");
  TDKT_CHECK(put(file.document, Json{{"uploads",
                                      {{{"token", token},
                                        {"filename", file.name},
                                        {"content_type", file.mediaType},
                                        {"description", "SHA-256 " + file.sha256}}}}}));
  TDKT_ASSIGN(const bool arrived, holds(file.document, file, account));
  if (!arrived) return corruptError("office.attachment.digest", "the host keeps other bytes", file.name);
  return Done{};
}

}  // namespace tdkt::office
