#include "templates/compile/Artwork.h"

#include <podofo/base/PdfMemoryManagement.h>
#include <podofo/base/PdfStream.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <set>

#include "templates/compile/ContentScan.h"
#include "templates/pdf/Deflate.h"
#include "templates/pdf/PdfFile.h"

namespace tdkt::templates {
namespace {

using namespace PoDoFo;

constexpr int kMaxDepth = 64;
constexpr double kBoxTolerance = 5;  // points; a frame's width and the room inside it
constexpr std::size_t kMaxCopies = 20'000;
constexpr std::size_t kMaxStream = 64U << 20U;
constexpr double kMaxPixels = 100e6;  // A3 at 600 dpi has 70 million; a reader makes room for every one

/// What leads back to the document, or what PDF/A does not allow and a drawing does not need.
const std::set<std::string>& dropped() {
  static const std::set<std::string> keys = {"Parent", "P",   "StructParent", "StructParents", "Interpolate",
                                             "OPI",    "OC",  "Alternates",   "PieceInfo",     "LastModified",
                                             "TR",     "HTP", "Metadata",     "TdktPage",      "Annots"};
  return keys;
}

class Copier {
 public:
  Copier(const ForeignPdf& from, PdfFile& into) : from_(from), into_(into) {}

  void copyPage(const ForeignPage& page, int number, PdfObject& form) {
    page_ = number;
    Bytes content = from_.content(page);
    const ContentUse use = scanContent(content);
    clearTextBoxes(page, use, content);
    checkColour(use);
    put(form, {{"Type", PdfName("XObject")},
               {"Subtype", PdfName("Form")},
               {"TdktPage", true},
               {"Filter", PdfName("FlateDecode")},
               {"BBox", box(page.x, page.y, page.x + page.width, page.y + page.height)},
               {"Matrix", matrix(-page.x, -page.y)},
               {"Resources", resources(from_.inherited(page.object, "Resources"), use)}});
    if (const PdfObject* group = from_.at(page.object, "Group")) put(form, {{"Group", copied(*group, 0)}});
    PdfFile::setStream(form, deflate("q\n" + content + "Q\n", Effort::kThorough));
    copyWaiting();
  }

 private:
  [[noreturn]] void refuse(const char* code, const std::string& why) const {
    throw Uncompilable(code, why + ", page " + std::to_string(page_));
  }

  /// Writer paints the white ground of a text box into the page. The last one that has the size of the box is
  /// it.
  void clearTextBoxes(const ForeignPage& page, const ContentUse& use, Bytes& content) const {
    for (const Widget& widget : from_.widgets()) {
      if (widget.page != page_) continue;
      const double bottom = page.y + page.height - widget.y - widget.height;
      const auto own =
          std::find_if(use.whiteBoxes.rbegin(), use.whiteBoxes.rend(), [&](const WhiteBox& white) {
            const auto near = [](double a, double b) { return std::abs(a - b) <= kBoxTolerance; };
            return near(white.x, page.x + widget.x) && near(white.y, bottom) &&
                   near(white.x + white.width, page.x + widget.x + widget.width) &&
                   near(white.y + white.height, bottom + widget.height);
          });
      // Blanks in its place: the other positions stay true.
      if (own != use.whiteBoxes.rend())
        std::fill(content.begin() + static_cast<std::ptrdiff_t>(own->begin),
                  content.begin() + static_cast<std::ptrdiff_t>(own->end), ' ');
    }
  }

  static PdfArray box(double left, double bottom, double right, double top) {
    PdfArray out;
    for (const double edge : {left, bottom, right, top}) out.push_back(pdfReal(edge));
    return out;
  }

  static PdfArray matrix(double x, double y) {
    PdfArray out = box(1, 0, 0, 1);
    out.push_back(pdfReal(x));
    out.push_back(pdfReal(y));
    return out;
  }

  void checkColour(const ContentUse& use) const {
    if (use.cmyk) refuse("templates.compile.colour", "CMYK colours without a profile; use RGB");
    if (use.inlineFile) refuse("templates.compile.unreadable", "an inline image without its end");
  }

  /// Fonts and drawings that the page does not use stay behind: the form's own fonts among them.
  PdfObject resources(const PdfObject* source, const ContentUse& use) {
    PdfDictionary out;
    if (source == nullptr || !source->IsDictionary()) return out;
    for (const auto& [key, value] : source->GetDictionary().GetKeys()) {
      const std::string& name = key.GetName();
      const PdfObject* group = from_.resolve(value);
      if (group == nullptr || dropped().count(name) != 0) continue;
      const bool font = name == "Font";
      if ((font || name == "XObject") && group->IsDictionary()) {
        out.AddKey(key, used(group->GetDictionary(), font ? use.fonts : use.drawings));
      } else {
        out.AddKey(key, copied(*group, 1));
      }
    }
    return out;
  }

