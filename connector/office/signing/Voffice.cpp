#include "connector/office/signing/Voffice.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "connector/formats/SafeXml.h"
#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

constexpr const char* kSoap = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::size_t kMaxAnswer = 96U << 20U;

/// The first text of each local name, wherever it stands; and the one that is a PDF in base 64.
class Leaves : public formats::XmlHandler {
 public:
  void start(const std::string& localName, const std::string&, const formats::XmlAttributes&) override {
    text_.clear();
    if (localName == "Fault") fault = true;
  }
  void text(std::string_view piece) override { text_ += piece; }
  void end(const std::string& localName) override {
    if (text_.rfind("JVBERi", 0) == 0 && pdf.empty()) {  // "%PDF-"
      pdf = std::move(text_);
    } else if (!text_.empty()) {
      values.try_emplace(localName, text_);
    }
    text_.clear();
  }
  std::string at(const char* name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  }

  std::map<std::string, std::string> values;
  std::string pdf;
  bool fault = false;

 private:
  std::string text_;
};

std::string element(const std::string& name, const std::string& text) {
  return "<" + name + ">" + text::escapeMarkup(text) + "</" + name + ">";
}

std::optional<int> number(const std::string& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool holds(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class VofficeHost : public SigningHost {
 public:
  VofficeHost(VofficeSettings settings, RestClient client)
      : settings_(std::move(settings)), client_(std::move(client)) {}

  Result<SigningState> state(const std::string& code) override {
    TDKT_ASSIGN(
        const Leaves said,
        ask("getTransInfor", element("appCode", settings_.appCode) + element("transCode", code), false));
    if (said.at("transCode") != code) return SigningState{};
    const auto status = number(said.at("signStatus"));
    if (!status) return unavailableError("signing-host.answer", "no signStatus");
    const std::string comment = "signStatus " + std::to_string(*status) +
                                (said.at("signComment").empty() ? "" : ": " + said.at("signComment"));
    if (holds(settings_.signedStatuses, *status)) return SigningState{SigningProgress::kSigned, comment};
    if (holds(settings_.refusedStatuses, *status)) return SigningState{SigningProgress::kRefused, comment};
    return SigningState{SigningProgress::kWaiting, comment};
  }

  Result<Done> submit(const SigningRequest& request) override {
    std::string param = element("appCode", settings_.appCode) +
                        element("appPass", std::string(settings_.appPass.reveal())) +
                        element("accountName", settings_.accountName) +
                        element("accountPass", std::string(settings_.accountPass.reveal())) +
                        element("transCode", request.code) + element("sender", settings_.sender) +
                        element("registerNumber", request.number) + element("docTitle", request.title);
    param += "<" + settings_.fileElement + ">" + element("name", request.fileName) +
             element("fileSign", "1") + element("attachBytes", toBase64(request.pdf)) + "</" +
             settings_.fileElement + ">";
    for (const std::string& signer : settings_.signers)
      param += "<" + settings_.signerElement + ">" + element("email", signer) + "</" +
               settings_.signerElement + ">";
    TDKT_ASSIGN(const Leaves said, ask("vo2RegDigitalDocByEmail", "<param>" + param + "</param>", true));
    const auto answer = number(said.at("return"));
    if (!answer) return inDoubtError("signing-host.answer", "the host did not say whether it took the file");
    if (*answer == 1) return Done{};
    return inputError("signing-host.refused", "the host answered " + std::to_string(*answer));
  }

  Result<Bytes> fetch(const std::string& code) override {
    TDKT_ASSIGN(const Leaves said, ask("getFile",
                                       element("appCode", settings_.appCode) + element("transCode", code) +
                                           element("isSigned", "true"),
                                       false));
    auto pdf = fromBase64(said.pdf);
    if (!pdf || pdf->empty()) return unavailableError("signing-host.answer", "no PDF in the answer");
    return std::move(*pdf);
  }

 private:
  Result<Leaves> ask(const std::string& action, const std::string& inner, bool changes) {
    RestCall call;
    call.method = "POST";
    call.headers = {{"SOAPAction", "\"" + settings_.spaceUri + action + "\""}};
    call.mediaType = "text/xml; charset=utf-8";
    call.changes = changes;
    call.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"" +
                std::string(kSoap) + "\"><soap:Body><v:" + action + " xmlns:v=\"" +
                text::escapeMarkup(settings_.spaceUri) + "\">" + inner + "</v:" + action +
                "></soap:Body></soap:Envelope>";
    TDKT_ASSIGN(const RestReply reply, client_.call(std::move(call)));
    Leaves leaves;
    formats::XmlLimits limits;
    limits.bytes = kMaxAnswer;
    if (!formats::readXml(reply.body, leaves, limits)) {
      // Whatever answered may have done it: ask before it is done again.
      return changes ? inDoubtError("signing-host.answer", "not XML")
                     : unavailableError("signing-host.answer", "not XML");
    }
    if (leaves.fault) return inputError("signing-host.refused", "a SOAP fault: " + leaves.at("faultstring"));
    return leaves;
  }

  const VofficeSettings settings_;
  const RestClient client_;
};

}  // namespace

std::unique_ptr<SigningHost> makeVofficeHost(VofficeSettings settings,
                                             std::shared_ptr<CircuitBreaker> breaker) {
  RestSettings rest;
  rest.baseUrl = settings.url;
  rest.maxReply = kMaxAnswer;
  rest.deadline = std::chrono::seconds(60);
  rest.breaker = std::move(breaker);
  return std::make_unique<VofficeHost>(std::move(settings), RestClient(rest));
}

Result<SigningHint> readSigningHint(std::string_view xml) {
  Leaves leaves;
  formats::XmlLimits limits;
  limits.bytes = 64U << 10U;
  if (!formats::readXml(xml, leaves, limits)) return inputError("signing-host.hint", "not XML");
  SigningHint hint{leaves.at("transCode"), leaves.at("signStatus")};
  if (hint.code.empty()) return inputError("signing-host.hint", "no transCode", "transCode");
  return hint;
}

}  // namespace tdkt::office
