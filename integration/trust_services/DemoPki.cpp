#include "integration/trust_services/DemoPki.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tdkt::trust {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

constexpr hours kDay{24};
constexpr const char* kAgency = "Ủy ban nhân dân tỉnh An Hòa";

Result<std::string> readText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return notFoundError("trust.read", "the file is missing; run init first", path);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

/// Keys are readable by their owner only; the rename makes a file whole or absent.
Result<Done> writeText(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = fd >= 0 && ::close(fd) == 0;
  if (!written || !closed || ::rename(part.c_str(), path.c_str()) != 0) {
    return unavailableError("trust.write", "cannot be written", path);
  }
  return Done{};
}

Result<Identity> load(const std::string& stem) {
  TDKT_ASSIGN(auto key, readText(stem + ".key.pem"));
  TDKT_ASSIGN(const auto pem, readText(stem + ".pem"));
  TDKT_ASSIGN(auto certificate, signing::Certificate::fromPem(pem));
  return Identity{std::move(key), std::move(certificate)};
}

Result<Identity> loadOrIssue(const std::string& stem, const Wish& wish, const Identity* issuer) {
  if (fs::exists(stem + ".pem") && fs::exists(stem + ".key.pem")) return load(stem);
  TDKT_ASSIGN(auto identity, issue(wish, issuer));
  TDKT_CHECK(writeText(stem + ".key.pem", identity.keyPem));
  TDKT_CHECK(writeText(stem + ".pem", identity.certificate.pem()));
  return identity;
}

Result<Done> writeOnce(const std::string& path, const std::string& text) {
  return fs::exists(path) ? Result<Done>(Done{}) : writeText(path, text);
}

Result<Done> writeFirstCrl(const std::string& path, const Identity& issuer, UtcTime now) {
  if (fs::exists(path)) return Done{};
  TDKT_ASSIGN(const auto pem, makeCrl(issuer, {}, now.plus(-hours(1)), now.plus(kDay * 365)));
  return writeText(path, pem);
}

Result<std::string> renew(const std::string& path, const Identity& issuer, UtcTime now) {
  TDKT_ASSIGN(const auto old, readText(path));
  TDKT_ASSIGN(const auto revoked, revokedIn(old));
  TDKT_ASSIGN(auto pem, makeCrl(issuer, revoked, now.plus(-hours(1)), now.plus(kDay * 365)));
  TDKT_CHECK(writeText(path, pem));
  return pem;
}

}  // namespace

Result<DemoPki> initDemoPki(const std::string& directory, UtcTime now) {
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) return unavailableError("trust.write", failure.message(), directory);
  const std::string at = directory + "/";
  const UtcTime from = now.plus(-kDay);
  const UtcTime decade = now.plus(kDay * 3650);
  const UtcTime soon = now.plus(kDay * 1095);
  TDKT_ASSIGN(auto root,
              loadOrIssue(at + "root", {"TDKT Demo Root CA", "TDKT Demo", Purpose::kAuthority, from, decade},
                          nullptr));
  TDKT_ASSIGN(auto issuing,
              loadOrIssue(at + "issuing",
                          {"TDKT Demo Issuing CA", "TDKT Demo", Purpose::kAuthority, from, decade}, &root));
  TDKT_ASSIGN(auto chair, loadOrIssue(at + "chair",
                                      {"Nguyễn Đức Thịnh", kAgency, Purpose::kSigner, from, soon}, &issuing));
  TDKT_ASSIGN(auto organisation,
              loadOrIssue(at + "organisation",
                          {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", kAgency, Purpose::kSigner, from, soon}, &issuing));
  TDKT_ASSIGN(auto tsa,
              loadOrIssue(at + "tsa", {"TDKT Demo TSA", "TDKT Demo", Purpose::kTimeStamping, from, decade},
                          &issuing));
  TDKT_ASSIGN(auto ocsp,
              loadOrIssue(at + "ocsp", {"TDKT Demo OCSP", "TDKT Demo", Purpose::kOcspSigning, from, decade},
                          &issuing));
  TDKT_CHECK(writeOnce(at + "chair.chain.pem", chair.certificate.pem() + issuing.certificate.pem()));
  TDKT_CHECK(
      writeOnce(at + "organisation.chain.pem", organisation.certificate.pem() + issuing.certificate.pem()));
  TDKT_CHECK(writeFirstCrl(at + "root.crl.pem", root, now));
  TDKT_CHECK(writeFirstCrl(at + "issuing.crl.pem", issuing, now));
  return DemoPki{std::move(root),         std::move(issuing), std::move(chair),
                 std::move(organisation), std::move(tsa),     std::move(ocsp)};
}

Result<DemoPki> loadDemoPki(const std::string& directory) {
  const std::string at = directory + "/";
  TDKT_ASSIGN(auto root, load(at + "root"));
  TDKT_ASSIGN(auto issuing, load(at + "issuing"));
  TDKT_ASSIGN(auto chair, load(at + "chair"));
  TDKT_ASSIGN(auto organisation, load(at + "organisation"));
  TDKT_ASSIGN(auto tsa, load(at + "tsa"));
  TDKT_ASSIGN(auto ocsp, load(at + "ocsp"));
  return DemoPki{std::move(root),         std::move(issuing), std::move(chair),
                 std::move(organisation), std::move(tsa),     std::move(ocsp)};
}

Result<DemoCrls> renewCrls(const std::string& directory, const DemoPki& pki, UtcTime now) {
  TDKT_ASSIGN(auto root, renew(directory + "/root.crl.pem", pki.root, now));
  TDKT_ASSIGN(auto issuing, renew(directory + "/issuing.crl.pem", pki.issuing, now));
  return DemoCrls{std::move(root), std::move(issuing)};
}

}  // namespace tdkt::trust
