#include "signing/TimeStamp.h"

#include <cstdlib>

#include "signing/cms/OpenSsl.h"
#include "signing/cms/Token.h"

namespace tdkt::signing {
namespace {

using Request = ssl::Owned<TS_REQ, TS_REQ_free>;
using Response = ssl::Owned<TS_RESP, TS_RESP_free>;
using Imprint = ssl::Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = ssl::Owned<X509_ALGOR, X509_ALGOR_free>;
using Integer = ssl::Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Number = ssl::Owned<BIGNUM, BN_free>;

constexpr std::chrono::milliseconds kMostApart = std::chrono::minutes(5);

Integer integerOf(const Bytes& octets) {
  const Number number(BN_bin2bn(ssl::octets(octets), static_cast<int>(octets.size()), nullptr));
  return Integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

Request makeRequest(const Bytes& sha256, const ASN1_INTEGER* nonce) {
  Request request(TS_REQ_new());
  const Imprint imprint(TS_MSG_IMPRINT_new());
  const Algorithm algorithm(X509_ALGOR_new());
  X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  Bytes digest = sha256;
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(digest.data()),
                         static_cast<int>(digest.size()));
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_nonce(request.get(), nonce);
  TS_REQ_set_cert_req(request.get(), 1);
  return request;
}

Result<Response> readResponse(const TransportReply& reply) {
  if (reply.status != 200)
    return unavailableError("signing.tsa.status", "HTTP " + std::to_string(reply.status));
  const unsigned char* cursor = ssl::octets(reply.body);
  Response response(d2i_TS_RESP(nullptr, &cursor, static_cast<long>(reply.body.size())));
  if (!response) return unavailableError("signing.tsa.malformed", ssl::drainErrors());
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
  if (status != 0 && status != 1) {
    return unavailableError("signing.tsa.refused", "PKIStatus " + std::to_string(status));
  }
  if (TS_RESP_get_token(response.get()) == nullptr)
    return unavailableError("signing.tsa.malformed", "no token");
  return response;
}

}  // namespace

HttpTimeStamper::HttpTimeStamper(std::string url, std::vector<Certificate> roots, Transport& transport,
                                 Random& random, const Clock* clock)
    : url_(std::move(url)), roots_(std::move(roots)), transport_(transport), random_(random), clock_(clock) {}

Result<Bytes> HttpTimeStamper::stamp(const Bytes& sha256) {
  const Integer nonce = integerOf("\x01" + random_.bytes(15));
  const Request request = makeRequest(sha256, nonce.get());
  TDKT_ASSIGN(const TransportReply reply,
              transport_.post(url_, "application/timestamp-query", ssl::encode(request.get(), i2d_TS_REQ)));
  TDKT_ASSIGN(const Response response, readResponse(reply));
  const ASN1_INTEGER* answered = TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(response.get()));
  if (answered == nullptr || ASN1_INTEGER_cmp(answered, nonce.get()) != 0) {
    return corruptError("signing.tsa.nonce", "the token answers another request");
  }
  Bytes token = ssl::encode(TS_RESP_get_token(response.get()), i2d_PKCS7);
  TDKT_ASSIGN(const UtcTime at, cms::verifyTokenOfDigest(token, sha256, roots_));
  const std::int64_t apart = clock_ == nullptr ? 0 : std::abs(at.millis - clock_->now().millis);
  if (apart > kMostApart.count()) return corruptError("signing.tsa.time", "the token is dated " + isoUtc(at));
  return token;
}

}  // namespace tdkt::signing
