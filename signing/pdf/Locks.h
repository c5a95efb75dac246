#pragma once
// What earlier signatures forbid: DocMDP P=1 (no change at all) and FieldMDP locks.
// Source: ISO 32000-1 §12.8.2.

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

/// Does a signature among `fields` forbid signing the field `name` now?
bool isLocked(const File& file, const std::vector<Field>& fields, const std::string& name);

}  // namespace tdkt::signing::pdf
