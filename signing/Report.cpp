#include <nlohmann/json.hpp>

#include "signing/Verifier.h"

namespace tdkt::signing {
namespace {

using Json = nlohmann::ordered_json;

Json toJsonValue(const std::vector<Reason>& reasons) {
  Json out = Json::array();
  for (const Reason& reason : reasons) {
    out.push_back({{"code", reason.code}, {"vietnamese", reason.vietnamese}, {"english", reason.english}});
  }
  return out;
}

Json toJsonValue(const std::optional<UtcTime>& instant) {
  return instant ? Json(isoUtc(*instant)) : Json();
}

Json toJsonValue(const PathCertificate& one) {
  return {{"name", one.name},
          {"serial", one.serial},
          {"issuer", one.issuer},
          {"notBefore", isoUtc(one.notBefore)},
          {"notAfter", isoUtc(one.notAfter)},
          {"revocation", one.revocation},
          {"source", one.source},
          {"inFile", one.inFile},
          {"producedAt", toJsonValue(one.producedAt)},
          {"revokedAt", toJsonValue(one.revokedAt)}};
}

Json toJsonValue(const TimeProof& proof) {
  return {{"kind", proof.kind}, {"time", isoUtc(proof.at)}, {"authority", proof.authority}};
}

template <class T>
Json listOf(const std::vector<T>& items) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(toJsonValue(item));
  return out;
}

Json toJsonValue(const SignatureReport& signature) {
  const bool stamp = signature.kind == SignatureKind::kDocumentTimeStamp;
  return {{"kind", stamp ? "document-time-stamp" : "signature"},
          {"field", signature.field},
          {"level", signature.level},
          {"verdict", toString(signature.verdict)},
          {"indication", signature.indication},
          {"subIndication", signature.subIndication},
          {"signer", signature.signer},
          {"organisation", signature.organisation},
          {"serial", signature.serial},
          {"issuer", signature.issuer},
          {"claimedTime", toJsonValue(signature.claimedTime)},
          {"bestTime", toJsonValue(signature.bestTime)},
          {"coversWholeFile", signature.coversWholeFile},
          {"reasons", toJsonValue(signature.reasons)},
          {"notes", toJsonValue(signature.notes)},
          {"proofs", listOf(signature.proofs)},
          {"path", listOf(signature.path)}};
}

}  // namespace

const char* vietnamese(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return "HỢP LỆ";
    case Verdict::kInvalid:
      return "KHÔNG HỢP LỆ";
    case Verdict::kIndeterminate:
      return "CHƯA XÁC ĐỊNH";
  }
  return "CHƯA XÁC ĐỊNH";
}

const char* toString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kValid:
      return "valid";
    case Verdict::kInvalid:
      return "invalid";
    case Verdict::kIndeterminate:
      return "indeterminate";
  }
  return "indeterminate";
}

std::string VerifyReport::toJson() const {
  Json out = {{"verdict", toString(verdict)}, {"verdictText", vietnamese(verdict)}, {"sha256", sha256}};
  out["signatures"] = Json::array();
  for (const SignatureReport& signature : signatures) out["signatures"].push_back(toJsonValue(signature));
  out["reasons"] = toJsonValue(reasons);
  // Names in a hostile file need not be UTF-8; they are replaced, never a reason to fail.
  return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tdkt::signing
