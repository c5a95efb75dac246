#pragma once
// What a signer sees of signing on his own machine. Pure.

#include <string>

#include "connector/issuing/OwnSigning.h"
#include "connector/pages/DossierView.h"

namespace tdkt::pages {

/// Keys of own_signing.html; null when nothing is asked of him. `key` goes into its forms.
ViewJson ownSigningView(const issuing::OwnSigningStatus& status, const std::string& key);

/// {"message","bad","refused":[{"name","why"}]}: what became of an upload, in Vietnamese.
ViewJson receiptView(const issuing::Receipt& receipt);

}  // namespace tdkt::pages
