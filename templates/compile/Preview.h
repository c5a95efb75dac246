#pragma once
// Data to try a template with: by its rules alone, or as long as it may plausibly become.

#include <string>
#include <string_view>

#include "templates/FieldSet.h"

namespace tdkt::templates {

/// sample.json for a layout that has none: something plausible for every field by its kind.
/// Errors: those of the package reader.
Result<std::string> sampleFor(std::string_view layoutXml);

/// The longest plausible value of every field, starting from `sample`: long names, texts half as long again
/// (never above their max-length), twice the list items, 500 rows. What is printed as a QR code keeps its
/// value. Errors: those of the package reader.
Result<FieldSet> worstCase(std::string_view layoutXml, const FieldSet& sample);

}  // namespace tdkt::templates
