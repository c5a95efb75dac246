#include "signing/OnlineSources.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

constexpr std::size_t kMaxAddresses = 2;
constexpr std::size_t kMaxKept = 10'000;
constexpr std::chrono::minutes kLongest{5};
constexpr std::chrono::seconds kUnknownFor{30};

using AccessList = ssl::Owned<AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free>;
using PointList = ssl::Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>;

std::string uriOf(const GENERAL_NAME* name) {
  return name != nullptr && name->type == GEN_URI ? ssl::toBytes(name->d.uniformResourceIdentifier)
                                                  : std::string();
}

std::vector<std::string> ocspAddresses(const Certificate& certificate) {
  std::vector<std::string> out;
  const AccessList list(static_cast<AUTHORITY_INFO_ACCESS*>(
      X509_get_ext_d2i(certificate.native(), NID_info_access, nullptr, nullptr)));
  for (int i = 0; list && i < sk_ACCESS_DESCRIPTION_num(list.get()); ++i) {
    const ACCESS_DESCRIPTION* one = sk_ACCESS_DESCRIPTION_value(list.get(), i);
    if (OBJ_obj2nid(one->method) == NID_ad_OCSP) out.push_back(uriOf(one->location));
  }
  return out;
}

std::vector<std::string> crlAddresses(const Certificate& certificate) {
  std::vector<std::string> out;
  const PointList list(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; list && i < sk_DIST_POINT_num(list.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(list.get(), i);
    if (point->distpoint == nullptr || point->distpoint->type != 0) continue;
    const GENERAL_NAMES* names = point->distpoint->name.fullname;
    for (int j = 0; j < sk_GENERAL_NAME_num(names); ++j)
      out.push_back(uriOf(sk_GENERAL_NAME_value(names, j)));
  }
  return out;
}

/// The host of a plain http or https address; empty for anything unusual: user names, ports, brackets,
/// escapes.
std::string plainHostOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return {};
  const std::string kind = url.substr(0, scheme);
  if (kind != "http" && kind != "https") return {};
  std::string host = url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
  const std::string port = kind == "http" ? ":80" : ":443";
  if (host.ends_with(port)) host.resize(host.size() - port.size());
  for (char& c : host) {
    const auto octet = static_cast<unsigned char>(c);
    if (std::isalnum(octet) == 0 && c != '-' && c != '.') return {};
    c = static_cast<char>(std::tolower(octet));
  }
  return host;
}

RevocationAnswer unknownBecause(const char* why) {
  RevocationAnswer out;
  out.detail = why;
  return out;
}

Bytes keyOf(const Certificate& certificate, const Certificate& issuer) {
  return sha256(certificate.der()) + sha256(issuer.der());
}

}  // namespace

bool isAllowedAddress(const std::string& url, const std::set<std::string>& hosts) {
  const std::string host = plainHostOf(url);
  return !host.empty() && std::any_of(hosts.begin(), hosts.end(), [&](const std::string& one) {
    return std::equal(one.begin(), one.end(), host.begin(), host.end(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
  });
}

AddressedSource::AddressedSource(std::set<std::string> hosts, Transport& transport, Random& random)
    : hosts_(std::move(hosts)), transport_(transport), random_(random) {}

RevocationAnswer AddressedSource::check(const Certificate& certificate, const Certificate& issuer,
                                        UtcTime at) {
  RevocationAnswer best = unknownBecause("no address of the certificate is on the list of allowed hosts");
  std::size_t asked = 0;
  for (const std::string& url : ocspAddresses(certificate)) {
    if (best.state != RevocationState::kUnknown || asked == kMaxAddresses || !isAllowedAddress(url, hosts_))
      continue;
    ++asked;
    best = OcspSource(url, transport_, random_).check(certificate, issuer, at);
  }
  asked = 0;
  for (const std::string& url : crlAddresses(certificate)) {
    if (best.state != RevocationState::kUnknown || asked == kMaxAddresses || !isAllowedAddress(url, hosts_))
      continue;
    ++asked;
    const auto reply = transport_.get(url);
    StoredSource list;
    if (!reply || reply->status != 200 || !list.addCrl(reply->body)) continue;
    best = list.check(certificate, issuer, at);
  }
  return best;
}

RevocationAnswer CachedSource::check(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  const Bytes key = keyOf(certificate, issuer);
  const UtcTime now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && now < found->second.until) {
      RevocationAnswer answer = found->second.answer;
      const bool known = answer.state != RevocationState::kUnknown;
      const bool reaches = !answer.nextUpdate || at <= *answer.nextUpdate;
      // What an answer means depends on the time asked about; only the fact itself is remembered.
      if (known && answer.revokedAt)
        answer.state = *answer.revokedAt <= at ? RevocationState::kRevoked : RevocationState::kGood;
      if (known ? reaches && (answer.nextUpdate || at <= found->second.askedFor)
                : at == found->second.askedFor)
        return answer;
    }
  }
  RevocationAnswer answer = inner_.check(certificate, issuer, at);
  UtcTime until = now.plus(answer.state == RevocationState::kUnknown ? std::chrono::milliseconds(kUnknownFor)
                                                                     : std::chrono::milliseconds(kLongest));
  if (answer.nextUpdate) until = std::min(until, *answer.nextUpdate);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_.insert_or_assign(key, Kept{answer, at, until});
  return answer;
}

}  // namespace tdkt::signing
