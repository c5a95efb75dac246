#pragma once
// Files larger than memory: mapped for looking around, read in pieces for hashing and copying, and written so
// that they appear whole or not at all. Private to signing/.

#include <functional>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

/// One file, open for reading. Not thread-safe. It must not shrink while it is open.
class SourceFile {
 public:
  /// Errors: kNotFound "signing.file.read".
  static Result<SourceFile> open(const std::string& path);
  SourceFile(SourceFile&& other) noexcept;
  SourceFile& operator=(SourceFile&&) = delete;
  ~SourceFile();

  /// The mapped octets: only those looked at are ever in memory.
  std::string_view octets() const { return {static_cast<const char*>(mapped_), size_}; }
  /// Reads all of it piece by piece. Errors: kNotFound "signing.file.read"; those of `take`.
  Result<Done> forEach(const std::function<Result<Done>(std::string_view)>& take) const;

 private:
  SourceFile(int fd, void* mapped, std::size_t size) : fd_(fd), mapped_(mapped), size_(size) {}
  int fd_;
  void* mapped_;
  std::size_t size_;
};

/// A file that is written beside its place and moved there by commit(); without commit() nothing stays.
class TargetFile {
 public:
  /// Errors: kUnavailable "signing.file.write".
  static Result<TargetFile> open(const std::string& path);
  TargetFile(TargetFile&& other) noexcept;
  TargetFile& operator=(TargetFile&&) = delete;
  ~TargetFile();

  Result<Done> write(std::string_view octets);
  /// Syncs the octets, moves the file, syncs its directory.
  Result<Done> commit();

 private:
  TargetFile(int fd, std::string path, std::string temporary)
      : fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)) {}
  Error failed(const char* what) const;
  int fd_;
  std::string path_;
  std::string temporary_;
};

}  // namespace tdkt::signing
