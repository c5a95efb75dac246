#include "workflow/definition/Condition.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/definition/Decimal.h"

namespace tdkt::workflow {
namespace {

using namespace std::chrono_literals;

bool holds(const std::string& text, const ConditionFacts& facts = {}) {
  const auto condition = Condition::parse(text);
  EXPECT_TRUE(condition) << text << ": " << (condition ? "" : condition.error().detail);
  return condition && condition->holds(facts);
}

ConditionProblem problem(const std::string& text) {
  auto out = Condition::read(text);
  const auto* found = std::get_if<ConditionProblem>(&out);
  EXPECT_NE(found, nullptr) << text;
  return found == nullptr ? ConditionProblem{} : *found;
}

TEST(Condition, ComparesLinesOutcomesAndFacts) {
  const ConditionFacts facts{12, {{"chair", "agree"}}, {{"decision.kind", "đột xuất"}}};
  EXPECT_TRUE(holds("= lines >= 12", facts));
  EXPECT_FALSE(holds("=lines<12", facts));
  EXPECT_TRUE(holds("= outcome(\"chair\") = \"agree\" and lines > 5", facts));
  EXPECT_TRUE(holds("= lines > 50 or fact(\"decision.kind\") = \"đột xuất\"", facts));
  EXPECT_FALSE(holds("= outcome(\"chair\") != \"agree\"", facts));
}

TEST(Condition, AnAbsentFactIsUnequalToEverything) {
  EXPECT_FALSE(holds("= fact(\"x\") = \"y\""));
  EXPECT_TRUE(holds("= fact(\"x\") != \"y\""));
  EXPECT_TRUE(holds("= fact(\"x\") = null"));
  EXPECT_FALSE(holds("= number(fact(\"x\")) > 1"));
  EXPECT_FALSE(holds("= not(number(fact(\"x\")) > 1)"));
}

TEST(Condition, AndOrNotFollowTheThreeValuedTables) {
  const std::string unknown = "today > date(\"2026-01-01\")";  // no day is known here
  EXPECT_FALSE(holds("= " + unknown));
  EXPECT_FALSE(holds("= " + unknown + " and true"));
  EXPECT_TRUE(holds("= not(" + unknown + " and false)"));
  EXPECT_TRUE(holds("= " + unknown + " or true"));
  EXPECT_FALSE(holds("= not(" + unknown + " or false)"));
  EXPECT_TRUE(holds("= (" + unknown + ") = null"));
  EXPECT_TRUE(holds("= if " + unknown + " then false else true"));
}

TEST(Condition, AndBindsMoreTightlyThanOr) {
  EXPECT_TRUE(holds("= true or false and false"));
  EXPECT_FALSE(holds("= (true or false) and false"));
}

TEST(Condition, DecimalsAreExact) {
  EXPECT_TRUE(holds("= 0.1 + 0.2 = 0.3"));
  EXPECT_TRUE(holds("= 1 / 3 * 3 = 1"));
  EXPECT_TRUE(holds("= 9999999999999999999999999999999999 + 1 > 9999999999999999999999999999999999"));
  EXPECT_TRUE(holds("= 12 * 5 >= 4 * 15"));  // 80 % of fifteen members, without a division
  EXPECT_FALSE(holds("= 11 * 5 >= 4 * 15"));
  EXPECT_TRUE(holds("= -2 * -3 - 1 = 5"));
  EXPECT_TRUE(holds("= 1 / 0 = null"));
}

TEST(Condition, MembershipTakesListsAndRanges) {
  const ConditionFacts facts{7, {}, {{"kind", "b"}}};
  EXPECT_TRUE(holds("= fact(\"kind\") in (\"a\", \"b\")", facts));
  EXPECT_TRUE(holds("= fact(\"kind\") in [\"a\", \"b\"]", facts));
  EXPECT_FALSE(holds("= fact(\"kind\") in (\"c\")", facts));
  EXPECT_TRUE(holds("= lines in [1..7]", facts));
  EXPECT_FALSE(holds("= lines in [1..7)", facts));
  EXPECT_TRUE(holds("= lines in (1, [5..8])", facts));
  EXPECT_TRUE(holds("= lines between 7 and 9 and true", facts));
  EXPECT_FALSE(holds("= lines between 8 and 9", facts));
}

TEST(Condition, ReadsTheNominees) {
  std::vector<Line> lines = testing::someLines(3);
  lines[1].nominee.kind = NomineeKind::kCollective;
  lines[2].award = "Giấy khen";
  ConditionFacts facts;
  facts.nominees = &lines;
  EXPECT_TRUE(holds("= some n in nominees satisfies n.kind = \"collective\"", facts));
  EXPECT_FALSE(holds("= every n in nominees satisfies n.kind = \"collective\"", facts));
  EXPECT_TRUE(holds("= \"Giấy khen\" in nominees.award", facts));
  EXPECT_TRUE(holds("= count(nominees) = 3 and max(nominees.ordinal) = 3 and sum([1, 2.5]) = 3.5", facts));
  EXPECT_FALSE(holds("= some n in nominees satisfies n.kind = \"collective\""));
}

TEST(Condition, FiveThousandNomineesArePassedOnce) {
  const std::vector<Line> lines(5000, testing::someLines(1).front());
  ConditionFacts facts;
  facts.nominees = &lines;
  EXPECT_TRUE(holds(
      "= every n in nominees satisfies n.kind = \"individual\" and not(contains(n.unit, \"?\"))", facts));
}

TEST(Condition, TextsAndDates) {
  ConditionFacts facts;
  facts.facts = {{"place", "Thành phố Huế"}};
  facts.today = CivilDate(2026y / 11 / 20);
  facts.received = CivilDate(2026y / 11 / 16);
  facts.workingDays = [](CivilDate from, CivilDate to) {
    return (std::chrono::sys_days(to) - std::chrono::sys_days(from)).count();
  };
  EXPECT_TRUE(
      holds("= starts with(fact(\"place\"), \"Thành phố\") and ends with(fact(\"place\"), \"Huế\")", facts));
  EXPECT_TRUE(holds("= lower case(fact(\"place\")) = \"thành phố huế\"", facts));
  EXPECT_TRUE(holds("= string length(\"Huế\") = 3", facts));
  EXPECT_TRUE(holds("= today >= date(\"2026-11-20\") and received < today", facts));
  EXPECT_TRUE(holds("= working days between(received, today) > 3", facts));
  EXPECT_FALSE(holds("= working days between(received, today) > 3", {}));
}

TEST(Condition, TextsCompareInOneUnicodeForm) {
  const ConditionFacts facts{0, {}, {{"a", "Hu\xE1\xBA\xBF"}}};
  EXPECT_TRUE(holds("= fact(\"a\") = \"Hue\xCC\x82\xCC\x81\"", facts));
}

TEST(Condition, WhatIsNotInTheGrammarIsRefused) {
  for (const char* text : {"",
                           "=",
                           "lines > 1",
                           "= lines > ",
                           "= lines > 1 and",
                           "= lines > 1 lines > 2",
                           "= fact(\"x = \"y\"",
                           "= outcome(\"a\" = \"b\"",
                           "${approved}",
                           "= lines > 9999999999999999999999999999999999999",
                           "= lines ** 2 > 1",
                           "= some in nominees satisfies true",
                           "= lines in []",
                           "= lines in [1..2",
                           "= if true then false",
                           "= \xFF",
                           "= 1 .. 2",
                           "= lines between 1 or 2",
                           "= true; false",
                           "= \"\xC3\" = \"a\""}) {
    EXPECT_EQ(problem(text).code, "condition.syntax") << text;
  }
}

TEST(Condition, NamesNobodyKnowsAndPartsThatDoNotFitAreRefused) {
  for (const char* text : {"= line > 1", "= system(\"ls\")", "= nominees.wage = 1", "= fact(x) = \"y\"",
                           "= some lines in nominees satisfies true"}) {
    EXPECT_EQ(problem(text).code, "condition.name") << text;
  }
  for (const char* text :
       {"= lines", "= lines > \"1\"", "= fact(\"x\") < \"y\"", "= lines = \"1\"", "= true + true",
        "= not(1) ", "= count(1) > 1", "= fact(1) = \"y\"", "= date(\"2026-13-01\") = today",
        "= fact(\"a\", \"b\") = \"y\"", "= [1, \"a\"] = [1]", "= [[1]] = [1]", "= lines in (\"a\")",
        "= if 1 then true else false", "= some n in lines satisfies true", "= fact(fact(\"a\")) = \"b\"",
        "= nominees in (1)", "= some n in nominees satisfies some m in nominees satisfies true",
        "= some n in nominees satisfies count(nominees) > 1"}) {
    EXPECT_EQ(problem(text).code, "condition.type") << text;
  }
}

TEST(Condition, AProblemTellsItsColumnInCharacters) {
  EXPECT_EQ(problem("= fact(\"Huế\") = lines").column, 17);
  EXPECT_EQ(problem("= lines > 1 lines").column, 13);
  EXPECT_EQ(problem("= lines > 1 lines").word, "lines");
  EXPECT_EQ(problem("= lines > \"1\"").column, 11);
}

TEST(Condition, ItsCostIsBoundedBeforeItRuns) {
  std::string sum = "= 1";
  for (int i = 0; i < 300; ++i) sum += " + 1";
  EXPECT_EQ(problem(sum + " > 1").code, "condition.size");
  EXPECT_EQ(problem("= " + std::string(100, '(') + "true" + std::string(100, ')')).code, "condition.size");
  EXPECT_EQ(problem("= " + std::string(100, '-') + "1 > 0").code, "condition.size");
  EXPECT_EQ(problem("= \"" + std::string(5000, 'a') + "\" = \"a\"").code, "condition.size");
}

TEST(Condition, TellsWhichTasksItReads) {
  const auto condition = Condition::parse(
      "= outcome(\"a\") = \"agree\" or outcome(\"b\") = \"refuse\" or outcome(\"a\") = null");
  EXPECT_EQ(condition->tasksRead(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(condition->readsOnlyOutcomes());
  EXPECT_FALSE(Condition::parse("= outcome(\"a\") = \"agree\" and lines > 1")->readsOnlyOutcomes());
}

/// A random text of true, false and null joined by and, or, not; with its value worked out beside it.
struct Logic {
  std::string text;
  int value = 0;  ///< 0 false, 1 null, 2 true: and = least, or = most, not = 2 - value
};

Logic anyLogic(std::mt19937& random, int depth) {
  static constexpr std::array<const char*, 3> kLeaves = {"false", "(number(fact(\"-\")) > 0)", "true"};
  if (depth == 0 || random() % 4 == 0) {
    const int value = static_cast<int>(random() % 3);
    return {kLeaves[static_cast<std::size_t>(value)], value};
  }
  const Logic a = anyLogic(random, depth - 1);
  if (random() % 4 == 0) return {"not(" + a.text + ")", 2 - a.value};
  const Logic b = anyLogic(random, depth - 1);
  if (random() % 2 == 0) return {"(" + a.text + " and " + b.text + ")", std::min(a.value, b.value)};
  return {"(" + a.text + " or " + b.text + ")", std::max(a.value, b.value)};
}

TEST(Condition, ThousandsOfRandomFormulasHaveTheValueOfTheTables) {
  std::mt19937 random(20261121);
  for (int i = 0; i < 5000; ++i) {
    const Logic logic = anyLogic(random, 4);
    EXPECT_EQ(holds("= " + logic.text), logic.value == 2) << logic.text;
    EXPECT_EQ(holds("= " + logic.text + " = null"), logic.value == 1) << logic.text;
  }
}

std::string anyNumber(std::mt19937& random) {
  std::string out = random() % 3 == 0 ? "-" : "";
  out += std::to_string(random() % 100000);
  if (random() % 2 == 0) out += "." + std::to_string(random() % 10000);
  return out;
}

TEST(Decimal, TheLawsOfArithmeticHoldExactly) {
  std::mt19937 random(7);
  for (int i = 0; i < 5000; ++i) {
    const Decimal a = *Decimal::parse(anyNumber(random));
    const Decimal b = *Decimal::parse(anyNumber(random));
    const Decimal c = *Decimal::parse(anyNumber(random));
    EXPECT_EQ(a + b - b, a);
    EXPECT_EQ(a * (b + c), a * b + a * c);
    EXPECT_EQ((a <=> b) == 0, a == b);
    EXPECT_EQ(a<b, b - a> Decimal(0));
    const auto parts = quotient(a, b);
    EXPECT_EQ(parts.has_value(), b != Decimal(0));
    EXPECT_TRUE(!parts || *parts * b == a);
  }
}

TEST(Decimal, ReadsPlainNumbersOnly) {
  EXPECT_EQ(Decimal::parse("0.80")->text(), "4/5");
  EXPECT_EQ(Decimal::parse("-.5")->text(), "-1/2");
  for (const char* text : {"", "-", ".", "1.", "1e3", "1,5", "--1", "1.2.3", " 1", "0x1",
                           "12345678901234567890123456789012345"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

}  // namespace
}  // namespace tdkt::workflow
