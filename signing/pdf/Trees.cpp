// The page tree and the field tree of a File.
#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::size_t kMaxNodes = 100'000;

struct PageWalk {
  const File& file;
  std::set<Ref> seen;
  std::vector<Ref> pages;

  bool visit(const Value& node, int depth) {
    const Ref* ref = node.as<Ref>();
    if (ref == nullptr || depth > 64 || pages.size() > kMaxNodes || !seen.insert(*ref).second) return false;
    const Dictionary* dictionary = file.dictionary(node);
    if (dictionary == nullptr) return false;
    const Array* kids = file.array(at(*dictionary, "Kids"));
    if (kids == nullptr) {
      pages.push_back(*ref);
      return true;
    }
    for (const Value& kid : *kids) {
      if (!visit(kid, depth + 1)) return false;
    }
    return true;
  }
};

struct FieldWalk {
  const File& file;
  std::set<Ref> seen;
  std::vector<Field> fields;

  /// A kid without a name of its own is a widget of its parent, not a field.
  bool hasNamedKids(const Array& kids) const {
    for (const Value& kid : kids) {
      const Dictionary* dictionary = file.dictionary(kid);
      if (dictionary != nullptr && dictionary->count("T") != 0) return true;
    }
    return false;
  }

  bool visit(const Value& node, const std::string& prefix, bool signature, int depth) {
    const Ref* ref = node.as<Ref>();
    if (ref == nullptr || depth > 32 || fields.size() > kMaxNodes || !seen.insert(*ref).second) return false;
    const Dictionary* dictionary = file.dictionary(node);
    if (dictionary == nullptr) return true;
    std::string name = prefix;
    if (const String* part = file.resolve(at(*dictionary, "T")).as<String>()) {
      name += (name.empty() ? "" : ".") + textOf(part->octets);
    }
    const Value& type = file.resolve(at(*dictionary, "FT"));
    if (!type.isNull()) signature = type.isName("Sig");
    const Array* kids = file.array(at(*dictionary, "Kids"));
    if (kids == nullptr || !hasNamedKids(*kids)) {
      fields.push_back({name, *ref, *dictionary, signature});
      return true;
    }
    for (const Value& kid : *kids) {
      if (!visit(kid, name, signature, depth + 1)) return false;
    }
    return true;
  }
};

}  // namespace

std::optional<std::vector<Ref>> File::pages() const {
  PageWalk walk{*this, {}, {}};
  if (!walk.visit(at(catalog(), "Pages"), 0)) return std::nullopt;
  return std::move(walk.pages);
}

std::optional<std::vector<Field>> File::fields() const {
  FieldWalk walk{*this, {}, {}};
  const Dictionary* form = dictionary(at(catalog(), "AcroForm"));
  const Array* roots = form == nullptr ? nullptr : array(at(*form, "Fields"));
  if (roots == nullptr) return std::vector<Field>{};
  for (const Value& root : *roots) {
    if (!walk.visit(root, {}, false, 0)) return std::nullopt;
  }
  return std::move(walk.fields);
}

}  // namespace tdkt::signing::pdf
