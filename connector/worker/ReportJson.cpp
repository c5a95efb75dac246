#include "connector/worker/ReportJson.h"

#include <nlohmann/json.hpp>

#include "workflow/base/Json.h"

namespace tdkt::worker {
namespace {

using nlohmann::ordered_json;
using signing::Reason;
using signing::SignatureReport;
using signing::Verdict;
using signing::VerifyReport;

Verdict verdictOf(const ordered_json& object) {
  const std::string text = object.at("verdict").get<std::string>();
  for (const Verdict verdict : {Verdict::kValid, Verdict::kInvalid}) {
    if (text == signing::toString(verdict)) return verdict;
  }
  return Verdict::kIndeterminate;  // also what nobody knows
}

std::optional<UtcTime> timeOf(const ordered_json& value) {
  return value.is_string() ? parseIso(value.get<std::string>()) : std::nullopt;
}

std::vector<Reason> reasonsOf(const ordered_json& object, const char* key = "reasons") {
  std::vector<Reason> out;
  for (const auto& one : object.at(key)) {
    out.push_back({one.at("code").get<std::string>(), one.at("vietnamese").get<std::string>(),
                   one.at("english").get<std::string>()});
  }
  return out;
}

std::vector<signing::TimeProof> proofsOf(const ordered_json& object) {
  std::vector<signing::TimeProof> out;
  for (const auto& one : object.at("proofs")) {
    out.push_back({one.at("kind").get<std::string>(), timeOf(one.at("time")).value_or(UtcTime()),
                   one.at("authority").get<std::string>()});
  }
  return out;
}

std::vector<signing::PathCertificate> pathOf(const ordered_json& object) {
  std::vector<signing::PathCertificate> out;
  for (const auto& one : object.at("path")) {
    const auto text = [&](const char* key) { return one.at(key).get<std::string>(); };
    signing::PathCertificate link;
    link.name = text("name");
    link.serial = text("serial");
    link.issuer = text("issuer");
    link.notBefore = timeOf(one.at("notBefore")).value_or(UtcTime());
    link.notAfter = timeOf(one.at("notAfter")).value_or(UtcTime());
    link.revocation = text("revocation");
    link.source = text("source");
    link.inFile = one.at("inFile").get<bool>();
    link.producedAt = timeOf(one.at("producedAt"));
    link.revokedAt = timeOf(one.at("revokedAt"));
    out.push_back(std::move(link));
  }
  return out;
}

SignatureReport signatureOf(const ordered_json& object) {
  SignatureReport out;
  const auto text = [&](const char* key) { return object.at(key).get<std::string>(); };
  if (text("kind") == "document-time-stamp") out.kind = signing::SignatureKind::kDocumentTimeStamp;
  out.field = text("field");
  out.level = text("level");
  out.verdict = verdictOf(object);
  out.indication = text("indication");
  out.subIndication = text("subIndication");
  out.signer = text("signer");
  out.organisation = text("organisation");
  out.serial = text("serial");
  out.issuer = text("issuer");
  out.claimedTime = timeOf(object.at("claimedTime"));
  out.bestTime = timeOf(object.at("bestTime"));
  out.coversWholeFile = object.at("coversWholeFile").get<bool>();
  out.reasons = reasonsOf(object);
  out.notes = reasonsOf(object, "notes");
  out.proofs = proofsOf(object);
  out.path = pathOf(object);
  return out;
}

}  // namespace

Result<VerifyReport> reportFromJson(const std::string& json) {
  json::Limits limits;
  limits.bytes = json.size();
  const auto parsed = json::parse(json, limits);
  if (!parsed) return inputError("worker.crashed", "a report that cannot be read");
  try {
    VerifyReport out;
    out.verdict = verdictOf(*parsed);
    out.sha256 = parsed->at("sha256").get<std::string>();
    for (const auto& one : parsed->at("signatures")) out.signatures.push_back(signatureOf(one));
    out.reasons = reasonsOf(*parsed);
    return out;
  } catch (const ordered_json::exception&) {
    return inputError("worker.crashed", "a report that cannot be read");
  }
}

}  // namespace tdkt::worker
