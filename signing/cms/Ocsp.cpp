#include "signing/cms/Ocsp.h"

#include <openssl/x509v3.h>

namespace tdkt::signing::cms {

OcspBasic readOcsp(std::string_view der) {
  using Response = ssl::Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
  const unsigned char* cursor = ssl::octets(der);
  const Response response(d2i_OCSP_RESPONSE(nullptr, &cursor, static_cast<long>(der.size())));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return OcspBasic(OCSP_response_get1_basic(response.get()));
}

bool isSignedFor(OCSP_BASICRESP* answer, const Certificate& issuer, UtcTime at) {
  const ssl::Store store = ssl::storeOf({issuer});
  const ssl::BorrowedStack helpers = ssl::stackOf({issuer});
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(at.millis / 1000));
  return OCSP_basic_verify(answer, helpers.get(), store.get(), 0) == 1;
}

std::optional<Certificate> delegateOf(OCSP_BASICRESP* answer, const Certificate& issuer) {
  X509* signer = nullptr;
  const ssl::BorrowedStack helpers = ssl::stackOf({issuer});
  if (OCSP_resp_get0_signer(answer, &signer, helpers.get()) != 1 || signer == nullptr) return std::nullopt;
  if (X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) >= 0) return std::nullopt;
  auto copy = ssl::copyOf(signer);
  if (!copy || *copy == issuer) return std::nullopt;
  return copy;
}

}  // namespace tdkt::signing::cms
