#pragma once
// Checks a JSON value against a schema of ours: the same file tells an administrator's editor and us what
// fits.
//
// The part of JSON Schema 2020-12 we use: type, enum, const, properties, required, additionalProperties,
// patternProperties-free maps, items, minItems, minLength, maxLength, minimum, maximum, minProperties, anyOf,
// "$ref" to "#/$defs/…". Any other keyword is a bug of the schema and told as such, never passed over.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::office {

/// One thing that does not fit. Codes: "schema.type", "schema.enum", "schema.missing", "schema.unknown",
/// "schema.length", "schema.range", "schema.none-fits".
struct SchemaFinding {
  std::string pointer;  ///< RFC 6901, of the value (or of the missing or unknown key)
  std::string code;
  std::string detail;  ///< English, names what was expected
};

/// Every misfit, in document order; empty when the value fits. Pure. Errors: kBug "schema.keyword",
/// "schema.reference".
Result<std::vector<SchemaFinding>> checkSchema(const nlohmann::ordered_json& schema,
                                               const nlohmann::ordered_json& value);

}  // namespace tdkt::office
