#pragma once
// What the picture of a new signature lies upon. Two signatures may overlap (a seal must lie over a third of
// the person's image); hiding other things is another matter. Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.8.

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

/// Nothing of the widget is drawn: an empty rectangle, or flags that hide it.
bool isInvisible(const File& file, const Dictionary& widget);

/// Does the widget hide more than a quarter of the page, or an annotation of `page` that is neither a
/// signature nor a link? `page` is the page as it was before; its values are resolved in `before`.
bool coversMuch(const File& before, const Dictionary& page, const File& after, const Dictionary& widget);

}  // namespace tdkt::signing::pdf
