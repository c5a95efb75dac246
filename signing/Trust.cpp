#include "signing/Trust.h"

#include <algorithm>

#include "workflow/base/Json.h"

namespace tdkt::signing {
namespace {

using Json = nlohmann::ordered_json;

bool contains(const std::vector<Certificate>& list, const Certificate& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

Error malformed(const char* what, std::string place) {
  return inputError("signing.trust.malformed", what, std::move(place));
}

std::string placeOf(const char* list, std::size_t index, const char* key = nullptr) {
  return std::string(list) + "[" + std::to_string(index) + "]" +
         (key == nullptr ? "" : std::string(".") + key);
}

/// A misspelt key would silently widen trust (a forgotten "until" trusts for ever), so it is an error.
Result<Done> onlyKeys(const Json& object, std::initializer_list<std::string_view> allowed,
                      const std::string& place) {
  if (!object.is_object()) return malformed("an object was expected", place);
  for (const auto& [key, unused] : object.items()) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
      return malformed("an unknown key", place + "." + key);
  }
  return Done{};
}

Result<std::optional<UtcTime>> timeAt(const Json& row, const char* key, const std::string& place) {
  if (!row.contains(key) || row.at(key).is_null()) return std::optional<UtcTime>();
  const auto at = row.at(key).is_string() ? parseIso(row.at(key).get<std::string>()) : std::nullopt;
  if (!at) return malformed("a time such as 2026-01-01T00:00:00+07:00", place + "." + key);
  return at;
}

Result<std::string> wordAt(const Json& row, const char* key, std::initializer_list<std::string_view> words,
                           const std::string& place) {
  const std::string word = json::optionalString(row, key);
  if (std::find(words.begin(), words.end(), word) == words.end())
    return malformed("one of the words the documentation lists", place + "." + key);
  return word;
}

Result<TrustAnchor> anchorOf(const Json& row, std::size_t index) {
  const std::string place = placeOf("anchors", index);
  TDKT_CHECK(onlyKeys(row, {"name", "service", "status", "from", "until", "certificate"}, place));
  TDKT_ASSIGN(const std::string pem, json::requireString(row, "certificate"));
  auto certificate = Certificate::fromPem(pem);
  if (!certificate) return malformed("a PEM certificate was expected", place + ".certificate");
  TrustAnchor out{std::move(certificate).value(), json::optionalString(row, "name")};
  TDKT_ASSIGN(const std::string service, wordAt(row, "service", {"signature", "time-stamp", "both"}, place));
  TDKT_ASSIGN(const std::string status, wordAt(row, "status", {"granted", "withdrawn"}, place));
  out.signatures = service != "time-stamp";
  out.timeStamps = service != "signature";
  out.granted = status == "granted";
  TDKT_ASSIGN(out.from, timeAt(row, "from", place));
  TDKT_ASSIGN(out.until, timeAt(row, "until", place));
  return out;
}

Result<AlgorithmRule> ruleOf(const Json& row, std::size_t index) {
  const std::string place = placeOf("algorithms", index);
  TDKT_CHECK(onlyKeys(row, {"algorithm", "minBits", "until"}, place));
  AlgorithmRule out;
  TDKT_ASSIGN(out.algorithm,
              wordAt(row, "algorithm", {"SHA-1", "SHA-256", "SHA-384", "SHA-512", "RSA", "EC"}, place));
  const bool key = out.algorithm == "RSA" || out.algorithm == "EC";
  const bool sized = row.contains("minBits") && row.at("minBits").is_number_unsigned();
  if (key != sized || row.contains("minBits") != sized)
    return malformed("minBits belongs to RSA and EC", place + ".minBits");
  if (key) out.minBits = row.at("minBits").get<int>();
  TDKT_ASSIGN(out.until, timeAt(row, "until", place));
  return out;
}

}  // namespace

AlgorithmPolicy AlgorithmPolicy::standard() {
  return {{{"SHA-256"}, {"SHA-384"}, {"SHA-512"}, {"RSA", 2048}, {"EC", 256}}};
}

bool AlgorithmPolicy::accepts(std::string_view algorithm, int bits, UtcTime at) const {
  return std::any_of(rules.begin(), rules.end(), [&](const AlgorithmRule& rule) {
    return rule.algorithm == algorithm && bits >= rule.minBits && (!rule.until || at < *rule.until);
  });
}

std::vector<Certificate> TrustSettings::candidates(bool timeStamps) const {
  std::vector<Certificate> out = timeStamps && !timestampRoots.empty() ? timestampRoots : roots;
  for (const TrustAnchor& anchor : anchors) {
    const bool serves = timeStamps ? anchor.timeStamps : anchor.signatures;
    if (serves && !contains(out, anchor.certificate)) out.push_back(anchor.certificate);
  }
  return out;
}

bool TrustSettings::trusts(const Certificate& anchor, bool timeStamps, UtcTime at) const {
  if (contains(timeStamps && !timestampRoots.empty() ? timestampRoots : roots, anchor)) return true;
  bool granted = false;
  for (const TrustAnchor& row : anchors) {
    const bool then = (!row.from || *row.from <= at) && (!row.until || at < *row.until);
    if (!then || !(timeStamps ? row.timeStamps : row.signatures) || !(row.certificate == anchor)) continue;
    if (!row.granted) return false;  // rows that contradict each other: the careful one wins
    granted = true;
  }
  return granted;
}

std::string writeTrustList(const TrustSettings& trust) {
  if (trust.anchors.empty()) return {};
  const auto time = [](const std::optional<UtcTime>& at) { return at ? Json(isoUtc(*at)) : Json(); };
  Json out = {{"anchors", Json::array()}, {"algorithms", Json::array()}};
  for (const TrustAnchor& row : trust.anchors) {
    out["anchors"].push_back({{"name", row.name},
                              {"service", !row.timeStamps   ? "signature"
                                          : !row.signatures ? "time-stamp"
                                                            : "both"},
                              {"status", row.granted ? "granted" : "withdrawn"},
                              {"from", time(row.from)},
                              {"until", time(row.until)},
                              {"certificate", row.certificate.pem()}});
  }
  for (const AlgorithmRule& rule : trust.algorithms.rules) {
    Json row = {{"algorithm", rule.algorithm}, {"until", time(rule.until)}};
    if (rule.minBits > 0) row["minBits"] = rule.minBits;
    out["algorithms"].push_back(std::move(row));
  }
  return out.dump();
}

Result<TrustSettings> readTrustList(std::string_view text) {
  json::Limits limits;
  limits.bytes = 16U << 20U;
  TDKT_ASSIGN(const Json list, json::parse(text, limits));
  TDKT_CHECK(onlyKeys(list, {"anchors", "algorithms"}, "list"));
  if (!list.contains("anchors") || !list.at("anchors").is_array() || list.at("anchors").empty())
    return malformed("at least one row was expected", "anchors");
  TrustSettings out;
  for (const Json& row : list.at("anchors")) {
    TDKT_ASSIGN(TrustAnchor anchor, anchorOf(row, out.anchors.size()));
    out.anchors.push_back(std::move(anchor));
  }
  if (!list.contains("algorithms")) return out;
  if (!list.at("algorithms").is_array()) return malformed("a list was expected", "algorithms");
  out.algorithms.rules.clear();
  for (const Json& row : list.at("algorithms")) {
    TDKT_ASSIGN(AlgorithmRule rule, ruleOf(row, out.algorithms.rules.size()));
    out.algorithms.rules.push_back(std::move(rule));
  }
  return out;
}

}  // namespace tdkt::signing
