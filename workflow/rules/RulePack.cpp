#include "workflow/rules/RulePack.h"

#include "workflow/base/Json.h"

namespace tdkt::workflow {
namespace {

using nlohmann::ordered_json;

Error rowError(const std::string& what, const std::string& row) {
  return inputError("rules.row", what, row);
}

Result<InForce> readInForce(const ordered_json& row, const std::string& name) {
  InForce inForce;
  const auto from = parseIsoDate(json::optionalString(row, "from"));
  if (!from) return rowError("\"from\" must be a date like 2026-07-01", name);
  inForce.from = *from;
  if (row.contains("until")) {
    inForce.until = parseIsoDate(json::optionalString(row, "until"));
    if (!inForce.until) return rowError("\"until\" must be a date like 2026-07-01", name);
  }
  if (json::optionalString(row, "citation").empty()) return rowError("a row needs a citation", name);
  return inForce;
}

Result<LegalBasis> readBasis(const ordered_json& row) {
  LegalBasis basis;
  TDKT_ASSIGN(basis.text, json::requireString(row, "text"));
  TDKT_ASSIGN(basis.inForce, readInForce(row, basis.text));
  basis.citation = json::optionalString(row, "citation");
  TDKT_ASSIGN(basis.confirmedBy, json::requireString(row, "confirmedBy"));
  return basis;
}

Result<AwardRule> readAward(const ordered_json& row) {
  AwardRule award;
  TDKT_ASSIGN(award.code, json::requireString(row, "code"));
  TDKT_ASSIGN(award.name, json::requireString(row, "name"));
  TDKT_ASSIGN(award.certificateTitle, json::requireString(row, "certificateTitle"));
  TDKT_ASSIGN(award.inForce, readInForce(row, award.code));
  award.citation = json::optionalString(row, "citation");
  TDKT_ASSIGN(award.confirmedBy, json::requireString(row, "confirmedBy"));
  if (!row.contains("bonusMilli") || !row["bonusMilli"].is_object()) {
    return rowError("an award needs \"bonusMilli\"", award.code);
  }
  for (const auto& [kind, milli] : row["bonusMilli"].items()) {
    const auto known = nomineeKindFrom(kind);
    if (!known || !milli.is_number_integer()) return rowError("\"bonusMilli\" has a wrong entry", award.code);
    award.bonusMilli[*known] = milli.get<std::int64_t>();
  }
  return award;
}

Result<BaseSalary> readSalary(const ordered_json& row) {
  BaseSalary salary;
  if (!row.contains("dong") || !row["dong"].is_number_integer())
    return rowError("\"dong\" is missing", "baseSalary");
  salary.dong = row["dong"].get<std::int64_t>();
  TDKT_ASSIGN(salary.inForce, readInForce(row, "baseSalary"));
  salary.citation = json::optionalString(row, "citation");
  return salary;
}

template <class Row>
Result<std::vector<Row>> readAll(const ordered_json& root, const char* key,
                                 Result<Row> (*read)(const ordered_json&)) {
  if (!root.contains(key) || !root.at(key).is_array())
    return inputError("rules.row", "a list is missing", key);
  std::vector<Row> rows;
  for (const auto& item : root.at(key)) {
    TDKT_ASSIGN(Row row, read(item));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Result<RulePack> RulePack::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text));
  RulePack pack;
  TDKT_ASSIGN(pack.version_, json::requireString(root, "version"));
  TDKT_ASSIGN(pack.legalBases_, readAll(root, "legalBases", readBasis));
  TDKT_ASSIGN(pack.awards_, readAll(root, "awards", readAward));
  TDKT_ASSIGN(pack.salaries_, readAll(root, "baseSalary", readSalary));
  if (!root.contains("bonusRounding") || !root["bonusRounding"].is_number_integer() ||
      root["bonusRounding"].get<std::int64_t>() < 1) {
    return inputError("rules.row", "a positive whole number is needed", "bonusRounding");
  }
  pack.roundingStep_ = root["bonusRounding"].get<std::int64_t>();
  return pack;
}

std::vector<LegalBasis> RulePack::legalBases(CivilDate receivedOn) const {
  std::vector<LegalBasis> chosen;
  for (const LegalBasis& basis : legalBases_) {
    if (basis.inForce.covers(receivedOn)) chosen.push_back(basis);
  }
  return chosen;
}

const AwardRule* RulePack::findAward(const std::string& printedName, CivilDate receivedOn) const {
  for (const AwardRule& award : awards_) {
    if (award.name == printedName && award.inForce.covers(receivedOn)) return &award;
  }
  return nullptr;
}

Result<std::int64_t> RulePack::bonus(const std::string& award, NomineeKind kind, CivilDate receivedOn,
                                     CivilDate decidedOn) const {
  const AwardRule* rule = findAward(award, receivedOn);
  if (rule == nullptr) return inputError("rules.award.unknown", "no award of this name is in force", award);
  const auto milli = rule->bonusMilli.find(kind);
  if (milli == rule->bonusMilli.end()) {
    return inputError("rules.bonus.unknown", "the award has no bonus for this kind of nominee", award);
  }
  for (const BaseSalary& salary : salaries_) {
    if (!salary.inForce.covers(decidedOn)) continue;
    const std::int64_t thousandths = milli->second * salary.dong;
    const std::int64_t step = roundingStep_ * 1000;
    return (thousandths + step - 1) / step * roundingStep_;
  }
  return inputError("rules.salary.unknown", "no base salary is in force on the day of the decision",
                    isoDate(decidedOn));
}

}  // namespace tdkt::workflow
