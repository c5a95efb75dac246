#include <filesystem>
#include <iostream>
#include <span>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"
#include "workflow/base/Resource.h"

namespace tdkt::app {
namespace demo {
std::span<const Resource> resources();
}
namespace starter {
std::span<const Resource> resources();
}
namespace {

namespace fs = std::filesystem;

/// Where a pack that is built in goes in an installation; empty: it belongs to the demo only.
std::string placeOf(std::string_view path) {
  for (const auto& [from, to] : {std::pair<std::string_view, const char*>{"workflow/packs/", "procedures/"},
                                 std::pair<std::string_view, const char*>{"templates/pack/", "templates/"}}) {
    if (path.starts_with(from)) return to + std::string(path.substr(from.size()));
  }
  return {};
}

void put(std::string& text, const std::string& mark, const std::string& value) {
  if (const std::size_t at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), value);
}

/// Fresh secrets: no two installations have the same.
std::string withSecrets(std::string text, Random& random) {
  put(text, "@API-TOKEN@", newId(random));
  put(text, "@WEBHOOK-SECRET@", "whsec_" + toBase64(random.bytes(32)));
  return text;
}

/// What is there stays as it is.
Result<Done> write(const fs::path& file, const std::string& text, int* written) {
  std::error_code failure;
  fs::create_directories(file.parent_path(), failure);
  if (failure) return unavailableError("file.write", failure.message(), file.parent_path().string());
  if (fs::exists(file)) return Done{};
  TDKT_CHECK(writeFileWhole(file.string(), text));
  ++*written;
  return Done{};
}

Result<int> makeInstallation(const fs::path& root) {
  SystemRandom random;
  int written = 0;
  for (const Resource& file : demo::resources()) {
    const std::string place = placeOf(file.path);
    if (!place.empty()) TDKT_CHECK(write(root / place, std::string(file.bytes), &written));
  }
  for (const Resource& file : starter::resources()) {
    const fs::path target = root / std::string(file.path);
    TDKT_CHECK(write(target, withSecrets(std::string(file.bytes), random), &written));
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  }
  for (const char* folder : {"data", "drop", "signing"}) {
    std::error_code failure;
    fs::create_directories(root / folder, failure);
    if (!failure) fs::permissions(root / folder, fs::perms::owner_all, failure);
    if (failure) return unavailableError("file.write", failure.message(), (root / folder).string());
  }
  return written;
}

}  // namespace

int runInit(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{}, {}, 1, 1});
  if (!options) return fail(options.error());
  const fs::path root = options->positional.front();
  const auto written = makeInstallation(root);
  if (!written) return fail(written.error());
  std::cout << *written << " tệp mới trong " << root.string()
            << "\n"
               "Việc tiếp theo (docs/admin-guide.md): sửa config.json và directory.json, đặt tệp ký số vào "
               "signing/, rồi\n"
               "  tdkt check-config "
            << (root / "config.json").string() << " --production\n";
  return kYes;
}

}  // namespace tdkt::app
