#pragma once
// Files kept under their SHA-256: written once, whole, never changed.

#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::storage {

/// A directory of blobs, two levels deep (ab/abcdef…). Thread-safe; several processes may share it.
class BlobStore {
 public:
  explicit BlobStore(std::string directory) : directory_(std::move(directory)) {}

  /// Writes beside, fsyncs file and directory, renames; returns the hex digest. Idempotent.
  /// Errors: kUnavailable "blob.write".
  Result<std::string> put(std::string_view bytes);
  /// The bytes, checked against the name. Errors: kNotFound "blob.absent", kCorrupt "blob.digest".
  Result<Bytes> get(const std::string& sha256Hex) const;
  /// Takes a blob away that nothing names any more; one that is not there changes nothing. A power cut may
  /// bring it back: the caller asks again at its next start. Errors: kUnavailable "blob.remove".
  Result<Done> remove(const std::string& sha256Hex);
  bool has(const std::string& sha256Hex) const;

 private:
  std::string pathOf(const std::string& sha256Hex) const;
  std::string directory_;
};

}  // namespace tdkt::storage
