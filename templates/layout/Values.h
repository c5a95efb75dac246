#pragma once
// The FieldSet of one document, checked against the package, and the one pass that puts values into pieces.

#include "templates/FieldSet.h"
#include "templates/layout/Lines.h"
#include "templates/layout/Model.h"

namespace tdkt::templates {

/// Errors: those of Filler::fill, kInput "templates.field.format" (a date or a number of a document that
/// breaks NĐ 30/2020).
Result<Done> checkFields(const Package& package, const FieldSet& fields, const FontSet& fonts);

/// The letters of `text` that may not be printed, as an error naming `field`; also texts that are not NFC.
Result<Done> checkText(const std::string& text, const std::string& field, const FontSet& fonts);

/// Reads values by placeholder. Cheap to copy; refers to the package and the fields, which must outlive it.
class Values {
 public:
  Values(const Package& package, const FieldSet& fields) : package_(&package), fields_(&fields) {}

  /// The same values with {item} and {index} of one list item.
  Values forItem(const std::string& list, const std::string& item, std::size_t number) const;

  /// Whether the document is printed on a blank that has its fixed texts already.
  bool overlay() const { return package_->overlay; }
  const FieldSet& fields() const { return *fields_; }
  /// False when the named field is empty; true for no name.
  bool present(const std::string& field) const;
  /// The value of a placeholder as printed, with the spaces of a person's name made no-break.
  std::string value(const std::string& field) const;
  std::vector<Run> runs(const std::vector<Piece>& pieces, const Style& style) const;
  /// The field an error about these pieces should name.
  std::string fieldOf(const std::vector<Piece>& pieces) const;

 private:
  const Package* package_;
  const FieldSet* fields_;
  std::string list_;
  std::string item_;
  std::string index_;
};

}  // namespace tdkt::templates
