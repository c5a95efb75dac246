#include "signing/pdf/SignatureRevision.h"

#include <algorithm>
#include <cmath>

#include "signing/pdf/Appearance.h"
#include "signing/pdf/FormEdit.h"
#include "signing/pdf/Locks.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::int64_t kPrintAndLocked = 4 + 128;
constexpr std::size_t kRangeWidth = 48;

/// "D:20261120150405+07'00'", in Vietnam time.
std::string pdfDate(UtcTime instant) {
  std::string digits;
  for (const char c : isoVietnam(instant).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "D:" + digits + "+07'00'";
}

Value real(double value) {
  return Value(std::round(value * 10000) / 10000);
}

Dictionary transform(const char* method, Dictionary parameters) {
  parameters["Type"] = Name{"TransformParams"};
  parameters["V"] = Name{"1.2"};
  return {{"Type", Name{"SigRef"}},
          {"TransformMethod", Name{method}},
          {"TransformParams", std::move(parameters)}};
}

class Builder {
 public:
  Builder(const File& file, const SignatureSpec& spec, bool timeStamp)
      : file_(file), spec_(spec), timeStamp_(timeStamp), increment_(file), edit_(increment_) {}

  Result<HoledRevision> build() {
    const auto fields = file_.fields();
    if (!fields) return inputError("signing.pdf.malformed", "the form's field tree is broken");
    if (const auto lock = lockOn(file_, *fields, spec_.field))
      return inputError("signing.pdf.locked", *lock, spec_.field);
    if (spec_.certify && std::any_of(fields->begin(), fields->end(), isSigned)) {
      return inputError("signing.certify.late", "only the first signature of a file can certify it");
    }
    for (const Field& field : *fields) {
      if (field.name == spec_.field) return fillExisting(field);
    }
    return createField();
  }

 private:
  static bool isSigned(const Field& field) { return field.signature && !at(field.dictionary, "V").isNull(); }

  Result<HoledRevision> fillExisting(const Field& field) {
    if (timeStamp_ || !field.signature || isSigned(field)) {
      return inputError("signing.field.taken", "the field is signed or is no signature field", spec_.field);
    }
    if (field.dictionary.count("Kids") != 0) {
      return inputError("signing.pdf.malformed", "the signature field has its widget apart", spec_.field);
    }
    Dictionary widget = field.dictionary;
    const Box box = boxOf(file_, at(widget, "Rect")).value_or(Box{});
    TDKT_CHECK(checkCollision(pageOf(field), box));
    TDKT_ASSIGN(const Ref appearance, addAppearance(increment_, spec_, box.width, box.height));
    addFieldLock(widget);
    fillWidget(widget, appearance);
    increment_.replace(field.ref, widget);
    edit_.addToForm(std::nullopt);
    return finish();
  }

  Result<HoledRevision> createField() {
    if (spec_.field.empty() || spec_.field.find('.') != std::string::npos) {
      return inputError("signing.field.name", "empty, or a full stop in the name of a new field",
                        spec_.field);
    }
    TDKT_ASSIGN(const Ref page, placeOnPage());
    const PageBox box = spec_.box.value_or(PageBox{});
    TDKT_CHECK(checkCollision(box.page, {box.x, box.y, box.width, box.height}));
    TDKT_ASSIGN(const Ref appearance, addAppearance(increment_, spec_, box.width, box.height));
    Dictionary widget;
    widget["Type"] = Name{"Annot"};
    widget["Subtype"] = Name{"Widget"};
    widget["FT"] = Name{"Sig"};
    widget["T"] = textString(spec_.field);
    widget["P"] = page;
    widget["Rect"] = Array{real(box.x), real(box.y), real(box.x + box.width), real(box.y + box.height)};
    fillWidget(widget, appearance);
    const Ref field = increment_.add(widget);
    TDKT_CHECK(edit_.addToPage(page, field));
    edit_.addToForm(field);
    return finish();
  }

  Result<Ref> placeOnPage() const {
    const auto pages = file_.pages();
    if (!pages) return inputError("signing.pdf.malformed", "the page tree is broken");
    const PageBox box = spec_.box.value_or(PageBox{});
    const bool known = box.page >= 1 && static_cast<std::size_t>(box.page) <= pages->size();
    const bool shaped = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.width) &&
                        std::isfinite(box.height) && (!spec_.box || (box.width > 0 && box.height > 0));
    if (!known || !shaped) return inputError("signing.box.page", "no such page, or an empty box");
    const Ref page = (*pages)[static_cast<std::size_t>(box.page - 1)];
    const Dictionary* dictionary = file_.dictionary(page);
    if (dictionary == nullptr || !file_.resolve(at(*dictionary, "Type")).isName("Page"))
      return inputError("signing.pdf.malformed", "a page is none");
    const auto paper = boxOf(file_, inherited(file_, *dictionary, "MediaBox"));
    if (spec_.box && paper && !contains(*paper, {box.x, box.y, box.width, box.height}))
      return inputError("signing.box.page", "the box reaches over the edge of the page");
    return page;
  }

  /// The page of an existing field's widget, counted from 1; 0 when it is on none.
  int pageOf(const Field& field) const {
    const auto pages = file_.pages();
    for (std::size_t i = 0; pages && i < pages->size(); ++i) {
      const Dictionary* page = file_.dictionary((*pages)[i]);
      const Array* list = page == nullptr ? nullptr : file_.array(at(*page, "Annots"));
      for (const Value& item : list == nullptr ? Array{} : *list) {
        const Ref* ref = item.as<Ref>();
        if (ref != nullptr && *ref == field.ref) return static_cast<int>(i) + 1;
      }
    }
    return 0;
  }

  Result<Done> checkCollision(int page, const Box& box) const {
    for (const PageBox& kept : spec_.keepClear) {
      if (kept.page == page && overlap(box, {kept.x, kept.y, kept.width, kept.height}))
        return inputError("signing.box.collision", "the signature would cover text that must stay readable",
                          spec_.field);
    }
    return Done{};
  }

  /// A field that asks for a lock gets it with its signature. Source: ISO 32000-1 §12.7.4.5, table 233.
  void addFieldLock(const Dictionary& field) {
    const Dictionary* lock = file_.dictionary(at(field, "Lock"));
    if (lock == nullptr) return;
    Dictionary parameters{{"Action", at(*lock, "Action")}};
    if (const Value& names = at(*lock, "Fields"); !names.isNull()) parameters["Fields"] = names;
    Dictionary reference = transform("FieldMDP", std::move(parameters));
    reference["Data"] = at(file_.trailer(), "Root");
    references_.emplace_back(std::move(reference));
  }

  void fillWidget(Dictionary& widget, const Ref& appearance) {
    if (spec_.certify) references_.emplace_back(transform("DocMDP", {{"P", std::int64_t{2}}}));
    signature_ = increment_.addBody(signatureBody());
    if (spec_.certify) edit_.certify(signature_);
    widget["F"] = kPrintAndLocked;
    widget["V"] = signature_;
    widget["AP"] = Dictionary{{"N", appearance}};
  }

  std::string signatureBody() const {
    return std::string("<<\n/Type /") + (timeStamp_ ? "DocTimeStamp" : "Sig") +
           "\n/Filter /Adobe.PPKLite\n/SubFilter /" + (timeStamp_ ? "ETSI.RFC3161" : "ETSI.CAdES.detached") +
           "\n/ByteRange [" + std::string(kRangeWidth, ' ') + "]\n/Contents <" +
           std::string(spec_.reserveBytes * 2, '0') + ">" + (timeStamp_ ? "" : description()) + "\n>>";
  }

  std::string description() const {
    return "\n/M (" + pdfDate(spec_.claimedAt) + ")\n/Name " + serialize(textString(spec_.signerName)) +
           (spec_.reason.empty() ? "" : "\n/Reason " + serialize(textString(spec_.reason))) +
           (references_.empty() ? "" : "\n/Reference " + serialize(references_));
  }

  Result<HoledRevision> finish() {
    TDKT_CHECK(edit_.flush());
    auto written = increment_.append();
    const std::uint64_t base = file_.octets().size();
    const std::size_t body = written.bodies.at(signature_.number) - base;
    const std::uint64_t hole = base + written.pdf.find("/Contents <", body) + 10;
    const std::uint64_t after = hole + spec_.reserveBytes * 2 + 2;
    HoledRevision out;
    out.range = {0, hole, after, base + written.pdf.size() - after};
    std::string range =
        "0 " + std::to_string(hole) + " " + std::to_string(after) + " " + std::to_string(out.range[3]);
    range.resize(kRangeWidth, ' ');
    written.pdf.replace(written.pdf.find("/ByteRange [", body) + 12, kRangeWidth, range);
    out.increment = std::move(written.pdf);
    return out;
  }

  const File& file_;
  const SignatureSpec& spec_;
  bool timeStamp_;
  Increment increment_;
  FormEdit edit_;
  Array references_;
  Ref signature_;
};

Result<HoledRevision> build(std::string_view pdf, const SignatureSpec& spec, bool timeStamp) {
  TDKT_ASSIGN(const File file, openForAppending(pdf));
  return Builder(file, spec, timeStamp).build();
}

}  // namespace

Result<HoledRevision> appendSignature(std::string_view pdf, const SignatureSpec& spec) {
  return build(pdf, spec, false);
}

Result<HoledRevision> appendTimeStamp(std::string_view pdf, const std::string& field,
                                      std::size_t reserveBytes) {
  SignatureSpec spec;
  spec.field = field;
  spec.reserveBytes = reserveBytes;
  return build(pdf, spec, true);
}

Result<Done> fillHole(Bytes& octets, std::uint64_t base, const std::array<std::uint64_t, 4>& range,
                      const Bytes& contents) {
  const std::string hex = toHex(contents);
  if (hex.size() > range[2] - range[1] - 2) {
    return inputError("signing.contents.small", "the signature needs " + std::to_string(contents.size()) +
                                                    " octets, more than were reserved");
  }
  octets.replace(range[1] - base + 1, hex.size(), hex);
  return Done{};
}

}  // namespace tdkt::signing::pdf
