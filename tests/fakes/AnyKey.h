#pragma once
// A key of any kind with a certificate of the test PKI, signing by any algorithm: what no development key
// file needs to do, but tokens and remote services may.

#include <openssl/rsa.h>

#include "tests/fakes/TestPki.h"

namespace tdkt::fakes {

/// `kind`: "P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096", "RSA-PSS-2048" (a key for PSS
/// only).
inline trust::KeyPtr keyOfKind(const std::string& kind) {
  if (kind[0] == 'P') return trust::KeyPtr(EVP_EC_gen(kind.c_str()));
  const int bits = std::stoi(kind.substr(kind.rfind('-') + 1));
  const char* name = kind.rfind("RSA-PSS", 0) == 0 ? "RSA-PSS" : "RSA";
  const trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, name, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) != 1 ||
      EVP_PKEY_generate(context.get(), &key) != 1)
    stopOnMisuse("no key of this kind");
  return trust::KeyPtr(key);
}

class AnyKey : public signing::KeyHolder {
 public:
  AnyKey(const TestPki& pki, const std::string& kind,
         std::optional<signing::SignatureAlgorithm> algorithm = {})
      : key_(keyOfKind(kind)) {
    trust::CertificatePlan plan;
    plan.subject = {{"CN", "Khóa " + kind}};
    plan.extensions = trust::extensionsFor(trust::Purpose::kSigner);
    plan.days = 30;
    SystemRandom random;
    const auto x509 = trust::issue(plan, key_.get(), &pki.issuing.own, pki.now, random);
    if (!x509) stopOnMisuse((kind + " " + x509.error().detail).c_str());
    chain_ = {*signing::Certificate::fromDer(trust::toDer(i2d_X509, x509->get())), pki.issuing.certificate};
    algorithm_ = algorithm.value_or(signing::defaultAlgorithm(chain_.front()));
  }

  const signing::CertificateChain& chain() const override { return chain_; }
  signing::SignatureAlgorithm algorithm() const override { return algorithm_; }

  Result<Bytes> sign(const signing::SigningJobId& /*job*/, const signing::ToBeSigned& toSign) override {
    using signing::Hash;
    const EVP_MD* hash = toSign.hash == Hash::kSha256   ? EVP_sha256()
                         : toSign.hash == Hash::kSha384 ? EVP_sha384()
                                                        : EVP_sha512();
    const trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t length = out.size();
    bool good = EVP_PKEY_sign_init(context.get()) == 1;
    if (algorithm_.scheme == signing::Scheme::kRsaPss) {
      good = good && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    good = good && EVP_PKEY_CTX_set_signature_md(context.get(), hash) == 1 &&
           EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                         reinterpret_cast<const unsigned char*>(toSign.digest.data()),
                         toSign.digest.size()) == 1;
    if (!good) return unavailableError("signing.key.sign", trust::openSslWords());
    out.resize(length);
    return out;
  }

 private:
  trust::KeyPtr key_;
  signing::CertificateChain chain_;
  signing::SignatureAlgorithm algorithm_;
};

}  // namespace tdkt::fakes
