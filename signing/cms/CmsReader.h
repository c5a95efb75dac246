#pragma once
// What the CMS of one signature or time-stamp says, checked against the digest of what it covers and itself;
// trust is judged elsewhere. Source: RFC 5652, RFC 5035, ETSI EN 319 122-1, RFC 3161 §2.4.2.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/Certificate.h"
#include "signing/cms/CertificateMemory.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

/// What /ByteRange covers, in two parts: before and after the hole. Views into the file.
using Covered = std::array<std::string_view, 2>;

struct CmsFacts {
  std::vector<std::string> findings;  ///< reason codes "cms.*"; empty when everything holds
  std::optional<Certificate> signer;
  std::vector<Certificate> certificates;
  std::string digest;  ///< "SHA-256"…; empty when unknown to us
  Bytes signatureValue;
  std::optional<Bytes> timeStampToken;
};

/// `contents` may be padded with zero octets. `cades` asks for the signing-certificate attribute (SubFilter
/// ETSI.CAdES.detached).
/// `sha256` gives the SHA-256 of what is covered, for those who know it at less cost; may be empty.
/// `memory` may be null; the outcome is the same.
CmsFacts readCms(std::string_view contents, const Covered& covered, bool cades,
                 const std::function<Bytes()>& sha256 = {}, CertificateMemory* memory = nullptr);

/// A time-stamp token, which is a CMS around a TSTInfo.
struct TokenFacts {
  CmsFacts cms;         ///< findings of the token's own signature, "timestamp.imprint" and "timestamp.usage"
  UtcTime at;           ///< genTime
  std::string imprint;  ///< the digest in the imprint, as "SHA-256"
};

/// Nothing when the octets are no token at all. `stamped` is what the token must be about.
/// `sha256` and `memory` as readCms() takes them.
std::optional<TokenFacts> readToken(std::string_view contents, const Covered& stamped,
                                    const std::function<Bytes()>& sha256 = {},
                                    CertificateMemory* memory = nullptr);

}  // namespace tdkt::signing::cms
