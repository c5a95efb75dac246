#include "connector/app/demo/StoryCalls.h"

#include "connector/http/StandardWebhooks.h"
#include "workflow/base/Json.h"

namespace tdkt::app::demo {

using nlohmann::ordered_json;

Error notYet(const std::string& what) {
  return unavailableError("story.timeout", "waited in vain for " + what);
}

Result<ordered_json> callJson(http::ClientRequest request) {
  if (!request.body.empty()) request.contentType = "application/json";
  TDKT_ASSIGN(const auto reply, http::exchange(request));
  if (reply.status >= 500) return unavailableError("story.status", std::to_string(reply.status), request.url);
  if (reply.status >= 400) {
    return inputError("story.status", std::to_string(reply.status) + " " + reply.body.substr(0, 300),
                      request.url);
  }
  return json::parse(reply.body, json::Limits{16U << 20U, 32});
}

http::ClientRequest hostCall(const DemoFolder& folder, const std::string& method, const std::string& path) {
  http::ClientRequest request;
  request.method = method;
  request.url = folder.state.officeUrl() + path;
  request.headers = {{"Authorization", "Bearer " + folder.state.apiToken}};
  return request;
}

http::ClientRequest signedCall(const DemoFolder& folder, const std::string& path, const std::string& body,
                               const Clock& clock) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = folder.state.serviceUrl() + path;
  request.body = body;
  const std::string id = "story-" + sha256Hex(path + body).substr(0, 24);
  const std::int64_t seconds = clock.now().millis / 1000;
  request.headers = {
      {"webhook-id", id},
      {"webhook-timestamp", std::to_string(seconds)},
      {"webhook-signature", http::signWebhook(Secret(folder.state.webhookSecret), id, seconds, body)}};
  return request;
}

http::ClientRequest panelCall(const DemoFolder& folder, const std::string& method, const std::string& path,
                              const std::string& bearer) {
  http::ClientRequest request;
  request.method = method;
  request.url = folder.state.serviceUrl() + path;
  if (!bearer.empty()) request.headers = {{"Authorization", "Bearer " + bearer}};
  return request;
}

http::ClientRequest formCall(const std::string& url, const FormFields& fields) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = url;
  request.contentType = "application/x-www-form-urlencoded";
  for (const auto& [name, value] : fields)
    request.body += (request.body.empty() ? "" : "&") + name + "=" + http::encodeQuery(value);
  return request;
}

std::string fieldIn(const std::string& page, const std::string& name) {
  const std::string before = "name=\"" + name + "\" value=\"";
  const std::size_t at = page.find(before);
  if (at == std::string::npos) return {};
  const std::size_t from = at + before.size();
  return page.substr(from, page.find('"', from) - from);
}

std::string noticeIn(const std::string& page) {
  const std::size_t at = page.find("role=\"alert\"");
  const std::size_t from = at == std::string::npos ? at : page.find('>', at);
  if (from == std::string::npos) return page.substr(0, 300);
  return page.substr(from + 1, page.find('<', from) - from - 1);
}

Result<std::string> signInAtDesk(const std::string& link) {
  const auto cookieOf = [](const http::ClientReply& reply) {
    const auto found = reply.headers.find("set-cookie");
    return found == reply.headers.end() ? std::string() : found->second.substr(0, found->second.find(';'));
  };
  http::ClientRequest look;
  look.url = link;
  TDKT_ASSIGN(const auto page, http::exchange(look));
  http::ClientRequest enter =
      formCall(link.substr(0, link.find('?')),
               {{"token", fieldIn(page.body, "token")}, {"link", fieldIn(page.body, "link")}});
  enter.headers = {{"Cookie", cookieOf(page)}};
  TDKT_ASSIGN(const auto entered, http::exchange(enter));
  const std::string cookie = cookieOf(entered);
  if (cookie.empty())
    return unavailableError("story.desk", std::to_string(entered.status) + " " + noticeIn(entered.body),
                            link);
  return cookie;
}

Result<std::string> shownDigest(const http::ClientRequest& view, const std::string& task) {
  TDKT_ASSIGN(const auto reply, http::exchange(view));
  if (reply.status != 200) return unavailableError("story.panel", std::to_string(reply.status), view.url);
  const std::size_t item = reply.body.find("data-item=\"" + task + "\" data-title=");
  const std::string name = "data-digest=\"";
  const std::size_t at = item == Bytes::npos ? item : reply.body.find(name, item);
  if (at == Bytes::npos) return notYet("the panel to show the task");
  return reply.body.substr(at + name.size(), 64);
}

}  // namespace tdkt::app::demo