  PdfDictionary used(const PdfDictionary& group, const std::set<std::string>& names) {
    PdfDictionary out;
    for (const auto& [key, value] : group.GetKeys()) {
      if (names.count(key.GetName()) != 0) out.AddKey(key, copied(*value, 2));
    }
    return out;
  }

  PdfObject copied(const PdfObject& value, int depth) {
    if (depth > kMaxDepth) refuse("templates.compile.unreadable", "nested too deeply");
    if (value.IsReference()) return placeOf(value.GetReference());
    if (value.IsArray()) {
      PdfArray out;
      for (const PdfObject& item : value.GetArray()) out.push_back(copied(item, depth + 1));
      return out;
    }
    if (value.IsDictionary()) return dictionary(value, depth);
    if (value.IsName() && value.GetName().GetName() == "DeviceCMYK")
      refuse("templates.compile.colour", "CMYK colours without a profile; use RGB");
    return PdfObject(static_cast<const PdfVariant&>(value));
  }

  PdfDictionary dictionary(const PdfObject& source, int depth) {
    checkFont(source);
    PdfDictionary out;
    for (const auto& [key, value] : source.GetDictionary().GetKeys()) {
      if (dropped().count(key.GetName()) == 0) out.AddKey(key, copied(*value, depth + 1));
    }
    return out;
  }

  std::string nameAt(const PdfObject& object, const char* key) const {
    const PdfObject* found = from_.at(&object, key);
    return found != nullptr && found->IsName() ? found->GetName().GetName() : std::string();
  }

  void checkFont(const PdfObject& font) const {
    const std::string kind = nameAt(font, "Subtype");
    if (nameAt(font, "Type") != "Font" || kind == "Type3" || kind == "Type0")
      return;  // a Type0 has descendants
    const PdfObject* descriptor = from_.at(&font, "FontDescriptor");
    for (const char* program : {"FontFile", "FontFile2", "FontFile3"}) {
      const PdfObject* file = from_.at(descriptor, program);
      if (file != nullptr && file->HasStream()) return;
    }
    refuse("templates.compile.font",
           "the font " + nameAt(font, "BaseFont") + " is not embedded; embed it when exporting");
  }

  PdfObject placeOf(const PdfReference& reference) {
    const PdfObject start(reference);
    const PdfObject* source = from_.resolve(&start);
    if (source == nullptr || nameAt(*source, "Type") == "Page" || nameAt(*source, "Type") == "Pages")
      return PdfVariant::NullValue;
    const auto found = copies_.find(source);
    if (found != copies_.end()) return found->second->Reference();
    if (copies_.size() >= kMaxCopies) refuse("templates.compile.unreadable", "too many objects");
    PdfObject& place = into_.add();
    copies_[source] = &place;
    waiting_.push_back(source);
    return place.Reference();
  }

  void copyWaiting() {
    while (!waiting_.empty()) {
      const PdfObject* source = waiting_.back();
      waiting_.pop_back();
      PdfObject& place = *copies_.at(source);
      if (source->HasStream()) {
        copyStream(*source, place);
      } else {
        static_cast<PdfVariant&>(place) = copied(*source, 0);
      }
    }
  }

  Bytes octetsOf(const PdfObject& source, bool withoutFilters) const {
    char* octets = nullptr;
    pdf_long length = 0;
    if (withoutFilters) {
      source.GetStream()->GetFilteredCopy(&octets, &length);
    } else {
      source.GetStream()->GetCopy(&octets, &length);
    }
    const std::unique_ptr<char, void (*)(char*)> owned(octets, [](char* p) { podofo_free(p); });
    if (static_cast<std::size_t>(length) > kMaxStream)
      refuse("templates.compile.unreadable", "a stream is too large");
    return {octets, static_cast<std::size_t>(length)};
  }

  bool hasFilter(const PdfObject& source, const std::string& name) const {
    const PdfObject* filter = from_.at(&source, "Filter");
    if (filter == nullptr || !filter->IsArray()) return nameAt(source, "Filter") == name;
    for (const PdfObject& one : filter->GetArray()) {
      const PdfObject* value = from_.resolve(&one);
      if (value != nullptr && value->IsName() && value->GetName().GetName() == name) return true;
    }
    return false;
  }

  double numberAt(const PdfObject& object, const char* key) const {
    const PdfObject* found = from_.at(&object, key);
    return found != nullptr && (found->IsNumber() || found->IsReal()) ? found->GetReal() : 0;
  }

