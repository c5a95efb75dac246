#include "signing/pdf/SignatureRevision.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "signing/pdf/Filters.h"
#include "signing/pdf/Increment.h"
#include "signing/pdf/Locks.h"
#include "signing/pdf/Png.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::int64_t kPrintAndLocked = 4 + 128;
constexpr std::int64_t kSignaturesExistAppendOnly = 3;
constexpr std::size_t kRangeWidth = 48;

/// "D:20261120150405+07'00'", in Vietnam time.
std::string pdfDate(UtcTime instant) {
  std::string digits;
  for (const char c : isoVietnam(instant).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "D:" + digits + "+07'00'";
}

std::string literal(const std::string& ascii) {
  return "(" + ascii + ")";
}

Value real(double value) {
  return Value(std::round(value * 10000) / 10000);
}

class Builder {
 public:
  Builder(const File& file, const SignatureSpec& spec) : file_(file), spec_(spec), increment_(file) {}

  Result<HoledRevision> build() {
    const auto fields = file_.fields();
    if (!fields) return inputError("signing.pdf.malformed", "the form's field tree is broken");
    if (isLocked(file_, *fields, spec_.field))
      return inputError("signing.pdf.locked", "a signature forbids it");
    for (const Field& field : *fields) {
      if (field.name == spec_.field) return fillExisting(field);
    }
    return createField();
  }

 private:
  Result<HoledRevision> fillExisting(const Field& field) {
    if (!field.signature || !at(field.dictionary, "V").isNull()) {
      return inputError("signing.field.taken", "the field is signed or is no signature field", spec_.field);
    }
    if (field.dictionary.count("Kids") != 0) {
      return inputError("signing.pdf.malformed", "the signature field has its widget apart", spec_.field);
    }
    Dictionary widget = field.dictionary;
    const auto [width, height] = sizeOf(widget);
    TDKT_ASSIGN(const Ref appearance, addAppearance(width, height));
    fillWidget(widget, appearance);
    increment_.replace(field.ref, widget);
    TDKT_CHECK(updateForm(std::nullopt));
    return finish();
  }

  Result<HoledRevision> createField() {
    if (spec_.field.empty() || spec_.field.find('.') != std::string::npos) {
      return inputError("signing.field.name", "empty, or a full stop in the name of a new field",
                        spec_.field);
    }
    TDKT_ASSIGN(const Ref page, pageOf());
    const PageBox box = spec_.box.value_or(PageBox{});
    TDKT_ASSIGN(const Ref appearance, addAppearance(box.width, box.height));
    Dictionary widget;
    widget["Type"] = Name{"Annot"};
    widget["Subtype"] = Name{"Widget"};
    widget["FT"] = Name{"Sig"};
    widget["T"] = textString(spec_.field);
    widget["P"] = page;
    widget["Rect"] = Array{real(box.x), real(box.y), real(box.x + box.width), real(box.y + box.height)};
    fillWidget(widget, appearance);
    const Ref field = increment_.add(widget);
    TDKT_CHECK(addToPage(page, field));
    TDKT_CHECK(updateForm(field));
    return finish();
  }

  Result<Ref> pageOf() const {
    const auto pages = file_.pages();
    if (!pages) return inputError("signing.pdf.malformed", "the page tree is broken");
    const PageBox box = spec_.box.value_or(PageBox{});
    const bool inside = box.page >= 1 && static_cast<std::size_t>(box.page) <= pages->size();
    const bool shaped = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.width) &&
                        std::isfinite(box.height) && (!spec_.box || (box.width > 0 && box.height > 0));
    if (!inside || !shaped) return inputError("signing.box.page", "no such page, or an empty box");
    return (*pages)[static_cast<std::size_t>(box.page - 1)];
  }

  std::pair<double, double> sizeOf(const Dictionary& widget) const {
    const Array* rect = file_.array(at(widget, "Rect"));
    if (rect == nullptr || rect->size() != 4) return {0, 0};
    std::array<double, 4> side{};
    for (std::size_t i = 0; i < 4; ++i) side[i] = number(file_.resolve((*rect)[i])).value_or(0);
    return {std::abs(side[2] - side[0]), std::abs(side[3] - side[1])};
  }

  void fillWidget(Dictionary& widget, const Ref& appearance) {
    signature_ = increment_.addBody(signatureBody());
    widget["F"] = kPrintAndLocked;
    widget["V"] = signature_;
    widget["AP"] = Dictionary{{"N", appearance}};
  }

  Result<Ref> addAppearance(double width, double height) {
    Dictionary form{{"Type", Name{"XObject"}}, {"Subtype", Name{"Form"}}, {"Resources", Dictionary{}}};
    form["BBox"] = Array{std::int64_t{0}, std::int64_t{0}, real(width), real(height)};
    if (spec_.imagePng.empty() || width <= 0 || height <= 0) return increment_.addStream(form, "");
    TDKT_ASSIGN(const Image image, readPng(spec_.imagePng));
    const double scale = std::min(width / image.width, height / image.height);
    const double w = image.width * scale;
    const double h = image.height * scale;
    form["Resources"] = Dictionary{{"XObject", Dictionary{{"Im0", addImage(image)}}}};
    char content[160];
    std::snprintf(content, sizeof content, "q %.4f 0 0 %.4f %.4f %.4f cm /Im0 Do Q", w, h, (width - w) / 2,
                  (height - h) / 2);
    return increment_.addStream(form, content);
  }

  Ref addImage(const Image& image) {
    Dictionary common{{"Type", Name{"XObject"}},
                      {"Subtype", Name{"Image"}},
                      {"Width", std::int64_t{image.width}},
                      {"Height", std::int64_t{image.height}},
                      {"BitsPerComponent", std::int64_t{8}},
                      {"Filter", Name{"FlateDecode"}}};
    Dictionary colour = common;
    colour["ColorSpace"] = Name{"DeviceRGB"};
    if (!image.alpha.empty()) {
      common["ColorSpace"] = Name{"DeviceGray"};
      colour["SMask"] = increment_.addStream(common, deflate(image.alpha));
    }
    return increment_.addStream(colour, deflate(image.rgb));
  }

  Result<Done> addToPage(const Ref& page, const Ref& field) {
    const Dictionary* old = file_.dictionary(page);
    if (old == nullptr) return inputError("signing.pdf.malformed", "a page is no dictionary");
    const Value& annotations = at(*old, "Annots");
    Array list = file_.array(annotations) == nullptr ? Array{} : *file_.array(annotations);
    list.emplace_back(field);
    if (const Ref* ref = annotations.as<Ref>(); ref != nullptr && file_.array(annotations) != nullptr) {
      increment_.replace(*ref, list);
      return Done{};
    }
    Dictionary changed = *old;
    changed["Annots"] = std::move(list);
    increment_.replace(page, changed);
    return Done{};
  }

  /// Adds `field` (when it is new) and SigFlags to the form; the smallest object that holds them is
  /// rewritten.
  Result<Done> updateForm(const std::optional<Ref>& field) {
    const Value& place = at(file_.catalog(), "AcroForm");
    const Dictionary* old = file_.dictionary(place);
    Dictionary form = old == nullptr ? Dictionary{} : *old;
    const bool flagged = at(form, "SigFlags").isInteger(kSignaturesExistAppendOnly);
    bool changed = !flagged;
    form["SigFlags"] = kSignaturesExistAppendOnly;
    if (field) changed = addToFields(form, *field) || changed;
    if (!changed) return Done{};
    if (const Ref* ref = place.as<Ref>(); ref != nullptr && old != nullptr) {
      increment_.replace(*ref, form);
      return Done{};
    }
    return replaceCatalog(old == nullptr ? Value(increment_.add(form)) : Value(form));
  }

  /// True when the form dictionary itself changed.
  bool addToFields(Dictionary& form, const Ref& field) {
    const Value place = at(form, "Fields");
    Array list = file_.array(place) == nullptr ? Array{} : *file_.array(place);
    list.emplace_back(field);
    if (const Ref* ref = place.as<Ref>(); ref != nullptr && file_.array(place) != nullptr) {
      increment_.replace(*ref, list);
      return false;
    }
    form["Fields"] = std::move(list);
    return true;
  }

  Result<Done> replaceCatalog(Value form) {
    const Ref* root = at(file_.trailer(), "Root").as<Ref>();
    if (root == nullptr) return inputError("signing.pdf.malformed", "the catalog is no indirect object");
    Dictionary catalog = file_.catalog();
    catalog["AcroForm"] = std::move(form);
    increment_.replace(*root, catalog);
    return Done{};
  }

  std::string signatureBody() const {
    return "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [" +
           std::string(kRangeWidth, ' ') + "]\n/Contents <" + std::string(spec_.reserveBytes * 2, '0') +
           ">\n/M " + literal(pdfDate(spec_.claimedAt)) + "\n/Name " +
           serialize(textString(spec_.signerName)) +
           (spec_.reason.empty() ? "" : "\n/Reason " + serialize(textString(spec_.reason))) + "\n>>";
  }

  Result<HoledRevision> finish() {
    auto written = increment_.write();
    const std::size_t body = written.bodies.at(signature_.number);
    const std::size_t hole = written.pdf.find("/Contents <", body) + 10;
    const std::size_t after = hole + spec_.reserveBytes * 2 + 2;
    HoledRevision out;
    out.range = {0, hole, after, written.pdf.size() - after};
    std::string range =
        "0 " + std::to_string(hole) + " " + std::to_string(after) + " " + std::to_string(out.range[3]);
    range.resize(kRangeWidth, ' ');
    written.pdf.replace(written.pdf.find("/ByteRange [", body) + 12, kRangeWidth, range);
    out.pdf = std::move(written.pdf);
    return out;
  }

  const File& file_;
  const SignatureSpec& spec_;
  Increment increment_;
  Ref signature_;
};

}  // namespace

Result<HoledRevision> appendSignature(const Bytes& pdf, const SignatureSpec& spec) {
  TDKT_ASSIGN(const File file, File::open(pdf));
  if (pdf.find_first_not_of(" \r\n", file.end()) != Bytes::npos) {
    return inputError("signing.pdf.malformed", "octets after the end-of-file mark");
  }
  return Builder(file, spec).build();
}

}  // namespace tdkt::signing::pdf
