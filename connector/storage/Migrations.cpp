#include "connector/storage/Migrations.h"

#include <algorithm>
#include <span>

#include "workflow/base/Resource.h"

namespace tdkt::storage::migrations {
std::span<const Resource> resources();
}
namespace tdkt::storage::postgres_migrations {
std::span<const Resource> resources();
}

namespace tdkt::storage {

std::vector<Migration> migrationsFor(Dialect dialect) {
  std::vector<Migration> out;
  const auto files =
      dialect == Dialect::kPostgres ? postgres_migrations::resources() : migrations::resources();
  for (const Resource& file : files) out.push_back({file.path, file.bytes});
  std::sort(out.begin(), out.end(), [](const Migration& a, const Migration& b) { return a.name < b.name; });
  return out;
}

}  // namespace tdkt::storage
