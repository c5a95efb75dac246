#include <openssl/pem.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "integration/trust_services/Files.h"
#include "integration/trust_services/Revocations.h"
#include "tests/unit/integration/TrustFixture.h"

namespace tdkt::trust {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> contents(const std::string& dir) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::directory_iterator(dir))
    out[entry.path().filename()] = readFile(entry.path()).value();
  return out;
}

CrlPtr crlOf(const std::string& dir, const std::string& file) {
  const std::string pem = readFile(dir + "/" + file).value();
  return CrlPtr(PEM_read_bio_X509_CRL(memoryBio(pem).get(), nullptr, nullptr, nullptr));
}

/// Chain, strict profile and CRLs of both CAs; X509_V_OK or what is wrong.
int judge(const std::string& dir, const std::string& name) {
  const StorePtr store = storeOf(dir);
  for (const char* file : {kRootCrl, kIssuingCrl}) X509_STORE_add_crl(store.get(), crlOf(dir, file).get());
  X509_STORE_set_flags(store.get(),
                       X509_V_FLAG_X509_STRICT | X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  const CertificatePtr issuing = certificateOf(dir, kIssuingCa);
  const CertificatePtr subject = certificateOf(dir, name);
  const OpenSslPtr<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  STACK_OF(X509)* untrusted = sk_X509_new_null();
  sk_X509_push(untrusted, issuing.get());
  X509_STORE_CTX_init(context.get(), store.get(), subject.get(), untrusted);
  X509_verify_cert(context.get());
  const int verdict = X509_STORE_CTX_get_error(context.get());
  sk_X509_free(untrusted);
  return verdict;
}

std::string subjectPart(X509* certificate, int nid) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return {};
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  EXPECT_EQ(ASN1_STRING_type(text), V_ASN1_UTF8STRING);
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

TEST_F(PkiTest, EveryCertificateStandsUnderTheRootByTheStrictProfile) {
  for (const char* name : {kIssuingCa, kChair, kOrganisation, kTsa, kOcsp})
    EXPECT_EQ(judge(dir(), name), X509_V_OK) << name;
}

TEST_F(PkiTest, SubjectsKeepEveryVietnameseMark) {
  const CertificatePtr chair = certificateOf(dir(), kChair);
  EXPECT_EQ(subjectPart(chair.get(), NID_commonName), "Nguyễn Đức Thịnh");
  EXPECT_EQ(subjectPart(chair.get(), NID_organizationName), "Ủy ban nhân dân tỉnh An Hòa");
  EXPECT_EQ(subjectPart(chair.get(), NID_title), "Chủ tịch");
  const CertificatePtr seal = certificateOf(dir(), kOrganisation);
  EXPECT_EQ(subjectPart(seal.get(), NID_commonName), "ỦY BAN NHÂN DÂN TỈNH AN HÒA");
  EXPECT_EQ(subjectPart(certificateOf(dir(), kRootCa).get(), NID_commonName),
            "tdkt Demo Root CA - không có giá trị pháp lý");
}

TEST_F(PkiTest, EachCertificateMayDoOnlyItsOwnWork) {
  const auto usage = [&](const char* name) { return X509_get_key_usage(certificateOf(dir(), name).get()); };
  EXPECT_EQ(usage(kChair), unsigned{KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION});
  EXPECT_EQ(usage(kOrganisation), unsigned{KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION});
  EXPECT_EQ(usage(kIssuingCa), unsigned{KU_KEY_CERT_SIGN | KU_CRL_SIGN});
  const CertificatePtr tsa = certificateOf(dir(), kTsa);
  EXPECT_EQ(X509_get_extended_key_usage(tsa.get()), unsigned{XKU_TIMESTAMP});
  EXPECT_EQ(X509_check_purpose(tsa.get(), X509_PURPOSE_TIMESTAMP_SIGN, 0), 1);
  const CertificatePtr ocsp = certificateOf(dir(), kOcsp);
  EXPECT_EQ(X509_get_extended_key_usage(ocsp.get()), unsigned{XKU_OCSP_SIGN});
  EXPECT_GE(X509_get_ext_by_NID(ocsp.get(), NID_id_pkix_OCSP_noCheck, -1), 0);
  EXPECT_EQ(X509_get_pathlen(certificateOf(dir(), kIssuingCa).get()), 0);
}

TEST_F(PkiTest, KeysAreForTheirOwnerAlone) {
  for (const char* name : {kRootCa, kIssuingCa, kChair, kOrganisation, kTsa, kOcsp}) {
    struct stat found {};
    ASSERT_EQ(::stat(keyPath(dir(), name).c_str(), &found), 0) << name;
    EXPECT_EQ(found.st_mode & 0777U, 0600U) << name;
    const auto identity = readIdentity(dir(), name);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(X509_check_private_key(identity->certificate.get(), identity->key.get()), 1) << name;
  }
}

TEST_F(PkiTest, ASecondInitChangesNothing) {
  const auto before = contents(dir());
  ASSERT_TRUE(initPki(dir(), nullptr, clock_, random_).ok());
  EXPECT_EQ(contents(dir()), before);
}

TEST(PkiInit, CompletesAFolderThatACrashLeftHalfMade) {
  const fakes::TemporaryFolder folder;
  SystemRandom random;
  ASSERT_TRUE(initPki(folder.path(), nullptr, SystemClock(), random).ok());
  const auto whole = contents(folder.path());
  for (const char* lost : {"complete", "root.crl", "ocsp.pem", "tsa.pem", "tsa.key.pem"})
    fs::remove(folder.file(lost));
  EXPECT_EQ(requireComplete(folder.path()).error().code, "trust.incomplete");
  ASSERT_TRUE(initPki(folder.path(), nullptr, SystemClock(), random).ok());
  EXPECT_TRUE(requireComplete(folder.path()).ok());
  auto now = contents(folder.path());
  EXPECT_EQ(now.size(), whole.size());
  for (const char* kept : {"root-ca.pem", "issuing-ca.key.pem", "chair.pem", "organisation.key.pem"})
    EXPECT_EQ(now.at(kept), whole.at(kept)) << kept;
  for (const char* name : {kTsa, kOcsp, kChair}) EXPECT_EQ(judge(folder.path(), name), X509_V_OK) << name;
}

TEST(PkiRevoke, TheCrlNamesARevokedSignerAndKeepsTheFirstTime) {
  const fakes::TemporaryFolder folder;
  SystemRandom random;
  const UtcTime now = SystemClock().now();
  ASSERT_TRUE(initPki(folder.path(), nullptr, SystemClock(), random).ok());
  const std::string serial = serialHex(X509_get0_serialNumber(certificateOf(folder.path(), kChair).get()));
  ASSERT_TRUE(revoke(folder.path(), "00" + serial, now).ok());
  EXPECT_EQ(judge(folder.path(), kChair), X509_V_ERR_CERT_REVOKED);
  EXPECT_EQ(judge(folder.path(), kOrganisation), X509_V_OK);
  ASSERT_TRUE(revoke(folder.path(), serial, now.plus(std::chrono::hours(1))).ok());
  const auto revoked = readRevocations(folder.path());
  ASSERT_TRUE(revoked.ok());
  ASSERT_EQ(revoked->size(), 1U);
  EXPECT_EQ(isoUtc(revoked->at(serial)), isoUtc(now));
}

TEST_F(PkiTest, RefusesToRevokeWhatItNeverIssued) {
  EXPECT_EQ(revoke(dir(), "1234", clock_.now()).error().code, "trust.serial.unknown");
  for (const char* bad : {"", "xyz", "-12", "12 34"})
    EXPECT_EQ(revoke(dir(), bad, clock_.now()).error().code, "trust.serial") << bad;
  EXPECT_FALSE(fileExists(dir() + "/revoked.txt"));
}

TEST(PkiRevoke, ADamagedListIsSaidSoAndNotSkipped) {
  const fakes::TemporaryFolder folder;
  ASSERT_TRUE(writeWhole(folder.file("revoked.txt"), "12ab yesterday\n").ok());
  EXPECT_EQ(readRevocations(folder.path()).error().code, "trust.revoked");
}

}  // namespace
}  // namespace tdkt::trust
