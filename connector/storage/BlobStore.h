#pragma once
// Files kept under their SHA-256: written once, whole, never changed.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "connector/storage/Spool.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/HashedOctets.h"

namespace tdkt::storage {

/// A directory of blobs, two levels deep (ab/abcdef…). Thread-safe; several processes may share it.
class BlobStore {
 public:
  explicit BlobStore(std::string directory) : directory_(std::move(directory)) {}

  /// Writes beside, fsyncs file and directory, renames; returns the hex digest. Idempotent.
  /// Errors: kUnavailable "blob.write".
  Result<std::string> put(std::string_view bytes);
  /// As put(), of something gathered: its file, written beside us, becomes the blob without being copied.
  /// Errors: those of put() and of Spool.
  Result<std::string> adopt(Spool& gathered);
  /// Where what comes in may be gathered, so that adopt() need not copy.
  std::string incoming() const { return directory_ + "/incoming"; }
  /// Takes away what dead processes left there; how many files that were.
  std::size_t sweepIncoming(std::chrono::seconds olderThan) const;
  /// The file of a blob, its octets checked against the name in pieces: for those too large for memory.
  /// Errors: those of get().
  Result<std::string> checkedPath(const std::string& sha256Hex) const;
  /// How large a blob is; nothing when there is none.
  std::optional<std::size_t> sizeOf(const std::string& sha256Hex) const;
  /// The same of bytes whose digest (hex) the caller made himself, for one pass over them less.
  Result<std::string> put(std::string_view bytes, const std::string& sha256Hex);
  /// The bytes, checked against the name. Errors: kNotFound "blob.absent", kCorrupt "blob.digest".
  Result<Bytes> get(const std::string& sha256Hex) const;
  /// The same, with what was digested to check them. For files of a batch, which begin alike: where they do,
  /// they are compared instead of digested. `room`: octets that will be appended. Errors: those of get().
  Result<HashedOctets> open(const std::string& sha256Hex, std::size_t room = 0) const;
  /// As put(), of what may begin like others.
  Result<std::string> put(HashedOctets& octets);
  /// Takes a blob away that nothing names any more; one that is not there changes nothing. A power cut may
  /// bring it back: the caller asks again at its next start. Errors: kUnavailable "blob.remove".
  Result<Done> remove(const std::string& sha256Hex);
  bool has(const std::string& sha256Hex) const;

 private:
  std::string pathOf(const std::string& sha256Hex) const;
  Result<Bytes> read(const std::string& sha256Hex, std::size_t room) const;
  std::string directory_;
  mutable BeginningMemory beginnings_;
};

}  // namespace tdkt::storage
