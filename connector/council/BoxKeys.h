#pragma once
// The two halves of a ballot box: each is a code its holder keeps on paper; the service keeps the public
// half.
//
// A half is an X25519 pair whose private part is derived from the code, the box and the side, so that a code
// opens one side of one box only. A lost code cannot be made again: the round is then annulled.
// Source: RFC 7748 (X25519).

#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Random.h"
#include "workflow/base/Secret.h"

namespace tdkt::council {

enum class Side { kSecretary, kPresiding };

struct BoxHalf {
  Secret code;  ///< "7K3M-9QXR-…": 20 characters of base 32, 100 random bits; shown once, never stored
  std::string publicKey;  ///< lower-case hex of 32 octets
};

/// A fresh half. Only its public key may be stored.
BoxHalf newHalf(const std::string& box, Side side, Random& random);

/// The same code however it was typed: capitals, no blanks or hyphens, O as 0, I and L as 1. Empty when it is
/// no code.
Secret readCode(std::string_view typed);

/// 32 octets; wiped by Secret.
Secret privateKey(const std::string& box, Side side, const Secret& code);
/// Lower-case hex. Errors: kBug "council.crypto".
Result<std::string> publicKeyOf(const Secret& privateKey);
/// Whether the code is that of the public key.
bool opens(const std::string& box, Side side, const Secret& code, const std::string& publicKey);

}  // namespace tdkt::council
