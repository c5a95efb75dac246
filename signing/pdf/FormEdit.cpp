#include "signing/pdf/FormEdit.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::int64_t kSignaturesExistAppendOnly = 3;

}  // namespace

Result<Done> FormEdit::addToPage(const Ref& page, const Ref& widget) {
  const Dictionary* old = file_.dictionary(page);
  if (old == nullptr) return inputError("signing.pdf.malformed", "a page is no dictionary");
  const Value& annotations = at(*old, "Annots");
  Array list = file_.array(annotations) == nullptr ? Array{} : *file_.array(annotations);
  list.emplace_back(widget);
  if (const Ref* ref = annotations.as<Ref>(); ref != nullptr && file_.array(annotations) != nullptr) {
    increment_.replace(*ref, list);
    return Done{};
  }
  Dictionary changed = *old;
  changed["Annots"] = std::move(list);
  increment_.replace(page, changed);
  return Done{};
}

void FormEdit::addToForm(const std::optional<Ref>& field) {
  const Value& place = at(file_.catalog(), "AcroForm");
  const Dictionary* old = file_.dictionary(place);
  Dictionary form = old == nullptr ? Dictionary{} : *old;
  bool changed = !at(form, "SigFlags").isInteger(kSignaturesExistAppendOnly);
  form["SigFlags"] = kSignaturesExistAppendOnly;
  if (field) changed = addToFields(form, *field) || changed;
  if (!changed) return;
  if (const Ref* ref = place.as<Ref>(); ref != nullptr && old != nullptr) {
    increment_.replace(*ref, form);
  } else {
    setCatalog("AcroForm", old == nullptr ? Value(increment_.add(form)) : Value(std::move(form)));
  }
}

/// True when the form dictionary itself changed.
bool FormEdit::addToFields(Dictionary& form, const Ref& field) {
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

void FormEdit::certify(const Ref& signature) {
  const Dictionary* old = file_.dictionary(at(file_.catalog(), "Perms"));
  Dictionary permissions = old == nullptr ? Dictionary{} : *old;
  permissions["DocMDP"] = signature;
  setCatalog("Perms", std::move(permissions));
}

Result<Done> FormEdit::flush() {
  if (catalogKeys_.empty()) return Done{};
  const Ref* root = at(file_.trailer(), "Root").as<Ref>();
  if (root == nullptr) return inputError("signing.pdf.malformed", "the catalog is no indirect object");
  Dictionary catalog = file_.catalog();
  for (auto& [key, value] : catalogKeys_) catalog[key] = std::move(value);
  increment_.replace(*root, catalog);
  catalogKeys_.clear();
  return Done{};
}

}  // namespace tdkt::signing::pdf
