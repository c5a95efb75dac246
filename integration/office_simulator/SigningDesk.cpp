#include "integration/office_simulator/SigningDesk.h"

#include "connector/formats/SafeXml.h"
#include "workflow/base/Text.h"

namespace tdkt::simulator {
namespace {

using Call = std::map<std::string, std::vector<std::string>>;

/// The texts of a SOAP call by local name, and the name of what stands in its body.
class Reader : public formats::XmlHandler {
 public:
  void start(const std::string& localName, const std::string&, const formats::XmlAttributes&) override {
    if (inBody_ && action.empty()) action = localName;
    inBody_ = inBody_ || localName == "Body";
    text_.clear();
  }
  void text(std::string_view piece) override { text_ += piece; }
  void end(const std::string& localName) override {
    if (!text_.empty()) call[localName].push_back(text_);
    text_.clear();
  }
  Call call;
  std::string action;

 private:
  bool inBody_ = false;
  std::string text_;
};

std::string first(const Call& call, const char* name) {
  const auto found = call.find(name);
  return found == call.end() ? std::string() : found->second.front();
}

std::string element(const std::string& name, const std::string& text) {
  return "<" + name + ">" + text::escapeMarkup(text) + "</" + name + ">";
}

}  // namespace

void SigningDesk::addTo(http::Router& router) {
  http::RoutePolicy large;
  large.maxBody = 90U << 20U;
  router.add(
      "POST", "/voffice",
      [this](const http::Request& request) {
        return mood_.apply(request, [this](const http::Request& again) { return answer(again); });
      },
      large);
}

http::Response SigningDesk::answer(const http::Request& request) {
  Reader reader;
  formats::XmlLimits limits;
  limits.bytes = 90U << 20U;
  if (!formats::readXml(request.body, reader, limits)) return http::Response::html("<html>500</html>", 500);
  const std::string inner = handle(reader.call, reader.action);
  http::Response out;
  out.contentType = "text/xml; charset=utf-8";
  out.body =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/"
      "envelope/\"><S:Body><ns2:" +
      reader.action + "Response xmlns:ns2=\"urn:desk\">" + inner + "</ns2:" + reader.action +
      "Response></S:Body></S:Envelope>";
  return out;
}

std::string SigningDesk::handle(const Call& call, const std::string& action) {
  const std::lock_guard guard(mutex_);
  const std::string code = first(call, "transCode");
  if (action == "vo2RegDigitalDocByEmail") {
    const auto pdf = fromBase64(first(call, "attachBytes"));
    const auto signers = call.find("email");
    if (code.empty() || !pdf || signers == call.end()) return element("return", "0");
    Case& one = cases_[code];
    one.pdf = *pdf;
    one.number = first(call, "registerNumber");
    one.signers = signers->second;
    ++one.registrations;
    return element("return", "1");
  }
  const auto found = cases_.find(code);
  if (found == cases_.end()) return {};
  if (action == "getTransInfor") {
    return "<return>" + element("transCode", code) +
           element("signStatus", std::to_string(found->second.status)) +
           element("signComment", found->second.comment) + "</return>";
  }
  if (action != "getFile") return {};
  const Bytes pdf = tamper_ ? tamper_(found->second.pdf) : found->second.pdf;
  return "<return>" + element("attachBytes", toBase64(pdf)) + "</return>";
}

std::vector<std::string> SigningDesk::signAll() {
  const std::lock_guard guard(mutex_);
  std::vector<std::string> out;
  for (auto& [code, one] : cases_) {
    if (one.status != 1) continue;
    auto made = sign_(one.pdf);
    if (!made) continue;
    one.pdf = std::move(*made);
    one.status = 3;
    out.push_back(code);
  }
  return out;
}

void SigningDesk::setStatus(const std::string& code, int status, const std::string& comment) {
  const std::lock_guard guard(mutex_);
  cases_[code].status = status;
  cases_[code].comment = comment;
}

void SigningDesk::tamper(std::function<Bytes(Bytes)> how) {
  const std::lock_guard guard(mutex_);
  tamper_ = std::move(how);
}

std::map<std::string, int> SigningDesk::registered() const {
  const std::lock_guard guard(mutex_);
  std::map<std::string, int> out;
  for (const auto& [code, one] : cases_) out[code] = one.registrations;
  return out;
}

std::string SigningDesk::callBack(const std::string& code, int status) {
  return "<?xml version=\"1.0\"?><result>" + element("transCode", code) +
         element("signStatus", std::to_string(status)) + "</result>";
}

}  // namespace tdkt::simulator
