#pragma once
// Asking the network about certificates of strangers without becoming their tool, and without asking twice.

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "signing/Revocation.h"
#include "workflow/base/Clock.h"

namespace tdkt::signing {

/// Is it a plain http or https address, at its scheme's own port, of one of these hosts? Compared
/// without case.
bool isAllowedAddress(const std::string& url, const std::set<std::string>& hosts);

/// Follows the OCSP and CRL addresses inside a certificate, but only to hosts on the list: the addresses are
/// the stranger's choice. The Transport must refuse private addresses and redirects (http::TransportLimits).
/// Thread-safe. Source: RFC 5280 §4.2.1.13, §4.2.2.1; OWASP API7:2023.
class AddressedSource : public RevocationSource {
 public:
  AddressedSource(std::set<std::string> hosts, Transport& transport, Random& random);
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override;

 private:
  std::set<std::string> hosts_;
  Transport& transport_;
  Random& random_;
};

/// Remembers the answers of another source: good and revoked ones until their nextUpdate, at most five
/// minutes, so that a fresh revocation is seen soon; unknown ones for half a minute, so that a service that
/// is down is not asked once per file of a batch. Thread-safe; `inner` may be asked by several threads at
/// once.
class CachedSource : public RevocationSource {
 public:
  CachedSource(RevocationSource& inner, const Clock& clock) : inner_(inner), clock_(clock) {}
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override;

 private:
  struct Kept {
    RevocationAnswer answer;
    UtcTime askedFor;
    UtcTime until;
  };
  RevocationSource& inner_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<Bytes, Kept> kept_;
};

}  // namespace tdkt::signing
