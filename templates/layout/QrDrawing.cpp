#include <qrencode.h>

#include <memory>

#include "templates/layout/Composer.h"

namespace tdkt::templates {
namespace {

constexpr int kQuietModules = 4;
constexpr double kSmallestModule = 0.38 * kPointsPerMm;  // what a telephone reads from a print at 300 dpi

using Code = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

bool dark(const QRcode& code, int row, int column) {
  return (code.data[row * code.width + column] & 1U) != 0;
}

/// One rectangle for each run of dark modules: fewer shapes, and no hairlines between neighbours.
void drawRow(const QRcode& code, int row, double module, PathOp& out) {
  for (int column = 0; column < code.width;) {
    const int start = column;
    while (column < code.width && dark(code, row, column)) ++column;
    if (column > start) {
      out.segments.push_back(
          {'r', {start * module, (row + kQuietModules) * module, (column - start) * module, module}});
    } else {
      ++column;
    }
  }
}

}  // namespace

Result<Drawing> qrDrawing(const std::string& text, double size, const std::string& field) {
  const Code code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  const double module = code ? size / (code->width + 2 * kQuietModules) : 0;
  if (!code || module < kSmallestModule) {
    return inputError("templates.text.too-long", "too long for a QR code of this size", field);
  }
  PathOp path;
  path.fill = Colour{};
  for (int row = 0; row < code->width; ++row) drawRow(*code, row, module, path);
  Drawing out;
  out.paths.push_back(std::move(path));
  return out;
}

}  // namespace tdkt::templates
