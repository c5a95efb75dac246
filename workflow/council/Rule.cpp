#include "workflow/council/Rule.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostParts = 1000;
constexpr std::array<std::pair<BallotBase, const char*>, 4> kBases = {
    {{BallotBase::kTotal, "total"},
     {BallotBase::kTotalLessRecused, "total-less-recused"},
     {BallotBase::kPresentAndLetters, "present-and-letters"},
     {BallotBase::kCast, "cast"}}};

std::optional<int> whole(const std::string& text, int least, int most) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end || value < least || value > most) return std::nullopt;
  if (text != std::to_string(value)) return std::nullopt;
  return value;
}

std::optional<bool> flag(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

}  // namespace

bool reaches(std::int64_t part, Fraction fraction, std::int64_t whole) {
  return whole > 0 && part * fraction.bottom >= fraction.top * whole;
}

std::int64_t leastReaching(Fraction fraction, std::int64_t whole) {
  return (fraction.top * whole + fraction.bottom - 1) / fraction.bottom;
}

const char* toString(BallotBase base) {
  for (const auto& [value, name] : kBases) {
    if (value == base) return name;
  }
  return "";
}

std::optional<BallotBase> ballotBaseFrom(const std::string& text) {
  for (const auto& [value, name] : kBases) {
    if (text == name) return value;
  }
  return std::nullopt;
}

std::optional<Fraction> fractionFrom(const std::string& text) {
  const auto bar = text.find('/');
  if (bar == std::string::npos) return std::nullopt;
  const auto bottom = whole(text.substr(bar + 1), 1, kMostParts);
  if (!bottom) return std::nullopt;
  const auto top = whole(text.substr(0, bar), 1, *bottom);
  if (!top) return std::nullopt;
  return Fraction{*top, *bottom};
}

std::string toString(Fraction fraction) {
  return std::to_string(fraction.top) + "/" + std::to_string(fraction.bottom);
}

std::optional<BallotRule> ballotRuleFrom(const std::map<std::string, std::string>& attributes) {
  const auto value = [&](const char* name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string() : found->second;
  };
  const auto quorum = fractionFrom(value("quorum"));
  const auto pass = fractionFrom(value("pass"));
  const auto base = ballotBaseFrom(value("base"));
  const auto secret = flag(value("secret"));
  const auto letters = flag(value("letters"));
  const auto rounds = whole(value("rounds"), 1, 9);
  if (value("roster").empty() || !quorum || !pass || !base || !secret || !letters || !rounds)
    return std::nullopt;
  return BallotRule{value("roster"), *quorum, *pass, *base, *secret, *letters, *rounds};
}

Json toJson(const BallotRule& rule) {
  return {{"roster", rule.roster},       {"quorum", toString(rule.quorum)}, {"pass", toString(rule.pass)},
          {"base", toString(rule.base)}, {"secret", rule.secret},           {"letters", rule.letters},
          {"rounds", rule.rounds}};
}

BallotRule ballotRuleFromJson(const Json& json) {
  const auto word = [&](const char* name) { return json.at(name).get<std::string>(); };
  const auto yesNo = [&](const char* name) {
    return std::string(json.at(name).get<bool>() ? "true" : "false");
  };
  const auto rule = ballotRuleFrom({{"roster", word("roster")},
                                    {"quorum", word("quorum")},
                                    {"pass", word("pass")},
                                    {"base", word("base")},
                                    {"secret", yesNo("secret")},
                                    {"letters", yesNo("letters")},
                                    {"rounds", std::to_string(json.at("rounds").get<int>())}});
  if (!rule) throw std::invalid_argument("ballot rule");
  return *rule;
}

}  // namespace tdkt::workflow
