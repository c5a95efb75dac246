#pragma once
// Where the database of a command is: --config FILE (with the data directory), or --data FILE|URL alone.

#include <memory>
#include <set>
#include <string>

#include "connector/app/CommandLine.h"
#include "connector/app/Settings.h"
#include "connector/storage/Database.h"

namespace tdkt::app {

struct StoragePlace {
  StorageSettings storage;
  std::string dataDirectory;  ///< empty when only a database was named
};

inline const std::set<std::string> kPlaceOptions = {"--config", "--data", "--password-file"};

/// Errors: those of loadSettings; kInput "usage".
Result<StoragePlace> storagePlace(const Options& options);
/// Never makes a database. Errors: kNotFound "file.read", those of Database::open.
Result<std::unique_ptr<storage::Database>> openExisting(const StorageSettings& place);

}  // namespace tdkt::app
