#pragma once
// The rule of a council ballot: how many must be there, how many must agree, and of what whole.
//
// All arithmetic is in whole numbers: nothing is ever divided or rounded.
// Source: NĐ 98/2023/NĐ-CP, Điều 30 khoản 7 and Điều 47 (share of ALL members by the establishing decision).

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace tdkt::workflow {

/// "2/3": 1 ≤ top ≤ bottom ≤ 1000.
struct Fraction {
  int top = 1;
  int bottom = 1;
  friend bool operator==(const Fraction&, const Fraction&) = default;
};

/// Whether `part` of `whole` is at least the fraction. Nothing of nothing is not.
bool reaches(std::int64_t part, Fraction fraction, std::int64_t whole);
/// The least part of `whole` that reaches the fraction.
std::int64_t leastReaching(Fraction fraction, std::int64_t whole);

/// What the share of those who agree is taken of.
enum class BallotBase {
  kTotal,              ///< all members by the establishing decision
  kTotalLessRecused,   ///< those less the members recused on this line
  kPresentAndLetters,  ///< who is present at closing or has voted, recused or not
  kCast                ///< ballots cast on this line, blank and invalid ones too
};

struct BallotRule {
  std::string roster;  ///< role whose holders are the council; `<roster>.chair`: who may preside
  Fraction quorum;     ///< present, of all members; at opening and again at closing
  Fraction pass;
  BallotBase base = BallotBase::kTotal;
  bool secret = true;
  bool letters = true;  ///< absent members may vote, in writing or in their panel
  int rounds = 1;       ///< rounds that may come to a result
  friend bool operator==(const BallotRule&, const BallotRule&) = default;

  std::string presidingRole() const { return roster + ".chair"; }
};

/// "total", "total-less-recused", "present-and-letters", "cast": as tdkt:ballot writes them.
const char* toString(BallotBase base);
std::optional<BallotBase> ballotBaseFrom(const std::string& text);
/// "2/3"; nothing for any other spelling or range.
std::optional<Fraction> fractionFrom(const std::string& text);
std::string toString(Fraction fraction);

/// From the attributes of tdkt:ballot; nothing when one is absent or wrong.
std::optional<BallotRule> ballotRuleFrom(const std::map<std::string, std::string>& attributes);

nlohmann::ordered_json toJson(const BallotRule& rule);
/// Throws std::invalid_argument or nlohmann's exceptions.
BallotRule ballotRuleFromJson(const nlohmann::ordered_json& json);

}  // namespace tdkt::workflow
