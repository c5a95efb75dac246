#include "connector/formats/ZipReader.h"

#include <zip.h>

#include <algorithm>

namespace tdkt::formats {
namespace {

constexpr std::size_t kRatioFrom = 1U << 20U;
constexpr std::size_t kPiece = 64U << 10U;

}  // namespace

struct ZipReader::Impl {
  zip_t* archive = nullptr;
  ZipLimits limits;
  std::vector<std::string> names;
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (archive != nullptr) zip_discard(archive);
  }
};

ZipReader::ZipReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZipReader::~ZipReader() = default;
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;

bool looksLikeZip(std::string_view bytes) {
  return bytes.size() >= 4 && (bytes.substr(0, 4) == "PK\x03\x04" || bytes.substr(0, 4) == "PK\x05\x06");
}

Result<ZipReader> ZipReader::open(std::string_view bytes, const ZipLimits& limits) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (source == nullptr) return unavailableError("zip.memory", "no memory for the archive");
  auto impl = std::make_unique<Impl>();
  impl->limits = limits;
  impl->archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (impl->archive == nullptr) {
    zip_source_free(source);
    return inputError("zip.broken", "the archive cannot be opened");
  }
  return listed(std::move(impl));
}

Result<ZipReader> ZipReader::openFile(const std::string& path, const ZipLimits& limits) {
  auto impl = std::make_unique<Impl>();
  impl->limits = limits;
  impl->archive = zip_open(path.c_str(), ZIP_RDONLY, nullptr);
  if (impl->archive == nullptr) return inputError("zip.broken", "the archive cannot be opened");
  return listed(std::move(impl));
}

Result<ZipReader> ZipReader::listed(std::unique_ptr<Impl> impl) {
  const zip_int64_t count = zip_get_num_entries(impl->archive, 0);
  if (count < 0 || static_cast<std::size_t>(count) > impl->limits.entries) {
    return inputError("zip.entries", "too many entries");
  }
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(impl->archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    impl->names.emplace_back(name == nullptr ? "" : name);
  }
  return ZipReader(std::move(impl));
}

const std::vector<std::string>& ZipReader::names() const {
  return impl_->names;
}

bool ZipReader::has(const std::string& name) const {
  return std::find(names().begin(), names().end(), name) != names().end();
}

Result<Bytes> ZipReader::read(const std::string& name) const {
  const auto at = std::find(names().begin(), names().end(), name);
  if (at == names().end()) return notFoundError("zip.absent", "no such entry", name);
  return readAt(static_cast<std::size_t>(at - names().begin()));
}

Result<Bytes> ZipReader::readAt(std::size_t index) const {
  Bytes out;
  TDKT_CHECK(copyAt(index, [&out](std::string_view piece) -> Result<Done> {
    out += piece;
    return Done{};
  }));
  return out;
}

Result<Done> ZipReader::copyAt(std::size_t index,
                               const std::function<Result<Done>(std::string_view)>& use) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(impl_->archive, index, 0, &stat) != 0 || (stat.valid & needed) != needed) {
    return inputError("zip.broken", "an entry has no size");
  }
  if (stat.encryption_method != ZIP_EM_NONE) return inputError("zip.encrypted", "an entry is encrypted");
  if (stat.size > impl_->limits.entryBytes ||
      (stat.size > kRatioFrom && stat.size / impl_->limits.ratio > stat.comp_size)) {
    return inputError("zip.bomb", "an entry would unpack to " + std::to_string(stat.size) + " bytes");
  }
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(impl_->archive, index, 0),
                                                                &zip_fclose);
  if (!file) return inputError("zip.broken", "an entry cannot be read");
  Bytes buffer(kPiece, '\0');
  zip_uint64_t got = 0;
  while (got <= stat.size) {  // up to one piece more than promised: an entry may lie about its size
    const zip_int64_t n = zip_fread(file.get(), buffer.data(), buffer.size());
    if (n < 0) return inputError("zip.broken", "an entry is damaged");
    if (n == 0) break;
    got += static_cast<zip_uint64_t>(n);
    if (got <= stat.size) TDKT_CHECK(use(std::string_view(buffer.data(), static_cast<std::size_t>(n))));
  }
  if (got != stat.size) return inputError("zip.broken", "an entry has another size than it says");
  return Done{};
}

}  // namespace tdkt::formats
