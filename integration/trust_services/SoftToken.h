#pragma once
// The demo's software token, filled through PKCS#11 itself. Source: OASIS PKCS#11 v2.40 §5.

#include <memory>
#include <string>

#include "integration/trust_services/Certificates.h"
#include "workflow/base/Secret.h"

namespace tdkt::trust {

struct SoftTokenSettings {
  std::string module;  ///< SoftHSM's shared library; it finds its own settings through SOFTHSM2_CONF
  std::string folder;  ///< the token directory is this or below it
  std::string label;
  Secret pin;
};

/// A logged-in session with the token. One per process at a time; for one thread.
class SoftToken {
 public:
  /// Makes the token when there is none of that label. One that a crash left without a user PIN can never be
  /// used (its SO PIN was never kept) and is made anew. Errors: kUnavailable "trust.token.module",
  /// "trust.token"; kDenied "trust.token.pin".
  static Result<SoftToken> open(const SoftTokenSettings& settings, Random& random);
  SoftToken(SoftToken&&) noexcept;
  SoftToken& operator=(SoftToken&&) noexcept;
  ~SoftToken();

  /// True when a private key and exactly this certificate stand under the label. Errors: kUnavailable
  /// "trust.token".
  Result<bool> holds(const std::string& label, X509* certificate);
  /// Puts key pair and certificate under the label, in the place of whatever stood there. The private key is
  /// sensitive and never extractable. Errors: kUnavailable "trust.token"; kBug "trust.key".
  Result<Done> import(const std::string& label, const Identity& identity);

 private:
  struct Impl;
  explicit SoftToken(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tdkt::trust
