#pragma once
// XMP packets apart from the dates and the instance id that every writer renews. Source: ISO 16684-1 §8.

#include <string_view>

#include "workflow/base/Bytes.h"

namespace tdkt::signing::pdf {

/// The packet with the values of xmp:ModifyDate, xmp:MetadataDate and xmpMM:InstanceID left out, as elements
/// and as attributes. A value that is no plain date or identifier stays, so that nothing hides in it.
Bytes withoutDates(std::string_view packet);

}  // namespace tdkt::signing::pdf
