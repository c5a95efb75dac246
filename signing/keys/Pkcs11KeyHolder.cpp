#include "signing/keys/Pkcs11KeyHolder.h"

#include "signing/keys/Algorithms.h"
#include "signing/keys/Pkcs11Mechanism.h"
#include "signing/keys/Pkcs11Sessions.h"

namespace tdkt::signing {
namespace {

using p11::ReadySession;

class Pkcs11KeyHolder : public KeyHolder {
 public:
  Pkcs11KeyHolder(Pkcs11Settings settings, std::shared_ptr<p11::Module> module)
      : settings_(std::move(settings)), sessions_(settings_, std::move(module)) {}

  const CertificateChain& chain() const override { return chain_; }
  SignatureAlgorithm algorithm() const override { return algorithm_; }

  Result<Bytes> sign(const SigningJobId& /*job*/, const ToBeSigned& digest) override {
    TDKT_CHECK(checkDigest(digest, algorithm_));
    TDKT_ASSIGN(ReadySession session, sessions_.take());
    Attempt attempt = signOnce(session, digest.digest);
    if (p11::isGone(attempt.value)) {
      TDKT_ASSIGN(session, sessions_.renew(std::move(session)));
      attempt = signOnce(session, digest.digest);
    }
    if (attempt.value != CKR_OK) {
      sessions_.drop(std::move(session));  // it may be in the middle of an operation
      return attempt.error
                 ? *attempt.error
                 : unavailableError("signing.token.sign", "PKCS#11 says " + p11::hex(attempt.value));
    }
    sessions_.giveBack(std::move(session));
    Bytes signature = mechanism().output(attempt.signature);
    if (signature.empty())
      return unavailableError("signing.token.sign", "the token's answer is no signature");
    return signature;
  }

  /// Session, login, key, certificate and mechanism, before anybody signs.
  Result<Done> open() {
    TDKT_ASSIGN(ReadySession session, sessions_.take());
    auto ready = prepare(session);
    sessions_.giveBack(std::move(session));
    return ready;
  }

 private:
  struct Attempt {
    CK_RV value = CKR_GENERAL_ERROR;
    Bytes signature;
    std::optional<Error> error;  ///< what to say instead of the value
  };

  p11::Mechanism mechanism() const { return p11::Mechanism(algorithm_); }

  Result<Done> prepare(const ReadySession& ready) {
    TDKT_CHECK(readChain(ready));
    TDKT_ASSIGN(algorithm_, algorithmFor(chain_.front(), settings_.algorithm));
    if (!ready.session->canSign(mechanism().type()))
      return unavailableError("signing.token.mechanism", "the token does not sign like this",
                              nameOf(algorithm_));
    return Done{};
  }

  Result<Done> readChain(const ReadySession& ready) {
    const p11::Session& session = *ready.session;
    TDKT_ASSIGN(auto found, session.find(CKO_CERTIFICATE, CKA_LABEL, settings_.keyLabel));
    if (found.empty()) {
      TDKT_ASSIGN(const Bytes id, session.attribute(ready.key, CKA_ID));
      TDKT_ASSIGN(found, session.find(CKO_CERTIFICATE, CKA_ID, id));
    }
    if (found.size() != 1)
      return notFoundError("signing.key.absent", "no single certificate belongs to the key");
    TDKT_ASSIGN(const Bytes der, session.attribute(found.front(), CKA_VALUE));
    TDKT_ASSIGN(Certificate leaf, Certificate::fromDer(der));
    chain_ = {std::move(leaf)};
    if (settings_.issuersPem.empty()) return Done{};
    TDKT_ASSIGN(const auto issuers, Certificate::bundleFromPem(settings_.issuersPem));
    chain_.insert(chain_.end(), issuers.begin(), issuers.end());
    return Done{};
  }

  Attempt signOnce(const ReadySession& ready, const Bytes& digest) {
    const p11::Mechanism how = mechanism();
    Attempt out;
    out.value = ready.session->signInit(how.native(), ready.key);
    if (out.value != CKR_OK) return out;
    if (ready.asksEachTime) {
      if (const auto allowed = sessions_.authenticate(*ready.session); !allowed) {
        // A login that met a lost session is worth opening anew; a refused PIN never is.
        out.value = allowed.error().kind == ErrorKind::kDenied ? CKR_PIN_INCORRECT : CKR_SESSION_CLOSED;
        out.error = allowed.error();
        return out;
      }
    }
    out.value = ready.session->sign(how.input(digest, chain_.front()), out.signature);
    return out;
  }

  const Pkcs11Settings settings_;
  p11::Sessions sessions_;
  CertificateChain chain_;
  SignatureAlgorithm algorithm_;
};

}  // namespace

Result<std::unique_ptr<KeyHolder>> openPkcs11Key(const Pkcs11Settings& settings) {
  if (settings.sessions < 1) return inputError("signing.key.sessions", "at least one session is needed");
  TDKT_ASSIGN(auto module, p11::Module::load(settings.module));
  auto holder = std::make_unique<Pkcs11KeyHolder>(settings, std::move(module));
  TDKT_CHECK(holder->open());
  return std::unique_ptr<KeyHolder>(std::move(holder));
}

}  // namespace tdkt::signing
