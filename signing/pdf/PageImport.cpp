#include "signing/pdf/PageImport.h"

#include <array>

#include "signing/pdf/Boxes.h"
#include "signing/pdf/Filters.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::size_t kMaxObjects = 4096;

Error malformed(const char* why) {
  return inputError("signing.appearance.malformed", why);
}

/// Copies what a value refers to, each object once.
class Copier {
 public:
  Copier(const File& from, Increment& into) : from_(from), into_(into) {}

  Result<Value> copy(const Value& value) {
    Value out = renumbered(value);
    while (!waiting_.empty()) {
      if (copies_.size() > kMaxObjects) return malformed("too many objects");
      const Ref ref = waiting_.back();
      waiting_.pop_back();
      const Value& source = from_.get(ref);
      const Value copied = renumbered(source);
      into_.replace(copies_.at(ref), copied);
      if (source.stream && copied.as<Dictionary>() != nullptr)
        into_.replaceStream(copies_.at(ref), *copied.as<Dictionary>(), *source.stream);
    }
    return out;
  }

 private:
  Value renumbered(const Value& value) {
    if (const Ref* ref = value.as<Ref>()) return placeOf(*ref);
    if (const Array* list = value.as<Array>()) {
      Array out;
      for (const Value& item : *list) out.push_back(renumbered(item));
      return out;
    }
    if (const Dictionary* dictionary = value.as<Dictionary>()) {
      Dictionary out;
      for (const auto& [key, item] : *dictionary) {
        // What leads back to the page tree or the structure tree is no part of the drawing.
        if (key != "Parent" && key != "P" && key != "StructParent" && key != "StructParents")
          out[key] = renumbered(item);
      }
      return out;
    }
    return value;
  }

  Ref placeOf(const Ref& ref) {
    const auto found = copies_.find(ref);
    if (found != copies_.end()) return found->second;
    const Ref place = into_.add(Value());
    copies_[ref] = place;
    waiting_.push_back(ref);
    return place;
  }

  const File& from_;
  Increment& into_;
  std::map<Ref, Ref> copies_;
  std::vector<Ref> waiting_;
};

Result<Bytes> contentOf(const File& file, const Dictionary& page) {
  const Value& place = at(page, "Contents");
  const Array* parts = file.array(place);
  Bytes out;
  for (const Value& part : parts == nullptr ? Array{place} : *parts) {
    const Value& stream = file.resolve(part);
    const Dictionary* dictionary = stream.as<Dictionary>();
    const auto octets =
        dictionary != nullptr && stream.stream ? decodeStream(*dictionary, *stream.stream) : std::nullopt;
    if (!octets) return malformed("a content stream cannot be read");
    out += *octets + "\n";
  }
  return out;
}

}  // namespace

Result<ImportedPage> importPage(std::string_view pdf, Increment& into) {
  const auto file = File::open(pdf);
  if (!file) return malformed("not a readable PDF");
  const auto pages = file->pages();
  const Dictionary* page = pages && pages->size() == 1 ? file->dictionary(pages->front()) : nullptr;
  if (page == nullptr) return malformed("not exactly one page");
  const auto box = boxOf(*file, inherited(*file, *page, "MediaBox"));
  if (!box || box->width <= 0 || box->height <= 0) return malformed("the page has no size");
  TDKT_ASSIGN(const Bytes content, contentOf(*file, *page));
  Copier copier(*file, into);
  const Value& resources = file->resolve(inherited(*file, *page, "Resources"));
  TDKT_ASSIGN(const Value copied, copier.copy(resources.isNull() ? Value(Dictionary{}) : resources));
  Dictionary form{{"Type", Name{"XObject"}},
                  {"Subtype", Name{"Form"}},
                  {"Filter", Name{"FlateDecode"}},
                  {"Resources", copied},
                  {"BBox", Array{box->x, box->y, box->x + box->width, box->y + box->height}}};
  form["Matrix"] =
      Array{std::int64_t{1}, std::int64_t{0}, std::int64_t{0}, std::int64_t{1}, -box->x, -box->y};
  return ImportedPage{into.addStream(form, deflate(content)), box->width, box->height};
}

}  // namespace tdkt::signing::pdf
