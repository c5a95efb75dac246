#pragma once
// The store's invariants, recomputed from its event log.

#include <string>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::storage {

class Database;

/// Every violation as one English line naming the dossier; empty = sound. For each dossier: events are
/// numbered without gaps, chain hashes recompute, the definition passes its checks, the fold of the events
/// equals the stored state, each open task has its token, and replies and effects name dossiers that exist.
/// Reads only. Errors: those of Database; kInput "storage.schema" when the file is no database of tdkt.
Result<std::vector<std::string>> verifyStore(Database& database);

}  // namespace tdkt::storage
