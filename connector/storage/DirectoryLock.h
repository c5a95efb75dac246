#pragma once
// One process per data directory.

#include <string>

#include "workflow/base/Error.h"

namespace tdkt::storage {

/// Held while it lives; the kernel gives it back when the process dies, however it dies.
class DirectoryLock {
 public:
  /// Errors: kUnavailable "storage.locked" (another process works here), "storage.io".
  static Result<DirectoryLock> take(const std::string& directory);
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&& other) noexcept;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace tdkt::storage
