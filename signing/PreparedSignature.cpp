#include <algorithm>
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

constexpr std::pair<Scheme, const char*> kSchemes[] = {
    {Scheme::kRsaPkcs1, "rsa-pkcs1"}, {Scheme::kRsaPss, "rsa-pss"}, {Scheme::kEcdsa, "ecdsa"}};
constexpr std::pair<Hash, const char*> kHashes[] = {
    {Hash::kSha256, "sha256"}, {Hash::kSha384, "sha384"}, {Hash::kSha512, "sha512"}};

template <class T, std::size_t N>
const char* nameOf(const std::pair<T, const char*> (&table)[N], T value) {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  return "";
}

template <class T, std::size_t N>
std::optional<T> named(const std::pair<T, const char*> (&table)[N], const std::string& name) {
  for (const auto& [known, text] : table) {
    if (name == text) return known;
  }
  return std::nullopt;
}

/// States of before algorithms could be chosen have only "sha256": the certificate tells the scheme.
Result<Done> readAlgorithm(const nlohmann::ordered_json& object, PreparedSignature& out) {
  if (object.find("scheme") == object.end()) {
    const auto chain = Certificate::bundleFromPem(out.certificateChainPem);
    if (!chain) return malformed("certificateChainPem");
    out.algorithm = {defaultAlgorithm(chain->front()).scheme, Hash::kSha256};
    TDKT_ASSIGN(out.toSign.digest, octetsAt(object, "sha256"));
    return Done{};
  }
  const auto scheme = named(kSchemes, json::optionalString(object, "scheme"));
  const auto hash = named(kHashes, json::optionalString(object, "hash"));
  if (!scheme || !hash) return malformed("scheme");
  out.algorithm = {*scheme, *hash};
  out.toSign.hash = *hash;
  TDKT_ASSIGN(out.toSign.digest, octetsAt(object, "digest"));
  return Done{};
}

bool readWhole(const nlohmann::ordered_json& value, std::uint64_t& out) {
  if (!value.is_number_unsigned()) return false;
  out = value.get<std::uint64_t>();
  return true;
}

}  // namespace

std::string PreparedSignature::serialize(std::uint64_t leaveOut) const {
  nlohmann::ordered_json out;
  out["job"] = job.text();
  if (base + leaveOut != 0) out["base"] = base + leaveOut;
  out["range"] = range;
  out["pdf"] = toBase64(std::string_view(pdf).substr(std::min<std::uint64_t>(leaveOut, pdf.size())));
  out["certificateChainPem"] = certificateChainPem;
  out["signedAttributes"] = toBase64(signedAttributes);
  out["scheme"] = nameOf(kSchemes, algorithm.scheme);
  out["hash"] = nameOf(kHashes, algorithm.hash);
  out["digest"] = toBase64(toSign.digest);
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
  TDKT_CHECK(readAlgorithm(*parsed, out));
  const auto base = parsed->find("base");
  if (base != parsed->end() && !readWhole(*base, out.base)) return malformed("base");
  const auto range = parsed->find("range");
  if (range == parsed->end() || !range->is_array() || range->size() != 4) return malformed("range");
  for (std::size_t i = 0; i < 4; ++i) {
    if (!readWhole((*range)[i], out.range[i])) return malformed("range");
  }
  return out;
}

Result<Done> PreparedSignature::attach(std::string_view source) {
  if (base == 0) return Done{};
  if (source.size() != base) return malformed("base");
  pdf.insert(0, source);
  base = 0;
  return Done{};
}

}  // namespace tdkt::signing
