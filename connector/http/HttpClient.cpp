#include "connector/http/HttpClient.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/String.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <memory>

namespace tdkt::http {
namespace {

using Instant = std::chrono::steady_clock::time_point;

std::unique_ptr<Poco::Net::HTTPClientSession> openSession(const Poco::URI& uri) {
  if (uri.getScheme() == "https") {
    return std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort());
  }
  return std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
}

/// Reads until the end, the cap or the deadline. The socket's own time-out is per read, so it is set again
/// each time.
Result<Bytes> readBody(Poco::Net::HTTPClientSession& session, std::istream& in, std::size_t cap,
                       Instant until) {
  Bytes body;
  char buffer[16384];
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return inDoubtError("http.reply", "the answer took too long");
    session.socket().setReceiveTimeout(Poco::Timespan(left.count()));
    in.read(buffer, sizeof buffer);
    body.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (body.size() > cap) return inDoubtError("http.reply", "the answer is too large");
    if (!in.good()) return body;
  }
}

Result<ClientReply> converse(const ClientRequest& request, const Poco::URI& uri) {
  const Instant until = std::chrono::steady_clock::now() + request.deadline;
  const auto session = openSession(uri);
  session->setTimeout(
      Poco::Timespan(std::chrono::duration_cast<std::chrono::microseconds>(request.deadline).count()));
  session->setKeepAlive(false);
  Poco::Net::HTTPRequest head(request.method, uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(),
                              "HTTP/1.1");
  for (const auto& [name, value] : request.headers) head.set(name, value);
  if (!request.contentType.empty()) head.setContentType(request.contentType);
  if (request.method != "GET") head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
  bool sent = false;
  try {
    std::ostream& out = session->sendRequest(head);
    sent = true;
    out.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    out.flush();
    Poco::Net::HTTPResponse response;
    std::istream& in = session->receiveResponse(response);
    ClientReply reply;
    reply.status = static_cast<int>(response.getStatus());
    reply.contentType = response.getContentType();
    for (const auto& [name, value] : response) reply.headers[Poco::toLower(name)] = value;
    TDKT_ASSIGN(reply.body, readBody(*session, in, request.maxReply, until));
    // Poco's stream hides a connection that dies inside the body: the length tells.
    if (response.hasContentLength() && request.method != "HEAD" &&
        response.getContentLength64() != static_cast<Poco::Int64>(reply.body.size())) {
      return inDoubtError("http.reply", "the answer broke off", uri.getHost());
    }
    return reply;
  } catch (const Poco::Exception& e) {
    if (sent) return inDoubtError("http.reply", e.displayText(), uri.getHost());
    return unavailableError("http.connect", e.displayText(), uri.getHost());
  }
}

}  // namespace

Result<ClientReply> exchange(const ClientRequest& request) {
  try {
    const Poco::URI uri(request.url);
    if ((uri.getScheme() != "http" && uri.getScheme() != "https") || uri.getHost().empty()) {
      return inputError("http.url", "an http or https address was expected", request.url);
    }
    return converse(request, uri);
  } catch (const Poco::Exception& e) {
    return inputError("http.url", e.displayText(), request.url);
  }
}

std::string encodeQuery(std::string_view text) {
  std::string out;
  // Poco leaves some reserved characters alone unless they are named here.
  Poco::URI::encode(std::string(text), "!#$&'()*+,/:;=?@[]%", out);
  return out;
}

}  // namespace tdkt::http
