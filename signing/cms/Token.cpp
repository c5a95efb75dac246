#include "signing/cms/Token.h"

#include <openssl/x509v3.h>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

using Pkcs7 = ssl::Owned<PKCS7, PKCS7_free>;
using TstInfo = ssl::Owned<TS_TST_INFO, TS_TST_INFO_free>;

Error broken(const char* why) {
  ssl::drainErrors();
  return corruptError("signing.tsa.token", why);
}

struct Token {
  Pkcs7 envelope;
  TstInfo info;
  const EVP_MD* digest = nullptr;
  Bytes imprint;
  UtcTime at;
};

Result<Token> readToken(const Bytes& der) {
  Token out;
  const unsigned char* cursor = ssl::octets(der);
  out.envelope.reset(d2i_PKCS7(nullptr, &cursor, static_cast<long>(der.size())));
  if (!out.envelope || cursor != ssl::octets(der) + der.size()) return broken("not a token");
  if (!PKCS7_type_is_signed(out.envelope.get()) || out.envelope->d.sign == nullptr)
    return broken("not signed data");
  out.info.reset(PKCS7_to_TS_TST_INFO(out.envelope.get()));
  if (!out.info) return broken("no TSTInfo");
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(out.info.get());
  out.digest = EVP_get_digestbyobj(TS_MSG_IMPRINT_get_algo(imprint)->algorithm);
  out.imprint = ssl::toBytes(TS_MSG_IMPRINT_get_msg(imprint));
  const auto at = ssl::timeOf(TS_TST_INFO_get_time(out.info.get()));
  if (!at) return broken("no time");
  out.at = *at;
  return out;
}

Result<UtcTime> judge(const Token& token, const std::vector<Certificate>& roots) {
  const ssl::Store store = ssl::storeOf(roots);
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(token.at.millis / 1000));
  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN);
  X509* signer = nullptr;
  if (TS_RESP_verify_signature(token.envelope.get(), nullptr, store.get(), &signer) != 1) {
    return corruptError("signing.tsa.untrusted", ssl::drainErrors());
  }
  const auto authority = Certificate::sharing(signer);
  X509_free(signer);
  if (!authority || !authority->stampsTimeOnly())
    return corruptError("signing.tsa.untrusted", "the certificate is not one for time-stamping only");
  return token.at;
}

/// Signed by the certificate it carries, whoever that is.
Result<UtcTime> judgeAlone(const Token& token) {
  if (PKCS7_verify(token.envelope.get(), nullptr, nullptr, nullptr, nullptr,
                   PKCS7_NOVERIFY | PKCS7_NOCHAIN) != 1) {
    return broken("its signature does not fit its certificate");
  }
  return token.at;
}

}  // namespace

Result<UtcTime> verifyTokenOfDigest(const Bytes& token, const Bytes& sha256,
                                    const std::vector<Certificate>& roots) {
  TDKT_ASSIGN(const Token read, readToken(token));
  if (read.digest == nullptr || EVP_MD_get_type(read.digest) != NID_sha256 || sha256 != read.imprint) {
    return corruptError("signing.tsa.imprint", "the token is about another digest");
  }
  return roots.empty() ? judgeAlone(read) : judge(read, roots);
}

}  // namespace tdkt::signing::cms