  void checkImage(const PdfObject& source) const {
    if (hasFilter(source, "JPXDecode"))
      refuse("templates.compile.image", "a JPEG 2000 image; use PNG or JPEG");
    const double pixels = numberAt(source, "Width") * numberAt(source, "Height");
    if (nameAt(source, "Subtype") == "Image" && !(pixels <= kMaxPixels))
      refuse("templates.compile.image", "an image of more than 100 million pixels; make it smaller");
    if (nameAt(source, "Subtype") == "Image" && hasFilter(source, "FlateDecode"))
      checkUnpacked(source, pixels);
  }

  /// No kind of pixel needs more than 32 colourants of 16 bits. A larger image makes any reader find room for
  /// its pixels anyway.
  void checkUnpacked(const PdfObject& source, double pixels) const {
    constexpr double kPerPixel = 64;
    constexpr double kMostRoom = 64e6;
    constexpr double kSlack = 4096;  // a filter octet for each row, line ends
    const double most = pixels * kPerPixel + numberAt(source, "Height") + kSlack;
    if (most <= kMostRoom && unpacksToMoreThan(octetsOf(source, false), static_cast<std::size_t>(most)))
      refuse("templates.compile.image", "an image whose data unpack to far more than its pixels");
  }

  void copyStream(const PdfObject& source, PdfObject& place) {
    if (source.GetDictionary().HasKey("F"))
      refuse("templates.compile.attachment", "a stream in another file");
    checkImage(source);
    if (hasFilter(source, "Crypt")) refuse("templates.compile.encrypted", "an encrypted stream");
    const bool drawing = nameAt(source, "Subtype") == "Form" || source.GetDictionary().HasKey("PatternType");
    if (drawing) checkColour(scanContent(octetsOf(source, true)));
    const bool anew = hasFilter(source, "LZWDecode");  // ISO 19005-2 §6.1.7.2
    const PdfDictionary entries = dictionary(source, 0);
    for (const auto& [key, value] : entries.GetKeys()) {
      if (key.GetName() == "Length" ||
          (anew && (key.GetName() == "Filter" || key.GetName() == "DecodeParms")))
        continue;
      place.GetDictionary().AddKey(key, *value);
    }
    if (anew) put(place, {{"Filter", PdfName("FlateDecode")}});
    PdfFile::setStream(place,
                       anew ? deflate(octetsOf(source, true), Effort::kThorough) : octetsOf(source, false));
  }

  const ForeignPdf& from_;
  PdfFile& into_;
  std::map<const PdfObject*, PdfObject*> copies_;
  std::vector<const PdfObject*> waiting_;
  int page_ = 0;
};

/// So that the author can look at the file with any reader.
PdfObject& addViewer(PdfFile& file, const std::vector<ForeignPage>& pages,
                     const std::vector<PdfObject*>& forms) {
  PdfObject& catalog = file.add();
  PdfObject& tree = file.add();
  PdfArray kids;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    PdfArray box;
    for (const double edge : {0.0, 0.0, pages[i].width, pages[i].height}) box.push_back(pdfReal(edge));
    const PdfObject& content = file.addStream({}, "/B Do\n");
    const PdfDictionary resources =
        pdfDictionary({{"XObject", pdfDictionary({{"B", forms[i]->Reference()}})}});
    kids.push_back(file.add({{"Type", PdfName("Page")},
                             {"Parent", tree.Reference()},
                             {"MediaBox", box},
                             {"Resources", resources},
                             {"Contents", content.Reference()}})
                       .Reference());
  }
  put(tree, {{"Type", PdfName("Pages")},
             {"Count", pdfInteger(static_cast<pdf_int64>(pages.size()))},
             {"Kids", kids}});
  put(catalog, {{"Type", PdfName("Catalog")}, {"Pages", tree.Reference()}});
  return catalog;
}

}  // namespace

Bytes backgroundOf(const ForeignPdf& pdf, const std::string& id) {
  PdfFile file;
  std::vector<PdfObject*> forms;
  for (std::size_t i = 0; i < pdf.pages().size(); ++i) forms.push_back(&file.add());
  Copier copier(pdf, file);
  for (std::size_t i = 0; i < forms.size(); ++i)
    copier.copyPage(pdf.pages()[i], static_cast<int>(i) + 1, *forms[i]);
  const PdfObject& catalog = addViewer(file, pdf.pages(), forms);
  const PdfObject& info = file.add({{"Producer", PdfString("tdkt")}});
  return file.finish(catalog, info, id);
}

}  // namespace tdkt::templates
