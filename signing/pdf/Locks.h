#pragma once
// What earlier signatures forbid: DocMDP P=1 (no change at all) and FieldMDP locks.
// Source: ISO 32000-1 §12.8.2.

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

/// Why no signature may be put into the field `name` now, for an administrator; nothing when none forbids it.
std::optional<std::string> lockOn(const File& file, const std::vector<Field>& fields,
                                  const std::string& name);

/// Does a signature among `fields` forbid signing the field `name` now?
bool isLocked(const File& file, const std::vector<Field>& fields, const std::string& name);

}  // namespace tdkt::signing::pdf
