#pragma once
// What a signature looks like on its page: an image, an imported page, or nothing.
// Source: ISO 32000-1 §12.5.5, NĐ 30/2020/NĐ-CP, Phụ lục I, II.8.

#include "signing/PadesSigner.h"
#include "signing/pdf/Boxes.h"
#include "signing/pdf/Increment.h"

namespace tdkt::signing::pdf {

/// A form XObject as large as the widget. Errors: kInput "signing.image.malformed",
/// "signing.appearance.malformed", "signing.appearance.size".
Result<Ref> addAppearance(Increment& increment, const SignatureSpec& spec, double width, double height);

/// An empty one, for signatures that show nothing.
Ref addEmptyAppearance(Increment& increment, double width, double height);

}  // namespace tdkt::signing::pdf
