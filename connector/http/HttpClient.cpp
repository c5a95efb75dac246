#include "connector/http/HttpClient.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <memory>

#include "connector/http/ReplyReader.h"

namespace tdkt::http {
namespace {

std::unique_ptr<Poco::Net::HTTPClientSession> openSession(const Poco::URI& uri) {
  if (uri.getScheme() == "https") {
    return std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort());
  }
  return std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
}

Result<ClientReply> converse(const ClientRequest& request, const Poco::URI& uri) {
  const auto until = std::chrono::steady_clock::now() + request.deadline;
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
    return readReply(session->socket(), request, until);
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
