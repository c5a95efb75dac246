#include "signing/keys/Pkcs11KeyHolder.h"

#include <openssl/ec.h>

#include <mutex>

#include "signing/cms/OpenSsl.h"
#include "signing/keys/Pkcs11Module.h"

namespace tdkt::signing {
namespace {

using EcdsaValue = ssl::Owned<ECDSA_SIG, ECDSA_SIG_free>;

/// DER of DigestInfo up to the SHA-256 octets. Source: RFC 8017 §9.2, note 1.
Bytes digestInfo(const Bytes& sha256) {
  static constexpr std::string_view kPrefix(
      "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19);
  return Bytes(kPrefix) + sha256;
}

/// Tokens answer r||s; CMS wants SEQUENCE { r, s }.
Bytes ecdsaToDer(const Bytes& raw) {
  const int half = static_cast<int>(raw.size() / 2);
  const EcdsaValue value(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(ssl::octets(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(ssl::octets(raw) + half, half, nullptr);
  ECDSA_SIG_set0(value.get(), r, s);
  return ssl::encode(value.get(), i2d_ECDSA_SIG);
}

bool isElliptic(const Certificate& certificate) {
  return EVP_PKEY_get_base_id(X509_get0_pubkey(certificate.native())) == EVP_PKEY_EC;
}

bool sessionIsGone(CK_RV rv) {
  return rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED || rv == CKR_DEVICE_REMOVED ||
         rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_USER_NOT_LOGGED_IN || rv == CKR_KEY_HANDLE_INVALID ||
         rv == CKR_DEVICE_ERROR;
}

class Pkcs11KeyHolder : public KeyHolder {
 public:
  Pkcs11KeyHolder(Pkcs11Settings settings, std::shared_ptr<p11::Module> module)
      : settings_(std::move(settings)), module_(std::move(module)) {}

  const CertificateChain& chain() const override { return chain_; }
  SignatureAlgorithm algorithm() const override { return defaultAlgorithm(chain_.front()); }

  Result<Bytes> sign(const SigningJobId& /*job*/, const ToBeSigned& digest) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!session_) TDKT_CHECK(open());
    Bytes signature;
    CK_RV rv = signOnce(digest.digest, signature);
    if (sessionIsGone(rv)) {
      session_.reset();
      TDKT_CHECK(open());
      rv = signOnce(digest.digest, signature);
    }
    if (rv != CKR_OK) {
      session_.reset();
      return unavailableError("signing.token.sign", "PKCS#11 return value " + std::to_string(rv));
    }
    return isElliptic(chain_.front()) ? ecdsaToDer(signature) : signature;
  }

  /// Session, login, key and (the first time) certificate.
  Result<Done> open() {
    if (pinRefused_)
      return deniedError("signing.key.pin", "the PIN was refused before and is not tried again");
    TDKT_ASSIGN(auto session, p11::Session::open(module_, settings_.tokenLabel));
    TDKT_CHECK(logIn(*session));
    TDKT_ASSIGN(const auto keys, session->find(CKO_PRIVATE_KEY, settings_.keyLabel));
    if (keys.size() != 1) return notFoundError("signing.key.absent", "no single private key has the label");
    if (chain_.empty()) TDKT_CHECK(readChain(*session));
    key_ = keys.front();
    session_ = std::move(session);
    return Done{};
  }

 private:
  Result<Done> logIn(const p11::Session& session) {
    const CK_RV rv = session.login(settings_.pin);
    if (rv == CKR_OK) return Done{};
    pinRefused_ = rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LOCKED || rv == CKR_PIN_INVALID ||
                  rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_EXPIRED;
    if (pinRefused_) return deniedError("signing.key.pin", "the token refused the PIN");
    return unavailableError("signing.token.absent", "login failed with " + std::to_string(rv));
  }

  Result<Done> readChain(const p11::Session& session) {
    TDKT_ASSIGN(const auto found, session.find(CKO_CERTIFICATE, settings_.keyLabel));
    if (found.size() != 1) return notFoundError("signing.key.absent", "no single certificate has the label");
    TDKT_ASSIGN(const Bytes der, session.attribute(found.front(), CKA_VALUE));
    TDKT_ASSIGN(Certificate leaf, Certificate::fromDer(der));
    CertificateChain chain{std::move(leaf)};
    if (!settings_.issuersPem.empty()) {
      TDKT_ASSIGN(const auto issuers, Certificate::bundleFromPem(settings_.issuersPem));
      chain.insert(chain.end(), issuers.begin(), issuers.end());
    }
    chain_ = std::move(chain);
    return Done{};
  }

  CK_RV signOnce(const Bytes& sha256, Bytes& signature) const {
    return isElliptic(chain_.front()) ? session_->sign(CKM_ECDSA, key_, sha256, signature)
                                      : session_->sign(CKM_RSA_PKCS, key_, digestInfo(sha256), signature);
  }

  Pkcs11Settings settings_;
  std::shared_ptr<p11::Module> module_;
  std::mutex mutex_;
  std::unique_ptr<p11::Session> session_;
  CK_OBJECT_HANDLE key_ = 0;
  CertificateChain chain_;
  bool pinRefused_ = false;
};

}  // namespace

Result<std::unique_ptr<KeyHolder>> openPkcs11Key(const Pkcs11Settings& settings) {
  TDKT_ASSIGN(auto module, p11::Module::load(settings.module));
  auto holder = std::make_unique<Pkcs11KeyHolder>(settings, std::move(module));
  TDKT_CHECK(holder->open());
  return std::unique_ptr<KeyHolder>(std::move(holder));
}

}  // namespace tdkt::signing
