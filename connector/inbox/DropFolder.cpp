#include "connector/inbox/DropFolder.h"

#include <filesystem>
#include <fstream>

#include "workflow/base/Log.h"

namespace tdkt::inbox {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxFile = 50U << 20U;

bool isMessage(const fs::path& path) {
  return path.extension() == ".edxml" || path.extension() == ".xml";
}

/// The file's octets as they are now; nothing when it cannot be read or kept.
std::shared_ptr<storage::Spool> gather(const fs::path& path, const std::string& incoming) {
  auto out = std::make_shared<storage::Spool>(incoming);
  std::ifstream in(path, std::ios::binary);
  if (!in) return nullptr;
  Bytes piece(64U << 10U, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    if (!out->append(std::string_view(piece.data(), static_cast<std::size_t>(in.gcount())))) return nullptr;
  }
  return out;
}

/// "a.xml", or "a (2).xml" when an earlier file of that name lies there: none may be lost.
fs::path freeName(const fs::path& folder, const fs::path& name) {
  fs::path target = folder / name;
  std::error_code failure;
  for (int i = 2; fs::exists(target, failure); ++i) {
    target = folder / (name.stem().string() + " (" + std::to_string(i) + ")" + name.extension().string());
  }
  return target;
}

}  // namespace

bool DropFolder::runOnce() {
  bool taken = false;
  std::map<std::string, Seen> now;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(directory_, failure)) {
    if (!entry.is_regular_file(failure) || entry.is_symlink(failure) || !isMessage(entry.path())) continue;
    const std::string path = entry.path().string();
    const Seen state{entry.file_size(failure), entry.last_write_time(failure).time_since_epoch().count()};
    if (failure) continue;
    const auto before = seen_.find(path);
    if (before != seen_.end() && before->second == state) {
      taken |= take(path);
    } else {
      now.emplace(path, state);
    }
  }
  if (failure) log::warning("drop.unreadable", {{"detail", failure.message()}});
  seen_ = std::move(now);
  return taken;
}

bool DropFolder::take(const std::string& path) {
  std::error_code failure;
  if (fs::file_size(path, failure) > kMaxFile) {
    log::warning("drop.refused", {{"code", "drop.size"}});
    moveTo(path, "refused");
    return false;
  }
  const auto body = gather(path, inbox_.incoming());
  if (!body) {
    log::warning("drop.later", {{"code", "spool.write"}});
    return false;
  }
  const auto accepted = inbox_.accept(gatheredDelivery(office_, "file:" + body->sha256Hex(), body));
  if (!accepted) {
    log::warning("drop.later", {{"code", accepted.error().code}});
    return false;
  }
  const log::Context context(accepted->correlation.text());
  log::info(accepted->accepted == Accepted::kNew ? "inbox.accepted" : "inbox.repeated",
            {{"row", std::to_string(accepted->row)}, {"from", "drop folder"}});
  moveTo(path, "accepted");
  return true;
}

void DropFolder::moveTo(const std::string& path, const char* folder) {
  const fs::path target = fs::path(directory_) / folder;
  std::error_code failure;
  fs::create_directories(target, failure);
  fs::rename(path, freeName(target, fs::path(path).filename()), failure);
  if (failure) log::warning("drop.move", {{"detail", failure.message()}});
}

}  // namespace tdkt::inbox
