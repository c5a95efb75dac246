#include "integration/trust_services/OcspResponder.h"

#include "integration/trust_services/Files.h"
#include "tests/unit/integration/TrustFixture.h"

namespace tdkt::trust {
namespace {

using RequestPtr = OpenSslPtr<OCSP_REQUEST, OCSP_REQUEST_free>;
using BasicPtr = OpenSslPtr<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using ResponsePtr = OpenSslPtr<OCSP_RESPONSE, OCSP_RESPONSE_free>;
constexpr int kNoAnswer = -1;

class OcspResponderTest : public PkiTest {
 protected:
  void TearDown() override { EXPECT_TRUE(removeFile(dir() + "/revoked.txt").ok()); }

  OcspAuthority authority(const char* ca, const char* responder) {
    OcspAuthority out;
    out.ca = certificateOf(dir(), ca);
    out.responder = readIdentity(dir(), responder).value();
    out.issued = serialsIssuedBy(dir(), out.ca.get()).value();
    return out;
  }
  OcspResponder responder() {
    return {[dir = dir()] { return readRevocations(dir); }, authority(kRootCa, kRootCa),
            authority(kIssuingCa, kOcsp), clock_};
  }
  /// The verified status of one serial, or kNoAnswer; `revokedAt` gets the time when there is one.
  int ask(const char* ca, const ASN1_INTEGER* serial, std::string* revokedAt = nullptr,
          const EVP_MD* method = EVP_sha1()) {
    const CertificatePtr issuer = certificateOf(dir(), ca);
    OCSP_CERTID* id = OCSP_cert_id_new(method, X509_get_subject_name(issuer.get()),
                                       X509_get0_pubkey_bitstr(issuer.get()), serial);
    const RequestPtr request(OCSP_REQUEST_new());
    OCSP_request_add0_id(request.get(), id);
    OCSP_request_add1_nonce(request.get(), nullptr, -1);
    const auto der = responder().answer(toDer(i2d_OCSP_REQUEST, request.get()));
    if (!der) return kNoAnswer;
    const BasicPtr basic = verified(*der, request.get(), issuer.get());
    return basic ? statusIn(basic.get(), id, revokedAt) : kNoAnswer;
  }
  int askAbout(const char* ca, const char* name) {
    return ask(ca, X509_get0_serialNumber(certificateOf(dir(), name).get()));
  }

 private:
  /// Signature and authority of the responder, and our nonce in it.
  BasicPtr verified(const Bytes& der, OCSP_REQUEST* request, X509* issuer) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &octets, static_cast<long>(der.size())));
    BasicPtr basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    STACK_OF(X509)* known = sk_X509_new_null();
    sk_X509_push(known, issuer);
    const bool good = basic && OCSP_basic_verify(basic.get(), known, storeOf(dir()).get(), 0) == 1 &&
                      OCSP_check_nonce(request, basic.get()) == 1;
    sk_X509_free(known);
    return good ? std::move(basic) : nullptr;
  }
  static int statusIn(OCSP_BASICRESP* basic, OCSP_CERTID* id, std::string* revokedAt) {
    int status = kNoAnswer;
    ASN1_GENERALIZEDTIME* since = nullptr;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    if (OCSP_resp_find_status(basic, id, &status, nullptr, &since, &from, &until) != 1) return kNoAnswer;
    EXPECT_EQ(OCSP_check_validity(from, until, 60, -1), 1);
    int days = 0;
    int seconds = 0;
    EXPECT_EQ(ASN1_TIME_diff(&days, &seconds, from, until), 1);
    EXPECT_EQ(days * 86400 + seconds, 3600);
    if (revokedAt != nullptr && since != nullptr)
      revokedAt->assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(since)),
                        static_cast<std::size_t>(ASN1_STRING_length(since)));
    return status;
  }
};

TEST_F(OcspResponderTest, SaysGoodForWhatBothCasIssued) {
  for (const char* name : {kChair, kOrganisation, kTsa, kOcsp})
    EXPECT_EQ(askAbout(kIssuingCa, name), V_OCSP_CERTSTATUS_GOOD) << name;
  EXPECT_EQ(askAbout(kRootCa, kIssuingCa), V_OCSP_CERTSTATUS_GOOD);
}

TEST_F(OcspResponderTest, SaysRevokedWithItsTimeAsSoonAsTheListSaysSo) {
  const CertificatePtr chair = certificateOf(dir(), kChair);
  const ASN1_INTEGER* serial = X509_get0_serialNumber(chair.get());
  ASSERT_TRUE(writeWhole(dir() + "/revoked.txt", serialHex(serial) + " 2026-11-20T08:00:00Z\n").ok());
  std::string since;
  EXPECT_EQ(ask(kIssuingCa, serial, &since), V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(since, "20261120080000Z");
  EXPECT_EQ(askAbout(kIssuingCa, kOrganisation), V_OCSP_CERTSTATUS_GOOD);
}

TEST_F(OcspResponderTest, SaysUnknownForASerialThatWasNeverIssued) {
  EXPECT_EQ(ask(kIssuingCa, newSerial(random_).get()), V_OCSP_CERTSTATUS_UNKNOWN);
  EXPECT_EQ(askAbout(kRootCa, kChair), V_OCSP_CERTSTATUS_UNKNOWN) << "the root did not issue it";
}

TEST_F(OcspResponderTest, UnderstandsQuestionsHashedWithSha256) {
  const CertificatePtr chair = certificateOf(dir(), kChair);
  EXPECT_EQ(ask(kIssuingCa, X509_get0_serialNumber(chair.get()), nullptr, EVP_sha256()),
            V_OCSP_CERTSTATUS_GOOD);
}

int refusalOf(const Result<Bytes>& der) {
  if (!der) return kNoAnswer;
  const auto* octets = reinterpret_cast<const unsigned char*>(der->data());
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &octets, static_cast<long>(der->size())));
  return response ? OCSP_response_status(response.get()) : kNoAnswer;
}

TEST_F(OcspResponderTest, RefusesWhatItCannotReadAndCasItDoesNotKnow) {
  EXPECT_EQ(refusalOf(responder().answer("not DER")), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  EXPECT_EQ(refusalOf(responder().answer("")), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  const CertificatePtr foreign = certificateOf(dir(), kChair);
  const RequestPtr request(OCSP_REQUEST_new());
  OCSP_request_add0_id(request.get(),
                       OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(foreign.get()),
                                        X509_get0_pubkey_bitstr(foreign.get()), newSerial(random_).get()));
  EXPECT_EQ(refusalOf(responder().answer(toDer(i2d_OCSP_REQUEST, request.get()))),
            OCSP_RESPONSE_STATUS_UNAUTHORIZED);
}

TEST_F(OcspResponderTest, ADamagedListIsNoReasonToSayGood) {
  ASSERT_TRUE(writeWhole(dir() + "/revoked.txt", "what is this\n").ok());
  EXPECT_EQ(askAbout(kIssuingCa, kChair), kNoAnswer);
}

}  // namespace
}  // namespace tdkt::trust
