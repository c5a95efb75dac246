#include "templates/compile/ForeignPdf.h"

#include <podofo/base/PdfMemoryManagement.h>
#include <podofo/base/PdfStream.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>

namespace tdkt::templates {
namespace {

using namespace PoDoFo;

constexpr std::size_t kMaxPages = 20;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxObjects = 100'000;
constexpr std::size_t kMaxContent = 64U << 20U;
constexpr double kPointsOfMm = 72.0 / 25.4;
constexpr double kSmallestPage = 72;
constexpr double kLargestPage = 14'400;

double numberOf(const PdfObject* object) {
  if (object == nullptr || !(object->IsNumber() || object->IsReal())) return 0;
  const double value = object->IsReal() ? object->GetReal() : static_cast<double>(object->GetNumber());
  return std::isfinite(value) && std::abs(value) < 1e6 ? value : 0;
}

std::string nameOf(const PdfObject* object) {
  return object != nullptr && object->IsName() ? object->GetName().GetName() : std::string();
}

std::string textOf(const PdfObject* object) {
  return object != nullptr && (object->IsString() || object->IsHexString())
             ? object->GetString().GetStringUtf8()
             : std::string();
}

const std::set<std::string>& forbiddenActions() {
  static const std::set<std::string> names = {"Launch",    "SubmitForm", "ImportData",
                                              "GoToR",     "GoToE",      "Movie",
                                              "Rendition", "ResetForm",  "RichMediaExecute"};
  return names;
}

/// Size and face of a default appearance: "/HeBo 14 Tf 0 g". Source: ISO 32000-1 §12.7.3.3.
void readAppearance(const std::string& text, Widget& out) {
  const std::size_t slash = text.find('/');
  const std::size_t space = slash == std::string::npos ? slash : text.find(' ', slash);
  if (space == std::string::npos) return;
  const std::string font = text.substr(slash + 1, space - slash - 1);
  out.bold = font.find("Bo") != std::string::npos || font.find("BI") != std::string::npos;
  out.italic = font.find("Ob") != std::string::npos || font.find("It") != std::string::npos ||
               font.find("BI") != std::string::npos;
  double size = 0;
  std::from_chars(text.data() + space + 1, text.data() + text.size(), size);
  if (size >= 4 && size <= 200) out.size = size;
}

}  // namespace

std::string placeName(int page, double x, double y) {
  return "page " + std::to_string(page) + ", " + std::to_string(std::lround(x / kPointsOfMm)) +
         " mm from the left, " + std::to_string(std::lround(y / kPointsOfMm)) + " mm from the top";
}

ForeignPdf::ForeignPdf(std::string_view octets) : parser_(&objects_) {
  objects_.SetAutoDelete(true);
  open(octets);
  addPages(at(at(parser_.GetTrailer(), "Root"), "Pages"), 0);
  if (pages_.empty()) throw Uncompilable("templates.compile.unreadable", "the file has no page");
  checkAnnotations();
  refuseForbidden();
}

void ForeignPdf::open(std::string_view octets) {
  // Before the parser sees it: a damaged /Encrypt ends PoDoFo 0.9.8.
  if (octets.find("/Encrypt") != std::string_view::npos)
    throw Uncompilable("templates.compile.encrypted", "save the file without a password");
  try {
    parser_.ParseFile(PdfRefCountedInputDevice(octets.data(), octets.size()), false);
  } catch (const PdfError& error) {
    throw Uncompilable("templates.compile.unreadable",
                       std::string("not a readable PDF: ") + PdfError::ErrorName(error.GetError()));
  }
  if (parser_.GetTrailer() == nullptr) throw Uncompilable("templates.compile.unreadable", "no trailer");
  if (objects_.GetSize() > kMaxObjects)
    throw Uncompilable("templates.compile.unreadable", "too many objects");
}

const PdfObject* ForeignPdf::resolve(const PdfObject* object) const {
  for (int hops = 0; object != nullptr && object->IsReference(); ++hops) {
    if (hops > kMaxDepth) return nullptr;
    object = objects_.GetObject(object->GetReference());
  }
  return object;
}

const PdfObject* ForeignPdf::at(const PdfObject* dictionary, const char* key) const {
  dictionary = resolve(dictionary);
  if (dictionary == nullptr || !dictionary->IsDictionary()) return nullptr;
  return resolve(dictionary->GetDictionary().GetKey(PdfName(key)));
}

const PdfObject* ForeignPdf::inherited(const PdfObject* node, const char* key) const {
  for (int depth = 0; node != nullptr && depth < kMaxDepth; ++depth, node = at(node, "Parent")) {
    if (const PdfObject* found = at(node, key)) return found;
  }
  return nullptr;
}

void ForeignPdf::refuseIn(const PdfObject& value, const std::string& where, int depth) const {
  if (depth > kMaxDepth) throw Uncompilable("templates.compile.unreadable", "nested too deeply, " + where);
  if (value.IsArray()) {
    for (const PdfObject& item : value.GetArray()) refuseIn(item, where, depth + 1);
  }
  if (!value.IsDictionary()) return;
  for (const auto& [key, item] : value.GetDictionary().GetKeys()) {
    const std::string& name = key.GetName();
    const std::string said = nameOf(resolve(item));
    if (name == "XFA") throw Uncompilable("templates.compile.xfa", "an XFA form; export it anew, " + where);
    if (name == "JS" || name == "JavaScript" || (name == "S" && said == "JavaScript"))
      throw Uncompilable("templates.compile.script", "a script may not be in a template, " + where);
    if (name == "S" && forbiddenActions().count(said) != 0)
      throw Uncompilable("templates.compile.action",
                         "the action " + said + " may not be in a template, " + where);
    if (name == "EF" || name == "EmbeddedFiles" || (name == "Type" && said == "EmbeddedFile") ||
        (name == "Subtype" && said == "FileAttachment"))
      throw Uncompilable("templates.compile.attachment",
                         "an attached file may not be in a template, " + where);
    refuseIn(*item, where, depth + 1);
  }
}

void ForeignPdf::refuseForbidden() const {
  for (const PdfObject* object : objects_)
    refuseIn(*object, "object " + std::to_string(object->Reference().ObjectNumber()), 0);
}

/// Before the whole file is searched: what hangs on an annotation is named by its place.
void ForeignPdf::checkAnnotations() const {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    const PdfObject* list = at(pages_[i].object, "Annots");
    if (list == nullptr || !list->IsArray()) continue;
    for (const PdfObject& one : list->GetArray()) {
      const PdfObject* annotation = resolve(&one);
      if (annotation == nullptr || !annotation->IsDictionary()) continue;
      const Widget place = widget(*annotation, static_cast<int>(i) + 1);
      const std::string where = placeName(place.page, place.x, place.y);
      refuseIn(*annotation, where, 0);
      for (const char* key : {"A", "AA"}) {
        if (const PdfObject* action = at(annotation, key)) refuseIn(*action, where, 0);
      }
    }
  }
}

