#include "signing/pdf/RevisionDiff.h"

#include "signing/pdf/Filters.h"
#include "signing/pdf/Locks.h"
#include "signing/pdf/MetadataDates.h"
#include "signing/pdf/Placement.h"

namespace tdkt::signing::pdf {
namespace {

using Keys = std::set<std::string>;

Keys allKeys(const Dictionary& a, const Dictionary& b) {
  Keys out;
  for (const auto& [key, value] : a) out.insert(key);
  for (const auto& [key, value] : b) out.insert(key);
  return out;
}

const Dictionary& orEmpty(const Dictionary* dictionary) {
  static const Dictionary empty;
  return dictionary == nullptr ? empty : *dictionary;
}

const Array& orEmpty(const Array* array) {
  static const Array empty;
  return array == nullptr ? empty : *array;
}

/// Walks both revisions side by side from the catalog. A worklist, so that no chain of references is too
/// deep.
class Walk {
 public:
  Walk(const File& before, const File& after, const HashedOctets::Known& known, ReferenceMemory* memory)
      : before_(before), after_(after), known_(known), memory_(memory) {}

  bool covering() const { return covering_; }

  bool unexplained() {
    const auto fieldsBefore = before_.fields();
    const auto fieldsAfter = after_.fields();
    const auto pagesBefore = before_.pages();
    if (!fieldsBefore || !fieldsAfter || !pagesBefore) return true;
    pages_.insert(pagesBefore->begin(), pagesBefore->end());
    for (const Field& field : *fieldsAfter) form_.insert(field.ref);
    if (const Ref* metadata = at(before_.catalog(), "Metadata").as<Ref>()) metadata_ = *metadata;
    for (const Field& field : *fieldsBefore) {
      names_.insert(field.name);
      if (field.signature && at(field.dictionary, "V").isNull()) open_.emplace(field.ref, field.name);
    }
    compareTrailers();
    while (same_ && !work_.empty()) {
      const auto [a, b] = work_.back();
      work_.pop_back();
      compareValues(*a, *b);
    }
    return !same_ || lockedFieldWasSigned(*fieldsBefore);
  }

 private:
  void compareTrailers() {
    const Ref* a = at(before_.trailer(), "Root").as<Ref>();
    const Ref* b = at(after_.trailer(), "Root").as<Ref>();
    same_ = a != nullptr && b != nullptr && *a == *b;
    if (!same_) return;
    seen_.insert(*a);
    compareDictionaries(before_.catalog(), after_.catalog(), {"AcroForm", "DSS", "Extensions", "Version"});
    compareVersions();
    compareForms();
    const Dictionary* oldInfo = before_.dictionary(at(before_.trailer(), "Info"));
    const Dictionary* newInfo = after_.dictionary(at(after_.trailer(), "Info"));
    compareDictionaries(orEmpty(oldInfo), orEmpty(newInfo), {"ModDate"});
  }

  /// A writer may say which version it writes. Only as a plain name: nothing is drawn by it.
  void compareVersions() {
    const Value& a = at(before_.catalog(), "Version");
    const Value& b = at(after_.catalog(), "Version");
    same_ = same_ && (isSame(a, b) || b.as<Name>() != nullptr);
  }

  /// What a form draws with: fonts may come along under new names, all else stays.
  void compareResources(const Dictionary& a, const Dictionary& b) {
    compareDictionaries(a, b, {"Font"});
    const Dictionary& fonts = orEmpty(after_.dictionary(at(b, "Font")));
    for (const auto& [name, font] : orEmpty(before_.dictionary(at(a, "Font")))) {
      same_ = same_ && fonts.count(name) != 0;
      if (same_) work_.emplace_back(&font, &at(fonts, name));
    }
  }

  void compareForms() {
    const Dictionary& a = orEmpty(before_.dictionary(at(before_.catalog(), "AcroForm")));
    const Dictionary& b = orEmpty(after_.dictionary(at(after_.catalog(), "AcroForm")));
    // A viewer that draws the fields anew would draw them with new fonts.
    const bool* redrawn = before_.resolve(at(a, "NeedAppearances")).as<bool>();
    if (redrawn != nullptr && *redrawn) {
      compareDictionaries(a, b, {"Fields", "SigFlags"});
    } else {
      compareDictionaries(a, b, {"Fields", "SigFlags", "DR"});
      compareResources(orEmpty(before_.dictionary(at(a, "DR"))), orEmpty(after_.dictionary(at(b, "DR"))));
    }
    compareLists(orEmpty(before_.array(at(a, "Fields"))), orEmpty(after_.array(at(b, "Fields"))), nullptr);
  }

  /// The old list must stand unchanged at the front; what follows may only be new signature fields.
  void compareLists(const Array& a, const Array& b, const Dictionary* page) {
    same_ = same_ && a.size() <= b.size();
    if (!same_) return;
    for (std::size_t i = 0; i < a.size(); ++i) work_.emplace_back(&a[i], &b[i]);
    for (std::size_t i = a.size(); i < b.size(); ++i) {
      same_ = same_ && isNewSignature(b[i]);
      if (same_ && page != nullptr) place(*page, *after_.dictionary(b[i]));
    }
  }

