#include "signing/pdf/RevisionDiff.h"

#include "signing/pdf/Locks.h"

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
  Walk(const File& before, const File& after) : before_(before), after_(after) {}

  bool unexplained() {
    const auto fieldsBefore = before_.fields();
    const auto pagesBefore = before_.pages();
    if (!fieldsBefore || !pagesBefore) return true;
    pages_.insert(pagesBefore->begin(), pagesBefore->end());
    for (const Field& field : *fieldsBefore) {
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
    compareDictionaries(before_.catalog(), after_.catalog(), {"AcroForm", "DSS", "Extensions"});
    compareForms();
    const Dictionary* oldInfo = before_.dictionary(at(before_.trailer(), "Info"));
    const Dictionary* newInfo = after_.dictionary(at(after_.trailer(), "Info"));
    compareDictionaries(orEmpty(oldInfo), orEmpty(newInfo), {"ModDate"});
  }

  void compareForms() {
    const Dictionary& a = orEmpty(before_.dictionary(at(before_.catalog(), "AcroForm")));
    const Dictionary& b = orEmpty(after_.dictionary(at(after_.catalog(), "AcroForm")));
    compareDictionaries(a, b, {"Fields", "SigFlags"});
    compareLists(orEmpty(before_.array(at(a, "Fields"))), orEmpty(after_.array(at(b, "Fields"))));
  }

  /// The old list must stand unchanged at the front; what follows may only be new signature fields.
  void compareLists(const Array& a, const Array& b) {
    same_ = same_ && a.size() <= b.size();
    if (!same_) return;
    for (std::size_t i = 0; i < a.size(); ++i) work_.emplace_back(&a[i], &b[i]);
    for (std::size_t i = a.size(); i < b.size(); ++i) same_ = same_ && isNewSignature(b[i]);
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
    const Value& type = after_.resolve(at(*field, "FT"));
    return type.isName("Sig") && after_.resolve(at(*field, "Subtype")).isName("Widget") &&
           isNewSignatureValue(at(*field, "V")) && after_.resolve(at(*field, "T")).as<String>() != nullptr;
  }

  bool isNewSignatureValue(const Value& value) {
    const Ref* ref = value.as<Ref>();
    const Dictionary* signature = after_.dictionary(value);
    if (ref == nullptr || signature == nullptr || existedBefore(*ref)) return false;
    signed_ = true;
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
    const Value& left = before_.get(*a);
    const Value& right = after_.get(*a);
    if (pages_.count(*a) != 0) {
      comparePages(left.as<Dictionary>(), right.as<Dictionary>());
    } else if (open_.count(*a) != 0) {
      compareOpenFields(*a, left.as<Dictionary>(), right.as<Dictionary>());
    } else {
      work_.emplace_back(&left, &right);
    }
  }

  void comparePages(const Dictionary* a, const Dictionary* b) {
    same_ = same_ && a != nullptr && b != nullptr;
    if (!same_) return;
    compareDictionaries(*a, *b, {"Annots"});
    compareLists(orEmpty(before_.array(at(*a, "Annots"))), orEmpty(after_.array(at(*b, "Annots"))));
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
    same_ = same_ && isNewSignatureValue(at(*b, "V"));
    filled_.insert(open_.at(ref));
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
    if (signed_ && isLocked(before_, fields, {})) return true;
    for (const std::string& name : filled_) {
      if (isLocked(before_, fields, name)) return true;
    }
    return false;
  }

  const File& before_;
  const File& after_;
  std::set<Ref> pages_;
  std::map<Ref, std::string> open_;  ///< signature fields still empty in the signed revision
  std::set<std::string> filled_;
  std::set<Ref> seen_;
  std::vector<std::pair<const Value*, const Value*>> work_;
  bool same_ = true;
  bool signed_ = false;
};

}  // namespace

Difference compare(const File& before, const File& after) {
  const auto a = before.pages();
  const auto b = after.pages();
  return {Walk(before, after).unexplained(), !a || !b || a->size() != b->size(), false};
}

}  // namespace tdkt::signing::pdf
