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

signing::TimeProof proofOf(const ordered_json& object) {
  return {object.at("kind").get<std::string>(), timeOf(object.at("time")).value_or(UtcTime{}),
          object.at("authority").get<std::string>()};
}

signing::PathCertificate pathCertificateOf(const ordered_json& object) {
  const auto text = [&](const char* key) { return object.at(key).get<std::string>(); };
  signing::PathCertificate out;
  out.name = text("name");
  out.serial = text("serial");
  out.issuer = text("issuer");
  out.notBefore = timeOf(object.at("notBefore")).value_or(UtcTime{});
  out.notAfter = timeOf(object.at("notAfter")).value_or(UtcTime{});
  out.revocation = text("revocation");
  out.source = text("source");
  out.inFile = object.at("inFile").get<bool>();
  out.producedAt = timeOf(object.at("producedAt"));
  out.revokedAt = timeOf(object.at("revokedAt"));
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
  for (const auto& one : object.at("proofs")) out.proofs.push_back(proofOf(one));
  for (const auto& one : object.at("path")) out.path.push_back(pathCertificateOf(one));
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
