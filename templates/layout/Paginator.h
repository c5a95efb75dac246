#pragma once
// Puts sections on pages: boxes that belong together stay together, page numbers stand in the top margin.

#include "templates/layout/Composer.h"

namespace tdkt::templates {

/// Every page of the document. Errors: kInput "templates.text.too-long" naming the field that fits nowhere.
Result<std::vector<Page>> paginate(const Package& package, const Composer& composer);

/// Border and emblem of a section; nothing when it has neither.
Drawing artworkDrawing(const Section& section);

/// The frame of a certificate, `inset` points from the edge of the page.
Drawing ornament(double width, double height, double inset);
/// Rulers, crosses and the outlines of the boxes, to set up a printer for blanks of this size.
Drawing calibrationDrawing(const Section& section, const FontSet& fonts);
/// A star in two rings. Not the national emblem, on purpose.
Drawing emblem(const Emblem& place);

}  // namespace tdkt::templates