  void place(const Dictionary& page, const Dictionary& widget) {
    covering_ = covering_ || coversMuch(before_, page, after_, widget);
  }

  bool isNewSignature(const Value& value) {
    static const Keys allowed = {"Type", "Subtype", "FT",   "T",  "F",  "Rect", "P",
                                 "V",    "AP",      "Lock", "SV", "Ff", "M"};
    const Ref* ref = value.as<Ref>();
    const Dictionary* field = after_.dictionary(value);
    if (ref == nullptr || field == nullptr || existedBefore(*ref)) return false;
    for (const auto& [key, unused] : *field) {
      if (allowed.count(key) == 0) return false;
    }
    // A widget that is no field of the form would be drawn, but never judged.
    if (form_.count(*ref) == 0) return false;
    const Value& type = after_.resolve(at(*field, "FT"));
    const String* name = after_.resolve(at(*field, "T")).as<String>();
    return type.isName("Sig") && after_.resolve(at(*field, "Subtype")).isName("Widget") && name != nullptr &&
           names_.count(textOf(name->octets)) == 0 &&
           isNewSignatureValue(at(*field, "V"), *field, textOf(name->octets));
  }

  /// `name` of the field that was signed.
  bool isNewSignatureValue(const Value& value, const Dictionary& widget, const std::string& name) {
    const Ref* ref = value.as<Ref>();
    const Dictionary* signature = after_.dictionary(value);
    if (ref == nullptr || signature == nullptr || existedBefore(*ref)) return false;
    // Anybody can get a time-stamp of a trusted authority, so it must not be able to hide anything. It is
    // allowed even where no further signature is (ISO 32000-2 §12.8.2.2.2).
    const bool stamp = at(*signature, "SubFilter").isName("ETSI.RFC3161");
    if (stamp && !isInvisible(after_, widget)) return false;
    if (!stamp) signed_.insert(name);
    return signature->count("ByteRange") != 0 && signature->count("Contents") != 0;
  }

  bool existedBefore(const Ref& ref) const {
    const Entry* entry = before_.entry(ref.number);
    return entry != nullptr && entry->kind != Entry::Kind::kFree;
  }

  void compareValues(const Value& a, const Value& b) {
    const Ref* left = a.as<Ref>();
    const Ref* right = b.as<Ref>();
    if (left != nullptr || right != nullptr) {
      compareRefs(left, right);
      return;
    }
    same_ = same_ && a.data.index() == b.data.index() && a.stream == b.stream;
    if (!same_) return;
    if (const Array* list = a.as<Array>()) {
      compareArrays(*list, *b.as<Array>());
    } else if (const Dictionary* dictionary = a.as<Dictionary>()) {
      compareDictionaries(*dictionary, *b.as<Dictionary>(), {});
    } else {
      same_ = serialize(a) == serialize(b);
    }
  }

  void compareRefs(const Ref* a, const Ref* b) {
    same_ = same_ && a != nullptr && b != nullptr && *a == *b;
    if (!same_ || !seen_.insert(*a).second) return;
    if (followUntouched(*a)) return;
    const Value& left = before_.get(*a);
    const Value& right = after_.get(*a);
    if (metadata_ == *a) {
      compareMetadata(left, right);
    } else if (pages_.count(*a) != 0) {
      comparePages(left.as<Dictionary>(), right.as<Dictionary>());
    } else if (open_.count(*a) != 0) {
      compareOpenFields(*a, left.as<Dictionary>(), right.as<Dictionary>());
    } else {
      work_.emplace_back(&left, &right);
    }
  }

  /// An object that both revisions read from the very same octets: most are never written again. There is
  /// nothing to compare in it, only whatever it refers to. False when it is none, or when what the later
  /// revision added has a say in how it is read: its length, or octets behind its end.
  bool followUntouched(const Ref& ref) {
    // What these refer to may grow, so they are compared in any case.
    if (pages_.count(ref) != 0 || open_.count(ref) != 0) return false;
    const Entry* then = before_.entry(ref.number);
    const Entry* now = after_.entry(ref.number);
    if (then == nullptr || now == nullptr || then->kind != Entry::Kind::kOffset ||
        now->kind != Entry::Kind::kOffset || then->offset != now->offset ||
        then->generation != now->generation || now->generation != ref.generation) {
      return false;
    }
    const auto object = referringObject(ref, now->offset);
    if (object == nullptr || object->lengthElsewhere || object->end > before_.octets().size()) return false;
    if (metadata_ == ref) return true;
    followed_.push_back(object);
    for (const Value& one : object->references) work_.emplace_back(&one, &one);
    return true;
  }

