#pragma once
// A demo PKI of its own for each test that asks for one. Keys are costly, so a suite makes it once.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "integration/trust_services/Certificates.h"
#include "integration/trust_services/Pki.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::trust {

using StorePtr = OpenSslPtr<X509_STORE, X509_STORE_free>;

inline CertificatePtr certificateOf(const std::string& dir, const std::string& name) {
  auto certificate = readCertificate(certificatePath(dir, name));
  EXPECT_TRUE(certificate.ok()) << name;
  return certificate ? std::move(*certificate) : nullptr;
}

/// Trusts the root and knows the issuing CA.
inline StorePtr storeOf(const std::string& dir) {
  StorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), certificateOf(dir, kRootCa).get());
  return store;
}

/// A whole PKI without a token, made with the machine's clock (OpenSSL's verifiers ask it).
class PkiTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new fakes::TemporaryFolder();
    SystemRandom random;
    ASSERT_TRUE(initPki(dir(), nullptr, SystemClock(), random).ok());
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  static std::string dir() { return folder_->file("pki"); }

  SystemClock clock_;
  SystemRandom random_;

 private:
  static inline fakes::TemporaryFolder* folder_ = nullptr;
};

}  // namespace tdkt::trust
