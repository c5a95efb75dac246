#pragma once
// How an algorithm is asked of a token: mechanism, parameters, what goes in and what comes out.
// Only mechanisms that take a digest are used; raw RSA (CKM_RSA_X_509) never is: padding is the token's work.
// Source: OASIS PKCS#11 2.40 §2.1.5 (CKM_RSA_PKCS), §2.1.10 (CKM_RSA_PKCS_PSS), §2.3.6 (CKM_ECDSA).

#include <p11-kit/pkcs11.h>

#include "signing/KeyHolder.h"

namespace tdkt::signing::p11 {

class Mechanism {
 public:
  explicit Mechanism(SignatureAlgorithm algorithm);

  CK_MECHANISM_TYPE type() const;
  /// Points into this object, which must outlive it.
  CK_MECHANISM native() const;
  /// A digest as the mechanism takes it: DigestInfo, the digest, or as much of it as the curve has room for.
  Bytes input(const Bytes& digest, const Certificate& certificate) const;
  /// A token's answer as CMS wants it: ECDSA's r||s becomes SEQUENCE { r, s }; empty when it cannot be that.
  Bytes output(const Bytes& raw) const;

 private:
  SignatureAlgorithm algorithm_;
  CK_RSA_PKCS_PSS_PARAMS pss_{};
};

}  // namespace tdkt::signing::p11
