#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/TrustFiles.h"
#include "connector/http/HttpTransport.h"
#include "connector/worker/ForeignVerifier.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

void printSignature(const signing::SignatureReport& signature) {
  const auto shown = [](const std::optional<UtcTime>& at) {
    return at ? isoVietnam(*at) : std::string("không có");
  };
  std::cout << "\nChữ ký " << signature.field << ": " << signing::vietnamese(signature.verdict) << " ("
            << signature.indication << (signature.subIndication.empty() ? "" : ", ")
            << signature.subIndication << ")\n  Người ký: " << signature.signer
            << "\n  Cơ quan, tổ chức: " << signature.organisation << "\n  Số chứng thư: " << signature.serial
            << "\n  Nơi cấp: " << signature.issuer << "\n  Mức: " << signature.level
            << "\n  Thời gian ký ghi trong tệp: " << shown(signature.claimedTime)
            << "\n  Dấu thời gian: " << shown(signature.bestTime)
            << "\n  Bao trùm toàn bộ tệp: " << (signature.coversWholeFile ? "có" : "không") << "\n";
  for (const signing::Reason& reason : signature.reasons) {
    std::cout << "  - " << reason.vietnamese << " [" << reason.code << "]\n";
  }
}

void print(const signing::VerifyReport& report) {
  std::cout << signing::vietnamese(report.verdict) << "\n";
  for (const signing::Reason& reason : report.reasons) {
    std::cout << "- " << reason.vietnamese << " [" << reason.code << "]\n";
  }
  for (const signing::SignatureReport& signature : report.signatures) printSignature(signature);
}

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
  if (options.has("--online") == ocsp.empty())
    return inputError("usage", "--online and --ocsp URL go together");
  if (options.has("--online") && options.has("--offline"))
    return inputError("usage", "online or offline, not both");
  TDKT_ASSIGN(const UtcTime at, timeOf(options));
  TDKT_ASSIGN(const auto pdf, readFile(options.positional.front()));
  worker::VerifyEvidence evidence;
  TDKT_ASSIGN(evidence.trust.roots, readCertificates(options.get("--trust")));
  evidence.ocspUrl = ocsp;
  for (const std::string& path : options.all("--crl")) {
    TDKT_ASSIGN(evidence.crls.emplace_back(), readFile(path, 64U << 20U));
  }
  http::HttpTransport transport;
  if (options.has("--in-process")) return worker::verifyHere(evidence, &transport, pdf, at);
  worker::Worker limited;
  return worker::ForeignVerifier(limited, std::move(evidence), &transport).verify(pdf, at);
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
  const OptionSpec spec{
      {"--json", "--online", "--offline", "--in-process"}, {"--trust", "--at", "--crl", "--ocsp"}, 1, 1};
  const auto options = parseOptions(arguments, spec);
  if (!options) return fail(options.error());
  const auto report = verify(*options);
  if (!report) return fail(report.error());
  if (options->has("--json")) {
    std::cout << report->toJson() << "\n";
  } else {
    print(*report);
  }
  return exitCodeOf(report->verdict);
}

}  // namespace tdkt::app