void ForeignPdf::addPages(const PdfObject* node, int depth) {
  if (node == nullptr || !node->IsDictionary()) return;
  if (depth > kMaxDepth)
    throw Uncompilable("templates.compile.unreadable", "the page tree is nested too deeply");
  const PdfObject* kids = at(node, "Kids");
  if (kids == nullptr || !kids->IsArray()) return addPage(node);
  for (const PdfObject& kid : kids->GetArray()) addPages(resolve(&kid), depth + 1);
}

void ForeignPdf::addPage(const PdfObject* page) {
  if (pages_.size() >= kMaxPages)
    throw Uncompilable("templates.compile.pages", "more than " + std::to_string(kMaxPages) + " pages");
  const std::string number = "page " + std::to_string(pages_.size() + 1);
  const PdfObject* box = inherited(page, "CropBox");
  if (box == nullptr) box = inherited(page, "MediaBox");
  if (box == nullptr || !box->IsArray() || box->GetArray().size() != 4)
    throw Uncompilable("templates.compile.page-size", number + " has no size");
  const auto edge = [&](std::size_t i) { return numberOf(resolve(&box->GetArray()[i])); };
  const ForeignPage out{page, std::min(edge(0), edge(2)), std::min(edge(1), edge(3)),
                        std::abs(edge(2) - edge(0)), std::abs(edge(3) - edge(1))};
  if (out.width < kSmallestPage || out.height < kSmallestPage || out.width > kLargestPage ||
      out.height > kLargestPage)
    throw Uncompilable("templates.compile.page-size", number + " is too small or too large");
  if (std::fmod(numberOf(inherited(page, "Rotate")), 360) != 0 || at(page, "UserUnit") != nullptr)
    throw Uncompilable("templates.compile.rotated", number + " is turned or scaled; export it upright");
  pages_.push_back(out);
}

