#include "signing/pdf/Filters.h"

#include <Poco/DeflatingStream.h>
#include <Poco/InflatingStream.h>
#include <Poco/MemoryStream.h>

#include <cstdlib>
#include <sstream>

namespace tdkt::signing::pdf {
namespace {

int paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  const int a = std::abs(estimate - left);
  const int b = std::abs(estimate - up);
  const int c = std::abs(estimate - corner);
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

int predicted(int filter, int left, int up, int corner) {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) / 2;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

const Value& parametersOf(const Dictionary& dictionary) {
  const Value& parameters = at(dictionary, "DecodeParms");
  const Array* list = parameters.as<Array>();
  return list != nullptr && list->size() == 1 ? list->front() : parameters;
}

std::int64_t integerOr(const Dictionary& dictionary, const char* key, std::int64_t fallback) {
  const auto* found = at(dictionary, key).as<std::int64_t>();
  return found == nullptr ? fallback : *found;
}

std::optional<Bytes> undoPredictor(const Dictionary& parameters, Bytes octets) {
  const std::int64_t predictor = integerOr(parameters, "Predictor", 1);
  if (predictor == 1) return octets;
  const std::int64_t columns = integerOr(parameters, "Columns", 1);
  if (predictor < 10 || columns < 1 || columns > 4096 || integerOr(parameters, "Colors", 1) != 1 ||
      integerOr(parameters, "BitsPerComponent", 8) != 8) {
    return std::nullopt;
  }
  return undoPngFilters(octets, static_cast<std::size_t>(columns), 1);
}

}  // namespace

std::optional<Bytes> inflate(std::string_view packed, std::size_t limit) {
  try {
    Poco::MemoryInputStream source(packed.data(), static_cast<std::streamsize>(packed.size()));
    Poco::InflatingInputStream stream(source, Poco::InflatingStreamBuf::STREAM_ZLIB);
    Bytes out;
    char buffer[16384];
    while (stream.read(buffer, sizeof buffer), stream.gcount() > 0) {
      out.append(buffer, static_cast<std::size_t>(stream.gcount()));
      if (out.size() > limit) return std::nullopt;
    }
    if (stream.bad()) return std::nullopt;
    return out;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Bytes deflate(std::string_view plain) {
  std::ostringstream out;
  Poco::DeflatingOutputStream stream(out, Poco::DeflatingStreamBuf::STREAM_ZLIB);
  stream.write(plain.data(), static_cast<std::streamsize>(plain.size()));
  stream.close();
  return out.str();
}

std::optional<Bytes> decodeStream(const Dictionary& dictionary, std::string_view raw, std::size_t limit) {
  const Value* filter = &at(dictionary, "Filter");
  if (const Array* list = filter->as<Array>(); list != nullptr && list->size() == 1) filter = &list->front();
  if (filter->isNull()) return Bytes(raw);
  if (!filter->isName("FlateDecode")) return std::nullopt;
  auto octets = inflate(raw, limit);
  const Dictionary* parameters = parametersOf(dictionary).as<Dictionary>();
  if (!octets || parameters == nullptr) return octets;
  return undoPredictor(*parameters, std::move(*octets));
}

std::optional<Bytes> undoPngFilters(std::string_view rows, std::size_t rowBytes, std::size_t pixelBytes) {
  if (rowBytes == 0 || rows.size() % (rowBytes + 1) != 0) return std::nullopt;
  Bytes out(rows.size() / (rowBytes + 1) * rowBytes, '\0');
  for (std::size_t row = 0; row * rowBytes < out.size(); ++row) {
    const int filter = static_cast<unsigned char>(rows[row * (rowBytes + 1)]);
    if (filter > 4) return std::nullopt;
    char* line = out.data() + row * rowBytes;
    const auto octet = [](const char* p) { return static_cast<int>(static_cast<unsigned char>(*p)); };
    for (std::size_t i = 0; i < rowBytes; ++i) {
      const int left = i < pixelBytes ? 0 : octet(line + i - pixelBytes);
      const int up = row == 0 ? 0 : octet(line + i - rowBytes);
      const int corner = row == 0 || i < pixelBytes ? 0 : octet(line + i - rowBytes - pixelBytes);
      line[i] =
          static_cast<char>(octet(&rows[row * (rowBytes + 1) + 1 + i]) + predicted(filter, left, up, corner));
    }
  }
  return out;
}

}  // namespace tdkt::signing::pdf
