#pragma once
// Reads entries of a zip archive held in memory, bounded against bombs. Names inside are never used as paths.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::formats {

struct ZipLimits {
  std::size_t entryBytes = 32U << 20U;  ///< one entry, unpacked
  std::size_t ratio = 200;              ///< unpacked / packed, looked at above 1 MiB
  std::size_t entries = 10'000;
};

/// The bytes must outlive the reader. Not thread-safe.
class ZipReader {
 public:
  /// Errors: kInput "zip.broken" (not a zip, damaged), "zip.entries".
  static Result<ZipReader> open(std::string_view bytes, const ZipLimits& limits = {});
  /// From a file, which must stay as it is meanwhile. Errors: the same.
  static Result<ZipReader> openFile(const std::string& path, const ZipLimits& limits = {});
  ~ZipReader();
  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;

  const std::vector<std::string>& names() const;
  bool has(const std::string& name) const;
  /// Errors: kNotFound "zip.absent"; kInput "zip.encrypted", "zip.bomb", "zip.broken" (checksum, size).
  Result<Bytes> read(const std::string& name) const;
  Result<Bytes> readAt(std::size_t index) const;
  /// As readAt(), in pieces. Errors: also those of `use`; what was given to it before is then void.
  Result<Done> copyAt(std::size_t index, const std::function<Result<Done>(std::string_view)>& use) const;

 private:
  struct Impl;
  static Result<ZipReader> listed(std::unique_ptr<Impl> impl);
  explicit ZipReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

bool looksLikeZip(std::string_view bytes);

}  // namespace tdkt::formats
