#include "connector/http/HttpTransport.h"

namespace tdkt::http {
namespace {

/// The client has one code for late, lost and too large. What it refuses by itself names no host, and of
/// these only the size can come before the deadline.
Error translate(const Error& error, bool late) {
  if (error.kind == ErrorKind::kInput) return error;
  if (error.kind == ErrorKind::kUnavailable)
    return unavailableError("transport.connect", error.detail, error.field);
  const bool tooLarge = !late && error.field.empty();
  return unavailableError(tooLarge ? "transport.size" : "transport.timeout", error.detail, error.field);
}

/// A connection that dies inside the body looks to the client like its end.
bool cutShort(const ClientReply& reply) {
  const auto length = reply.headers.find("content-length");
  return length != reply.headers.end() && length->second != std::to_string(reply.body.size());
}

}  // namespace

Result<signing::TransportReply> HttpTransport::ask(ClientRequest request) const {
  request.deadline = limits_.deadline;
  request.maxReply = limits_.maxReply;
  const auto begin = std::chrono::steady_clock::now();
  auto reply = exchange(request);
  if (!reply) return translate(reply.error(), std::chrono::steady_clock::now() - begin >= limits_.deadline);
  if (cutShort(*reply)) return unavailableError("transport.timeout", "the answer was cut short");
  return signing::TransportReply{reply->status, reply->contentType, std::move(reply->body)};
}

Result<signing::TransportReply> HttpTransport::post(const std::string& url, const std::string& contentType,
                                                    const Bytes& body) {
  ClientRequest request;
  request.method = "POST";
  request.url = url;
  request.contentType = contentType;
  request.body = body;
  return ask(std::move(request));
}

Result<signing::TransportReply> HttpTransport::get(const std::string& url) {
  ClientRequest request;
  request.url = url;
  return ask(std::move(request));
}

}  // namespace tdkt::http
