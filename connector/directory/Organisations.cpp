#include "connector/directory/Organisations.h"

#include "workflow/base/Json.h"

namespace tdkt::directory {
namespace {

using nlohmann::ordered_json;

constexpr CivilDate kAlways{std::chrono::year(1900), std::chrono::January, std::chrono::day(1)};
constexpr CivilDate kForEver{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

Result<CivilDate> dayAt(const ordered_json& row, const char* key, CivilDate otherwise) {
  if (!row.contains(key)) return otherwise;
  const auto day = parseIsoDate(json::optionalString(row, key));
  if (!day) return inputError("organisations.entry", "a day like 2026-01-31 was expected", key);
  return *day;
}

}  // namespace

Result<Done> Organisations::add(const std::string& code, const Validity& validity) {
  for (const Validity& other : codes_[code]) {
    if (validity.from <= other.until && other.from <= validity.until)
      return inputError("organisations.code", "this code means two organisations on one day", code);
  }
  codes_[code].push_back(validity);
  return Done{};
}

Result<Organisations> Organisations::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text, json::Limits{64U << 20U, 8}));
  if (!root.is_object() || !root.contains("organisations") || !root["organisations"].is_array())
    return inputError("organisations.entry", "the file needs a list \"organisations\"");
  Organisations out;
  for (const auto& row : root["organisations"]) {
    TDKT_ASSIGN(const std::string code, json::requireString(row, "code"));
    TDKT_CHECK(out.add(code, {code, kAlways, kForEver}));
    const auto aliases = row.value("aliases", ordered_json::array());
    if (!aliases.is_array()) return inputError("organisations.entry", "a list was expected", code);
    for (const auto& alias : aliases) {
      TDKT_ASSIGN(const std::string old, json::requireString(alias, "code"));
      TDKT_ASSIGN(const CivilDate from, dayAt(alias, "from", kAlways));
      TDKT_ASSIGN(const CivilDate until, dayAt(alias, "until", kForEver));
      TDKT_CHECK(out.add(old, {code, from, until}));
    }
  }
  return out;
}

std::string Organisations::current(const std::string& code, CivilDate day) const {
  const auto known = codes_.find(code);
  if (known == codes_.end()) return code;
  for (const Validity& one : known->second) {
    if (one.from <= day && day <= one.until) return one.meaning;
  }
  return code;
}

}  // namespace tdkt::directory
