#include "connector/worker/ForeignVerifier.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "connector/worker/ReportJson.h"
#include "workflow/base/Json.h"
#include "workflow/base/Random.h"

namespace tdkt::worker {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMaxHeader = 1U << 30U;  // CRLs of a national authority are large
constexpr std::size_t kMaxQuestion = 64U << 10U;

/// The lists first; the responder only where they do not know.
class Sources : public signing::RevocationSource {
 public:
  Sources(const std::string& ocspUrl, signing::Transport* transport) {
    if (!ocspUrl.empty() && transport != nullptr)
      ocsp_ = std::make_unique<signing::OcspSource>(ocspUrl, *transport, random_);
  }
  signing::CrlSource& crls() { return crls_; }

  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override {
    auto answer = crls_.check(certificate, issuer, at);
    if (answer.state == signing::RevocationState::kUnknown && ocsp_)
      return ocsp_->check(certificate, issuer, at);
    return answer;
  }

 private:
  SystemRandom random_;
  signing::CrlSource crls_;
  std::unique_ptr<signing::OcspSource> ocsp_;
};

std::string pemOf(const std::vector<signing::Certificate>& certificates) {
  std::string out;
  for (const auto& certificate : certificates) out += certificate.pem();
  return out;
}

Result<std::vector<signing::Certificate>> certificatesFrom(const std::string& pem) {
  if (pem.empty()) return std::vector<signing::Certificate>();
  return signing::Certificate::bundleFromPem(pem);
}

Bytes headerOf(const VerifyEvidence& evidence, UtcTime now) {
  ordered_json out = {{"roots", pemOf(evidence.trust.roots)},
                      {"timestampRoots", pemOf(evidence.trust.timestampRoots)},
                      {"ocspUrl", evidence.ocspUrl},
                      {"now", now.millis},
                      {"crls", ordered_json::array()}};
  for (const Bytes& crl : evidence.crls) out["crls"].push_back(toBase64(crl));
  return out.dump();
}

struct Header {
  VerifyEvidence evidence;
  UtcTime now;
};

Result<Header> readHeader(const Bytes& text) {
  json::Limits limits;
  limits.bytes = kMaxHeader;
  TDKT_ASSIGN(const auto object, json::parse(text, limits));
  Header out;
  TDKT_ASSIGN(out.evidence.trust.roots, certificatesFrom(json::optionalString(object, "roots")));
  TDKT_ASSIGN(out.evidence.trust.timestampRoots,
              certificatesFrom(json::optionalString(object, "timestampRoots")));
  out.evidence.ocspUrl = json::optionalString(object, "ocspUrl");
  out.now = UtcTime{object.value("now", std::int64_t{0})};
  for (const auto& crl : object.value("crls", ordered_json::array()))
    out.evidence.crls.push_back(fromBase64(crl.get<std::string>()).value_or(Bytes()));
  return out;
}

/// The child's road to a revocation service: the parent goes it.
class AskingTransport : public signing::Transport {
 public:
  explicit AskingTransport(const Ask& ask) : ask_(ask) {}

  Result<signing::TransportReply> post(const std::string& url, const std::string& contentType,
                                       const Bytes& body) override {
    return question({{"url", url}, {"contentType", contentType}, {"body", toBase64(body)}});
  }
  Result<signing::TransportReply> get(const std::string& url) override { return question({{"url", url}}); }

 private:
  Result<signing::TransportReply> question(const ordered_json& what) {
    TDKT_ASSIGN(const Bytes text, ask_(what.dump()));
    json::Limits limits;
    limits.bytes = text.size();
    TDKT_ASSIGN(const auto answer, json::parse(text, limits));
    if (const auto code = json::optionalString(answer, "code"); !code.empty())
      return unavailableError(code, "the parent could not fetch it");
    const auto body = fromBase64(json::optionalString(answer, "body"));
    if (!body) return unavailableError("transport.connect", "no body");
    return signing::TransportReply{answer.value("status", 0), json::optionalString(answer, "contentType"),
                                   *body};
  }
  const Ask& ask_;
};

/// Fetches what the child asks for, from `allowed` and nowhere else.
Bytes fetchFor(const Bytes& question, const std::string& allowed, signing::Transport* transport) {
  const auto refused = [](const std::string& code) { return ordered_json{{"code", code}}.dump(); };
  json::Limits limits;
  limits.bytes = kMaxQuestion;
  const auto asked = json::parse(question, limits);
  if (!asked || transport == nullptr || allowed.empty() || json::optionalString(*asked, "url") != allowed)
    return refused("transport.denied");
  const auto body = fromBase64(json::optionalString(*asked, "body"));
  if (!body) return refused("transport.denied");
  // The media type is ours: a header is no place for a stranger's text.
  const auto reply = transport->post(allowed, "application/ocsp-request", *body);
  if (!reply) return refused(reply.error().code);
  return ordered_json{{"status", reply->status}, {"body", toBase64(reply->body)}}.dump();
}

}  // namespace

Result<signing::VerifyReport> verifyHere(const VerifyEvidence& evidence, signing::Transport* transport,
                                         const Bytes& pdf, UtcTime now) {
  Sources sources(evidence.ocspUrl, transport);
  for (const Bytes& crl : evidence.crls) TDKT_CHECK(sources.crls().add(crl));
  return signing::Verifier(evidence.trust, &sources).verify(pdf, now);
}

ForeignVerifier::ForeignVerifier(Worker& worker, VerifyEvidence evidence, signing::Transport* transport)
    : worker_(worker), evidence_(std::move(evidence)), transport_(transport) {}

Result<signing::VerifyReport> ForeignVerifier::verify(const Bytes& pdf, UtcTime now) {
  TDKT_ASSIGN(const Bytes result,
              worker_.run("verify", headerOf(evidence_, now), pdf, [this](const Bytes& question) {
                return fetchFor(question, evidence_.ocspUrl, transport_);
              }));
  TDKT_ASSIGN(auto report, reportFromJson(result));
  if (report.sha256 != sha256Hex(pdf)) return inputError("worker.crashed", "a report about another file");
  return report;
}

Result<Bytes> verifyJob(const Bytes& header, const Bytes& pdf, const Ask& ask) {
  TDKT_ASSIGN(const Header job, readHeader(header));
  AskingTransport transport(ask);
  TDKT_ASSIGN(const auto report, verifyHere(job.evidence, &transport, pdf, job.now));
  return report.toJson();
}

}  // namespace tdkt::worker
