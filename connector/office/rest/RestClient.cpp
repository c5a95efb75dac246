#include "connector/office/rest/RestClient.h"

#include <algorithm>

#include "connector/http/HttpClient.h"
#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

constexpr std::size_t kMaxReason = 300;

Error outcomeUnknown(bool changes, const std::string& detail) {
  return makeError(changes ? ErrorKind::kInDoubt : ErrorKind::kUnavailable, "office.reply", detail);
}

/// What the host says against it, when it says it in JSON; pages of HTML tell nobody anything.
std::string reasonOf(const http::ClientReply& reply) {
  if (reply.contentType.rfind("application/json", 0) != 0) return {};
  return text::nfc(reply.body) ? ": " + reply.body.substr(0, kMaxReason) : std::string();
}

bool withoutReason(const std::string& body) {
  return body.empty() || body == "{}" || body.find("\"errors\":[]") != std::string::npos;
}

Error refusal(const http::ClientReply& reply, bool changes) {
  const int status = reply.status;
  const std::string said = "the host answered " + std::to_string(status);
  if (status == 401 || status == 403) return deniedError("office.token", said);
  if (status == 429) return unavailableError("office.busy", said);
  if (status >= 500 || status == 408) return outcomeUnknown(changes, said);
  if (status >= 300 && status < 400)
    return unavailableError("office.moved", said + "; check the base address");
  if (status == 404 || status == 410) return notFoundError("office.absent", said);
  if (status == 422 && withoutReason(reply.body))
    return unavailableError("office.lock", said + " and no reason: somebody else was changing it");
  return inputError("office.refused", said + reasonOf(reply));
}

std::int64_t retryAfter(const http::ClientReply& reply) {
  const auto header = reply.headers.find("retry-after");
  if (header == reply.headers.end() || header->second.empty() || header->second.size() > 6) return 0;
  const bool digits =
      std::all_of(header->second.begin(), header->second.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::stoll(header->second) : 0;
}

/// What the host did with the call tells how the host is: 429, 5xx and silence are failures, a plain no is
/// not.
void report(CircuitBreaker* breaker, const Result<http::ClientReply>& reply) {
  if (breaker == nullptr) return;
  const bool down = !reply || reply->status >= 500 || reply->status == 408;
  if (down || (reply->status == 429)) return breaker->failed(reply ? retryAfter(*reply) : 0);
  breaker->succeeded();
}

}  // namespace

Result<RestReply> RestClient::get(const std::string& path) const {
  return call({"GET", path, {{settings_.header, settings_.prefix + std::string(settings_.token.reveal())}}});
}

Result<RestReply> RestClient::change(const std::string& method, const std::string& path, const Bytes& body,
                                     const std::string& mediaType) const {
  return call({method,
               path,
               {{settings_.header, settings_.prefix + std::string(settings_.token.reveal())}},
               mediaType,
               body,
               true});
}

Result<RestReply> RestClient::call(RestCall call) const {
  if (settings_.breaker) TDKT_CHECK(settings_.breaker->enter());
  http::ClientRequest request;
  request.method = call.method;
  request.url = settings_.baseUrl + call.path;
  request.headers = std::move(call.headers);
  request.contentType = call.mediaType;
  request.body = std::move(call.body);
  request.deadline = settings_.deadline;
  request.maxReply = settings_.maxReply;
  auto reply = http::exchange(request);
  report(settings_.breaker.get(), reply);
  if (reply) {
    if (reply->status < 200 || reply->status >= 300) return refusal(*reply, call.changes);
    return RestReply{reply->status, std::move(reply->body), reply->contentType};
  }
  if (reply.error().kind == ErrorKind::kInDoubt) return outcomeUnknown(call.changes, reply.error().detail);
  return unavailableError("office.connect", reply.error().detail);
}

}  // namespace tdkt::office
