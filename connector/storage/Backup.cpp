#include "connector/storage/Backup.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "connector/storage/Migrate.h"
#include "connector/storage/sqlite/SqliteDatabase.h"

namespace tdkt::storage {
namespace {

namespace fs = std::filesystem;

/// Runs a program of PostgreSQL's; the password goes by the environment, where no list of processes shows it.
bool runTool(std::vector<std::string> words, const Secret& password) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) variables.emplace_back(*one);
  if (!password.empty()) variables.push_back("PGPASSWORD=" + std::string(password.reveal()));
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  pid_t child = -1;
  if (::posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environment.data()) != 0) {
    return false;
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<Done> dump(const std::string& path, const std::string& url, const Secret& password) {
  if (fs::exists(path)) return conflictError("storage.backup", "the file exists already", path);
  const std::string temporary = path + ".part";
  std::error_code failure;
  if (!runTool({"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file=" + temporary,
                "--dbname=" + url},
               password)) {
    fs::remove(temporary, failure);
    return unavailableError("storage.pg-dump", "pg_dump failed; it told why on standard error", path);
  }
  fs::rename(temporary, path, failure);
  if (failure) return unavailableError("storage.io", failure.message(), path);
  return Done{};
}

Result<Done> undump(const std::string& path, const std::string& url, const Secret& password) {
  TDKT_ASSIGN(const auto database, Database::open(url, password));
  TDKT_ASSIGN(const SchemaState state, schemaState(*database));
  if (state.version > 0) return conflictError("storage.restore", "the database is not empty");
  if (!runTool({"pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                "--dbname=" + url, path},
               password)) {
    return unavailableError("storage.pg-restore", "pg_restore failed; it told why on standard error", path);
  }
  return Done{};
}

}  // namespace

Result<Done> backupTo(const std::string& path, const std::string& url, const Secret& password) {
  if (isPostgresUrl(url)) return dump(path, url, password);
  if (!fs::exists(url)) return notFoundError("file.read", "no such database", url);
  TDKT_ASSIGN(const auto database, Database::open(url));
  return static_cast<SqliteDatabase&>(*database).backup(path);
}

Result<Done> restoreFrom(const std::string& path, const std::string& url, const Secret& password) {
  if (!fs::exists(path)) return notFoundError("file.read", "no such backup", path);
  if (isPostgresUrl(url)) return undump(path, url, password);
  if (fs::exists(url)) return conflictError("storage.restore", "a database is there already", url);
  TDKT_ASSIGN(const auto saved, Database::open(path));
  return static_cast<SqliteDatabase&>(*saved).backup(url);
}

}  // namespace tdkt::storage
