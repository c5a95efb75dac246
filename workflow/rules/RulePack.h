#pragma once
// Law as data: rows with a citation and the days they are in force, chosen by the day that counts.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"
#include "workflow/council/Rule.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

/// When a row is in force. `until` is the first day it no longer is.
struct InForce {
  CivilDate from{};
  std::optional<CivilDate> until;
  bool covers(CivilDate day) const { return from <= day && (!until || day < *until); }
};

/// One "Căn cứ …" line of a decision.
struct LegalBasis {
  std::string text;      ///< as printed, without the closing ";" or "."
  std::string citation;  ///< number, date and issuer
  std::string confirmedBy;
  InForce inForce;
};

/// One award (hình thức khen thưởng, danh hiệu).
struct AwardRule {
  std::string code;
  std::string name;                                ///< as lists of nominees write it
  std::string inDecision;                          ///< as a decision says it; the name where not given
  std::string certificateTitle;                    ///< what stands large on the sheet: "Bằng khen"
  std::map<NomineeKind, std::int64_t> bonusMilli;  ///< thousandths of the base salary: 1500 = 1,5 times
  std::string citation;
  std::string confirmedBy;
  InForce inForce;
};

/// A council must have voted on the award, and how many of whom must have agreed.
struct BallotLaw {
  std::string award;  ///< code
  Fraction pass;
  BallotBase base = BallotBase::kTotal;
  std::string citation;
  InForce inForce;
};

/// What the law says of the time of a kind of step. Working days.
struct StepTerm {
  std::string step;  ///< kind of step: "posting"
  std::string what;  ///< Vietnamese: what must be done in it
  std::optional<int> least;
  std::optional<int> most;
  std::string citation;
  InForce inForce;
};

/// Lương cơ sở.
struct BaseSalary {
  std::int64_t dong = 0;
  std::string citation;
  InForce inForce;
};

/// A loaded pack. Immutable, thread-safe.
class RulePack {
 public:
  /// {"version", "legalBases":[…], "awards":[…], "baseSalary":[…], "bonusRounding":10000} and, where the
  /// pack has them, "ballots":[…], "terms":[…]. Each row needs citation, from, and confirmedBy (may say "chưa
  /// xác nhận"). Errors: those of json::parse, kInput "rules.row" naming it.
  static Result<RulePack> fromJson(std::string_view text);

  /// In file order; the rows in force on the day the dossier was received for appraisal.
  std::vector<LegalBasis> legalBases(CivilDate receivedOn) const;
  /// Whether any row has this code, in force or not.
  bool hasAward(const std::string& code) const;
  /// What its rows, in force or not, put large on the certificate.
  std::vector<std::string> titlesOf(const std::string& code) const;
  const AwardRule* findAward(const std::string& printedName, CivilDate receivedOn) const;
  /// Null: the law asks no ballot for this award (code).
  const BallotLaw* findBallot(const std::string& award, CivilDate receivedOn) const;
  /// In file order; the rows in force on that day.
  std::vector<StepTerm> terms(CivilDate receivedOn) const;
  /// Exact: milli × base salary of the decision's day, rounded up to the pack's step once, at the end.
  /// Errors: kInput "rules.award.unknown", "rules.salary.unknown", "rules.bonus.unknown".
  /// Source: NĐ 152/2025/NĐ-CP Đ.49–54.
  Result<std::int64_t> bonus(const std::string& award, NomineeKind kind, CivilDate receivedOn,
                             CivilDate decidedOn) const;
  const std::string& version() const { return version_; }

 private:
  std::string version_;
  std::vector<LegalBasis> legalBases_;
  std::vector<AwardRule> awards_;
  std::vector<BallotLaw> ballots_;
  std::vector<StepTerm> terms_;
  std::vector<BaseSalary> salaries_;
  std::int64_t roundingStep_ = 10'000;
};

}  // namespace tdkt::workflow
