// Where signatures stand on the page. Source: NĐ 30/2020/NĐ-CP, Phụ lục I.
#include <algorithm>

#include "signing/PadesSigner.h"

namespace tdkt::signing {
namespace {

constexpr double kPointsPerMillimetre = 72.0 / 25.4;
constexpr double kRightMargin = 15 * kPointsPerMillimetre;
constexpr double kAboveStamp = 5 * kPointsPerMillimetre;

}  // namespace

PageBox drawnBox(const PageBox& box, const StampImage& image) {
  const double scale = std::min(box.width / image.width, box.height / image.height);
  const double width = image.width * scale;
  const double height = image.height * scale;
  return {box.page, box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height};
}

PageBox sealBoxFor(const PageBox& signatureImage, double sealWidthMillimetres) {
  const double side = sealWidthMillimetres * kPointsPerMillimetre;
  const double rightEdge = signatureImage.x + signatureImage.width / 3;
  const double middle = signatureImage.y + signatureImage.height / 2;
  return {signatureImage.page, rightEdge - side, middle - side / 2, side, side};
}

PageBox annexStampBox(double pageWidth, double pageHeight, double width, double height) {
  return {1, pageWidth - kRightMargin - width, pageHeight - kAboveStamp - height, width, height};
}

std::string annexStampLine(const std::string& what, UtcTime claimedAt) {
  return what + "; " + isoVietnam(claimedAt);
}

}  // namespace tdkt::signing
