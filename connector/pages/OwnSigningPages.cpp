#include "connector/pages/OwnSigningPages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "connector/pages/OwnSigningView.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr const char* kTitle = "Ký số văn bản khen thưởng";
constexpr std::size_t kFormAround = 64U << 10U;
constexpr std::size_t kLongestField = 200;  ///< of what is told about a fault in a file from outside
constexpr std::chrono::hours kKeyIdle{1};
constexpr std::chrono::hours kKeyWhole{8};

bool wantsJson(const Request& request) {
  return request.header("accept").rfind("application/json", 0) == 0;
}

/// "ma-bam-01-QD-UBND.json" would lose the letters; the number alone is enough.
std::string digestFileName(const issuing::DigestFile& file) {
  std::string name = "Mã băm " + file.decision + " (" + std::to_string(file.items.size()) + " văn bản).json";
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

Error shortened(Error error) {
  if (error.field.size() > kLongestField) error.field.clear();
  return error;
}

}  // namespace

OwnSigningPages::OwnSigningPages(OwnSigningPageParts parts, std::string frameAncestors, bool demo)
    : parts_(parts),
      frameAncestors_(std::move(frameAncestors)),
      templates_(assets::resources(), demo),
      keys_(parts.clock, parts.random) {}

void OwnSigningPages::addTo(http::Router& router) {
  http::RoutePolicy framed;
  framed.frameAncestors = frameAncestors_;
  http::RoutePolicy upload = framed;
  upload.maxBody = issuing::kLargestSignatureFile + kFormAround;
  const auto add = [&](const char* method, const char* pattern,
                       Answer (OwnSigningPages::*handle)(const Request&), const http::RoutePolicy& policy) {
    router.add(
        method, pattern, [this, handle](const Request& r) { return answerOf(r, (this->*handle)(r)); },
        policy);
  };
  router.add("GET", "/sign/{ticket}", [this](const Request& request) {
    const ViewJson view = {{"title", kTitle}, {"ticket", request.params.at("ticket")}};
    return Response::html(templates_.render("sign", view));
  });
  add("POST", "/sign", &OwnSigningPages::open, framed);
  add("POST", "/sign/digests", &OwnSigningPages::digests, framed);
  add("POST", "/sign/signatures", &OwnSigningPages::signatures, upload);
  add("POST", "/sign/decline", &OwnSigningPages::decline, framed);
}

Response OwnSigningPages::answerOf(const Request& request, const Answer& answer) {
  if (answer) return *answer;
  const Error error = shortened(answer.error());
  if (wantsJson(request)) return http::problem(error, sentenceFor(error));
  ViewJson view = {{"title", kTitle}, {"error", sentenceFor(error)}};
  const int status = http::problem(error).status;
  // Whoever may still act gets his forms again below the message.
  const auto grant = keys_.find(formValue(request, "key"));
  auto whole = grant ? page(*grant, view) : Answer(error);
  if (!whole) return Response::html(templates_.render("sign", view), status);
  whole->status = status;
  return *whole;
}

Result<PanelGrant> OwnSigningPages::grantOf(const Request& request) {
  auto grant = keys_.find(formValue(request, "key"));
  if (!grant) return deniedError("access.bearer.unauthenticated", "the form's key is unknown or too old");
  return grant;
}

Result<ViewJson> OwnSigningPages::section(const workflow::DossierState& dossier, const PanelGrant& grant) {
  TDKT_ASSIGN(const auto status, parts_.signing.status(dossier, grant.official));
  if (status.stage == issuing::OwnSigningStatus::Stage::kNone) return ViewJson(nullptr);
  return ownSigningView(status, keys_.issue(grant, kKeyIdle, kKeyWhole));
}

Result<std::string> OwnSigningPages::mark(const workflow::DossierState& dossier, const PanelGrant& grant) {
  TDKT_ASSIGN(const auto status, parts_.signing.status(dossier, grant.official));
  if (status.stage == issuing::OwnSigningStatus::Stage::kNone) return std::string();
  return "-" + status.mark();
}

OwnSigningPages::Answer OwnSigningPages::page(const PanelGrant& grant, ViewJson view) {
  TDKT_ASSIGN(const auto dossier, parts_.store.load(grant.dossier));
  TDKT_ASSIGN(ViewJson own, section(dossier, grant));
  view["title"] = kTitle;
  view["dossier"] = summaryView(dossier);
  view["nothing"] = own.is_null();
  view["key"] = own.is_null() ? keys_.issue(grant, kKeyIdle, kKeyWhole) : own["key"].get<std::string>();
  view["ownSigning"] = std::move(own);
  return Response::html(templates_.render("sign", view));
}

/// By a ticket of the e-office, or again by the page's own key.
OwnSigningPages::Answer OwnSigningPages::open(const Request& request) {
  const std::string ticket = formValue(request, "ticket");
  if (ticket.empty()) {
    TDKT_ASSIGN(const PanelGrant grant, grantOf(request));
    return page(grant, ViewJson::object());
  }
  TDKT_ASSIGN(const std::string bearer, parts_.access.redeem(ticket));
  TDKT_ASSIGN(const PanelGrant grant, parts_.access.authorise(bearer));
  return page(grant, ViewJson::object());
}

OwnSigningPages::Answer OwnSigningPages::digests(const Request& request) {
  TDKT_ASSIGN(const PanelGrant grant, grantOf(request));
  const log::Context context("", grant.dossier.text());
  TDKT_ASSIGN(const auto dossier, parts_.store.load(grant.dossier));
  TDKT_ASSIGN(const auto file, parts_.signing.digestFile(dossier, grant.official));
  Response response = Response::bytes(file.toJson(), "application/json");
  response.headers.emplace_back("Content-Disposition", attachmentHeader(digestFileName(file)));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

OwnSigningPages::Answer OwnSigningPages::signatures(const Request& request) {
  TDKT_ASSIGN(const PanelGrant grant, grantOf(request));
  const log::Context context("", grant.dossier.text());
  const auto upload = uploadedFile(request);
  if (!upload) return inputError("handover.upload", "no file was sent");
  TDKT_ASSIGN(const auto dossier, parts_.store.load(grant.dossier));
  TDKT_ASSIGN(const auto receipt, parts_.signing.take(dossier, grant.official, upload->bytes));
  const ViewJson told = receiptView(receipt);
  if (wantsJson(request)) return Response::json(told.dump());
  return page(grant, {{"receipt", told}});
}

OwnSigningPages::Answer OwnSigningPages::decline(const Request& request) {
  TDKT_ASSIGN(const PanelGrant grant, grantOf(request));
  const log::Context context("", grant.dossier.text());
  TDKT_ASSIGN(const auto dossier, parts_.store.load(grant.dossier));
  TDKT_CHECK(parts_.signing.decline(dossier, grant.official, formValue(request, "reason")));
  const ViewJson told = {{"message", "Đã ghi nhận: không ký. Lý do được chuyển cho thư ký."}, {"bad", false}};
  if (wantsJson(request)) return Response::json(told.dump());
  return page(grant, {{"receipt", told}});
}

}  // namespace tdkt::pages