  std::shared_ptr<const ReferringObject> referringObject(const Ref& ref, std::size_t offset) {
    if (memory_ != nullptr) {
      if (auto known = memory_->find(known_, offset, ref)) return known;
    }
    constexpr std::size_t kLookAhead = 16;  // the parser peeks behind a value for what makes it a stream
    const Value& value = after_.get(ref);
    const auto end = after_.endOf(ref);
    if (!end) return nullptr;
    auto fresh = std::make_shared<ReferringObject>();
    fresh->end = *end + kLookAhead;
    const Dictionary* dictionary = value.as<Dictionary>();
    fresh->lengthElsewhere = dictionary != nullptr && at(*dictionary, "Length").as<Ref>() != nullptr;
    collect(value, fresh->references);
    if (memory_ != nullptr && fresh->end <= known_.length) memory_->keep(known_, offset, ref, fresh);
    return fresh;
  }

  static void collect(const Value& value, std::vector<Value>& out) {
    if (value.as<Ref>() != nullptr) {
      out.push_back(value);
    } else if (const Array* list = value.as<Array>()) {
      for (const Value& item : *list) collect(item, out);
    } else if (const Dictionary* dictionary = value.as<Dictionary>()) {
      for (const auto& [key, item] : *dictionary) collect(item, out);
    }
  }

  void comparePages(const Dictionary* a, const Dictionary* b) {
    same_ = same_ && a != nullptr && b != nullptr;
    if (!same_) return;
    compareDictionaries(*a, *b, {"Annots"});
    compareLists(orEmpty(before_.array(at(*a, "Annots"))), orEmpty(after_.array(at(*b, "Annots"))), a);
  }

  /// Every writer renews the dates in it; all else must stay.
  void compareMetadata(const Value& left, const Value& right) {
    const Dictionary* a = left.as<Dictionary>();
    const Dictionary* b = right.as<Dictionary>();
    same_ = same_ && a != nullptr && b != nullptr && left.stream && right.stream;
    if (!same_ || (*left.stream == *right.stream && serialize(left) == serialize(right))) return;
    compareDictionaries(*a, *b, {"Length", "Filter", "DecodeParms"});
    const auto before = decodeStream(*a, *left.stream);
    const auto after = decodeStream(*b, *right.stream);
    same_ = same_ && before && after && withoutDates(*before) == withoutDates(*after);
  }

  /// A field that stood empty for a later signer may be filled: value, appearance and flags come together.
  void compareOpenFields(const Ref& ref, const Dictionary* a, const Dictionary* b) {
    same_ = same_ && a != nullptr && b != nullptr;
    if (!same_) return;
    if (at(*b, "V").isNull()) {
      compareDictionaries(*a, *b, {});
      return;
    }
    compareDictionaries(*a, *b, {"V", "AP", "F"});
    same_ = same_ && isNewSignatureValue(at(*b, "V"), *b, open_.at(ref));
    signed_.insert(open_.at(ref));  // a time-stamp, too, fills what a lock may cover
    const Dictionary* page = before_.dictionary(at(*a, "P"));
    if (page != nullptr) place(*page, *b);
  }

  void compareArrays(const Array& a, const Array& b) {
    same_ = same_ && a.size() == b.size();
    for (std::size_t i = 0; same_ && i < a.size(); ++i) work_.emplace_back(&a[i], &b[i]);
  }

  void compareDictionaries(const Dictionary& a, const Dictionary& b, const Keys& except) {
    for (const std::string& key : allKeys(a, b)) {
      if (except.count(key) != 0) continue;
      same_ = same_ && a.count(key) == b.count(key);
      if (!same_) return;
      work_.emplace_back(&at(a, key), &at(b, key));
    }
  }

  bool lockedFieldWasSigned(const std::vector<Field>& fields) const {
    for (const std::string& name : signed_) {
      if (isLocked(before_, fields, name)) return true;
    }
    return false;
  }

  const File& before_;
  const File& after_;
  const HashedOctets::Known& known_;
  ReferenceMemory* memory_;
  std::vector<std::shared_ptr<const ReferringObject>> followed_;  ///< what work_ points into
  std::set<Ref> pages_;
  std::set<Ref> form_;           ///< terminal fields of the newest revision
  std::set<std::string> names_;  ///< of the fields in the signed revision
  std::optional<Ref> metadata_;
  std::map<Ref, std::string> open_;  ///< signature fields still empty in the signed revision
  std::set<std::string> signed_;     ///< fields that are signed since
  std::set<Ref> seen_;
  std::vector<std::pair<const Value*, const Value*>> work_;
  bool same_ = true;
  bool covering_ = false;
};

}  // namespace

Difference compare(const File& before, const File& after, const HashedOctets::Known& known,
                   ReferenceMemory* memory) {
  const auto a = before.pages();
  const auto b = after.pages();
  Walk walk(before, after, known, memory);
  Difference out;
  out.unexplained = walk.unexplained();
  out.pageCount = !a || !b || a->size() != b->size();
  out.covering = walk.covering();
  return out;
}

}  // namespace tdkt::signing::pdf
