#include "signing/FileOctets.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <vector>

namespace tdkt::signing {
namespace {

constexpr std::size_t kPiece = 1U << 20U;

}  // namespace

Result<SourceFile> SourceFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return notFoundError("signing.file.read", "cannot be opened", path);
  struct stat about {};
  const bool plain = ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  const auto size = static_cast<std::size_t>(plain ? about.st_size : 0);
  void* mapped = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (!plain || mapped == MAP_FAILED) {
    ::close(fd);
    return notFoundError("signing.file.read", "no plain file, or it cannot be mapped", path);
  }
  // Read-ahead would bring in what is never looked at.
  if (mapped != nullptr) ::madvise(mapped, size, MADV_RANDOM);
  return SourceFile(fd, mapped, size);
}

SourceFile::SourceFile(SourceFile&& other) noexcept
    : fd_(other.fd_), mapped_(other.mapped_), size_(other.size_) {
  other.fd_ = -1;
  other.mapped_ = nullptr;
}

SourceFile::~SourceFile() {
  if (mapped_ != nullptr) ::munmap(mapped_, size_);
  if (fd_ >= 0) ::close(fd_);
}

Result<Done> SourceFile::forEach(const std::function<Result<Done>(std::string_view)>& take) const {
  std::vector<char> piece(kPiece);
  for (std::size_t at = 0; at < size_;) {
    const ssize_t n = ::pread(fd_, piece.data(), piece.size(), static_cast<off_t>(at));
    if (n <= 0) return notFoundError("signing.file.read", "the file became shorter or cannot be read");
    const std::size_t taken = std::min(static_cast<std::size_t>(n), size_ - at);
    TDKT_CHECK(take({piece.data(), taken}));
    at += taken;
  }
  return Done{};
}

Result<TargetFile> TargetFile::open(const std::string& path) {
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return unavailableError("signing.file.write", "cannot be created", path);
  ::fchmod(fd, 0640);
  return TargetFile(fd, path, std::move(temporary));
}

TargetFile::TargetFile(TargetFile&& other) noexcept
    : fd_(other.fd_), path_(std::move(other.path_)), temporary_(std::move(other.temporary_)) {
  other.fd_ = -1;
  other.temporary_.clear();
}

TargetFile::~TargetFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Error TargetFile::failed(const char* what) const {
  return unavailableError("signing.file.write", what, path_);
}

Result<Done> TargetFile::write(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t n = ::write(fd_, octets.data(), octets.size());
    if (n <= 0) return failed("could not be written whole");
    octets.remove_prefix(static_cast<std::size_t>(n));
  }
  return Done{};
}

Result<Done> TargetFile::commit() {
  const bool synced = ::fsync(fd_) == 0;
  const bool closed = ::close(fd_) == 0;
  fd_ = -1;
  if (!synced || !closed || std::rename(temporary_.c_str(), path_.c_str()) != 0)
    return failed("could not be written whole");
  temporary_.clear();
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);  // the name itself must survive a power cut
    ::close(directory);
  }
  return Done{};
}

}  // namespace tdkt::signing
