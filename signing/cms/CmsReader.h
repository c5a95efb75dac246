#pragma once
// What the CMS of one signature says, checked against the document digest and itself; trust is judged
// elsewhere. Source: RFC 5652, RFC 5035, ETSI EN 319 122-1.

#include <optional>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"

namespace tdkt::signing::cms {

struct CmsFacts {
  std::vector<std::string> findings;  ///< reason codes "cms.*"; empty when everything holds
  std::optional<Certificate> signer;
  std::vector<Certificate> certificates;
  Bytes signatureValue;
  std::optional<Bytes> timeStampToken;
};

/// `contents` may be padded with zero octets. `signedOctets` is what /ByteRange covers. `cades` asks for the
/// signing-certificate attribute (SubFilter ETSI.CAdES.detached).
CmsFacts readCms(std::string_view contents, std::string_view signedOctets, bool cades);

}  // namespace tdkt::signing::cms
