#include "connector/pages/VerifyPages.h"

#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "connector/pages/VerifyView.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxUpload = 50U << 20U;
constexpr std::size_t kFormAround = 64U << 10U;
constexpr const char* kTitle = "Kiểm tra văn bản đã ký số";

std::string factOf(const workflow::DossierState& dossier, const std::string& name) {
  const auto it = dossier.facts.find(name);
  return it == dossier.facts.end() ? std::string() : it->second;
}

KnownFile knownFile(const issuing::IssuedFile& file, const workflow::DossierState& dossier) {
  const auto date = parseIsoDate(factOf(dossier, "decision.date"));
  return {file.verifyId, file.name, file.recipient, factOf(dossier, "decision.number"),
          date ? shortDate(*date) : std::string()};
}

}  // namespace

VerifyPages::VerifyPages(VerifyPdf verify, issuing::IssueRegister& issued, const storage::BlobStore& blobs,
                         workflow::Store& store, bool demo)
    : verify_(std::move(verify)),
      issued_(issued),
      blobs_(blobs),
      store_(store),
      templates_(assets::resources(), demo) {}

void VerifyPages::addTo(http::Router& router) {
  http::RoutePolicy upload;
  upload.maxBody = kMaxUpload + kFormAround;
  router.add("GET", "/verify", [this](const Request&) { return form(); });
  router.add(
      "POST", "/verify", [this](const Request& r) { return answerOf(verifyUpload(r)); }, upload);
  router.add("GET", "/v/{verifyId}", [this](const Request& r) { return answerOf(verifyIssued(r)); });
  router.add("GET", "/v/{verifyId}/file", [this](const Request& r) { return answerOf(download(r)); });
}

Response VerifyPages::form() const {
  return Response::html(templates_.render("verify", {{"title", kTitle}}));
}

Response VerifyPages::answerOf(const Answer& answer) const {
  if (answer) return *answer;
  const ViewJson view = {{"title", kTitle}, {"error", sentenceFor(answer.error())}};
  return Response::html(templates_.render("verify", view), http::problem(answer.error()).status);
}

VerifyPages::Answer VerifyPages::verifyUpload(const Request& request) {
  TDKT_ASSIGN(const Upload upload, uploadedFile(request));
  TDKT_ASSIGN(const auto report, verify_(upload.bytes));
  return Response::html(
      templates_.render("verify_result", verifyView(report, knownByHash(report.sha256), upload.name)));
}

/// A file of ours, as it was published or as it was raised later: both are the same document.
std::optional<KnownFile> VerifyPages::knownByHash(const std::string& sha256) {
  const auto file = issued_.findPublished(sha256);
  if (!file || !*file) return std::nullopt;
  const auto dossier = store_.load((*file)->dossier);
  if (!dossier) return std::nullopt;
  return knownFile(**file, *dossier);
}

Result<issuing::IssuedFile> VerifyPages::published(const Request& request) {
  TDKT_ASSIGN(auto file, issued_.findByVerifyId(request.params.at("verifyId")));
  if (!file) return notFoundError("verify.absent", "no issued file has this code");
  if (file->state != issuing::FileState::kPublished) {
    return notFoundError("verify.unpublished", "the file is not published yet");
  }
  return std::move(*file);
}

VerifyPages::Answer VerifyPages::verifyIssued(const Request& request) {
  TDKT_ASSIGN(const issuing::IssuedFile file, published(request));
  TDKT_ASSIGN(const Bytes bytes, blobs_.get(file.currentSha256()));
  TDKT_ASSIGN(const workflow::DossierState dossier, store_.load(file.dossier));
  TDKT_ASSIGN(const auto report, verify_(bytes));
  return Response::html(
      templates_.render("verify_result", verifyView(report, knownFile(file, dossier), file.name)));
}

VerifyPages::Answer VerifyPages::download(const Request& request) {
  TDKT_ASSIGN(const issuing::IssuedFile file, published(request));
  TDKT_ASSIGN(Bytes bytes, blobs_.get(file.currentSha256()));
  Response response = Response::bytes(std::move(bytes), "application/pdf");
  response.headers.emplace_back("Content-Disposition", attachmentHeader(file.name));
  return response;
}

}  // namespace tdkt::pages
