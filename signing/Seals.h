#pragma once
// The signatures and document time-stamps of a file as those who extend it need them: each checked by its own
// mathematics, with the time that is proven for it. Private to signing/.

#include <optional>
#include <string>
#include <vector>

#include "signing/cms/Carried.h"
#include "signing/pdf/File.h"

namespace tdkt::signing {

struct Seal {
  std::string field;
  bool documentTimeStamp = false;
  std::size_t hole = 0;  ///< /ByteRange: first octet of the gap,
  std::size_t end = 0;   ///< and the end of the revision it covers
  cms::Carried carried;
  std::optional<cms::Carried> stamp;  ///< the signature's own time-stamp
  /// The earliest time by which it certainly existed: of its own stamp or of a document time-stamp around it.
  std::optional<UtcTime> provenAt;
};

/// In the order of the file. Errors: kInput "signing.pdf.malformed", "signing.extend.broken" (named in
/// field).
Result<std::vector<Seal>> readSeals(const pdf::File& file);

}  // namespace tdkt::signing
