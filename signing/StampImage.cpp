#include "signing/StampImage.h"

#include "signing/pdf/Filters.h"
#include "signing/pdf/Png.h"

namespace tdkt::signing {

Result<std::shared_ptr<const StampImage>> StampImage::fromPng(std::string_view octets) {
  TDKT_ASSIGN(const pdf::Image image, pdf::readPng(octets));
  auto out = std::make_shared<StampImage>();
  out->width = image.width;
  out->height = image.height;
  out->colour = pdf::deflate(image.rgb);
  if (!image.alpha.empty()) out->alpha = pdf::deflate(image.alpha);
  return std::shared_ptr<const StampImage>(std::move(out));
}

}  // namespace tdkt::signing
