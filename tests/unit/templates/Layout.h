#pragma once
// A package laid out but not written: exact positions and faces, for assertions and golden dumps.

#include "Support.h"
#include "templates/layout/PackageReader.h"
#include "templates/layout/Paginator.h"

namespace tdkt::templates::support {

inline const FontSet& fonts() {
  static const FontSet set = FontSet::load(kDebianFonts).value();
  return set;
}

inline Result<std::vector<Page>> layOut(const std::string& form, const FieldSet& fields) {
  const Package package = readPackage(readText(packagePath(form) + "/layout.xml")).value();
  TDKT_CHECK(checkFields(package, fields, fonts()));
  const Composer composer(fonts(), Values(package, fields));
  return paginate(package, composer);
}

inline std::string plain(std::string text) {
  const std::string noBreak = "\xC2\xA0";
  for (std::size_t at = text.find(noBreak); at != std::string::npos; at = text.find(noBreak))
    text.replace(at, 2, " ");
  return text;
}

inline double widthOf(const TextOp& op) {
  double spaces = 0;
  for (const char c : plain(op.text)) spaces += c == ' ' ? 1 : 0;
  return fonts().width(op.face, op.text) * op.size / 1000 + spaces * op.extra;
}

/// The first text on the page that starts with `start`; fails the program's test when there is none.
inline TextOp find(const Page& page, const std::string& start) {
  for (const TextOp& op : page.drawing.texts) {
    if (plain(op.text).rfind(start, 0) == 0) return op;
  }
  throw std::runtime_error("no text starts with " + start);
}

inline double toMm(double points) {
  return points / kPointsPerMm;
}

}  // namespace tdkt::templates::support
