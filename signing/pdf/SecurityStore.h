#pragma once
// The document security store (DSS): read, and added to without losing what is there.
// Source: ISO 32000-2 §12.8.4.3, ETSI EN 319 142-1 §5.4.2. /VRI is optional there and kept as found.

#include <vector>

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

/// DER of each item, in the order of the file.
struct StoreContent {
  std::vector<Bytes> certificates;
  std::vector<Bytes> ocspResponses;
  std::vector<Bytes> crls;
  bool empty() const { return certificates.empty() && ocspResponses.empty() && crls.empty(); }
};

/// What stands in the newest revision; items that cannot be read are left out.
StoreContent readStore(const File& file);
/// The octets to append so that the store holds `additions`, too; nothing when it holds all of them already.
/// Errors: kInput "signing.pdf.malformed".
Result<Bytes> storeIncrement(const File& file, const StoreContent& additions);

}  // namespace tdkt::signing::pdf
