#include "connector/storage/Spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "workflow/base/Random.h"

namespace tdkt::storage {
namespace {

constexpr std::size_t kPiece = 64U << 10U;

Error writeFailed() {
  return unavailableError("spool.write", "a file on its way in could not be written; is the disk full?");
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

}  // namespace

/// SHA-256 of what comes in pieces.
struct Digest {
  Digest() : context(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr);
  }
  void add(std::string_view octets) { EVP_DigestUpdate(context.get(), octets.data(), octets.size()); }
  std::string hex() {
    std::array<unsigned char, 32> out{};
    EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
    return toHex(std::string_view(reinterpret_cast<const char*>(out.data()), out.size()));
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context;
};

Spool::Spool(std::string directory, std::size_t inMemory)
    : directory_(std::move(directory)), inMemory_(inMemory), digest_(std::make_unique<Digest>()) {}

Spool::~Spool() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (owned_ && !path_.empty()) ::unlink(path_.c_str());
}

Result<Done> Spool::append(std::string_view octets) {
  digest_->add(octets);
  size_ += octets.size();
  if (!inFile() && !directory_.empty() && size_ > inMemory_) TDKT_CHECK(moveToFile());
  if (!inFile()) {
    memory_ += octets;
    return Done{};
  }
  return writeAll(descriptor_, octets) ? Result<Done>(Done{}) : Result<Done>(writeFailed());
}

Result<Done> Spool::moveToFile() {
  std::error_code failure;
  std::filesystem::create_directories(directory_, failure);
  const std::string path = directory_ + "/" + toHex(SystemRandom().bytes(16)) + ".part";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (descriptor_ < 0) return writeFailed();
  path_ = path;
  const bool written = writeAll(descriptor_, memory_);
  memory_ = Bytes();
  return written ? Result<Done>(Done{}) : Result<Done>(writeFailed());
}

const std::string& Spool::sha256Hex() const {
  if (sha256Hex_.empty()) sha256Hex_ = digest_->hex();
  return sha256Hex_;
}

Result<Bytes> Spool::read(std::size_t offset, std::size_t length) const {
  const std::size_t there = offset < size_ ? std::min(length, size_ - offset) : 0;
  if (!inFile()) return memory_.substr(std::min(offset, memory_.size()), there);
  Bytes out(there, '\0');
  std::size_t got = 0;
  while (got < there) {
    const ssize_t n = ::pread(descriptor_, out.data() + got, there - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return unavailableError("spool.read", "a file on its way in cannot be read again");
    got += static_cast<std::size_t>(n);
  }
  return out;
}

Result<Done> Spool::each(const std::function<Result<Done>(std::string_view)>& use) const {
  if (!inFile()) return use(memory_);
  for (std::size_t at = 0; at < size_; at += kPiece) {
    TDKT_ASSIGN(const Bytes piece, read(at, kPiece));
    TDKT_CHECK(use(piece));
  }
  return Done{};
}

Result<Done> Spool::sync() const {
  if (!inFile() || ::fsync(descriptor_) == 0) return Done{};
  return writeFailed();
}

Result<std::string> sha256HexOfFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return notFoundError("blob.absent", "no such file", path);
  Digest digest;
  Bytes buffer(kPiece, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    digest.add(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) return unavailableError("spool.read", "the file cannot be read", path);
  return digest.hex();
}

}  // namespace tdkt::storage
