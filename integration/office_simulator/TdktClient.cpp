#include "integration/office_simulator/TdktClient.h"

#include "connector/http/HttpClient.h"
#include "connector/http/StandardWebhooks.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Json.h"

namespace tdkt::simulator {
namespace {

using nlohmann::ordered_json;

}  // namespace

Result<TdktReply> TdktClient::post(const std::string& path, const std::string& mediaType, const Bytes& body,
                                   const std::string& webhookId) const {
  const std::int64_t seconds = clock_.now().millis / 1000;
  http::ClientRequest request;
  request.method = "POST";
  request.url = settings_.tdktUrl + path;
  request.headers = {
      {"webhook-id", webhookId},
      {"webhook-timestamp", std::to_string(seconds)},
      {"webhook-signature", http::signWebhook(settings_.webhookSecret, webhookId, seconds, body)}};
  request.contentType = mediaType;
  request.body = body;
  auto reply = http::exchange(request);
  if (!reply) return unavailableError("simulator.tdkt", reply.error().detail);
  return TdktReply{reply->status, std::move(reply->body)};
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
