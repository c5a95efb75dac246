#include "integration/trust_services/Revocations.h"

#include <openssl/pem.h>

#include <sstream>

#include "integration/trust_services/Files.h"
#include "integration/trust_services/Pki.h"

namespace tdkt::trust {
namespace {

constexpr auto kCrlLife = std::chrono::hours(24 * 30);

std::string listPath(const std::string& dir) {
  return dir + "/revoked.txt";
}

Result<Done> readLine(const std::string& line, Revocations& into) {
  std::istringstream words(line);
  std::string serial;
  std::string time;
  words >> serial >> time;
  const auto normal = normalSerial(serial);
  const auto since = parseIso(time);
  if (!normal || !since) return corruptError("trust.revoked", "expected: serial, ISO time", line);
  into.emplace(*normal, *since);
  return Done{};
}

bool setTimes(X509_CRL* crl, UtcTime from, UtcTime to) {
  const OpenSslPtr<BIGNUM, BN_free> millis(BN_new());
  const IntegerPtr number(BN_set_word(millis.get(), static_cast<BN_ULONG>(from.millis)) == 1
                              ? BN_to_ASN1_INTEGER(millis.get(), nullptr)
                              : nullptr);
  return number && X509_CRL_set1_lastUpdate(crl, toAsn1(from).get()) == 1 &&
         X509_CRL_set1_nextUpdate(crl, toAsn1(to).get()) == 1 &&
         X509_CRL_add1_ext_i2d(crl, NID_crl_number, number.get(), 0, 0) == 1;
}

bool setIssuer(X509_CRL* crl, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, crl, 0);
  const OpenSslPtr<X509_EXTENSION, X509_EXTENSION_free> keyId(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  return keyId && X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
         X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) == 1 &&
         X509_CRL_add_ext(crl, keyId.get(), -1) == 1;
}

bool addEntry(X509_CRL* crl, const std::string& serial, UtcTime since) {
  BIGNUM* number = nullptr;
  if (BN_hex2bn(&number, serial.c_str()) == 0) return false;
  const NumberPtr owned(number);
  const IntegerPtr integer(BN_to_ASN1_INTEGER(number, nullptr));
  OpenSslPtr<X509_REVOKED, X509_REVOKED_free> entry(X509_REVOKED_new());
  if (!entry || X509_REVOKED_set_serialNumber(entry.get(), integer.get()) != 1 ||
      X509_REVOKED_set_revocationDate(entry.get(), toAsn1(since).get()) != 1 ||
      X509_CRL_add0_revoked(crl, entry.get()) != 1) {
    return false;
  }
  entry.release();  // NOLINT(bugprone-unused-return-value): the CRL owns it now
  return true;
}

Result<Done> writeCrl(const std::string& dir, const std::string& ca, const std::string& file, UtcTime now) {
  TDKT_ASSIGN(const Identity issuer, readIdentity(dir, ca));
  TDKT_ASSIGN(const Revocations all, readRevocations(dir));
  TDKT_ASSIGN(const auto issued, serialsIssuedBy(dir, issuer.certificate.get()));
  Revocations own;
  for (const auto& [serial, since] : all)
    if (issued.count(serial) != 0) own.emplace(serial, since);
  TDKT_ASSIGN(const CrlPtr crl, makeCrl(issuer, own, now, now.plus(kCrlLife)));
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509_CRL(out.get(), crl.get()) != 1) return openSslError("trust.crl");
  return writeWhole(dir + "/" + file, contentOf(out.get()));
}

Result<bool> isKnown(const std::string& dir, const std::string& serial) {
  for (const char* ca : {kRootCa, kIssuingCa}) {
    TDKT_ASSIGN(const CertificatePtr certificate, readCertificate(certificatePath(dir, ca)));
    TDKT_ASSIGN(const auto issued, serialsIssuedBy(dir, certificate.get()));
    if (issued.count(serial) != 0) return true;
  }
  return false;
}

}  // namespace

Result<std::string> normalSerial(const std::string& text) {
  BIGNUM* number = nullptr;
  const bool hex = !text.empty() && text.size() <= 40 &&
                   text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (!hex || BN_hex2bn(&number, text.c_str()) == 0)
    return inputError("trust.serial", "hex was expected", text);
  const NumberPtr owned(number);
  const IntegerPtr integer(BN_to_ASN1_INTEGER(number, nullptr));
  return serialHex(integer.get());
}

Result<CrlPtr> makeCrl(const Identity& issuer, const Revocations& revoked, UtcTime from, UtcTime to) {
  CrlPtr crl(X509_CRL_new());
  bool good = crl && setIssuer(crl.get(), issuer.certificate.get()) && setTimes(crl.get(), from, to);
  for (const auto& [serial, since] : revoked) good = good && addEntry(crl.get(), serial, since);
  if (!good || X509_CRL_sort(crl.get()) != 1 ||
      X509_CRL_sign(crl.get(), issuer.key.get(), EVP_sha256()) == 0) {
    return openSslError("trust.crl");
  }
  return crl;
}

Result<Revocations> readRevocations(const std::string& dir) {
  Revocations revoked;
  if (!fileExists(listPath(dir))) return revoked;
  TDKT_ASSIGN(const std::string text, readFile(listPath(dir)));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) TDKT_CHECK(readLine(line, revoked));
  return revoked;
}

Result<Done> revoke(const std::string& dir, const std::string& serial, UtcTime now) {
  TDKT_ASSIGN(const std::string normal, normalSerial(serial));
  TDKT_ASSIGN(const bool known, isKnown(dir, normal));
  if (!known) return notFoundError("trust.serial.unknown", "no certificate of this PKI has it", normal);
  TDKT_ASSIGN(const Revocations revoked, readRevocations(dir));
  if (revoked.count(normal) == 0) {
    std::string text;
    if (fileExists(listPath(dir))) {
      TDKT_ASSIGN(text, readFile(listPath(dir)));
    }
    TDKT_CHECK(writeWhole(listPath(dir), text + normal + " " + isoUtc(now) + "\n"));
  }
  return writeCrls(dir, now);
}

Result<Done> writeCrls(const std::string& dir, UtcTime now) {
  TDKT_CHECK(writeCrl(dir, kRootCa, kRootCrl, now));
  return writeCrl(dir, kIssuingCa, kIssuingCrl, now);
}

Result<Bytes> crlDer(const std::string& path) {
  TDKT_ASSIGN(const std::string pem, readFile(path));
  const CrlPtr crl(PEM_read_bio_X509_CRL(memoryBio(pem).get(), nullptr, nullptr, nullptr));
  if (!crl) return corruptError("trust.pem", openSslWords(), path);
  return toDer(i2d_X509_CRL, crl.get());
}

}  // namespace tdkt::trust
