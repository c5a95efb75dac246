#include "workflow/rules/RulePack.h"

#include <algorithm>

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
  award.inDecision = json::optionalString(row, "inDecision");
  if (award.inDecision.empty()) award.inDecision = award.name;
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

Result<BallotLaw> readBallot(const ordered_json& row) {
  BallotLaw law;
  TDKT_ASSIGN(law.award, json::requireString(row, "award"));
  const auto pass = fractionFrom(json::optionalString(row, "pass"));
  if (!pass) return rowError("\"pass\" must be a fraction like 9/10", law.award);
  law.pass = *pass;
  const auto base = ballotBaseFrom(json::optionalString(row, "base"));
  if (!base) return rowError("\"base\" must say what the share is taken of", law.award);
  law.base = *base;
  TDKT_ASSIGN(law.inForce, readInForce(row, law.award));
  law.citation = json::optionalString(row, "citation");
  TDKT_CHECK(json::requireString(row, "confirmedBy"));
  return law;
}

Result<std::optional<int>> readDays(const ordered_json& row, const char* key, const std::string& name) {
  if (!row.contains(key)) return std::optional<int>();
  if (!row[key].is_number_integer() || row[key].get<std::int64_t>() < 1 || row[key].get<std::int64_t>() > 366)
    return rowError(std::string("\"") + key + "\" must be from 1 to 366 working days", name);
  return std::optional<int>(row[key].get<int>());
}

Result<StepTerm> readTerm(const ordered_json& row) {
  StepTerm term;
  TDKT_ASSIGN(term.step, json::requireString(row, "step"));
  TDKT_ASSIGN(term.what, json::requireString(row, "what"));
  TDKT_ASSIGN(term.least, readDays(row, "leastWorkingDays", term.step));
  TDKT_ASSIGN(term.most, readDays(row, "mostWorkingDays", term.step));
  if (!term.least && !term.most) return rowError("a term needs a least or a most", term.step);
  TDKT_ASSIGN(term.inForce, readInForce(row, term.step));
  term.citation = json::optionalString(row, "citation");
  TDKT_CHECK(json::requireString(row, "confirmedBy"));
  return term;
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

/// A pack written before these rows existed has none.
template <class Row>
Result<std::vector<Row>> readAny(const ordered_json& root, const char* key,
                                 Result<Row> (*read)(const ordered_json&)) {
  if (!root.contains(key)) return std::vector<Row>();
  return readAll(root, key, read);
}

}  // namespace

Result<RulePack> RulePack::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text));
  RulePack pack;
  TDKT_ASSIGN(pack.version_, json::requireString(root, "version"));
  TDKT_ASSIGN(pack.legalBases_, readAll(root, "legalBases", readBasis));
  TDKT_ASSIGN(pack.awards_, readAll(root, "awards", readAward));
  TDKT_ASSIGN(pack.ballots_, readAny(root, "ballots", readBallot));
  TDKT_ASSIGN(pack.terms_, readAny(root, "terms", readTerm));
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

bool RulePack::hasAward(const std::string& code) const {
  return std::any_of(awards_.begin(), awards_.end(),
                     [&](const AwardRule& award) { return award.code == code; });
}

std::vector<std::string> RulePack::titlesOf(const std::string& code) const {
  std::vector<std::string> titles;
  for (const AwardRule& award : awards_) {
    if (award.code == code) titles.push_back(award.certificateTitle);
  }
  return titles;
}

const AwardRule* RulePack::findAward(const std::string& printedName, CivilDate receivedOn) const {
  for (const AwardRule& award : awards_) {
    if (award.name == printedName && award.inForce.covers(receivedOn)) return &award;
  }
  return nullptr;
}

const BallotLaw* RulePack::findBallot(const std::string& award, CivilDate receivedOn) const {
  for (const BallotLaw& law : ballots_) {
    if (law.award == award && law.inForce.covers(receivedOn)) return &law;
  }
  return nullptr;
}

std::vector<StepTerm> RulePack::terms(CivilDate receivedOn) const {
  std::vector<StepTerm> chosen;
  for (const StepTerm& term : terms_) {
    if (term.inForce.covers(receivedOn)) chosen.push_back(term);
  }
  return chosen;
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
