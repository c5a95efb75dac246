#pragma once
// The verify page: is this PDF signed, by whom, and unchanged? By upload or by the code of its QR. Needs no
// script.

#include <functional>
#include <string>

#include "connector/http/Router.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/pages/TemplateSet.h"
#include "connector/pages/VerifyView.h"
#include "connector/storage/BlobStore.h"
#include "signing/Verifier.h"
#include "workflow/Store.h"

namespace tdkt::pages {

/// The report about a file, or why it was not read (a file that brought its reader down is refused).
using VerifyPdf = std::function<Result<signing::VerifyReport>(const Bytes&)>;

/// GET /verify, POST /verify, GET /v/{verifyId}, GET /v/{verifyId}/file. Public: shows only published files.
/// Thread-safe when `verify` is.
class VerifyPages {
 public:
  VerifyPages(VerifyPdf verify, issuing::IssueRegister& issued, const storage::BlobStore& blobs,
              workflow::Store& store, bool demo = false);
  void addTo(http::Router& router);

 private:
  using Answer = Result<http::Response>;
  http::Response form() const;
  Answer verifyUpload(const http::Request& request);
  Answer verifyIssued(const http::Request& request);
  Answer download(const http::Request& request);
  std::optional<KnownFile> knownByHash(const std::string& sha256);
  Result<issuing::IssuedFile> published(const http::Request& request);
  http::Response answerOf(const Answer& answer) const;

  VerifyPdf verify_;
  issuing::IssueRegister& issued_;
  const storage::BlobStore& blobs_;
  workflow::Store& store_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
