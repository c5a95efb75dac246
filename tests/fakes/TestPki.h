#pragma once
// People with good, expired and revoked certificates, dated relative to one moment.

#include <memory>
#include <set>
#include <string>

#include "integration/trust_services/OcspResponder.h"
#include "integration/trust_services/TimeStampAuthority.h"
#include "signing/Revocation.h"
#include "signing/Transport.h"
#include "signing/Verifier.h"
#include "signing/keys/FileKeyHolder.h"
#include "tests/fakes/FakeClock.h"

namespace tdkt::fakes {

/// A certificate with its key, as the trust services and as the signer take them.
struct Identity {
  trust::Identity own;
  std::string keyPem;
  signing::Certificate certificate;
};

/// A root, an issuing authority and everybody below it. P-256 where the kind of key does not matter: it is
/// quicker.
class TestPki {
 public:
  static constexpr std::chrono::hours kDay{24};

  explicit TestPki(UtcTime moment = FakeClock().now())
      : now(moment),
        root(make("Test Root", trust::Purpose::kRootAuthority, nullptr, -30, 3650)),
        issuing(make("Test Issuing", trust::Purpose::kIssuingAuthority, &root, -30, 1800)),
        tsa(make("Test TSA", trust::Purpose::kTimeStamping, &issuing, -30, 400)),
        ocsp(make("Test OCSP", trust::Purpose::kOcspSigning, &issuing, -30, 400)) {}

  Identity make(const std::string& name, trust::Purpose purpose, const Identity* issuer, int fromDays = -30,
                int toDays = 30, bool elliptic = true, const char* curve = nullptr) const {
    trust::CertificatePlan plan;
    plan.subject = {{"C", "VN"}, {"O", "Ủy ban nhân dân tỉnh An Hòa"}, {"CN", name}};
    plan.extensions = trust::extensionsFor(purpose);
    plan.days = toDays;
    plan.backdate = kDay * -fromDays;
    SystemRandom random;
    trust::KeyPtr key =
        curve != nullptr ? trust::KeyPtr(EVP_EC_gen(curve))
                         : trust::newKey(elliptic ? trust::KeyKind::kP256 : trust::KeyKind::kRsa2048).value();
    trust::CertificatePtr x509 =
        trust::issue(plan, key.get(), issuer == nullptr ? nullptr : &issuer->own, now, random).value();
    issued_.insert(trust::serialHex(X509_get0_serialNumber(x509.get())));
    std::string pem = trust::keyPem(key.get()).value();
    signing::Certificate certificate = *signing::Certificate::fromDer(trust::toDer(i2d_X509, x509.get()));
    return {{std::move(x509), std::move(key)}, std::move(pem), std::move(certificate)};
  }
  Identity signer(const std::string& name = "Nguyễn Đức Thịnh", bool elliptic = true) const {
    return make(name, trust::Purpose::kSigner, &issuing, -30, 30, elliptic);
  }
  /// With a key on another curve, by its name ("P-384").
  Identity signerOn(const std::string& name, const char* curve) const {
    return make(name, trust::Purpose::kSigner, &issuing, -30, 30, true, curve);
  }
  std::unique_ptr<signing::KeyHolder> holder(const Identity& who) const {
    return *signing::openFileKey(who.keyPem, who.certificate.pem() + issuing.certificate.pem());
  }
  signing::TrustSettings trusted() const { return {{root.certificate}, {}}; }

  /// One list, made a day before `at` and good for three weeks. DER.
  static Bytes crlOf(const Identity& issuer, const trust::Revocations& revoked, UtcTime at) {
    const auto list = trust::makeCrl(issuer.own, revoked, at.plus(-kDay), at.plus(kDay * 20));
    if (!list) stopOnMisuse("a list cannot be made");
    return trust::toDer(i2d_X509_CRL, list->get());
  }
  /// Lists of both authorities as of `at`; `revoked` are certificates of the issuing one.
  void addCrls(signing::CrlSource& out, const trust::Revocations& revoked, UtcTime at) const {
    if (!out.add(crlOf(root, {}, at)) || !out.add(crlOf(issuing, revoked, at)))
      stopOnMisuse("a list just made cannot be read");
  }
  signing::CrlSource crls(const trust::Revocations& revoked = {}) const {
    signing::CrlSource out;
    addCrls(out, revoked, now);
    return out;
  }
  trust::OcspAuthority authority(const Identity& ca, const Identity& responder) const {
    return {trust::share(ca.own).certificate, trust::share(responder.own), issued_};
  }

 private:
  mutable std::set<std::string> issued_;  // before the identities, whose making fills it

 public:
  UtcTime now;
  Identity root;
  Identity issuing;
  Identity tsa;
  Identity ocsp;
};

/// The trust services without a network. Tests may bend what is asked or answered.
class LocalServices : public signing::Transport {
 public:
  explicit LocalServices(const TestPki& pki) : pki_(pki), time(pki.now), responder(&pki.ocsp) {}

  Result<signing::TransportReply> post(const std::string& url, const std::string& /*type*/,
                                       const Bytes& body) override {
    if (away) return unavailableError("transport.connect", "away");
    if (url == "ocsp") return reply(answerOcsp(body));
    return reply(answerTimeStamp(replayed.empty() ? body : replayed));
  }
  Result<signing::TransportReply> get(const std::string& /*url*/) override {
    return unavailableError("transport.connect", "nothing is served");
  }

 private:
  Result<Bytes> answerOcsp(const Bytes& request) const {
    const FakeClock clock(time);
    return trust::OcspResponder([this] { return normalRevoked(); }, pki_.authority(pki_.root, pki_.root),
                                pki_.authority(pki_.issuing, *responder), clock)
        .answer(request);
  }
  Result<Bytes> answerTimeStamp(const Bytes& request) const {
    const FakeClock clock(time);
    SystemRandom random;
    const Identity& stamping = stampingBy == nullptr ? pki_.tsa : *stampingBy;
    return trust::TimeStampAuthority(trust::share(stamping.own), trust::share(pki_.issuing.own).certificate,
                                     clock, random)
        .answer(request);
  }
  Result<trust::Revocations> normalRevoked() const {
    trust::Revocations out;
    for (const auto& [serial, since] : revoked) {
      TDKT_ASSIGN(std::string normal, trust::normalSerial(serial));
      out.emplace(std::move(normal), since);
    }
    return out;
  }
  static Result<signing::TransportReply> reply(Result<Bytes> body) {
    if (!body) return body.error();
    return signing::TransportReply{200, "application/octet-stream", std::move(*body)};
  }
  const TestPki& pki_;

 public:
  UtcTime time;
  bool away = false;
  Bytes replayed;  ///< answers this request instead of the one received
  trust::Revocations revoked;
  const Identity* stampingBy = nullptr;  ///< another authority than the PKI's own
  const Identity* responder;             ///< who signs about the issuing authority's certificates
};

}  // namespace tdkt::fakes