std::vector<Widget> ForeignPdf::widgets() const {
  std::vector<Widget> out;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    const PdfObject* list = at(pages_[i].object, "Annots");
    if (list == nullptr || !list->IsArray()) continue;
    for (const PdfObject& one : list->GetArray()) {
      const PdfObject* annotation = resolve(&one);
      if (nameOf(at(annotation, "Subtype")) != "Widget") continue;
      out.push_back(widget(*annotation, static_cast<int>(i) + 1));
    }
  }
  return out;
}

Widget ForeignPdf::widget(const PdfObject& annotation, int number) const {
  Widget out;
  out.page = number;
  const PdfObject* node = &annotation;
  for (int depth = 0; node != nullptr && depth < kMaxDepth; ++depth, node = at(node, "Parent")) {
    const std::string part = textOf(at(node, "T"));
    if (!part.empty()) out.name = out.name.empty() ? part : part + "." + out.name;
  }
  out.type = nameOf(inherited(&annotation, "FT"));
  const auto count = [&](const char* key) {
    return static_cast<int>(std::clamp(numberOf(inherited(&annotation, key)), 0.0, 999'999.0));
  };
  constexpr int kMultiline = 1 << 12;
  out.lines = (count("Ff") & kMultiline) != 0;  // NOLINT: a flag of the format
  out.align = std::min(count("Q"), 2);
  out.maxLength = std::min(count("MaxLen"), 10'000);
  std::string appearance = textOf(inherited(&annotation, "DA"));
  if (appearance.empty()) appearance = textOf(at(at(at(parser_.GetTrailer(), "Root"), "AcroForm"), "DA"));
  readAppearance(appearance, out);
  const PdfObject* box = at(&annotation, "Rect");
  if (box == nullptr || !box->IsArray() || box->GetArray().size() != 4) return out;
  const auto edge = [&](std::size_t i) { return numberOf(resolve(&box->GetArray()[i])); };
  const ForeignPage& page = pages_.at(static_cast<std::size_t>(number) - 1);
  out.x = std::min(edge(0), edge(2)) - page.x;
  out.y = page.height - (std::max(edge(1), edge(3)) - page.y);
  out.width = std::abs(edge(2) - edge(0));
  out.height = std::abs(edge(3) - edge(1));
  return out;
}

Bytes ForeignPdf::content(const ForeignPage& page) const {
  const PdfObject* place = at(page.object, "Contents");
  if (place == nullptr) return {};
  std::vector<const PdfObject*> parts;
  if (place->IsArray()) {
    for (const PdfObject& part : place->GetArray()) parts.push_back(resolve(&part));
  } else {
    parts.push_back(place);
  }
  Bytes out;
  for (const PdfObject* part : parts) {
    if (part == nullptr || !part->HasStream()) continue;
    char* octets = nullptr;
    pdf_long length = 0;
    part->GetStream()->GetFilteredCopy(&octets, &length);
    const std::unique_ptr<char, void (*)(char*)> owned(octets, [](char* p) { podofo_free(p); });
    out.append(octets, static_cast<std::size_t>(length)).append("\n");
    if (out.size() > kMaxContent) throw Uncompilable("templates.compile.unreadable", "a page is too large");
  }
  return out;
}

}  // namespace tdkt::templates
