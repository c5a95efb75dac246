#include "integration/trust_services/Files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tdkt::trust {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t kMaxFile = 1U << 20U;

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(fd) == 0;
}

void syncFolder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);  // the name itself must survive a power cut
  ::close(fd);
}

}  // namespace

Result<std::string> readFile(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed) return notFoundError("file.read", failed.message(), path);
  if (size > kMaxFile) return inputError("file.size", "larger than anything kept here", path);
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() != size) return notFoundError("file.read", "cannot be read", path);
  return bytes;
}

Result<Done> writeWhole(const std::string& path, std::string_view bytes, mode_t mode) {
  const std::string part = path + "." + std::to_string(::getpid()) + ".part";
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return unavailableError("file.write", "cannot be created", path);
  const bool written = writeAll(fd, bytes);
  const bool closed = ::close(fd) == 0;
  if (!written || !closed || std::rename(part.c_str(), path.c_str()) != 0) {
    ::unlink(part.c_str());
    return unavailableError("file.write", "could not be written whole", path);
  }
  syncFolder(fs::path(path).parent_path());
  return Done{};
}

bool fileExists(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Result<Done> removeFile(const std::string& path) {
  std::error_code failed;
  fs::remove(path, failed);
  if (failed) return unavailableError("file.remove", failed.message(), path);
  syncFolder(fs::path(path).parent_path());
  return Done{};
}

}  // namespace tdkt::trust
