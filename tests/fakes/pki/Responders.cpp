#include "tests/fakes/pki/Responders.h"

#include <openssl/ocsp.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include <algorithm>

#include "tests/fakes/pki/Native.h"

namespace tdkt::pki {
namespace {

using StampContext = Owned<TS_RESP_CTX, TS_RESP_CTX_free>;
using StampResponse = Owned<TS_RESP, TS_RESP_free>;
using OcspRequest = Owned<OCSP_REQUEST, OCSP_REQUEST_free>;
using OcspResponse = Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using Basic = Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using Time = Owned<ASN1_TIME, ASN1_TIME_free>;
using Id = Owned<OCSP_CERTID, OCSP_CERTID_free>;
using Number = Owned<BIGNUM, BN_free>;
using Policy = Owned<ASN1_OBJECT, ASN1_OBJECT_free>;

constexpr const char* kPolicy =
    "1.3.6.1.4.1.55555.1.1";  // an example number, registered to nobody in this use

ASN1_INTEGER* newSerial(TS_resp_ctx* /*context*/, void* /*data*/) {
  unsigned char octets[12];
  if (RAND_bytes(octets, sizeof octets) != 1) return nullptr;
  octets[0] = static_cast<unsigned char>((octets[0] & 0x3FU) | 0x40U);
  const Number number(BN_bin2bn(octets, sizeof octets, nullptr));
  return BN_to_ASN1_INTEGER(number.get(), nullptr);
}

int giveTime(TS_resp_ctx* /*context*/, void* data, long* seconds, long* micros) {
  *seconds = static_cast<const UtcTime*>(data)->millis / 1000;
  *micros = 0;
  return 1;
}

StampContext makeContext(const Identity& authority, const std::vector<signing::Certificate>& chain,
                         UtcTime& now) {
  StampContext context(TS_RESP_CTX_new());
  const Key key = readKey(authority.keyPem);
  const Policy policy(OBJ_txt2obj(kPolicy, 1));
  STACK_OF(X509)* above = sk_X509_new_null();
  for (const auto& certificate : chain) sk_X509_push(above, shared(certificate));
  const bool ready = context && key && policy &&
                     TS_RESP_CTX_set_signer_cert(context.get(), shared(authority.certificate)) == 1 &&
                     TS_RESP_CTX_set_signer_key(context.get(), key.get()) == 1 &&
                     TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1 &&
                     TS_RESP_CTX_set_certs(context.get(), above) == 1 &&
                     TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()) == 1 &&
                     TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256()) == 1 &&
                     TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1 &&
                     TS_RESP_CTX_add_md(context.get(), EVP_sha512()) == 1;
  sk_X509_free(above);
  if (!ready) return nullptr;
  TS_RESP_CTX_set_serial_cb(context.get(), newSerial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), giveTime, &now);
  return context;
}

OcspRequest readRequest(const Bytes& octets) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(octets.data());
  return OcspRequest(d2i_OCSP_REQUEST(nullptr, &cursor, static_cast<long>(octets.size())));
}

Result<Bytes> refuse(int status) {
  const OcspResponse response(OCSP_response_create(status, nullptr));
  if (!response) return bugError("pki.ocsp", "no response");
  return encode(response.get(), i2d_OCSP_RESPONSE);
}

std::string serialOf(OCSP_CERTID* id) {
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, id);
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  char* hex = BN_bn2hex(number.get());
  std::string out = hex == nullptr ? "" : hex;
  OPENSSL_free(hex);
  return out;
}

/// Is the question about a certificate of this issuer? Compared with the digest the asker chose.
bool isOf(OCSP_CERTID* id, const signing::Certificate& issuer) {
  ASN1_OBJECT* algorithm = nullptr;
  OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, id);
  const EVP_MD* digest = EVP_get_digestbyobj(algorithm);
  if (digest == nullptr) return false;
  const Id own(OCSP_cert_to_id(digest, nullptr, issuer.native()));
  return own && OCSP_id_issuer_cmp(own.get(), id) == 0;
}

const OcspFacts* factsFor(OCSP_CERTID* id, const std::vector<OcspFacts>& facts) {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const OcspFacts& row) { return isOf(id, row.issuer); });
  return found == facts.end() ? nullptr : &*found;
}

bool addStatus(OCSP_BASICRESP* basic, OCSP_CERTID* id, const OcspFacts* facts, UtcTime now) {
  const auto stamp = [](UtcTime at) {
    return Time(ASN1_GENERALIZEDTIME_set(nullptr, static_cast<std::time_t>(at.millis / 1000)));
  };
  const Time from = stamp(now);
  const Time to = stamp(now.plus(std::chrono::hours(1)));
  int status = facts == nullptr ? V_OCSP_CERTSTATUS_UNKNOWN : V_OCSP_CERTSTATUS_GOOD;
  Time revoked;
  const std::string serial = serialOf(id);
  for (const Revoked& row : facts == nullptr ? std::vector<Revoked>{} : facts->revoked) {
    if (row.serialHex != serial) continue;
    status = V_OCSP_CERTSTATUS_REVOKED;
    revoked = stamp(row.at);
  }
  return OCSP_basic_add1_status(basic, id, status, OCSP_REVOKED_STATUS_UNSPECIFIED, revoked.get(), from.get(),
                                to.get()) != nullptr;
}

}  // namespace

Result<Bytes> answerTimeStamp(const Bytes& request, const Identity& authority,
                              const std::vector<signing::Certificate>& chain, UtcTime now) {
  const StampContext context = makeContext(authority, chain, now);
  const Bio in(BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
  if (!context || !in) return bugError("pki.tsa", "no context");
  const StampResponse response(TS_RESP_create_response(context.get(), in.get()));
  if (!response) return bugError("pki.tsa", "no response");
  return encode(response.get(), i2d_TS_RESP);
}

Result<Bytes> answerOcsp(const Bytes& request, const std::vector<OcspFacts>& facts, UtcTime now) {
  const OcspRequest asked = readRequest(request);
  if (!asked || facts.empty() || OCSP_request_onereq_count(asked.get()) < 1) {
    return refuse(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  }
  const Basic basic(OCSP_BASICRESP_new());
  const OcspFacts* signer = &facts.front();
  for (int i = 0; i < OCSP_request_onereq_count(asked.get()); ++i) {
    OCSP_CERTID* id = OCSP_onereq_get0_id(OCSP_request_onereq_get0(asked.get(), i));
    const OcspFacts* row = factsFor(id, facts);
    if (row != nullptr) signer = row;
    if (!addStatus(basic.get(), id, row, now)) return bugError("pki.ocsp", "no status");
  }
  OCSP_copy_nonce(basic.get(), asked.get());
  const Key key = readKey(signer->responder.keyPem);
  if (!key || OCSP_basic_sign(basic.get(), shared(signer->responder.certificate), key.get(), EVP_sha256(),
                              nullptr, 0) != 1) {
    return bugError("pki.ocsp", "not signed");
  }
  const OcspResponse response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  if (!response) return bugError("pki.ocsp", "no response");
  return encode(response.get(), i2d_OCSP_RESPONSE);
}

}  // namespace tdkt::pki
