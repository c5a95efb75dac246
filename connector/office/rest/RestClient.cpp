#include "connector/office/rest/RestClient.h"

#include "connector/http/HttpClient.h"

namespace tdkt::office {
namespace {

constexpr std::size_t kMaxReply = 1U << 20U;

Error outcomeUnknown(bool changes, const std::string& detail) {
  return makeError(changes ? ErrorKind::kInDoubt : ErrorKind::kUnavailable, "office.reply", detail);
}

Result<RestReply> judge(RestReply reply, bool changes) {
  const std::string status = std::to_string(reply.status);
  if (reply.status >= 200 && reply.status < 300) return reply;
  if (reply.status == 401 || reply.status == 403)
    return deniedError("office.token", "the host answered " + status);
  if (reply.status == 429) return unavailableError("office.busy", "the host answered " + status);
  if (reply.status >= 500 || reply.status == 408) {
    return outcomeUnknown(changes, "the host answered " + status);
  }
  return inputError("office.refused", "the host answered " + status);
}

}  // namespace

Result<RestReply> RestClient::get(const std::string& path) const {
  return exchange(Call{"GET", path, {}, nullptr});
}

Result<RestReply> RestClient::change(const std::string& method, const std::string& path, const Bytes& body,
                                     const std::string& mediaType) const {
  return exchange(Call{method, path, mediaType, &body});
}

Result<RestReply> RestClient::exchange(const Call& call) const {
  const bool changes = call.body != nullptr;
  http::ClientRequest request;
  request.method = call.method;
  request.url = settings_.baseUrl + call.path;
  request.headers = {{"Authorization", "Bearer " + std::string(settings_.token.reveal())}};
  request.contentType = call.mediaType;
  if (changes) request.body = *call.body;
  request.deadline = settings_.deadline;
  request.maxReply = kMaxReply;
  auto reply = http::exchange(request);
  if (reply) return judge({reply->status, std::move(reply->body)}, changes);
  if (reply.error().kind == ErrorKind::kInDoubt) return outcomeUnknown(changes, reply.error().detail);
  return unavailableError("office.connect", reply.error().detail);
}

}  // namespace tdkt::office
