#include "connector/storage/Migrations.h"

#include <algorithm>
#include <span>

#include "workflow/base/Resource.h"

namespace tdkt::storage::migrations {
std::span<const Resource> resources();
}

namespace tdkt::storage {

std::vector<Migration> sqliteMigrations() {
  std::vector<Migration> out;
  for (const Resource& file : migrations::resources()) out.push_back({file.path, file.bytes});
  std::sort(out.begin(), out.end(), [](const Migration& a, const Migration& b) { return a.name < b.name; });
  return out;
}

}  // namespace tdkt::storage
