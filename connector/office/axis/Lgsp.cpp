#include <nlohmann/json.hpp>

#include "connector/http/HttpClient.h"
#include "connector/office/axis/Dialects.h"
#include "connector/office/profile/Mapping.h"
#include "workflow/base/Json.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kTokenMillis = 25LL * 60 * 1000;  // of its 30 minutes
constexpr std::int64_t kDayMillis = 24LL * 60 * 60 * 1000;

class LgspAxis : public Axis {
 public:
  LgspAxis(const AxisSettings& settings, RestClient client, const Clock& clock)
      : settings_(settings), client_(std::move(client)), clock_(clock) {}

  /// A week back: the list has days, not a cursor, and what is confirmed leaves it.
  Result<std::vector<AxisRow>> pending() override {
    const UtcTime now = clock_.now();
    const std::string from = isoDate(vietnamDate(UtcTime{now.millis - 7 * kDayMillis}));
    TDKT_ASSIGN(const Json answer,
                ask({"GET", "/received-edocs?fromDate=" + from + "&toDate=" + isoDate(vietnamDate(now))}));
    if (!answer.contains("data") || !answer["data"].is_array())
      return unavailableError("axis.answer", "no list in data");
    std::vector<AxisRow> out;
    for (const Json& row : answer["data"]) {
      const std::string id = textAt(row, "/docId");
      if (id.empty() || textAt(row, "/status") == "done") continue;
      out.push_back(
          {id, textAt(row, "/messageType") == "status" ? MessageKind::kStatus : MessageKind::kDocument});
    }
    return out;
  }

  Result<Bytes> fetch(const AxisRow& row) override {
    TDKT_ASSIGN(const Json answer, ask({"GET", "/get-edoc?docId=" + http::encodeQuery(row.id)}));
    return messageFrom(textAt(answer, "/data"));
  }

  Result<Done> confirm(const AxisRow& row) override {
    RestCall call{
        "POST", "/update-status", {}, "application/json", Json{{"docId", row.id}, {"status", "done"}}.dump(),
        true};
    TDKT_CHECK(ask(std::move(call)));
    return Done{};
  }

  Result<Done> send(MessageKind kind, const Bytes& message) override {
    const Json body = {{"messageType", kind == MessageKind::kStatus ? "status" : "edoc"},
                       {"data", toBase64(message)}};
    TDKT_CHECK(ask({"POST", "/send-edoc", {}, "application/json", body.dump(), true}));
    return Done{};
  }

 private:
  Result<Json> judged(const RestReply& reply) const {
    auto answer = json::parse(reply.body, json::Limits{96U << 20U, 16});
    if (!answer) return unavailableError("axis.answer", answer.error().code);
    const std::string code = textAt(*answer, "/errorCode");
    if (code.empty() || code == "0") return answer;
    if (isPermanent(code)) return inputError("axis.refused", "the axis answered code " + code);
    return unavailableError("axis.answer", "the axis answered code " + code);
  }

  /// The secret goes in the body, never in the address: addresses are logged on the way.
  Result<Done> logIn() {
    if (!token_.empty() && clock_.now().millis < tokenUntil_) return Done{};
    const Json body = {{"systemId", settings_.systemId}, {"secretKey", settings_.secret.reveal()}};
    TDKT_ASSIGN(const RestReply reply,
                client_.call({"POST", "/login", {}, "application/json", body.dump(), false}));
    TDKT_ASSIGN(const Json answer, judged(reply));
    token_ = Secret(textAt(answer, "/token"));
    if (token_.empty()) return deniedError("office.token", "the axis gave no token");
    tokenUntil_ = clock_.now().millis + kTokenMillis;
    return Done{};
  }

  Result<Json> ask(RestCall call) {
    TDKT_CHECK(logIn());
    call.headers = {{"Authorization", "Bearer " + std::string(token_.reveal())}};
    const auto reply = client_.call(std::move(call));
    if (reply) return judged(*reply);
    if (reply.error().code != "office.token") return reply.error();
    token_ = Secret();  // forgotten there before its time: log in again at the next call
    return unavailableError("office.token.expired", "the axis does not know our token any more");
  }

  const AxisSettings settings_;
  const RestClient client_;
  const Clock& clock_;
  Secret token_;
  std::int64_t tokenUntil_ = 0;
};

}  // namespace

std::unique_ptr<Axis> makeLgspAxis(const AxisSettings& settings, RestClient client, const Clock& clock) {
  return std::make_unique<LgspAxis>(settings, std::move(client), clock);
}

}  // namespace tdkt::office
