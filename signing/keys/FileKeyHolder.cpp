#include "signing/keys/FileKeyHolder.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

#include "signing/cms/Digest.h"
#include "signing/cms/OpenSsl.h"
#include "signing/keys/Algorithms.h"
#include "workflow/base/Log.h"

namespace tdkt::signing {
namespace {

bool setUp(EVP_PKEY_CTX* context, SignatureAlgorithm algorithm) {
  if (context == nullptr || EVP_PKEY_sign_init(context) != 1) return false;
  const EVP_MD* hash = cms::functionOf(algorithm.hash);
  if (algorithm.scheme == Scheme::kRsaPss &&
      (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1 ||
       EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) != 1)) {
    return false;
  }
  return EVP_PKEY_CTX_set_signature_md(context, hash) == 1;
}

class FileKeyHolder : public KeyHolder {
 public:
  FileKeyHolder(ssl::Key key, CertificateChain chain, SignatureAlgorithm algorithm)
      : key_(std::move(key)), chain_(std::move(chain)), algorithm_(algorithm) {}

  const CertificateChain& chain() const override { return chain_; }
  SignatureAlgorithm algorithm() const override { return algorithm_; }

  Result<Bytes> sign(const SigningJobId& /*job*/, const ToBeSigned& digest) override {
    TDKT_CHECK(checkDigest(digest, algorithm_));
    const ssl::KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t length = out.size();
    const bool good = setUp(context.get(), algorithm_) &&
                      EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                                    ssl::octets(digest.digest), digest.digest.size()) == 1;
    if (!good) return unavailableError("signing.key.sign", ssl::drainErrors());
    out.resize(length);
    return out;
  }

 private:
  ssl::Key key_;
  CertificateChain chain_;
  SignatureAlgorithm algorithm_;
};

Result<std::unique_ptr<KeyHolder>> hold(ssl::Key key, CertificateChain chain,
                                        const std::optional<SignatureAlgorithm>& wanted) {
  if (X509_check_private_key(chain.front().native(), key.get()) != 1) {
    ssl::drainErrors();
    return inputError("signing.key.certificate", "key and certificate do not belong together");
  }
  TDKT_ASSIGN(const auto algorithm, algorithmFor(chain.front(), wanted));
  log::warning("signing.key.development",
               {{"serial", chain.front().serialHex()}, {"algorithm", nameOf(algorithm)}});
  return std::unique_ptr<KeyHolder>(
      std::make_unique<FileKeyHolder>(std::move(key), std::move(chain), algorithm));
}

/// True when OpenSSL lacked an algorithm, which for these files means RC2 and its like. Empties the queue.
bool lackedAnAlgorithm() {
  bool lacked = false;
  while (const unsigned long error = ERR_get_error()) {
    const int reason = ERR_GET_REASON(error);
    lacked = lacked || reason == ERR_R_UNSUPPORTED ||
             (ERR_GET_LIB(error) == ERR_LIB_EVP &&
              (reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_CIPHER ||
               reason == EVP_R_UNKNOWN_PBE_ALGORITHM));
  }
  return lacked;
}

/// A development key must not stop the program to ask for a passphrase on the terminal.
int noPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return -1;
}

}  // namespace

Result<std::unique_ptr<KeyHolder>> openFileKey(const std::string& keyPem, const std::string& chainPem,
                                               std::optional<SignatureAlgorithm> algorithm) {
  const ssl::Bio source = ssl::readFrom(keyPem);
  ssl::Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassphrase, nullptr));
  if (!key) return inputError("signing.key.malformed", ssl::drainErrors());
  TDKT_ASSIGN(CertificateChain chain, Certificate::bundleFromPem(chainPem));
  return hold(std::move(key), std::move(chain), algorithm);
}

Result<std::unique_ptr<KeyHolder>> openPkcs12Key(const Bytes& p12, const Secret& password,
                                                 std::optional<SignatureAlgorithm> algorithm) {
  const unsigned char* cursor = ssl::octets(p12);
  const ssl::Owned<PKCS12, PKCS12_free> file(d2i_PKCS12(nullptr, &cursor, static_cast<long>(p12.size())));
  if (!file) return inputError("signing.p12.malformed", ssl::drainErrors());
  const std::string secret(password.reveal());
  if (PKCS12_verify_mac(file.get(), secret.c_str(), -1) != 1) {
    ssl::drainErrors();
    return deniedError("signing.p12.password", "the password does not open the file");
  }
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool read = PKCS12_parse(file.get(), secret.c_str(), &key, &leaf, &others) == 1;
  ssl::Key ownedKey(key);
  const ssl::Owned<X509, X509_free> ownedLeaf(leaf);
  const ssl::OwnedStack ownedOthers(others);
  if (!read && lackedAnAlgorithm()) {
    return inputError(
        "signing.p12.legacy",
        "the file uses RC2 or another cipher that OpenSSL 3 keeps in its legacy provider; write it "
        "anew with AES (docs/signing-keys.md)");
  }
  if (!read || !ownedKey || !ownedLeaf) return inputError("signing.p12.malformed", ssl::drainErrors());
  CertificateChain chain{*ssl::copyOf(leaf)};
  for (int i = 0; others != nullptr && i < sk_X509_num(others); ++i) {
    X509* issuer = sk_X509_value(others, i);
    const bool root = X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(issuer)) == 0;
    if (auto copy = root ? std::nullopt : ssl::copyOf(issuer)) chain.push_back(std::move(*copy));
  }
  return hold(std::move(ownedKey), std::move(chain), algorithm);
}

}  // namespace tdkt::signing
