#pragma once
// From a certificate to somebody we trust, judged at one moment: path, trust list, algorithms, revocation.
// Source: RFC 5280 §6, ETSI EN 319 102-1 §5.2.6. Private to signing/.

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Evidence.h"
#include "signing/Verifier.h"

namespace tdkt::signing {

/// Paths built a moment ago: the files of a batch are all asked about in the same second, with the same
/// certificates. Remembers nothing but what follows from exactly the same question; revocation is always
/// asked anew. For one TrustSettings. Thread-safe.
class PathMemory {
 public:
  struct Key {
    Certificate leaf;
    std::vector<Certificate> helpers;
    bool timeStamp = false;
    std::int64_t second = 0;  ///< since 1970: finer is no certificate's period
  };
  struct Built {
    int code = 0;  ///< OpenSSL's
    std::vector<Certificate> chain;
  };
  std::optional<Built> find(const Key& key) const;
  void keep(Key key, Built built);

 private:
  static constexpr std::size_t kMost = 16;
  mutable std::mutex mutex_;
  std::deque<std::pair<Key, Built>> known_;
};

/// Where certificates and revocation evidence come from. `outside` may be null.
struct PathSources {
  const TrustSettings& trust;
  Evidence& inFile;
  RevocationSource* outside;
  PathMemory* memory = nullptr;  ///< may be null; the outcome is the same
};

struct PathQuestion {
  const Certificate& leaf;
  const std::vector<Certificate>& carried;  ///< by the CMS
  UtcTime at;                               ///< the moment that counts
  bool timeStamp = false;
};

struct PathAnswer {
  std::vector<std::string> findings;  ///< "chain.*", "revocation.*"; empty when it holds
  std::vector<Certificate> chain;     ///< leaf first, anchor last, as far as it was built
  std::vector<PathCertificate> path;  ///< the same for the report
  bool revokedSince = false;          ///< the leaf was revoked, but after `at`
};

/// The leaf's own period is the caller's business: outside of it the rest is judged at its nearest end, so
/// that other faults still show.
PathAnswer judgePath(const PathQuestion& question, const PathSources& sources);

/// Does this evidence alone show every certificate of the chain but the anchor to be good at `at`?
bool isProvenBy(Evidence& evidence, const std::vector<Certificate>& chain, UtcTime at);

}  // namespace tdkt::signing
