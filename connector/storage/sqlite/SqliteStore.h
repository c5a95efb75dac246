#pragma once
// Moved: one store works on both databases, connector/storage/SqlStore.h.

#include "connector/storage/SqlStore.h"  // IWYU pragma: export

namespace tdkt::storage {
using SqliteStore = SqlStore;
}  // namespace tdkt::storage
