#include "connector/app/commands/OutsideServices.h"

#include "connector/app/commands/TrustFiles.h"

namespace tdkt::app {
namespace {

using signing::Level;

Error needed(const char* option, Level level) {
  return inputError("usage", std::string("level ") + toString(level) + " needs this option", option);
}

Result<Done> checkNeeds(const Options& options, Level level) {
  if (level >= Level::kTimeStamped && options.get("--tsa").empty()) return needed("--tsa", level);
  if (level < Level::kLongTerm) return Done{};
  if (options.get("--trust").empty()) return needed("--trust", level);
  if (options.get("--ocsp").empty() && options.all("--crl").empty()) return needed("--ocsp or --crl", level);
  return Done{};
}

}  // namespace

const std::vector<std::string>& OutsideServices::options() {
  static const std::vector<std::string> names = {"--tsa", "--tsa-trust", "--ocsp", "--crl", "--trust"};
  return names;
}

Result<std::unique_ptr<OutsideServices>> OutsideServices::from(const Options& options, Level level) {
  TDKT_CHECK(checkNeeds(options, level));
  std::unique_ptr<OutsideServices> out(new OutsideServices());
  if (const std::string trust = options.get("--trust"); !trust.empty()) {
    TDKT_ASSIGN(out->roots_, readCertificates(trust));
  }
  for (const std::string& path : options.all("--crl")) {
    TDKT_ASSIGN(const auto crl, readFile(path, 64U << 20U));
    TDKT_CHECK(out->crls_.add(crl));
  }
  if (const std::string url = options.get("--ocsp"); !url.empty())
    out->ocsp_ = std::make_unique<signing::OcspSource>(url, out->transport_, out->random_);
  if (const std::string url = options.get("--tsa"); !url.empty()) {
    std::vector<signing::Certificate> stampRoots = out->roots_;
    if (const std::string trust = options.get("--tsa-trust"); !trust.empty()) {
      TDKT_ASSIGN(stampRoots, readCertificates(trust));
      out->roots_.insert(out->roots_.end(), stampRoots.begin(), stampRoots.end());
    }
    out->stamper_ = std::make_unique<signing::HttpTimeStamper>(url, std::move(stampRoots), out->transport_,
                                                               out->random_, &out->clock_);
  }
  return out;
}

Result<Bytes> OutsideServices::extend(const Bytes& pdf, Level level) {
  if (!stamper_) return pdf;
  return signing::Extender({*stamper_, *this, roots_, clock_}).extend(pdf, level);
}

signing::RevocationAnswer OutsideServices::check(const signing::Certificate& certificate,
                                                 const signing::Certificate& issuer, UtcTime at) {
  auto answer = crls_.check(certificate, issuer, at);
  if (answer.state == signing::RevocationState::kUnknown && ocsp_)
    return ocsp_->check(certificate, issuer, at);
  return answer;
}

}  // namespace tdkt::app
