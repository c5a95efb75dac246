#pragma once
// An X.509 certificate as a value: read once, never changed, shared freely between threads.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

struct x509_st;  // OpenSSL's X509, named here so that this header needs no OpenSSL

namespace tdkt::signing {

/// One certificate. Copies share the same parsed data. Thread-safe (immutable).
/// Source: RFC 5280.
class Certificate {
 public:
  /// Errors: kInput "signing.certificate.malformed".
  static Result<Certificate> fromDer(std::string_view der);
  static Result<Certificate> fromPem(std::string_view pem);
  /// Every certificate of a PEM bundle, in file order. An empty bundle is kInput "signing.certificate.none".
  static Result<std::vector<Certificate>> bundleFromPem(std::string_view pem);

  /// Another owner of a certificate OpenSSL parsed already; nothing for one it could not read whole.
  static std::optional<Certificate> sharing(x509_st* x509);

  std::string commonName() const;    ///< subject CN, UTF-8 NFC; empty when absent
  std::string organisation() const;  ///< subject O, UTF-8 NFC; empty when absent
  std::string issuerName() const;    ///< issuer CN, or the whole name in RFC 2253 form when it has none
  std::string serialHex() const;     ///< upper-case hex, no separators
  UtcTime notBefore() const;
  UtcTime notAfter() const;
  bool maySignDocuments() const;  ///< key usage digitalSignature or nonRepudiation (absent extension: yes)
  /// For time-stamping and nothing else, in a critical extension. Source: RFC 3161 §2.3.
  bool stampsTimeOnly() const;
  /// The key's algorithm as policies name it ("RSA", "EC"; empty for any other) and its size in bits.
  std::string keyAlgorithm() const;
  int keyBits() const;
  /// The digest its issuer signed it with: "SHA-256"…; empty when unknown to us.
  std::string signatureDigest() const;
  Bytes der() const;
  std::string pem() const;
  const x509_st* native() const { return x509_.get(); }

  friend bool operator==(const Certificate& a, const Certificate& b) {
    return a.x509_ == b.x509_ || a.der() == b.der();
  }

 private:
  explicit Certificate(std::shared_ptr<x509_st> x509) : x509_(std::move(x509)) {}
  std::shared_ptr<x509_st> x509_;
};

/// The signer's certificate first, then its issuers up to (not including) the root.
using CertificateChain = std::vector<Certificate>;

}  // namespace tdkt::signing
