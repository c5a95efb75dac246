#include "templates/pdf/Deflate.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace tdkt::templates {
namespace {

struct Freed {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};
using Compressor = std::unique_ptr<libdeflate_compressor, Freed>;

Compressor makeCompressor(Effort effort) {
  Compressor out(libdeflate_alloc_compressor(static_cast<int>(effort)));
  if (!out) throw std::bad_alloc();
  return out;
}

/// A compressor holds some hundred kilobytes of tables that are worth keeping: one for each thread.
libdeflate_compressor& quick() {
  static thread_local const Compressor own = makeCompressor(Effort::kQuick);
  return *own;
}

Bytes compress(libdeflate_compressor& compressor, std::string_view octets) {
  Bytes out(libdeflate_zlib_compress_bound(&compressor, octets.size()), '\0');
  out.resize(libdeflate_zlib_compress(&compressor, octets.data(), octets.size(), out.data(), out.size()));
  return out;
}

}  // namespace

bool unpacksToMoreThan(std::string_view packed, std::size_t most) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> reader(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!reader) throw std::bad_alloc();
  Bytes room(most, '\0');
  std::size_t size = 0;
  return libdeflate_zlib_decompress(reader.get(), packed.data(), packed.size(), room.data(), room.size(),
                                    &size) == LIBDEFLATE_INSUFFICIENT_SPACE;
}

Bytes deflate(std::string_view octets, Effort effort) {
  return effort == Effort::kQuick ? compress(quick(), octets) : compress(*makeCompressor(effort), octets);
}

}  // namespace tdkt::templates
