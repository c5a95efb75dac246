#include "connector/worker/ForeignVerifier.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "connector/worker/ReportJson.h"
#include "signing/OnlineSources.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Json.h"
#include "workflow/base/Random.h"

namespace tdkt::worker {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMaxHeader = 1U << 30U;  // CRLs of a national authority are large
constexpr std::size_t kMaxQuestion = 64U << 10U;

/// The lists first; the network only where they do not know.
class Sources : public signing::RevocationSource {
 public:
  Sources(const VerifyEvidence& evidence, const Roads& roads) {
    if (!evidence.ocspUrl.empty() && roads.own != nullptr)
      own_.emplace(evidence.ocspUrl, *roads.own, random_);
    if (!evidence.allowedHosts.empty() && roads.strangers != nullptr)
      strangers_.emplace(evidence.allowedHosts, *roads.strangers, random_);
  }
  signing::CrlSource& crls() { return crls_; }

  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override {
    auto answer = crls_.check(certificate, issuer, at);
    if (own_ && answer.state == signing::RevocationState::kUnknown)
      answer = own_->check(certificate, issuer, at);
    if (strangers_ && answer.state == signing::RevocationState::kUnknown)
      answer = strangers_->check(certificate, issuer, at);
    return answer;
  }

 private:
  SystemRandom random_;
  signing::CrlSource crls_;
  std::optional<signing::OcspSource> own_;
  std::optional<signing::AddressedSource> strangers_;
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
                      {"trustList", signing::writeTrustList(evidence.trust)},
                      {"ocspUrl", evidence.ocspUrl},
                      {"allowedHosts", evidence.allowedHosts},
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
  if (const std::string list = json::optionalString(object, "trustList"); !list.empty()) {
    TDKT_ASSIGN(out.evidence.trust, signing::readTrustList(list));
  }
  TDKT_ASSIGN(out.evidence.trust.roots, certificatesFrom(json::optionalString(object, "roots")));
  TDKT_ASSIGN(out.evidence.trust.timestampRoots,
              certificatesFrom(json::optionalString(object, "timestampRoots")));
  out.evidence.ocspUrl = json::optionalString(object, "ocspUrl");
  out.evidence.allowedHosts = object.value("allowedHosts", std::set<std::string>());
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

/// The road to an address, or null when nobody may go there.
signing::Transport* roadTo(const std::string& url, const VerifyEvidence& evidence, const Roads& roads) {
  if (!evidence.ocspUrl.empty() && url == evidence.ocspUrl) return roads.own;
  return signing::isAllowedAddress(url, evidence.allowedHosts) ? roads.strangers : nullptr;
}

/// Fetches what the child asks for, from where an administrator allowed it and nowhere else.
Bytes fetchFor(const Bytes& question, const VerifyEvidence& evidence, const Roads& roads) {
  const auto refused = [](const std::string& code) { return ordered_json{{"code", code}}.dump(); };
  json::Limits limits;
  limits.bytes = kMaxQuestion;
  const auto asked = json::parse(question, limits);
  if (!asked) return refused("transport.denied");
  const std::string url = json::optionalString(*asked, "url");
  signing::Transport* road = roadTo(url, evidence, roads);
  const auto body = fromBase64(json::optionalString(*asked, "body"));
  if (road == nullptr || !body) return refused("transport.denied");
  // The media type is ours: a header is no place for a stranger's text.
  const bool post = asked->contains("body");
  const auto reply = post ? road->post(url, "application/ocsp-request", *body) : road->get(url);
  if (!reply) return refused(reply.error().code);
  return ordered_json{{"status", reply->status}, {"body", toBase64(reply->body)}}.dump();
}

}  // namespace

Result<signing::VerifyReport> verifyHere(const VerifyEvidence& evidence, const Roads& roads, const Bytes& pdf,
                                         UtcTime now) {
  Sources sources(evidence, roads);
  for (const Bytes& crl : evidence.crls) TDKT_CHECK(sources.crls().add(crl));
  const SystemClock clock;
  signing::CachedSource once(sources, clock);  // several signatures of a file share certificates
  return signing::Verifier(evidence.trust, &once).verify(pdf, now);
}

ForeignVerifier::ForeignVerifier(Worker& worker, VerifyEvidence evidence, Roads roads)
    : worker_(worker), evidence_(std::move(evidence)), roads_(roads) {}

Result<signing::VerifyReport> ForeignVerifier::verify(const Bytes& pdf, UtcTime now) {
  TDKT_ASSIGN(const Bytes result,
              worker_.run("verify", headerOf(evidence_, now), pdf,
                          [this](const Bytes& question) { return fetchFor(question, evidence_, roads_); }));
  TDKT_ASSIGN(auto report, reportFromJson(result));
  if (report.sha256 != sha256Hex(pdf)) return inputError("worker.crashed", "a report about another file");
  return report;
}

Result<Bytes> verifyJob(const Bytes& header, const Bytes& pdf, const Ask& ask) {
  TDKT_ASSIGN(const Header job, readHeader(header));
  AskingTransport transport(ask);
  TDKT_ASSIGN(const auto report, verifyHere(job.evidence, {&transport, &transport}, pdf, job.now));
  return report.toJson();
}

}  // namespace tdkt::worker
