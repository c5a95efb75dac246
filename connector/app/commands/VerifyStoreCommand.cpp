#include <filesystem>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/storage/StoreCheck.h"
#include "connector/storage/sqlite/Database.h"

namespace tdkt::app {
namespace {

Result<std::vector<std::string>> violationsOf(const std::string& path) {
  // Opening would create the file, and an empty database is always sound.
  if (!std::filesystem::exists(path)) return notFoundError("file.read", "no such database", path);
  TDKT_ASSIGN(const auto database, storage::Database::open(path));
  return storage::verifyStore(*database);
}

}  // namespace

int runVerifyStore(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{}, {"--data"}, 0, 0});
  if (!options) return fail(options.error());
  const std::string path = options->get("--data");
  if (path.empty()) return fail(inputError("usage", "this option is needed", "--data"));
  const auto violations = violationsOf(path);
  if (!violations) return fail(violations.error());
  for (const std::string& violation : *violations) std::cout << violation << "\n";
  if (violations->empty()) std::cout << "sound\n";
  return violations->empty() ? kYes : kNo;
}

}  // namespace tdkt::app
