#include "integration/office_simulator/TdktClient.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include "connector/http/StandardWebhooks.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Json.h"

namespace tdkt::simulator {
namespace {

using nlohmann::ordered_json;

constexpr int kTimeoutSeconds = 15;

TdktReply exchange(const Poco::URI& uri, Poco::Net::HTTPRequest& request, const Bytes& body) {
  Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
  session.setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
  session.sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
  Poco::Net::HTTPResponse response;
  TdktReply reply;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), reply.body);
  reply.status = response.getStatus();
  return reply;
}

}  // namespace

Result<TdktReply> TdktClient::post(const std::string& path, const std::string& mediaType, const Bytes& body,
                                   const std::string& webhookId) const {
  const std::int64_t seconds = clock_.now().millis / 1000;
  const Poco::URI uri(settings_.tdktUrl + path);
  Poco::Net::HTTPRequest request("POST", uri.getPathAndQuery(), "HTTP/1.1");
  request.setContentType(mediaType);
  request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  request.set("webhook-id", webhookId);
  request.set("webhook-timestamp", std::to_string(seconds));
  request.set("webhook-signature", http::signWebhook(settings_.webhookSecret, webhookId, seconds, body));
  try {
    return exchange(uri, request, body);
  } catch (const Poco::Exception& e) {
    return unavailableError("simulator.tdkt", e.displayText());
  }
}

Result<std::string> TdktClient::panelUrl(const std::string& user, const std::string& documentId) const {
  const ordered_json body = {{"user", user}, {"documentId", documentId}};
  TDKT_ASSIGN(const TdktReply reply, post("/office/" + settings_.officeId + "/tickets", "application/json",
                                          body.dump(), newId(random_)));
  const auto answer = json::parse(reply.body);
  if (reply.status != 200 || !answer) {
    const std::string said = answer ? json::optionalString(*answer, "message") : std::string();
    return deniedError("simulator.ticket", said.empty() ? "status " + std::to_string(reply.status) : said);
  }
  return json::requireString(*answer, "url");
}

}  // namespace tdkt::simulator
