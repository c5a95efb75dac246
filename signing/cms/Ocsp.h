#pragma once
// An OCSP answer and who signed it. Source: RFC 6960 §4.2.

#include <openssl/ocsp.h>

#include <optional>
#include <string_view>

#include "signing/Certificate.h"
#include "signing/cms/OpenSsl.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

using OcspBasic = ssl::Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;

/// Of a whole OCSPResponse, DER; null when it is none, or not a successful one.
OcspBasic readOcsp(std::string_view der);

/// Signed by the issuer, or by a responder to which the issuer itself gave that right; judged at `at`.
bool isSignedFor(OCSP_BASICRESP* answer, const Certificate& issuer, UtcTime at);

/// A delegate whose own revocation is to be proven: nothing when the issuer itself signed, or when its
/// certificate says id-pkix-ocsp-nocheck. The answer must be signed for the issuer.
std::optional<Certificate> delegateOf(OCSP_BASICRESP* answer, const Certificate& issuer);

}  // namespace tdkt::signing::cms
