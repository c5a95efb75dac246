// The story's last act: every issued file before our verifier and a foreign one, whole and tampered with.

#include <algorithm>

#include "connector/app/CommandLine.h"
#include "connector/app/Settings.h"
#include "connector/app/demo/Pdfsig.h"
#include "connector/app/demo/Story.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/storage/BlobStore.h"
#include "signing/Verifier.h"

namespace tdkt::app::demo {
namespace {

/// One octet in the middle of the drawn content, where a forger would work.
Bytes tamper(Bytes pdf) {
  pdf[pdf.size() / 3] = static_cast<char>(pdf[pdf.size() / 3] ^ 0x20);
  return pdf;
}

std::string safeFileName(std::string name) {
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

/// The level that is wanted, or that of a signature that has another one.
std::string levelOf(const signing::VerifyReport& report, const std::string& wanted) {
  for (const auto& signature : report.signatures) {
    if (signature.kind == signing::SignatureKind::kSignature && signature.level != wanted)
      return signature.level;
  }
  return wanted;
}

/// Document time-stamps: how a file that was signed without one is raised.
int timeStampsIn(const signing::VerifyReport& report) {
  return static_cast<int>(std::count_if(
      report.signatures.begin(), report.signatures.end(),
      [](const auto& signature) { return signature.kind == signing::SignatureKind::kDocumentTimeStamp; }));
}

}  // namespace

Result<Done> Story::judge(Played& played) {
  TDKT_ASSIGN(const auto settings, loadSettings(folder_.at("config.json")));
  TDKT_ASSIGN(auto* const opened, database());
  issuing::IssueRegister issueRegister(*opened, clock_);
  storage::BlobStore blobs(folder_.at("service/blobs"));
  TDKT_ASSIGN(const std::string rootPem, readFile(folder_.at("pki/root-ca.pem")));
  TDKT_ASSIGN(const auto root, signing::Certificate::bundleFromPem(rootPem));
  signing::CrlSource crls;
  for (const char* name : {"pki/root.crl", "pki/issuing.crl"}) {
    TDKT_ASSIGN(const std::string crl, readFile(folder_.at(name)));
    TDKT_CHECK(crls.add(crl));
  }
  const signing::Verifier verifier({root, {}}, &crls);
  Pdfsig pdfsig(folder_.at("log/nss"), folder_.at("pki/root-ca.pem"));

  TDKT_ASSIGN(const auto dossiers, issueRegister.dossiersWithFiles());
  TDKT_ASSIGN(const auto files, issueRegister.filesOf(dossiers.back()));
  for (const auto& file : files) {
    TDKT_ASSIGN(const Bytes pdf, blobs.get(file.currentSha256()));
    JudgedFile judged;
    judged.kind = file.kind == issuing::FileKind::kDecision ? "decision" : "certificate";
    judged.path = folder_.at("issued/" + safeFileName(file.name));
    judged.sha256 = file.currentSha256();
    judged.publishedSha256 = file.finalSha256;
    judged.recipient = file.recipient;
    TDKT_CHECK(writeFileWhole(judged.path, pdf));
    const auto report = verifier.verify(pdf, clock_.now());
    judged.verdict = toString(report.verdict);
    judged.level = levelOf(report, settings.signing.level);
    if (judged.level != settings.signing.level)
      played.faults.push_back("only " + judged.level + ": " + file.name);
    const int stamps = timeStampsIn(report);
    judged.tamperedVerdict = toString(verifier.verify(tamper(pdf), clock_.now()).verdict);
    judged.pdfsig = pdfsig.judge(judged.path, 2, stamps);
    if (judged.verdict != "valid" || static_cast<int>(report.signatures.size()) != 2 + stamps)
      played.faults.push_back("not valid: " + file.name);
    if (judged.tamperedVerdict != "invalid") played.faults.push_back("tampering not seen: " + file.name);
    if (judged.pdfsig.rfind("invalid", 0) == 0) played.faults.push_back("pdfsig refuses: " + file.name);
    if (file.state != issuing::FileState::kPublished) played.faults.push_back("not published: " + file.name);
    played.files.push_back(std::move(judged));
  }
  TDKT_ASSIGN(const auto numbers, issueRegister.numbers());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i].number != static_cast<std::int64_t>(i) + 1)
      played.faults.push_back("a gap in the number book");
  }
  if (!numbers.empty())
    played.number = issuing::ReservedNumber{numbers.back().number, numbers.back().notation, {}}.text();
  return Done{};
}

}  // namespace tdkt::app::demo
