#pragma once
// The changes a signature makes outside its own objects: the page's annotations, the form, the catalog. Each
// is collected and written as the smallest object that holds it. Source: ISO 32000-1 §7.7.2, §12.7.2.

#include "signing/pdf/Increment.h"

namespace tdkt::signing::pdf {

/// For one Increment and one thread; flush() comes last.
class FormEdit {
 public:
  explicit FormEdit(Increment& increment) : increment_(increment), file_(increment.file()) {}

  /// Errors: kInput "signing.pdf.malformed".
  Result<Done> addToPage(const Ref& page, const Ref& widget);
  /// Sets /SigFlags, and adds `field` to /Fields when it is a new one.
  void addToForm(const std::optional<Ref>& field);
  /// Catalog /Perms /DocMDP, beside whatever stands there.
  void certify(const Ref& signature);
  void setCatalog(const std::string& key, Value value) { catalogKeys_[key] = std::move(value); }
  /// Errors: kInput "signing.pdf.malformed" (the catalog is no indirect object).
  Result<Done> flush();

 private:
  bool addToFields(Dictionary& form, const Ref& field);

  Increment& increment_;
  const File& file_;
  Dictionary catalogKeys_;  ///< what the catalog gets instead or in addition
};

}  // namespace tdkt::signing::pdf
