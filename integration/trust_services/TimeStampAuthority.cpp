#include "integration/trust_services/TimeStampAuthority.h"

namespace tdkt::trust {
namespace {

/// Our own, from a UUID (ITU-T X.667): a demo's policy must not pass for anybody's real one.
constexpr const char* kPolicy = "2.25.55232900036940135795597884372874042182";

struct Sources {
  const Clock& clock;
  Random& random;
};

ASN1_INTEGER* nextSerial(TS_RESP_CTX* /*context*/, void* data) {
  return newSerial(static_cast<Sources*>(data)->random).release();
}

int tellTime(TS_RESP_CTX* /*context*/, void* data, long* seconds, long* micros) {
  const UtcTime now = static_cast<Sources*>(data)->clock.now();
  *seconds = static_cast<long>(now.millis / 1000);
  *micros = static_cast<long>(now.millis % 1000 * 1000);
  return 1;
}

using ContextPtr = OpenSslPtr<TS_RESP_CTX, TS_RESP_CTX_free>;
struct StackDeleter {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

bool setAlgorithms(TS_RESP_CTX* context) {
  const ObjectPtr policy(OBJ_txt2obj(kPolicy, 1));
  return policy && TS_RESP_CTX_set_def_policy(context, policy.get()) == 1 &&
         TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1 &&
         TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) == 1 &&
         TS_RESP_CTX_add_md(context, EVP_sha256()) == 1 && TS_RESP_CTX_add_md(context, EVP_sha384()) == 1 &&
         TS_RESP_CTX_add_md(context, EVP_sha512()) == 1 && TS_RESP_CTX_set_accuracy(context, 1, 0, 0) == 1;
}

bool setSigner(TS_RESP_CTX* context, const Identity& tsa, X509* issuer) {
  const std::unique_ptr<STACK_OF(X509), StackDeleter> chain(sk_X509_new_null());
  return chain && sk_X509_push(chain.get(), issuer) > 0 &&
         TS_RESP_CTX_set_signer_cert(context, tsa.certificate.get()) == 1 &&
         TS_RESP_CTX_set_signer_key(context, tsa.key.get()) == 1 &&
         TS_RESP_CTX_set_certs(context, chain.get()) == 1;
}

}  // namespace

TimeStampAuthority::TimeStampAuthority(Identity tsa, CertificatePtr issuer, const Clock& clock,
                                       Random& random)
    : tsa_(std::move(tsa)), issuer_(std::move(issuer)), clock_(clock), random_(random) {}

Result<Bytes> TimeStampAuthority::answer(const Bytes& request) const {
  Sources sources{clock_, random_};
  const ContextPtr context(TS_RESP_CTX_new());
  if (!context || !setAlgorithms(context.get()) || !setSigner(context.get(), tsa_, issuer_.get())) {
    return openSslError("trust.tsa");
  }
  TS_RESP_CTX_set_serial_cb(context.get(), nextSerial, &sources);
  TS_RESP_CTX_set_time_cb(context.get(), tellTime, &sources);
  const OpenSslPtr<TS_RESP, TS_RESP_free> reply(
      TS_RESP_create_response(context.get(), memoryBio(request).get()));
  ERR_clear_error();  // a refused request leaves words behind
  if (!reply) return bugError("trust.tsa", "no reply could be made");
  return toDer(i2d_TS_RESP, reply.get());
}

}  // namespace tdkt::trust
