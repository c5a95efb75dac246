#include <iostream>
#include <optional>
#include <set>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/TrustFiles.h"
#include "connector/http/HttpTransport.h"
#include "signing/OnlineSources.h"
#include "signing/Verifier.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"

namespace tdkt::app {
namespace {

/// The lists given as files first; the network only where they do not know, and each question once.
class Sources : public signing::RevocationSource {
 public:
  Sources(const std::string& ocspUrl, const std::vector<std::string>& hosts) {
    if (!ocspUrl.empty()) own_.emplace(ocspUrl, transport_, random_);
    if (!hosts.empty())
      foreign_.emplace(std::set<std::string>(hosts.begin(), hosts.end()), publicTransport_, random_);
  }
  signing::CrlSource& crls() { return crls_; }

  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override {
    auto answer = crls_.check(certificate, issuer, at);
    if (own_ && answer.state == signing::RevocationState::kUnknown)
      answer = own_->check(certificate, issuer, at);
    if (foreign_ && answer.state == signing::RevocationState::kUnknown)
      answer = foreign_->check(certificate, issuer, at);
    return answer;
  }

 private:
  http::HttpTransport transport_;
  http::HttpTransport publicTransport_{{std::chrono::milliseconds(10'000), 16U << 20U, true}};
  SystemRandom random_;
  signing::CrlSource crls_;
  std::optional<signing::OcspSource> own_;
  std::optional<signing::AddressedSource> foreign_;
};

Result<UtcTime> timeOf(const Options& options) {
  const std::string text = options.get("--at");
  if (text.empty()) return SystemClock().now();
  const auto at = parseIso(text);
  if (!at) return inputError("usage", "a time such as 2026-11-20T15:04:05+07:00", "--at");
  return *at;
}

Result<signing::VerifyReport> verify(const Options& options) {
  if (options.get("--trust").empty()) return inputError("usage", "this option is needed", "--trust");
  const std::string ocsp = options.get("--ocsp");
  const std::vector<std::string> hosts = options.all("--allow-host");
  if (options.has("--online") == (ocsp.empty() && hosts.empty()))
    return inputError("usage", "--online goes together with --ocsp URL or --allow-host HOST");
  if (options.has("--online") && options.has("--offline"))
    return inputError("usage", "online or offline, not both");
  TDKT_ASSIGN(const UtcTime at, timeOf(options));
  TDKT_ASSIGN(const auto pdf, readFile(options.positional.front()));
  TDKT_ASSIGN(auto trust, readTrust(options.get("--trust")));
  Sources sources(ocsp, hosts);
  for (const std::string& path : options.all("--crl")) {
    TDKT_ASSIGN(const auto crl, readFile(path, 64U << 20U));
    TDKT_CHECK(sources.crls().add(crl));
  }
  SystemClock clock;
  signing::CachedSource cached(sources, clock);
  return signing::Verifier(std::move(trust), &cached).verify(pdf, at);
}

int exitCodeOf(signing::Verdict verdict) {
  switch (verdict) {
    case signing::Verdict::kValid:
      return kYes;
    case signing::Verdict::kInvalid:
      return kNo;
    case signing::Verdict::kIndeterminate:
      return kUndetermined;
  }
  return kUndetermined;
}

}  // namespace

int runVerify(const std::vector<std::string>& arguments) {
  const OptionSpec spec{{"--json", "--online", "--offline"},
                        {"--trust", "--at", "--crl", "--ocsp", "--allow-host", "--html"},
                        1,
                        1};
  const auto options = parseOptions(arguments, spec);
  if (!options) return fail(options.error());
  const auto report = verify(*options);
  if (!report) return fail(report.error());
  if (const std::string page = options->get("--html"); !page.empty()) {
    const auto written = writeFileWhole(page, report->toHtml());
    if (!written) return fail(written.error());
  }
  std::cout << (options->has("--json") ? report->toJson() + "\n" : report->toText());
  return exitCodeOf(report->verdict);
}

}  // namespace tdkt::app
