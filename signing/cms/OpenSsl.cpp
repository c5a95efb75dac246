#include "signing/cms/OpenSsl.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <ctime>

namespace tdkt::signing::ssl {

BorrowedStack stackOf(const std::vector<Certificate>& certificates) {
  BorrowedStack stack(sk_X509_new_null());
  for (const Certificate& certificate : certificates) sk_X509_push(stack.get(), shared(certificate));
  return stack;
}

Store storeOf(const std::vector<Certificate>& roots) {
  Store store(X509_STORE_new());
  for (const Certificate& root : roots) X509_STORE_add_cert(store.get(), shared(root));
  return store;
}

std::optional<UtcTime> timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return UtcTime{static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

Bio readFrom(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string drainErrors() {
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  if (first == 0) return "no detail from OpenSSL";
  const char* reason = ERR_reason_error_string(first);
  return reason == nullptr ? "OpenSSL error " + std::to_string(first) : reason;
}

std::optional<Certificate> copyOf(const X509* x509) {
  return Certificate::sharing(const_cast<X509*>(x509));
}

std::string digestName(const EVP_MD* digest) {
  switch (digest == nullptr ? NID_undef : EVP_MD_get_type(digest)) {
    case NID_sha1:
      return "SHA-1";
    case NID_sha256:
      return "SHA-256";
    case NID_sha384:
      return "SHA-384";
    case NID_sha512:
      return "SHA-512";
    default:
      return {};
  }
}

ChainResult buildChain(const Certificate& leaf, const std::vector<Certificate>& others,
                       const std::vector<Certificate>& roots, UtcTime at, int purpose) {
  ChainResult out;
  const Store store = storeOf(roots);
  const BorrowedStack untrusted = stackOf(others);
  const StoreContext context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), store.get(), shared(leaf), untrusted.get()) != 1)
    return out;
  X509_STORE_CTX_set_time(context.get(), 0, static_cast<std::time_t>(at.millis / 1000));
  X509_STORE_CTX_set_depth(context.get(), 8);
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (purpose != 0) X509_STORE_CTX_set_purpose(context.get(), purpose);
  const bool good = X509_verify_cert(context.get()) == 1;
  out.code = good ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
  const STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
  for (int i = 0; built != nullptr && i < sk_X509_num(built); ++i) {
    if (auto copy = copyOf(sk_X509_value(built, i))) out.chain.push_back(std::move(*copy));
  }
  ERR_clear_error();
  return out;
}

UtcTime insidePeriod(const Certificate& certificate, UtcTime at) {
  // OpenSSL counts the last second of the period as outside.
  const UtcTime last = certificate.notAfter().plus(std::chrono::seconds(-1));
  return std::clamp(at, certificate.notBefore(), std::max(certificate.notBefore(), last));
}

}  // namespace tdkt::signing::ssl
