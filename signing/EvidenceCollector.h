#pragma once
// Which certificates and revocation answers a file still lacks so that it can be judged without asking
// anybody. Private to signing/. Source: ETSI EN 319 142-1 §5.4, EN 319 122-1 §5.5.

#include "signing/Extender.h"
#include "signing/Seals.h"
#include "signing/pdf/SecurityStore.h"

namespace tdkt::signing {

/// One certificate whose path is to be proven, as of the time that counts for it.
struct Subject {
  const cms::Carried& carried;
  UtcTime at;
};

/// The signer and the time-stamps of a seal.
std::vector<Subject> subjectsOf(const Seal& seal);

class EvidenceCollector {
 public:
  EvidenceCollector(const ExtenderParts& parts, pdf::StoreContent present);

  /// Does what is present prove the subject's whole path? Errors: kInput "signing.extend.untrusted".
  Result<bool> isProven(const Subject& subject);
  /// Asks for what is missing; with `afresh` for everything. Errors: those of Extender::extend().
  Result<Done> collect(const Subject& subject, bool afresh = false);
  /// What was collected and is not present.
  const pdf::StoreContent& additions() const { return additions_; }

 private:
  using Path = std::vector<Certificate>;
  Result<Path> pathOf(const Subject& subject) const;
  bool isProven(const Certificate& certificate, const Certificate& issuer, UtcTime at);
  void store(const Bytes& der, bool ocsp);
  Result<Done> ask(const Certificate& certificate, const Certificate& issuer, UtcTime provenAt, int depth);
  Result<Done> keep(const RevocationAnswer& answer, const Certificate& issuer, UtcTime provenAt, int depth);
  void keepCertificate(const Certificate& certificate);

  const ExtenderParts& parts_;
  pdf::StoreContent present_;
  pdf::StoreContent additions_;
  std::vector<Certificate> certificates_;  ///< those present, parsed
  StoredSource evidence_;                  ///< what is present and what was added, parsed
};

}  // namespace tdkt::signing
