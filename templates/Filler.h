#pragma once
// Turns a template package and a FieldSet into one PDF, ready to be signed.
//
// Layout is in millimetres in the package and in PDF points here. Every letter is checked against the font
// before anything is drawn; values are substituted in one pass; nothing is ever clipped or overlaps. Source:
// NĐ 30/2020/NĐ-CP Phụ lục I (layout), ISO 19005-2 (PDF/A-2b), ISO 32000-1.

#include <memory>
#include <string>
#include <vector>

#include "templates/FieldSet.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::templates {

/// Where a person or the organisation signs. Points, origin bottom left, pages from 1.
struct SignaturePlace {
  std::string name;  ///< "signer" (7c): room between the post and the printed name
  int page = 1;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Where letters stand: one stretch of a line, its ascenders and most of its descenders. Points, origin
/// bottom left, pages from 1.
struct TextPlace {
  int page = 1;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct FilledDocument {
  Bytes pdf;  ///< one revision, dense classic cross-reference table, no form, no encryption
  int pages = 0;
  std::vector<SignaturePlace> places;
  std::vector<TextPlace> texts;  ///< what a signature beside its place must not cover
};

/// One template, loaded and checked once, used many times. Immutable after load; fill() may be called from
/// several threads at once (each call builds its own document).
class Filler {
 public:
  virtual ~Filler() = default;

  /// Same package, fields and `madeAt` give the same bytes.
  /// Errors: kInput "templates.field.missing", "templates.field.unknown", "templates.glyph" (detail names the
  /// letter as U+XXXX, field names the field), "templates.text.too-long" (does not fit; or more than 10,000
  /// letters in one text, more than 500 items in a list), "templates.table.columns",
  /// "templates.text.nfc", "templates.field.format" (a date or a document number not spelled as NĐ 30/2020
  /// wants).
  virtual Result<FilledDocument> fill(const FieldSet& fields, UtcTime madeAt) const = 0;

  /// Whether `text` could be printed by this template: NFC, and every letter in the fonts. Lets a doubtful
  /// name be refused on the day it arrives. Errors: kInput "templates.glyph", "templates.text.nfc", naming
  /// `field`.
  virtual Result<Done> checkPrintable(const std::string& field, const std::string& text) const = 0;

  /// Identifies the exact package: "<form>/<version>" and the SHA-256 over all its files.
  virtual std::string id() const = 0;
  virtual std::string sha256() const = 0;
};

/// Where Debian puts the fonts of package fonts-liberation2.
inline constexpr const char* kDebianFonts = "/usr/share/fonts/truetype/liberation2";

/// Reads a package directory: layout.xml and the files it names. Fonts are found in `fontDirectory`
/// (LiberationSerif-{Regular,Bold,Italic,BoldItalic}.ttf, 2.x).
/// Errors: kCorrupt "templates.package.damaged" (a part is not what the compiler wrote; field names it),
/// kInput "templates.package.malformed" (detail has line), "templates.background.malformed",
/// "templates.font.missing", "templates.font.malformed", "templates.font.coverage" (the font lacks Vietnamese
/// letters), "templates.profile.missing" (no sRGB profile on the machine, Debian package icc-profiles-free).
Result<std::unique_ptr<Filler>> loadTemplate(const std::string& directory, const std::string& fontDirectory);

/// How far a printer's text lies from where it should, in millimetres: positive moves right and down.
struct PrinterOffset {
  double x = 0;
  double y = 0;
};

/// The same package for pre-printed blanks: no frame, no emblem, nothing that the layout calls preprinted;
/// the rest stands where it stands in the full document, moved by `offset`. Errors: those of loadTemplate().
Result<std::unique_ptr<Filler>> loadOverlay(const std::string& directory, const std::string& fontDirectory,
                                            PrinterOffset offset);

/// One page of the size of the package's first page with rulers, crosses 20 mm from the edges and the outline
/// of every box, moved by `offset`: laid over a blank it shows what the printer needs. Errors: those of
/// loadTemplate().
Result<FilledDocument> calibrationPage(const std::string& directory, const std::string& fontDirectory,
                                       PrinterOffset offset, UtcTime madeAt);

}  // namespace tdkt::templates
