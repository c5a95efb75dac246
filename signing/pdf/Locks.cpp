#include "signing/pdf/Locks.h"

namespace tdkt::signing::pdf {
namespace {

/// A name stands for its field and for every field below it.
bool covers(const std::string& name, const std::string& field) {
  return field == name ||
         (field.size() > name.size() && field[name.size()] == '.' && field.rfind(name, 0) == 0);
}

/// Does a lock dictionary (FieldMDP or /Lock) cover this field?
bool locks(const File& file, const Dictionary& lock, const std::string& field) {
  const Value& action = file.resolve(at(lock, "Action"));
  if (action.isName("All")) return true;
  const Array* names = file.array(at(lock, "Fields"));
  bool named = false;
  for (const Value& name : names == nullptr ? Array{} : *names) {
    const String* text = file.resolve(name).as<String>();
    named = named || (text != nullptr && covers(textOf(text->octets), field));
  }
  return action.isName("Include") ? named : action.isName("Exclude") && !named;
}

/// Why one signature reference (DocMDP P=1, FieldMDP) forbids signing `field` now.
std::optional<std::string> reasonOf(const File& file, const Dictionary& reference, const std::string& field) {
  const Value& method = file.resolve(at(reference, "TransformMethod"));
  const Dictionary* parameters = file.dictionary(at(reference, "TransformParams"));
  if (parameters == nullptr) return std::nullopt;
  if (method.isName("DocMDP") && file.resolve(at(*parameters, "P")).isInteger(1))
    return "certifies the file as final (DocMDP P=1)";
  if (method.isName("FieldMDP") && locks(file, *parameters, field)) return "locks this field (FieldMDP)";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> lockOn(const File& file, const std::vector<Field>& fields,
                                  const std::string& name) {
  for (const Field& field : fields) {
    const Dictionary* value = file.dictionary(at(field.dictionary, "V"));
    const Array* references = value == nullptr ? nullptr : file.array(at(*value, "Reference"));
    for (const Value& item : references == nullptr ? Array{} : *references) {
      const Dictionary* reference = file.dictionary(item);
      const auto reason = reference == nullptr ? std::nullopt : reasonOf(file, *reference, name);
      if (reason) return "the signature in field " + field.name + " " + *reason;
    }
  }
  return std::nullopt;
}

bool isLocked(const File& file, const std::vector<Field>& fields, const std::string& name) {
  return lockOn(file, fields, name).has_value();
}

}  // namespace tdkt::signing::pdf
