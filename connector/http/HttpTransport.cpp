#include "connector/http/HttpTransport.h"

namespace tdkt::http {
namespace {

/// Asking for a time-stamp or a status changes nothing: whatever is in doubt may simply be asked again.
Error translate(const Error& error) {
  if (error.kind == ErrorKind::kInput) return error;
  if (error.kind == ErrorKind::kUnavailable)
    return unavailableError("transport.connect", error.detail, error.field);
  const bool tooLarge = error.code == "http.reply.size";
  return unavailableError(tooLarge ? "transport.size" : "transport.timeout", error.detail, error.field);
}

}  // namespace

Result<signing::TransportReply> HttpTransport::ask(ClientRequest request) const {
  request.deadline = limits_.deadline;
  request.maxReply = limits_.maxReply;
  auto reply = exchange(request);
  if (!reply) return translate(reply.error());
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
