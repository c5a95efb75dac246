#include "connector/storage/BlobStore.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "workflow/base/Random.h"

namespace tdkt::storage {
namespace {

namespace fs = std::filesystem;

bool isDigest(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool syncDirectory(const fs::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

bool makeDirectory(const fs::path& directory) {
  std::error_code failure;
  if (fs::is_directory(directory, failure)) return true;
  fs::create_directories(directory, failure);
  return !failure && syncDirectory(directory.parent_path());
}

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// A name no other writer uses at the same time, in this process or another.
std::string temporaryName(const std::string& path) {
  return path + ".part." + toHex(SystemRandom().bytes(8));
}

bool writeSynced(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (fd < 0) return false;
  const bool written = writeAll(fd, bytes) && ::fsync(fd) == 0;
  return (::close(fd) == 0) && written;
}

}  // namespace

std::string BlobStore::pathOf(const std::string& sha256Hex) const {
  return directory_ + "/" + sha256Hex.substr(0, 2) + "/" + sha256Hex;
}

Result<std::string> BlobStore::put(std::string_view bytes) {
  return put(bytes, tdkt::sha256Hex(bytes));
}

Result<std::string> BlobStore::put(std::string_view bytes, const std::string& digest) {
  const std::string path = pathOf(digest);
  const fs::path folder = fs::path(path).parent_path();
  const auto failed = [&] {
    return unavailableError("blob.write", "the blob could not be written whole", digest);
  };
  if (!makeDirectory(directory_) || !makeDirectory(folder)) return failed();
  std::error_code failure;
  const bool present = fs::file_size(path, failure) == bytes.size() && !failure;
  if (!present) {
    const std::string temporary = temporaryName(path);
    if (!writeSynced(temporary, bytes) || std::rename(temporary.c_str(), path.c_str()) != 0) {
      ::unlink(temporary.c_str());
      return failed();
    }
  }
  // Also when the file was there: whoever renamed it may not have reached its own fsync yet.
  if (!syncDirectory(folder)) return failed();
  return digest;
}

Result<std::string> BlobStore::put(HashedOctets& octets) {
  beginnings_.prepare(octets);
  const std::string digest = octets.sha256Hex();
  return put(octets.view(), digest);
}

Result<std::string> BlobStore::adopt(Spool& gathered) {
  const std::string& digest = gathered.sha256Hex();
  if (!gathered.inFile()) {
    TDKT_ASSIGN(const Bytes bytes, gathered.whole());
    return put(bytes);
  }
  const fs::path path = pathOf(digest);
  const auto failed = [&] {
    return unavailableError("blob.write", "the blob could not be written whole", digest);
  };
  if (!makeDirectory(directory_) || !makeDirectory(path.parent_path())) return failed();
  if (sizeOf(digest) != gathered.size()) {
    TDKT_CHECK(gathered.sync());
    if (std::rename(gathered.path().c_str(), path.c_str()) != 0) return failed();
    gathered.release();
  }
  if (!syncDirectory(path.parent_path())) return failed();
  return digest;
}

std::size_t BlobStore::sweepIncoming(std::chrono::seconds olderThan) const {
  std::error_code failure;
  std::size_t swept = 0;
  const auto limit = fs::file_time_type::clock::now() - olderThan;
  for (const auto& entry : fs::directory_iterator(incoming(), failure)) {
    std::error_code gone;
    const bool old = entry.path().extension() == ".part" && entry.last_write_time(gone) <= limit && !gone;
    if (old && fs::remove(entry.path(), gone)) ++swept;
  }
  return swept;
}

Result<std::string> BlobStore::checkedPath(const std::string& sha256Hex) const {
  if (!isDigest(sha256Hex)) return notFoundError("blob.absent", "not a digest");
  TDKT_ASSIGN(const std::string found, sha256HexOfFile(pathOf(sha256Hex)));
  if (found != sha256Hex) return corruptError("blob.digest", "bytes do not fit the name", sha256Hex);
  return pathOf(sha256Hex);
}

std::optional<std::size_t> BlobStore::sizeOf(const std::string& sha256Hex) const {
  std::error_code failure;
  const auto size = isDigest(sha256Hex) ? fs::file_size(pathOf(sha256Hex), failure) : 0;
  return isDigest(sha256Hex) && !failure ? std::optional<std::size_t>(size) : std::nullopt;
}

/// In one piece: letter by letter would cost more than the digest.
Result<Bytes> BlobStore::read(const std::string& sha256Hex, std::size_t room) const {
  if (!isDigest(sha256Hex)) return notFoundError("blob.absent", "not a digest");
  std::ifstream in(pathOf(sha256Hex), std::ios::binary | std::ios::ate);
  if (!in) return notFoundError("blob.absent", "no such blob", sha256Hex);
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0));
  Bytes bytes;
  bytes.reserve(size + room);
  bytes.resize(size);
  in.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return bytes;
}

Result<Bytes> BlobStore::get(const std::string& sha256Hex) const {
  TDKT_ASSIGN(Bytes bytes, read(sha256Hex, 0));
  if (tdkt::sha256Hex(bytes) != sha256Hex)
    return corruptError("blob.digest", "bytes do not fit the name", sha256Hex);
  return bytes;
}

Result<HashedOctets> BlobStore::open(const std::string& sha256Hex, std::size_t room) const {
  TDKT_ASSIGN(Bytes bytes, read(sha256Hex, room));
  HashedOctets octets(std::move(bytes));
  beginnings_.prepare(octets);
  if (octets.sha256Hex() != sha256Hex)
    return corruptError("blob.digest", "bytes do not fit the name", sha256Hex);
  return octets;
}

Result<Done> BlobStore::remove(const std::string& sha256Hex) {
  if (!isDigest(sha256Hex)) return Done{};
  if (::unlink(pathOf(sha256Hex).c_str()) == 0 || errno == ENOENT) return Done{};
  return unavailableError("blob.remove", "the blob could not be taken away", sha256Hex);
}

bool BlobStore::has(const std::string& sha256Hex) const {
  std::error_code failure;
  return isDigest(sha256Hex) && fs::is_regular_file(pathOf(sha256Hex), failure);
}

}  // namespace tdkt::storage
