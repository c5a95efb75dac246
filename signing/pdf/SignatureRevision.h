#pragma once
// The revision that holds one signature: field, widget, appearance, signature dictionary with its hole.
// Source: ISO 32000-1 §12.7.4.5, §12.8; ETSI EN 319 142-1.

#include "signing/PadesSigner.h"
#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

struct HoledRevision {
  Bytes pdf;  ///< /Contents filled with zeros, /ByteRange final
  std::array<std::uint64_t, 4> range{};
};

/// Errors: those of PadesSigner::prepare() about file, field, box and image.
Result<HoledRevision> appendSignature(const Bytes& pdf, const SignatureSpec& spec);

}  // namespace tdkt::signing::pdf
