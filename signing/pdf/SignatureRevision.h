#pragma once
// The revision that holds one signature or document time-stamp: field, widget, appearance, value with its
// hole. Source: ISO 32000-1 §12.7.4.5, §12.8; ISO 32000-2 §12.8.5; ETSI EN 319 142-1.

#include <array>

#include "signing/PadesSigner.h"
#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

struct HoledRevision {
  Bytes increment;                       ///< what follows the file's own octets; /Contents filled with zeros
  std::array<std::uint64_t, 4> range{};  ///< /ByteRange, offsets in the whole file
};

/// Errors: those of PadesSigner::prepare() about file, field, box and appearance.
Result<HoledRevision> appendSignature(std::string_view pdf, const SignatureSpec& spec);

/// An invisible document time-stamp in a new field on the first page. Errors: kInput "signing.pdf.*",
/// "signing.field.taken".
Result<HoledRevision> appendTimeStamp(std::string_view pdf, const std::string& field,
                                      std::size_t reserveBytes);

/// Puts `contents` (DER) into the hole. `octets` begin at `base` of the file. Errors: kInput
/// "signing.contents.small".
Result<Done> fillHole(Bytes& octets, std::uint64_t base, const std::array<std::uint64_t, 4>& range,
                      const Bytes& contents);

}  // namespace tdkt::signing::pdf
