#pragma once
// What can be measured on a finished document, by name. Private to templates/check.

#include "templates/check/Lines.h"

namespace tdkt::templates::check {

/// One value of one place: a number or a text.
struct Measured {
  std::optional<double> number;
  std::string text;
  std::size_t page = 0;
};

/// Whether `measure` is a name measured() knows.
bool isMeasure(const std::string& measure);

/// Every value the document shows for a measure; none when it does not have that element. Lengths in mm,
/// type sizes in points.
std::vector<Measured> measured(const std::string& measure, const Elements& elements);

}  // namespace tdkt::templates::check
