#include <Poco/String.h>

#include "connector/formats/SafeXml.h"
#include "connector/office/axis/Dialects.h"
#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

constexpr const char* kSchema = "http://www.e-doc.vn/Schema/";
constexpr const char* kSoap = "http://schemas.xmlsoap.org/soap/envelope/";

/// Texts of the elements with one local name, wherever they stand.
class Texts : public formats::XmlHandler {
 public:
  explicit Texts(std::string name) : name_(std::move(name)) {}
  void start(const std::string& localName, const std::string&, const formats::XmlAttributes&) override {
    inside_ = localName == name_;
    if (inside_) found.emplace_back();
    if (localName == "Fault") fault = true;
  }
  void text(std::string_view piece) override {
    if (inside_) found.back() += piece;
  }
  void end(const std::string&) override { inside_ = false; }

  std::vector<std::string> found;
  bool fault = false;

 private:
  std::string name_;
  bool inside_ = false;
};

std::string element(const std::string& name, const std::string& text) {
  return "<" + name + ">" + text::escapeMarkup(text) + "</" + name + ">";
}

class EdocAxis : public Axis {
 public:
  EdocAxis(const AxisSettings& settings, RestClient client)
      : settings_(settings), client_(std::move(client)) {}

  Result<std::vector<AxisRow>> pending() override {
    TDKT_ASSIGN(const auto ids, ask("GetPendingDocumentIds", "", "DocumentId", false));
    std::vector<AxisRow> out;
    for (const std::string& id : ids) {
      if (!Poco::trim(id).empty()) out.push_back({Poco::trim(id), MessageKind::kDocument});
    }
    return out;
  }

  Result<Bytes> fetch(const AxisRow& row) override {
    TDKT_ASSIGN(const auto content, ask("GetDocument", element("DocumentId", row.id), "Content", false));
    if (content.size() != 1) return unavailableError("axis.answer", "not one content");
    return messageFrom(content.front());
  }

  Result<Done> confirm(const AxisRow& row) override {
    TDKT_CHECK(ask("ConfirmReceived", element("DocumentId", row.id), "Status", true));
    return Done{};
  }

  Result<Done> send(MessageKind kind, const Bytes& message) override {
    const char* action = kind == MessageKind::kStatus ? "UpdateTraces" : "SendDocument";
    TDKT_CHECK(ask(action, element("Content", toBase64(message)), "Status", true));
    return Done{};
  }

 private:
  Result<std::vector<std::string>> ask(const std::string& action, const std::string& inner,
                                       const std::string& wanted, bool changes) {
    RestCall call;
    call.method = "POST";
    call.headers = {{"SOAPAction", "\"" + std::string(kSchema) + action + "\""}};
    call.mediaType = "text/xml; charset=utf-8";
    call.changes = changes;
    call.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"" +
                std::string(kSoap) + "\"><soap:Header><Credentials xmlns=\"" + kSchema + "\">" +
                element("SystemId", settings_.systemId) +
                element("Secret", std::string(settings_.secret.reveal())) +
                "</Credentials></soap:Header><soap:Body><" + action + " xmlns=\"" + kSchema + "\">" + inner +
                "</" + action + "></soap:Body></soap:Envelope>";
    TDKT_ASSIGN(const RestReply reply, client_.call(std::move(call)));
    Texts texts(wanted);
    formats::XmlLimits limits;
    limits.bytes = 96U << 20U;
    const auto read = formats::readXml(reply.body, texts, limits);
    if (!read) return unavailableError("axis.answer", read.error().code);
    if (texts.fault) return inputError("axis.refused", "a SOAP fault");
    return std::move(texts.found);
  }

  const AxisSettings settings_;
  const RestClient client_;
};

}  // namespace

std::unique_ptr<Axis> makeEdocAxis(const AxisSettings& settings, RestClient client) {
  return std::make_unique<EdocAxis>(settings, std::move(client));
}

std::unique_ptr<Axis> makeAxis(const AxisSettings& settings, const Clock& clock) {
  RestSettings rest;
  rest.baseUrl = settings.baseUrl;
  rest.maxReply = 96U << 20U;
  rest.deadline = std::chrono::seconds(60);
  rest.breaker = std::make_shared<CircuitBreaker>(clock);
  if (settings.dialect == "vxp") return makeVxpAxis(settings, RestClient(rest), clock);
  if (settings.dialect == "lgsp") return makeLgspAxis(settings, RestClient(rest), clock);
  if (settings.dialect == "edoc") return makeEdocAxis(settings, RestClient(rest));
  return nullptr;
}

Result<Bytes> messageFrom(const std::string& content) {
  const std::size_t first = content.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return unavailableError("axis.answer", "no message in the answer");
  if (content[first] == '<') return content;
  auto bytes = fromBase64(content);
  if (!bytes || bytes->empty()) return unavailableError("axis.answer", "neither XML nor base 64");
  return *std::move(bytes);
}

bool isPermanent(const std::string& code) {
  for (const char* permanent : {"10", "15", "18", "19", "22", "23"}) {
    if (code == permanent) return true;
  }
  return false;
}

}  // namespace tdkt::office
