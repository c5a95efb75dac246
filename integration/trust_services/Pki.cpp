#include "integration/trust_services/Pki.h"

#include <array>
#include <filesystem>
#include <optional>

#include "integration/trust_services/Files.h"
#include "integration/trust_services/Revocations.h"
#include "integration/trust_services/SoftToken.h"

namespace tdkt::trust {
namespace {

constexpr const char* kTokenLabel = "tdkt-demo";
constexpr int kRootDays = 3652;
constexpr int kIssuingDays = 1826;
constexpr int kEndDays = 730;
constexpr std::array<const char*, 6> kNames = {kRootCa, kIssuingCa, kChair, kOrganisation, kTsa, kOcsp};
constexpr std::array<const char*, 2> kSigners = {kChair, kOrganisation};
const char* const kNoValue = " - không có giá trị pháp lý";

CertificatePlan serviceOf(const char* title, Purpose purpose, int days) {
  return {{{"C", "VN"}, {"CN", std::string(title) + kNoValue}}, extensionsFor(purpose), days};
}

CertificatePlan signerPlan(const std::string& name) {
  CertificatePlan plan;
  plan.days = kEndDays;
  plan.extensions = extensionsFor(Purpose::kSigner);
  plan.subject = {{"C", "VN"}};
  if (name == kChair) {
    plan.subject.emplace_back("O", "Ủy ban nhân dân tỉnh An Hòa");
    plan.subject.emplace_back("title", "Chủ tịch");
    plan.subject.emplace_back("CN", "Nguyễn Đức Thịnh");
  } else {
    plan.subject.emplace_back("O", "ỦY BAN NHÂN DÂN TỈNH AN HÒA");
    plan.subject.emplace_back("CN", "ỦY BAN NHÂN DÂN TỈNH AN HÒA");
  }
  return plan;
}

CertificatePlan planFor(const std::string& name) {
  if (name == kRootCa) return serviceOf("tdkt Demo Root CA", Purpose::kRootAuthority, kRootDays);
  if (name == kIssuingCa) return serviceOf("tdkt Demo Issuing CA", Purpose::kIssuingAuthority, kIssuingDays);
  if (name == kTsa) return serviceOf("tdkt Demo TSA", Purpose::kTimeStamping, kEndDays);
  if (name == kOcsp) return serviceOf("tdkt Demo OCSP", Purpose::kOcspSigning, kEndDays);
  return signerPlan(name);
}

/// The key goes first, so that a certificate on disk always had its key there.
Result<Done> make(const std::string& dir, const std::string& name, UtcTime now, Random& random) {
  if (fileExists(certificatePath(dir, name))) return Done{};
  std::optional<Identity> issuer;
  if (name != kRootCa) {
    TDKT_ASSIGN(issuer, readIdentity(dir, name == kIssuingCa ? kRootCa : kIssuingCa));
  }
  TDKT_ASSIGN(const KeyPtr key, newKey());
  TDKT_ASSIGN(const CertificatePtr certificate,
              issue(planFor(name), key.get(), issuer ? &*issuer : nullptr, now, random));
  TDKT_CHECK(writeKey(keyPath(dir, name), key.get()));
  return writeCertificate(certificatePath(dir, name), certificate.get());
}

Result<Secret> readPin(const std::string& path) {
  TDKT_ASSIGN(const std::string text, readFile(path));
  Secret pin(text.substr(0, text.find_first_of("\r\n")));
  if (pin.empty()) return inputError("trust.pin", "the first line of the PIN file is empty", path);
  return pin;
}

/// A certificate whose key is neither on disk nor in the token is of no use to anybody.
Result<Done> dropIfKeyLost(const std::string& dir, const std::string& name, SoftToken& token) {
  const std::string path = certificatePath(dir, name);
  if (!fileExists(path) || fileExists(keyPath(dir, name))) return Done{};
  TDKT_ASSIGN(const CertificatePtr certificate, readCertificate(path));
  TDKT_ASSIGN(const bool held, token.holds(name, certificate.get()));
  return held ? Result<Done>(Done{}) : removeFile(path);
}

Result<Done> moveIntoToken(const std::string& dir, const std::string& name, SoftToken& token) {
  if (!fileExists(keyPath(dir, name))) return Done{};
  TDKT_ASSIGN(const Identity identity, readIdentity(dir, name));
  TDKT_ASSIGN(const bool held, token.holds(name, identity.certificate.get()));
  if (!held) TDKT_CHECK(token.import(name, identity));
  return removeFile(keyPath(dir, name));
}

Result<Done> finish(const std::string& dir, UtcTime now) {
  if (!fileExists(dir + "/" + kRootCrl) || !fileExists(dir + "/" + kIssuingCrl))
    TDKT_CHECK(writeCrls(dir, now));
  if (fileExists(dir + "/complete")) return Done{};
  return writeWhole(dir + "/complete", "tdkt demo PKI\n");
}

Result<Done> makeFolder(const std::string& dir) {
  std::error_code failed;
  std::filesystem::create_directories(dir, failed);
  if (failed) return unavailableError("file.write", failed.message(), dir);
  return Done{};
}

Result<std::optional<SoftToken>> openToken(const TokenPlace* place, Random& random) {
  if (place == nullptr) return std::optional<SoftToken>();
  TDKT_ASSIGN(Secret pin, readPin(place->pinFile));
  TDKT_ASSIGN(SoftToken token,
              SoftToken::open({place->module, place->folder, kTokenLabel, std::move(pin)}, random));
  return std::optional<SoftToken>(std::move(token));
}

}  // namespace

Result<Done> initPki(const std::string& dir, const TokenPlace* place, const Clock& clock, Random& random) {
  TDKT_CHECK(makeFolder(dir));
  TDKT_ASSIGN(std::optional<SoftToken> token, openToken(place, random));
  if (token)
    for (const char* name : kSigners) TDKT_CHECK(dropIfKeyLost(dir, name, *token));
  for (const char* name : kNames) TDKT_CHECK(make(dir, name, clock.now(), random));
  if (token)
    for (const char* name : kSigners) TDKT_CHECK(moveIntoToken(dir, name, *token));
  return finish(dir, clock.now());
}

Result<Done> requireComplete(const std::string& dir) {
  if (fileExists(dir + "/complete")) return Done{};
  return notFoundError("trust.incomplete", "no complete PKI here; run init first", dir);
}

std::string certificatePath(const std::string& dir, const std::string& name) {
  return dir + "/" + name + ".pem";
}
std::string keyPath(const std::string& dir, const std::string& name) {
  return dir + "/" + name + ".key.pem";
}

Result<Identity> readIdentity(const std::string& dir, const std::string& name) {
  Identity identity;
  TDKT_ASSIGN(identity.certificate, readCertificate(certificatePath(dir, name)));
  TDKT_ASSIGN(identity.key, readKey(keyPath(dir, name)));
  return identity;
}

Result<std::set<std::string>> serialsIssuedBy(const std::string& dir, X509* issuer) {
  std::set<std::string> serials;
  for (const char* name : kNames) {
    if (!fileExists(certificatePath(dir, name))) continue;
    TDKT_ASSIGN(const CertificatePtr certificate, readCertificate(certificatePath(dir, name)));
    if (X509_NAME_cmp(X509_get_issuer_name(certificate.get()), X509_get_subject_name(issuer)) == 0)
      serials.insert(serialHex(X509_get0_serialNumber(certificate.get())));
  }
  return serials;
}

}  // namespace tdkt::trust
