#include <nlohmann/json.hpp>

#include "signing/PadesSigner.h"
#include "workflow/base/Json.h"

namespace tdkt::signing {
namespace {

constexpr json::Limits kLimits{512U << 20U, 4};

Error malformed(const char* field) {
  return corruptError("signing.prepared.malformed", "missing or of another kind", field);
}

Result<Bytes> octetsAt(const nlohmann::ordered_json& object, const char* key) {
  const auto text = json::requireString(object, key);
  auto octets = text ? fromBase64(*text) : std::nullopt;
  if (!octets) return malformed(key);
  return std::move(*octets);
}

}  // namespace

std::string PreparedSignature::serialize() const {
  nlohmann::ordered_json out;
  out["job"] = job.text();
  out["range"] = range;
  out["pdf"] = toBase64(pdf);
  out["certificateChainPem"] = certificateChainPem;
  out["signedAttributes"] = toBase64(signedAttributes);
  out["sha256"] = toBase64(toSign.digest);
  return out.dump();
}

Result<PreparedSignature> PreparedSignature::deserialize(std::string_view text) {
  const auto parsed = json::parse(text, kLimits);
  if (!parsed || !parsed->is_object()) return malformed("prepared");
  PreparedSignature out;
  out.job = SigningJobId(json::optionalString(*parsed, "job"));
  out.certificateChainPem = json::optionalString(*parsed, "certificateChainPem");
  TDKT_ASSIGN(out.pdf, octetsAt(*parsed, "pdf"));
  TDKT_ASSIGN(out.signedAttributes, octetsAt(*parsed, "signedAttributes"));
  TDKT_ASSIGN(out.toSign.digest, octetsAt(*parsed, "sha256"));
  const auto range = parsed->find("range");
  if (range == parsed->end() || !range->is_array() || range->size() != 4) return malformed("range");
  for (std::size_t i = 0; i < 4; ++i) {
    if (!(*range)[i].is_number_unsigned()) return malformed("range");
    out.range[i] = (*range)[i].get<std::uint64_t>();
  }
  return out;
}

}  // namespace tdkt::signing
