#pragma once
// People with good, expired and revoked certificates, dated relative to one moment.

#include <string>

#include "signing/Revocation.h"
#include "signing/Transport.h"
#include "signing/Verifier.h"
#include "signing/keys/FileKeyHolder.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/pki/Issuing.h"
#include "tests/fakes/pki/Responders.h"

namespace tdkt::fakes {

/// A root, an issuing authority and everybody below it. P-256 where the kind of key does not matter: it is
/// quicker.
class TestPki {
 public:
  static constexpr std::chrono::hours kDay{24};

  explicit TestPki(UtcTime moment = FakeClock().now())
      : now(moment),
        root(make("Test Root", pki::Purpose::kAuthority, nullptr)),
        issuing(make("Test Issuing", pki::Purpose::kAuthority, &root)),
        tsa(make("Test TSA", pki::Purpose::kTimeStamping, &issuing)),
        ocsp(make("Test OCSP", pki::Purpose::kOcspSigning, &issuing)) {}

  pki::Identity make(const std::string& name, pki::Purpose purpose, const pki::Identity* issuer,
                     int fromDays = -30, int toDays = 30, bool elliptic = true) const {
    return *pki::issue({name, "Ủy ban nhân dân tỉnh An Hòa", purpose, now.plus(kDay * fromDays),
                        now.plus(kDay * toDays), elliptic},
                       issuer);
  }
  pki::Identity signer(const std::string& name = "Nguyễn Đức Thịnh", bool elliptic = true) const {
    return make(name, pki::Purpose::kSigner, &issuing, -30, 30, elliptic);
  }
  std::unique_ptr<signing::KeyHolder> holder(const pki::Identity& who) const {
    return *signing::openFileKey(who.keyPem, who.certificate.pem() + issuing.certificate.pem());
  }
  signing::TrustSettings trusted() const { return {{root.certificate}, {}}; }

  /// Lists of both authorities; `revoked` are certificates of the issuing one.
  signing::CrlSource crls(const std::vector<pki::Revoked>& revoked = {}) const {
    signing::CrlSource out;
    const auto add = [&](const pki::Identity& issuer, const std::vector<pki::Revoked>& entries) {
      const auto done = out.add(*pki::makeCrl(issuer, entries, now.plus(-kDay), now.plus(kDay * 20)));
      if (!done) stopOnMisuse("a list just made cannot be read");
    };
    add(root, {});
    add(issuing, revoked);
    return out;
  }

  UtcTime now;
  pki::Identity root;
  pki::Identity issuing;
  pki::Identity tsa;
  pki::Identity ocsp;
};

/// The trust services without a network. Tests may bend what is asked or answered.
class LocalServices : public signing::Transport {
 public:
  explicit LocalServices(const TestPki& pki) : pki_(pki), time(pki.now) {}

  Result<signing::TransportReply> post(const std::string& url, const std::string& /*type*/,
                                       const Bytes& body) override {
    if (away) return unavailableError("transport.connect", "away");
    if (url == "ocsp") {
      const std::vector<pki::OcspFacts> facts = {{pki_.issuing.certificate, pki_.ocsp, revoked}};
      return reply(*pki::answerOcsp(body, facts, time));
    }
    const Bytes asked = replayed.empty() ? body : replayed;
    return reply(*pki::answerTimeStamp(asked, pki_.tsa, {pki_.issuing.certificate}, time));
  }
  Result<signing::TransportReply> get(const std::string& /*url*/) override {
    return unavailableError("transport.connect", "nothing is served");
  }

 private:
  static signing::TransportReply reply(Bytes body) {
    return {200, "application/octet-stream", std::move(body)};
  }
  const TestPki& pki_;

 public:
  UtcTime time;
  bool away = false;
  Bytes replayed;  ///< answers this request instead of the one received
  std::vector<pki::Revoked> revoked;
};

}  // namespace tdkt::fakes
