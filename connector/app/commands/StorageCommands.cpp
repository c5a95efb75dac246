#include <filesystem>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/StoragePlace.h"
#include "connector/storage/Backup.h"
#include "connector/storage/Migrate.h"
#include "connector/storage/StoreCheck.h"

namespace tdkt::app {
namespace {

namespace fs = std::filesystem;

int printViolations(const StorageSettings& place) {
  const auto database = openExisting(place);
  if (!database) return fail(database.error());
  const auto violations = storage::verifyStore(**database);
  if (!violations) return fail(violations.error());
  for (const std::string& violation : *violations) std::cout << violation << "\n";
  if (violations->empty()) std::cout << "sound\n";
  return violations->empty() ? kYes : kNo;
}

Result<Done> migrateWithBackup(storage::Database& database, const StorageSettings& place,
                               const storage::SchemaState& state, const Options& options) {
  const std::string backup = options.get("--backup");
  if (state.version > 0 && !backup.empty()) {
    TDKT_CHECK(storage::backupTo(backup, place.url, place.password));
    std::cout << "backup " << backup << "\n";
  } else if (state.version > 0 && !options.has("--backed-up")) {
    return inputError("usage", "--backup FILE takes a backup first; --backed-up says that there is one");
  }
  return storage::migrate(database);
}

/// Blobs are written before the rows that name them: copied after the database, none is missing.
Result<std::size_t> copyBlobs(const fs::path& from, const fs::path& to) {
  std::size_t copied = 0;
  std::error_code failure;
  if (!fs::exists(from, failure)) return copied;
  for (fs::recursive_directory_iterator entry(from, failure), end; entry != end; entry.increment(failure)) {
    if (failure) break;
    if (!entry->is_regular_file() || entry->path().filename().string().find('.') != std::string::npos)
      continue;
    const fs::path target = to / fs::relative(entry->path(), from);
    if (fs::exists(target)) continue;
    fs::create_directories(target.parent_path(), failure);
    fs::copy_file(entry->path(), fs::path(target).concat(".part"), fs::copy_options::overwrite_existing,
                  failure);
    if (!failure) fs::rename(fs::path(target).concat(".part"), target, failure);
    if (failure) break;
    ++copied;
  }
  if (failure) return unavailableError("storage.io", failure.message(), to.string());
  return copied;
}

/// Between a data directory and the folder beside a backup file, in either direction.
Result<Done> copyFiles(const fs::path& from, const fs::path& to) {
  TDKT_ASSIGN(const std::size_t blobs, copyBlobs(from / "blobs", to / "blobs"));
  std::error_code failure;
  fs::create_directories(to, failure);
  if (fs::exists(from / "verify-id.key"))
    fs::copy_file(from / "verify-id.key", to / "verify-id.key", fs::copy_options::skip_existing, failure);
  if (failure) return unavailableError("storage.io", failure.message(), to.string());
  std::cout << "files " << blobs << "\n";
  return Done{};
}

int migrateCommand(const Options& options) {
  const auto place = storagePlace(options);
  if (!place) return fail(place.error());
  auto database = storage::Database::open(place->storage.url, place->storage.password);
  if (!database) return fail(database.error());
  const auto state = storage::schemaState(**database);
  if (!state) return fail(state.error());
  std::cout << "version " << state->version << "\n";
  for (const std::string& name : state->missing) std::cout << "missing " << name << "\n";
  if (options.has("--dry-run") || state->missing.empty()) return kYes;
  const auto done = migrateWithBackup(**database, place->storage, *state, options);
  if (!done) return fail(done.error());
  std::cout << "migrated\n";
  return kYes;
}

int backupCommand(const Options& options) {
  const auto place = storagePlace(options);
  if (!place) return fail(place.error());
  const std::string out = options.get("--out");
  if (out.empty()) return fail(inputError("usage", "this option is needed", "--out"));
  auto done = storage::backupTo(out, place->storage.url, place->storage.password);
  if (done && !place->dataDirectory.empty()) done = copyFiles(place->dataDirectory, out + ".files");
  if (!done) return fail(done.error());
  std::cout << out << "\n";
  return kYes;
}

int restoreCommand(const Options& options) {
  const auto place = storagePlace(options);
  if (!place) return fail(place.error());
  const std::string& from = options.positional.front();
  auto done = storage::restoreFrom(from, place->storage.url, place->storage.password);
  if (done && !place->dataDirectory.empty()) done = copyFiles(from + ".files", place->dataDirectory);
  if (!done) return fail(done.error());
  return options.has("--verify") ? printViolations(place->storage) : kYes;
}

int withOptions(const std::vector<std::string>& arguments, const OptionSpec& spec,
                int (*run)(const Options&)) {
  const auto options = parseOptions(arguments, spec);
  return options ? run(*options) : fail(options.error());
}

}  // namespace

Result<StoragePlace> storagePlace(const Options& options) {
  StoragePlace place;
  const std::string config = options.get("--config");
  if (!config.empty()) {
    TDKT_ASSIGN(const Settings settings, loadSettings(config));
    return StoragePlace{settings.storage, settings.dataDirectory};
  }
  place.storage.url = options.get("--data");
  if (place.storage.url.empty()) return inputError("usage", "--config FILE or --data FILE|URL is needed");
  TDKT_ASSIGN(place.storage.password, storagePassword(options.get("--password-file")));
  return place;
}

Result<std::unique_ptr<storage::Database>> openExisting(const StorageSettings& place) {
  // Opening would create the file, and an empty database is always sound.
  if (!storage::isPostgresUrl(place.url) && !fs::exists(place.url)) {
    return notFoundError("file.read", "no such database", place.url);
  }
  return storage::Database::open(place.url, place.password);
}

int runVerifyStore(const std::vector<std::string>& arguments) {
  return withOptions(arguments, {{}, kPlaceOptions, 0, 0}, [](const Options& options) {
    const auto place = storagePlace(options);
    return place ? printViolations(place->storage) : static_cast<int>(fail(place.error()));
  });
}

int runMigrate(const std::vector<std::string>& arguments) {
  std::set<std::string> values = kPlaceOptions;
  values.insert("--backup");
  return withOptions(arguments, {{"--dry-run", "--backed-up"}, values, 0, 0}, migrateCommand);
}

int runBackup(const std::vector<std::string>& arguments) {
  std::set<std::string> values = kPlaceOptions;
  values.insert("--out");
  return withOptions(arguments, {{}, values, 0, 0}, backupCommand);
}

int runRestore(const std::vector<std::string>& arguments) {
  return withOptions(arguments, {{"--verify"}, kPlaceOptions, 1, 1}, restoreCommand);
}

}  // namespace tdkt::app
