#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <nlohmann/json.hpp>

#include "connector/office/axis/Dialects.h"
#include "connector/office/profile/Mapping.h"
#include "workflow/base/Json.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kPrefix = "XroadVnpt-";
constexpr const char* kVersion = "3.0.201608";

std::string hmacHex(const Secret& secret, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  const auto key = secret.reveal();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
  return toHex(std::string_view(reinterpret_cast<const char*>(mac.data()), length));
}

/// "21112026T093000+0700"
std::string stamp(UtcTime now) {
  const std::string iso = isoVietnam(now);
  return iso.substr(8, 2) + iso.substr(5, 2) + iso.substr(0, 4) + "T" + iso.substr(11, 2) +
         iso.substr(14, 2) + iso.substr(17, 2) + "+0700";
}

const char* typeName(MessageKind kind) {
  return kind == MessageKind::kStatus ? "status" : "edoc";
}

class VxpAxis : public Axis {
 public:
  VxpAxis(const AxisSettings& settings, RestClient client, const Clock& clock)
      : settings_(settings), client_(std::move(client)), clock_(clock) {}

  Result<std::vector<AxisRow>> pending() override {
    std::vector<AxisRow> out;
    for (const MessageKind kind : {MessageKind::kDocument, MessageKind::kStatus}) {
      TDKT_ASSIGN(const Json answer, ask("/getReceivedEdocList", {{"messagetype", typeName(kind)}}));
      if (!answer.contains("data") || !answer["data"].is_array())
        return unavailableError("axis.answer", "no list in data");
      for (const Json& row : answer["data"]) {
        const std::string id = textAt(row, "/docId");
        if (!id.empty()) out.push_back({id, kind});
      }
    }
    return out;
  }

  Result<Bytes> fetch(const AxisRow& row) override {
    TDKT_ASSIGN(const RestReply reply,
                exchange("/getEdoc", {{"messagetype", typeName(row.kind)}, {"docId", row.id}}, {}, false));
    if (!reply.body.empty() && reply.body[0] == '<') return messageFrom(reply.body);
    TDKT_ASSIGN(const Json answer, judged(reply));
    return messageFrom(textAt(answer, "/data"));
  }

  Result<Done> confirm(const AxisRow& row) override {
    TDKT_CHECK(ask("/updateStatus",
                   {{"messagetype", typeName(row.kind)}, {"docId", row.id}, {"status", "done"}}, true));
    return Done{};
  }

  Result<Done> send(MessageKind kind, const Bytes& message) override {
    TDKT_ASSIGN(const RestReply reply,
                exchange("/sendEdoc", {{"messagetype", typeName(kind)}, {"hash-file", sha256Hex(message)}},
                         message, true));
    TDKT_CHECK(judged(reply));
    return Done{};
  }

 private:
  Result<RestReply> exchange(const std::string& path, const Parameters& parameters, const Bytes& body,
                             bool changes) {
    Parameters all = {{"systemid", settings_.systemId},
                      {"from", settings_.systemId},
                      {"servicetype", "eDoc"},
                      {"version", kVersion},
                      {"timestamp", stamp(clock_.now())}};
    all.insert(all.end(), parameters.begin(), parameters.end());
    RestCall call{"POST", path,   {}, body.empty() ? "application/json" : "application/octet-stream",
                  body,   changes};
    Json signedNames = Json::object();
    std::string names;
    for (const auto& [name, value] : all) {
      signedNames[kPrefix + name] = value;
      names += (names.empty() ? "" : ";") + std::string(kPrefix) + name;
      call.headers.emplace_back(kPrefix + name, value);
    }
    const std::string text = signedNames.dump();
    call.headers.emplace_back(std::string(kPrefix) + "sign-header", text);
    call.headers.emplace_back(std::string(kPrefix) + "sign-header-key", names);
    call.headers.emplace_back(std::string(kPrefix) + "hash-header", hmacHex(settings_.secret, text));
    return client_.call(std::move(call));
  }

  static Result<Json> judged(const RestReply& reply) {
    auto answer = json::parse(reply.body, json::Limits{96U << 20U, 16});
    if (!answer) return unavailableError("axis.answer", answer.error().code);
    if (textAt(*answer, "/status") == "OK") return answer;
    const std::string code = textAt(*answer, "/ErrorCode");
    if (isPermanent(code)) return inputError("axis.refused", "the axis answered code " + code);
    return unavailableError("axis.answer", "the axis answered code " + code);
  }

  Result<Json> ask(const std::string& path, const Parameters& parameters, bool changes = false) {
    TDKT_ASSIGN(const RestReply reply, exchange(path, parameters, {}, changes));
    return judged(reply);
  }

  const AxisSettings settings_;
  const RestClient client_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Axis> makeVxpAxis(const AxisSettings& settings, RestClient client, const Clock& clock) {
  return std::make_unique<VxpAxis>(settings, std::move(client), clock);
}

}  // namespace tdkt::office
