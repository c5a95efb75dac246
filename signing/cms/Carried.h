#pragma once
// What a signature or a time-stamp token carries for those who extend it, once its own mathematics hold. Whom
// to trust is decided elsewhere. Source: RFC 5652 §5, RFC 3161 §2.4.2.

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

/// What /ByteRange covers: the octets before and after the hole.
using Ranges = std::array<std::string_view, 2>;

struct Carried {
  Certificate signer;
  std::vector<Certificate> certificates;
  Bytes signatureValue;
  std::optional<Bytes> timeStampToken;  ///< of a signature
  std::optional<UtcTime> at;            ///< of a token
};

/// A detached signature over `octets`. Errors: kInput "signing.extend.broken".
Result<Carried> carriedBySignature(std::string_view contents, const Ranges& octets);
/// A token over `octets`. Errors: kInput "signing.extend.broken".
Result<Carried> carriedByToken(std::string_view contents, const Ranges& octets);

}  // namespace tdkt::signing::cms
