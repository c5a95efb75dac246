#include "connector/office/redmine/RedmineGateway.h"

#include <algorithm>

#include "connector/office/edxml/Message.h"

namespace tdkt::office {
namespace {

/// The port's words for a task's end, as keys of the profile.
std::string stateKey(const std::string& text) {
  if (text == "Đồng ý") return "agree";
  if (text == "Trả lại") return "return";
  if (text == "Không đồng ý") return "refuse";
  return text == "Chờ xử lý" ? "open" : "cancelled";
}

bool worthSaying(const std::string& statusCode) {
  return statusCode == "01" || statusCode == "02" || statusCode == "15" || statusCode == "16";
}

}  // namespace

Result<RedmineGateway::Session> RedmineGateway::begin() {
  const auto profile = link_.profile();
  RedmineApi api(link_.client(*profile), profile->writeBack.redmine);
  TDKT_ASSIGN(std::string account, api.account(profile->identityUrl, profile->account));
  return Session{profile, std::move(api), std::move(account)};
}

Result<Done> RedmineGateway::openTask(const HostTask& task) {
  TDKT_ASSIGN(Session session, begin());
  if (session.profile->writeBack.task == Ability::kNative) return session.api.createTask(task);
  const std::string marker = taskMark(task.key) + " #" + task.assignee;
  return session.api.commentOnce(
      task.document, marker, "Việc cần xử lý: " + task.title + ", hạn " + shortDate(task.due) + "\n" + marker,
      session.account);
}

Result<Done> RedmineGateway::close(Session& session, const RedmineTask& task, const std::string& status,
                                   const std::string& note) {
  if (task.status == status) return Done{};
  return session.api.change(task.id, status, note, session.account);
}

Result<Done> RedmineGateway::closeTask(const std::string& key, const std::string& document,
                                       const std::string& state) {
  TDKT_ASSIGN(Session session, begin());
  const auto& names = session.profile->writeBack.redmine.taskStates;
  if (session.profile->writeBack.task != Ability::kNative) {
    const std::string marker = taskMark(key) + ": " + state;
    return session.api.commentOnce(document, marker, marker, session.account);
  }
  TDKT_ASSIGN(std::vector<RedmineTask> tasks, session.api.tasksOf(document));
  tasks.erase(std::remove_if(tasks.begin(), tasks.end(), [&](const auto& one) { return one.key != key; }),
              tasks.end());
  const std::string wanted = names.at(stateKey(state));
  const bool reopen = stateKey(state) == "open";
  const bool said =
      std::any_of(tasks.begin(), tasks.end(), [&](const auto& one) { return one.status == wanted; });
  for (const RedmineTask& task : tasks) {
    if (reopen || (!said && tasks.size() == 1)) {
      TDKT_CHECK(close(session, task, wanted, {}));
    } else if (task.status == names.at("open")) {
      TDKT_CHECK(close(session, task, names.at("cancelled"), "Đã có ý kiến: " + state));
    }
  }
  return Done{};
}

Result<Done> RedmineGateway::setStatus(const HostStatus& status) {
  TDKT_ASSIGN(Session session, begin());
  const WriteBackProfile& back = session.profile->writeBack;
  if (back.status == Ability::kNone) return Done{};
  std::string name;
  const auto known = back.redmine.statuses.find(status.phase);
  if (back.status == Ability::kNative && known != back.redmine.statuses.end()) name = known->second;
  return session.api.change(status.document, name, status.text, session.account);
}

Result<Done> RedmineGateway::attach(const HostAttachment& attachment) {
  TDKT_ASSIGN(Session session, begin());
  if (session.profile->writeBack.attach == Ability::kNative)
    return session.api.attachOnce(attachment, session.account);
  return session.api.commentOnce(attachment.document, attachment.sha256,
                                 "Văn bản đã ký: " + attachment.name + " (SHA-256 " + attachment.sha256 + ")",
                                 session.account);
}

Result<Done> RedmineGateway::sendEdxml(const std::string& key, const Bytes& message) {
  TDKT_ASSIGN(Session session, begin());
  if (session.profile->writeBack.message == Ability::kNone) return Done{};
  TDKT_ASSIGN(const edxml::Message said, edxml::parse(message));
  if (!said.isStatus || !worthSaying(said.statusCode)) return Done{};
  const std::string marker = "(mã " + sha256Hex(key).substr(0, 12) + ")";
  return session.api.commentOnce(said.responseForDocumentId, marker, said.statusDescription + " " + marker,
                                 session.account);
}

}  // namespace tdkt::office
