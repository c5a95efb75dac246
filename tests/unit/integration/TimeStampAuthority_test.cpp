#include "integration/trust_services/TimeStampAuthority.h"

#include "tests/fakes/FakeClock.h"
#include "tests/unit/integration/TrustFixture.h"

namespace tdkt::trust {
namespace {

using RequestPtr = OpenSslPtr<TS_REQ, TS_REQ_free>;
using ReplyPtr = OpenSslPtr<TS_RESP, TS_RESP_free>;
using VerifyPtr = OpenSslPtr<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;

RequestPtr requestFor(const std::string& text, const EVP_MD* method, Random& random, bool withCertificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, method, nullptr);
  const OpenSslPtr<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
  X509_ALGOR_set_md(algorithm.get(), method);
  const OpenSslPtr<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> imprint(TS_MSG_IMPRINT_new());
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  TS_MSG_IMPRINT_set_msg(imprint.get(), digest, static_cast<int>(size));
  RequestPtr request(TS_REQ_new());
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_nonce(request.get(), newSerial(random).get());
  TS_REQ_set_cert_req(request.get(), withCertificate ? 1 : 0);
  return request;
}

ReplyPtr parse(const Result<Bytes>& der) {
  if (!der) return nullptr;
  const auto* octets = reinterpret_cast<const unsigned char*>(der->data());
  return ReplyPtr(d2i_TS_RESP(nullptr, &octets, static_cast<long>(der->size())));
}

long statusOf(TS_RESP* reply) {
  return ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(reply)));
}

class TimeStampAuthorityTest : public PkiTest {
 protected:
  TimeStampAuthority authority(const Clock& clock) {
    return {readIdentity(dir(), kTsa).value(), certificateOf(dir(), kIssuingCa), clock, random_};
  }
  /// Signature, chain, imprint and nonce against the request.
  bool verifies(TS_REQ* request, TS_RESP* reply) {
    const VerifyPtr context(TS_REQ_to_TS_VERIFY_CTX(request, nullptr));
    TS_VERIFY_CTX_add_flags(context.get(), TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_store(context.get(), storeOf(dir()).release());
    const bool good = TS_RESP_verify_response(context.get(), reply) == 1;
    ERR_clear_error();
    return good;
  }
};

TEST_F(TimeStampAuthorityTest, StampsEverySha2DigestSoThatTheRequestVerifiesWithItsNonce) {
  const TimeStampAuthority tsa = authority(clock_);
  for (const EVP_MD* method : {EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
    const RequestPtr request = requestFor("Quyết định", method, random_, true);
    const ReplyPtr reply = parse(tsa.answer(toDer(i2d_TS_REQ, request.get())));
    ASSERT_NE(reply, nullptr);
    EXPECT_TRUE(verifies(request.get(), reply.get())) << EVP_MD_get0_name(method);
    const RequestPtr other = requestFor("Quyết định", method, random_, true);
    EXPECT_FALSE(verifies(other.get(), reply.get())) << "another nonce must not verify";
  }
}

TEST_F(TimeStampAuthorityTest, TellsTheTimeOfItsClockAndASerialOfItsOwn) {
  const fakes::FakeClock clock(*parseIso("2027-02-03T04:05:06.789Z"));
  const TimeStampAuthority tsa = authority(clock);
  const Bytes request = toDer(i2d_TS_REQ, requestFor("a", EVP_sha256(), random_, true).get());
  const ReplyPtr first = parse(tsa.answer(request));
  const ReplyPtr second = parse(tsa.answer(request));
  ASSERT_TRUE(first && second);
  TS_TST_INFO* info = TS_RESP_get_tst_info(first.get());
  EXPECT_EQ(ASN1_STRING_cmp(TS_TST_INFO_get_time(info),
                            OpenSslPtr<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free>(
                                ASN1_GENERALIZEDTIME_set(nullptr, clock.now().millis / 1000))
                                .get()),
            0);
  EXPECT_EQ(ASN1_INTEGER_get(TS_ACCURACY_get_seconds(TS_TST_INFO_get_accuracy(info))), 1);
  EXPECT_EQ(TS_TST_INFO_get_ordering(info), 0);
  const auto serial = [](TS_RESP* reply) {
    return serialHex(TS_TST_INFO_get_serial(TS_RESP_get_tst_info(reply)));
  };
  EXPECT_EQ(serial(first.get()).size(), 32U);
  EXPECT_NE(serial(first.get()), serial(second.get()));
}

TEST_F(TimeStampAuthorityTest, SendsCertificatesOnlyWhenAsked) {
  const TimeStampAuthority tsa = authority(clock_);
  const auto sizeOf = [&](bool asked) {
    return tsa.answer(toDer(i2d_TS_REQ, requestFor("a", EVP_sha256(), random_, asked).get())).value().size();
  };
  const std::size_t chain = toDer(i2d_X509, certificateOf(dir(), kTsa).get()).size() +
                            toDer(i2d_X509, certificateOf(dir(), kIssuingCa).get()).size();
  EXPECT_GE(sizeOf(true), sizeOf(false) + chain);
}

TEST_F(TimeStampAuthorityTest, RejectsAnOldDigestAndWhatIsNoRequest) {
  const TimeStampAuthority tsa = authority(clock_);
  const RequestPtr old = requestFor("a", EVP_sha1(), random_, true);
  for (const Bytes& request : {toDer(i2d_TS_REQ, old.get()), Bytes("not DER"), Bytes()}) {
    const ReplyPtr reply = parse(tsa.answer(request));
    ASSERT_NE(reply, nullptr);
    EXPECT_EQ(statusOf(reply.get()), TS_STATUS_REJECTION);
    EXPECT_EQ(TS_RESP_get_token(reply.get()), nullptr);
  }
}

}  // namespace
}  // namespace tdkt::trust
