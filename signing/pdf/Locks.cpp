#include "signing/pdf/Locks.h"

namespace tdkt::signing::pdf {
namespace {

/// Does a lock dictionary (FieldMDP or /Lock) cover this field?
bool locks(const File& file, const Dictionary& lock, const std::string& field) {
  const Value& action = file.resolve(at(lock, "Action"));
  if (action.isName("All")) return true;
  const Array* names = file.array(at(lock, "Fields"));
  bool named = false;
  for (const Value& name : names == nullptr ? Array{} : *names) {
    const String* text = file.resolve(name).as<String>();
    named = named || (text != nullptr && textOf(text->octets) == field);
  }
  return action.isName("Include") ? named : action.isName("Exclude") && !named;
}

/// Does one signature reference (DocMDP P=1, FieldMDP) forbid signing `field` now?
bool forbids(const File& file, const Dictionary& reference, const std::string& field) {
  const Value& method = file.resolve(at(reference, "TransformMethod"));
  const Dictionary* parameters = file.dictionary(at(reference, "TransformParams"));
  if (parameters == nullptr) return false;
  if (method.isName("DocMDP")) {
    const auto* level = file.resolve(at(*parameters, "P")).as<std::int64_t>();
    return level != nullptr && *level == 1;
  }
  return method.isName("FieldMDP") && locks(file, *parameters, field);
}

}  // namespace

bool isLocked(const File& file, const std::vector<Field>& fields, const std::string& name) {
  for (const Field& field : fields) {
    const Dictionary* value = file.dictionary(at(field.dictionary, "V"));
    const Array* references = value == nullptr ? nullptr : file.array(at(*value, "Reference"));
    for (const Value& item : references == nullptr ? Array{} : *references) {
      const Dictionary* reference = file.dictionary(item);
      if (reference != nullptr && forbids(file, *reference, name)) return true;
    }
  }
  return false;
}

}  // namespace tdkt::signing::pdf
