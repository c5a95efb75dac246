#pragma once
// Octets whose number is not known beforehand, on their way in: in memory while they are few, in a file
// beyond.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::storage {

struct Digest;

inline constexpr std::size_t kSpoolInMemory = 256U << 10U;

/// What is gathered is hashed on its way; nothing is read twice to be named. The file has a name no other
/// process uses and goes with the Spool, unless BlobStore::adopt() takes it over. One thread at a time.
class Spool {
 public:
  /// `directory` is made when the first file is needed; empty = everything stays in memory.
  explicit Spool(std::string directory, std::size_t inMemory = kSpoolInMemory);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Errors: kUnavailable "spool.write" (disk full, folder not writable). No append after sha256Hex().
  Result<Done> append(std::string_view octets);
  std::size_t size() const { return size_; }
  bool inFile() const { return !path_.empty(); }
  /// Ends the gathering.
  const std::string& sha256Hex() const;
  /// The octets from `offset`, fewer at the end. Errors: kUnavailable "spool.read".
  Result<Bytes> read(std::size_t offset, std::size_t length) const;
  Result<Bytes> whole() const { return read(0, size_); }
  /// All octets in order, in pieces of at most 64 KiB. Errors: those of `use` and of read().
  Result<Done> each(const std::function<Result<Done>(std::string_view)>& use) const;

  const std::string& path() const { return path_; }  ///< empty while in memory
  /// Waits until the file is on the disk. Errors: kUnavailable "spool.write".
  Result<Done> sync() const;
  /// The file is another's from now on; reading still works while that one keeps it.
  void release() { owned_ = false; }

 private:
  Result<Done> moveToFile();
  const std::string directory_;
  const std::size_t inMemory_;
  std::unique_ptr<Digest> digest_;
  mutable std::string sha256Hex_;
  Bytes memory_;
  std::string path_;
  int descriptor_ = -1;
  bool owned_ = true;
  std::size_t size_ = 0;
};

/// Lower-case hex of the SHA-256 of a file's octets, read in pieces. Errors: kNotFound "blob.absent",
/// kUnavailable "spool.read".
Result<std::string> sha256HexOfFile(const std::string& path);

}  // namespace tdkt::storage
