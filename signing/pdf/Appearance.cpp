#include "signing/pdf/Appearance.h"

#include <cmath>
#include <cstdio>

#include "signing/pdf/PageImport.h"

namespace tdkt::signing::pdf {
namespace {

Value real(double value) {
  return Value(std::round(value * 10000) / 10000);
}

Dictionary formOf(double width, double height) {
  return {{"Type", Name{"XObject"}},
          {"Subtype", Name{"Form"}},
          {"Resources", Dictionary{}},
          {"BBox", Array{std::int64_t{0}, std::int64_t{0}, real(width), real(height)}}};
}

Ref addImage(Increment& increment, const StampImage& image) {
  Dictionary common{{"Type", Name{"XObject"}},
                    {"Subtype", Name{"Image"}},
                    {"Width", std::int64_t{image.width}},
                    {"Height", std::int64_t{image.height}},
                    {"Filter", Name{"FlateDecode"}}};
  Dictionary colour = common;
  colour["BitsPerComponent"] = std::int64_t{image.colourBits};
  if (image.palette.empty()) {
    colour["ColorSpace"] = Name{"DeviceRGB"};
  } else {
    const auto last = static_cast<std::int64_t>(image.palette.size() / 3) - 1;
    colour["ColorSpace"] = Array{Name{"Indexed"}, Name{"DeviceRGB"}, last, String{image.palette, true, {}}};
  }
  if (!image.alpha.empty()) {
    common["ColorSpace"] = Name{"DeviceGray"};
    common["BitsPerComponent"] = std::int64_t{image.alphaBits};
    colour["SMask"] = increment.addStream(common, image.alpha);
  }
  return increment.addStream(colour, image.colour);
}

Ref addImageForm(Increment& increment, const StampImage& image, double width, double height) {
  const PageBox drawn = drawnBox({1, 0, 0, width, height}, image);
  Dictionary form = formOf(width, height);
  form["Resources"] = Dictionary{{"XObject", Dictionary{{"Im0", addImage(increment, image)}}}};
  char content[160];
  std::snprintf(content, sizeof content, "q %.4f 0 0 %.4f %.4f %.4f cm /Im0 Do Q", drawn.width, drawn.height,
                drawn.x, drawn.y);
  return increment.addStream(form, content);
}

/// At its own size, never scaled: ten points stay ten points.
Result<Ref> addPageForm(Increment& increment, const Bytes& pdf, double width, double height) {
  TDKT_ASSIGN(const ImportedPage page, importPage(pdf, increment));
  if (!contains({0, 0, width, height}, {0, 0, page.width, page.height})) {
    return inputError("signing.appearance.size", "the appearance is larger than the box");
  }
  Dictionary form = formOf(width, height);
  form["Resources"] = Dictionary{{"XObject", Dictionary{{"Fm0", page.form}}}};
  return increment.addStream(form, "q /Fm0 Do Q");
}

}  // namespace

Result<Ref> addAppearance(Increment& increment, const SignatureSpec& spec, double width, double height) {
  if (width <= 0 || height <= 0) return addEmptyAppearance(increment, width, height);
  if (!spec.appearancePdf.empty()) return addPageForm(increment, spec.appearancePdf, width, height);
  auto image = spec.image;
  if (!image && !spec.imagePng.empty()) {
    TDKT_ASSIGN(image, StampImage::fromPng(spec.imagePng));
  }
  if (!image) return addEmptyAppearance(increment, width, height);
  return addImageForm(increment, *image, width, height);
}

Ref addEmptyAppearance(Increment& increment, double width, double height) {
  return increment.addStream(formOf(width, height), "");
}

}  // namespace tdkt::signing::pdf
