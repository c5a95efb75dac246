#include "connector/office/rest/RestOfficeGateway.h"

#include <Poco/URI.h>

#include <optional>

#include "workflow/base/Json.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json";

std::string encoded(const std::string& text) {
  std::string out;
  Poco::URI::encode(text, "!#$&'()*+,/:;=?@[]%", out);
  return out;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// An answer that is no list comes from something that is not the host we know (a proxy's page): try again
// later.
Result<Json> arrayIn(const RestReply& reply) {
  auto parsed = json::parse(reply.body);
  if (!parsed) return unavailableError("office.answer", parsed.error().code);
  if (!parsed->is_array()) return unavailableError("office.answer", "not a list");
  return parsed;
}

std::optional<Json> rowWith(const Json& rows, const char* field, const std::string& value) {
  for (const Json& row : rows) {
    if (row.is_object() && json::optionalString(row, field) == value) return row;
  }
  return std::nullopt;
}

/// A page of a proxy, or half an answer, is no yes: whether it was done is asked before it is done again.
Result<Done> yes(const Result<RestReply>& reply) {
  if (!reply) return reply.error();
  const auto said = json::parse(reply->body);
  if (!said || !said->is_object()) return inDoubtError("office.answer", "not the host's answer");
  return Done{};
}

}  // namespace

Result<RestOfficeGateway::HostDocument> RestOfficeGateway::find(const std::string& document) const {
  TDKT_ASSIGN(const RestReply reply, client_.get("/api/documents?documentId=" + encoded(document)));
  TDKT_ASSIGN(const Json rows, arrayIn(reply));
  const auto row = rowWith(rows, "documentId", document);
  if (!row) return inputError("office.refused", "the host does not know this document", document);
  const auto id = row->find("id");
  if (id == row->end() || !id->is_number_integer())
    return unavailableError("office.answer", "a document without id");
  return HostDocument{"/api/documents/" + std::to_string(id->get<std::int64_t>()),
                      json::optionalString(*row, "status")};
}

Result<bool> RestOfficeGateway::listed(const std::string& path, const char* field,
                                       const std::string& value) const {
  TDKT_ASSIGN(const RestReply reply, client_.get(path));
  TDKT_ASSIGN(const Json rows, arrayIn(reply));
  return rowWith(rows, field, value).has_value();
}

Result<Done> RestOfficeGateway::openTask(const HostTask& task) {
  TDKT_ASSIGN(const HostDocument document, find(task.document));
  const std::string tasks = document.path + "/tasks";
  TDKT_ASSIGN(const bool there, listed(tasks, "key", task.key));
  if (there) return Done{};
  const Json body = {
      {"key", task.key}, {"assignee", task.assignee}, {"title", task.title}, {"due", isoDate(task.due)}};
  return yes(client_.change("POST", tasks, dump(body), kJson));
}

Result<Done> RestOfficeGateway::closeTask(const std::string& key, const std::string& document,
                                          const std::string& state) {
  TDKT_ASSIGN(const HostDocument found, find(document));
  const std::string tasks = found.path + "/tasks";
  TDKT_ASSIGN(const RestReply reply, client_.get(tasks));
  TDKT_ASSIGN(const Json rows, arrayIn(reply));
  const auto row = rowWith(rows, "key", key);
  if (!row) return inputError("office.refused", "the host does not know this task", key);
  if (json::optionalString(*row, "state") == state) return Done{};
  return yes(client_.change("PUT", tasks + "/" + encoded(key), dump(Json{{"state", state}}), kJson));
}

Result<Done> RestOfficeGateway::setStatus(const HostStatus& status) {
  TDKT_ASSIGN(const HostDocument found, find(status.document));
  if (found.status == status.text) return Done{};
  return yes(client_.change("PUT", found.path + "/status", dump(Json{{"status", status.text}}), kJson));
}

Result<Done> RestOfficeGateway::attach(const HostAttachment& attachment) {
  if (sha256Hex(attachment.bytes) != attachment.sha256) {
    return bugError("office.attachment.digest", "the bytes given do not fit their digest", attachment.name);
  }
  TDKT_ASSIGN(const HostDocument found, find(attachment.document));
  const std::string attachments = found.path + "/attachments";
  TDKT_ASSIGN(const bool there, listed(attachments, "sha256", attachment.sha256));
  if (there) return Done{};
  TDKT_CHECK(yes(client_.change("POST", attachments + "?name=" + encoded(attachment.name), attachment.bytes,
                                attachment.mediaType)));
  TDKT_ASSIGN(const bool arrived, listed(attachments, "sha256", attachment.sha256));
  if (!arrived)
    return corruptError("office.attachment.digest", "the host keeps other bytes", attachment.name);
  return Done{};
}

Result<Done> RestOfficeGateway::sendEdxml(const std::string& key, const Bytes& message) {
  const std::string messages = "/api/messages?key=" + encoded(key);
  TDKT_ASSIGN(const bool there, listed(messages, "key", key));
  if (there) return Done{};
  return yes(client_.change("POST", messages, message, "application/xml"));
}

}  // namespace tdkt::office
