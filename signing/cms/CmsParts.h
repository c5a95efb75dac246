#pragma once
// Takes the certificates out of a CMS before it is decoded, so that known ones need not be decoded again.
// Source: RFC 5652 §3, §5.1; ITU-T X.690 §8.1.3.

#include <optional>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt::signing::cms {

struct CmsParts {
  Bytes rest;                                  ///< the ContentInfo without its certificates, DER again
  std::vector<std::string_view> certificates;  ///< each whole, in their order; views into what was cut
};

/// Nothing for whatever is not plain: no signed data, an indefinite length, another kind of certificate,
/// none at all, octets after the end that are not zero. Such a one is to be decoded as it stands.
std::optional<CmsParts> cutCertificates(std::string_view contents);

}  // namespace tdkt::signing::cms
