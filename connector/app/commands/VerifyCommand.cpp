#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/TrustFiles.h"
#include "connector/http/HttpTransport.h"
#include "connector/worker/ForeignVerifier.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

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
  worker::VerifyEvidence evidence;
  TDKT_ASSIGN(evidence.trust, readTrust(options.get("--trust")));
  evidence.ocspUrl = ocsp;
  evidence.allowedHosts = {hosts.begin(), hosts.end()};
  for (const std::string& path : options.all("--crl")) {
    TDKT_ASSIGN(evidence.crls.emplace_back(), readFile(path, 64U << 20U));
  }
  http::HttpTransport own;
  http::HttpTransport strangers({std::chrono::milliseconds(10'000), 16U << 20U, true});
  const worker::Roads roads{&own, &strangers};
  if (options.has("--in-process")) return worker::verifyHere(evidence, roads, pdf, at);
  worker::Worker limited;
  return worker::ForeignVerifier(limited, std::move(evidence), roads).verify(pdf, at);
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
  const OptionSpec spec{{"--json", "--online", "--offline", "--in-process"},
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
