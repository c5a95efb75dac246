#include "connector/http/HttpTransport.h"

namespace tdkt::http {
namespace {

Error translate(const Error& error) {
  if (error.kind == ErrorKind::kInput || error.kind == ErrorKind::kDenied) return error;
  const char* code = "transport.timeout";
  if (error.code == "http.connect") code = "transport.connect";
  if (error.code == "http.size") code = "transport.size";
  return unavailableError(code, error.detail, error.field);
}

}  // namespace

Result<signing::TransportReply> HttpTransport::ask(ClientRequest request) const {
  request.deadline = limits_.deadline;
  request.maxReply = limits_.maxReply;
  request.publicOnly = limits_.publicOnly;
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
