#pragma once
// The chair with his own token, away from the service: opens the page by a ticket of the e-office, fetches
// the digests, has `tdkt sign batch` sign them, brings the signatures. No script and no cookie: forms only.

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/ChildProcess.h"
#include "connector/app/demo/DemoFolder.h"
#include "connector/http/HttpClient.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/issuing/HandOverFiles.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/storage/SqlStore.h"
#include "workflow/base/Clock.h"

namespace tdkt::fakes {

/// Takes the chair's key away from a demo service: from its next start on it has only his certificate.
inline void moveChairsKeyHome(const app::demo::DemoFolder& folder) {
  const std::string path = folder.at("config.json");
  auto config = nlohmann::ordered_json::parse(*app::readFile(path));
  config["signing"].erase("personKey");
  config["signing"]["personCertificate"] = "pki/chair.pem";
  if (!app::writeFileWhole(path, config.dump(2))) stopOnMisuse("the demo's configuration cannot be written");
}

class SignerAtHome {
 public:
  /// `home`: a folder of his own, for the two files.
  SignerAtHome(app::demo::DemoFolder folder, std::string programs, std::string home)
      : folder_(std::move(folder)), programs_(std::move(programs)), home_(std::move(home)) {}

  /// A ticket as the e-office's server asks for it; the part behind /sign/.
  Result<std::string> ticket() {
    TDKT_ASSIGN(const std::string document, documentId());
    const std::string body = nlohmann::ordered_json{{"user", "thinh.nd"}, {"documentId", document}}.dump();
    http::ClientRequest request;
    request.method = "POST";
    request.url = folder_.state.serviceUrl() + "/office/eoffice/tickets";
    request.body = body;
    request.contentType = "application/json";
    const std::string id = "signer-" + std::to_string(++tickets_) + "-" + sha256Hex(body).substr(0, 8);
    const std::int64_t seconds = SystemClock().now().millis / 1000;
    request.headers = {
        {"webhook-id", id},
        {"webhook-timestamp", std::to_string(seconds)},
        {"webhook-signature", http::signWebhook(Secret(folder_.state.webhookSecret), id, seconds, body)}};
    TDKT_ASSIGN(const auto reply, answer(request));
    const std::string url = nlohmann::ordered_json::parse(reply).value("signUrl", "");
    return url.substr(url.find("/sign/") + 6);
  }
  /// The key of the page's forms.
  Result<std::string> openPage() {
    TDKT_ASSIGN(const std::string one, ticket());
    TDKT_ASSIGN(const auto page, answer(form("/sign", "ticket=" + one)));
    const std::string name = "name=\"key\" value=\"";
    const auto at = page.find(name);
    if (at == Bytes::npos) return unavailableError("test.page", "no form");
    return page.substr(at + name.size(), page.find('"', at + name.size()) - at - name.size());
  }
  Result<Bytes> fetch(const std::string& key) { return answer(form("/sign/digests", "key=" + key)); }

  /// The exit code of `tdkt sign batch`.
  int signBatch(const Bytes& digests, const std::string& out, const std::string& label = "chair") {
    std::ofstream(home_ + "/digests.json") << digests;
    app::demo::ChildSpec spec;
    spec.program = programs_ + "/tdkt";
    spec.arguments = {"sign",       "batch",
                      "--digests",  home_ + "/digests.json",
                      "--pkcs11",   "pkcs11:token=tdkt-demo;object=" + label,
                      "--module",   "/usr/lib/softhsm/libsofthsm2.so",
                      "--pin-file", folder_.at("token/pin"),
                      "--out",      out};
    spec.environment = folder_.environment();
    spec.logFile = home_ + "/batch.log";
    const auto code = app::demo::ChildProcess::run(spec);
    return code ? *code : -1;
  }
  Result<issuing::SignatureFile> signedDigests(const Bytes& digests) {
    const int code = signBatch(digests, home_ + "/signatures.json");
    if (code != 0) return unavailableError("test.batch", "exit code " + std::to_string(code));
    TDKT_ASSIGN(const std::string text, app::readFile(home_ + "/signatures.json"));
    return issuing::SignatureFile::fromJson(text);
  }

  /// The form with the file; what the service says of it.
  Result<nlohmann::ordered_json> bring(const std::string& key, const std::string& file) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = folder_.state.serviceUrl() + "/sign/signatures";
    request.contentType = "multipart/form-data; boundary=----tdkt";
    request.headers = {{"Accept", "application/json"}};
    request.body = "------tdkt\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + key +
                   "\r\n------tdkt\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.json\"\r\n"
                   "Content-Type: application/json\r\n\r\n" +
                   file + "\r\n------tdkt--\r\n";
    TDKT_ASSIGN(const auto reply, answer(request));
    return nlohmann::ordered_json::parse(reply);
  }

  /// Repeats what a person would repeat while the service is away or not ready yet, for at most a minute.
  template <class Work>
  static auto insist(Work work) -> decltype(work()) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(90);
    for (;;) {
      auto outcome = work();
      if (outcome || std::chrono::steady_clock::now() > until) return outcome;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

 private:
  Result<std::string> documentId() {
    if (!document_.empty()) return document_;
    TDKT_ASSIGN(const auto database, storage::Database::open(folder_.at("service/tdkt.db")));
    const SystemClock clock;
    issuing::IssueRegister issueRegister(*database, clock);
    TDKT_ASSIGN(const auto dossiers, issueRegister.dossiersWithFiles());
    if (dossiers.empty()) return unavailableError("test.dossier", "nothing is rendered yet");
    storage::SqlStore store(*database);
    TDKT_ASSIGN(const auto dossier, store.load(dossiers.back()));
    document_ = dossier.header.hostDocumentId;
    return document_;
  }
  http::ClientRequest form(const std::string& path, const std::string& body) const {
    http::ClientRequest request;
    request.method = "POST";
    request.url = folder_.state.serviceUrl() + path;
    request.contentType = "application/x-www-form-urlencoded";
    request.body = body;
    return request;
  }
  static Result<Bytes> answer(const http::ClientRequest& request) {
    TDKT_ASSIGN(const auto reply, http::exchange(request));
    if (reply.status == 200) return reply.body;
    return unavailableError("test.status", std::to_string(reply.status) + " " + reply.body.substr(0, 300));
  }

  app::demo::DemoFolder folder_;
  std::string programs_;
  std::string home_;
  std::string document_;
  int tickets_ = 0;
};

}  // namespace tdkt::fakes
