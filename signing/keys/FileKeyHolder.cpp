#include "signing/keys/FileKeyHolder.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "signing/cms/Digest.h"

namespace tdkt::signing {
namespace {

class FileKeyHolder : public KeyHolder {
 public:
  FileKeyHolder(ssl::Key key, CertificateChain chain) : key_(std::move(key)), chain_(std::move(chain)) {}

  const CertificateChain& chain() const override { return chain_; }
  SignatureAlgorithm algorithm() const override { return defaultAlgorithm(chain_.front()); }

  Result<Bytes> sign(const SigningJobId& /*job*/, const ToBeSigned& digest) override {
    const ssl::KeyContext context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t length = out.size();
    const bool good = context && EVP_PKEY_sign_init(context.get()) == 1 &&
                      EVP_PKEY_CTX_set_signature_md(context.get(), cms::functionOf(digest.hash)) == 1 &&
                      EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                                    ssl::octets(digest.digest), digest.digest.size()) == 1;
    if (!good) return unavailableError("signing.key.sign", ssl::drainErrors());
    out.resize(length);
    return out;
  }

 private:
  ssl::Key key_;
  CertificateChain chain_;
};

Result<std::unique_ptr<KeyHolder>> hold(ssl::Key key, CertificateChain chain) {
  if (X509_check_private_key(chain.front().native(), key.get()) != 1) {
    ssl::drainErrors();
    return inputError("signing.key.certificate", "key and certificate do not belong together");
  }
  return std::unique_ptr<KeyHolder>(std::make_unique<FileKeyHolder>(std::move(key), std::move(chain)));
}

/// A development key must not stop the program to ask for a passphrase on the terminal.
int noPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return -1;
}

}  // namespace

Result<std::unique_ptr<KeyHolder>> openFileKey(const std::string& keyPem, const std::string& chainPem) {
  const ssl::Bio source = ssl::readFrom(keyPem);
  ssl::Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassphrase, nullptr));
  if (!key) return inputError("signing.key.malformed", ssl::drainErrors());
  TDKT_ASSIGN(CertificateChain chain, Certificate::bundleFromPem(chainPem));
  return hold(std::move(key), std::move(chain));
}

Result<std::unique_ptr<KeyHolder>> openPkcs12Key(const Bytes& p12, const Secret& password) {
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
  if (!read || !ownedKey || !ownedLeaf) return inputError("signing.p12.malformed", ssl::drainErrors());
  CertificateChain chain{*ssl::copyOf(leaf)};
  for (int i = 0; others != nullptr && i < sk_X509_num(others); ++i) {
    X509* issuer = sk_X509_value(others, i);
    const bool root = X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(issuer)) == 0;
    if (auto copy = root ? std::nullopt : ssl::copyOf(issuer)) chain.push_back(std::move(*copy));
  }
  return hold(std::move(ownedKey), std::move(chain));
}

}  // namespace tdkt::signing
