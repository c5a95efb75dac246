#include "workflow/definition/Condition.h"

#include <gtest/gtest.h>

namespace tdkt::workflow {
namespace {

bool holds(const char* text, const ConditionFacts& facts) {
  const auto condition = Condition::parse(text);
  EXPECT_TRUE(condition) << text;
  return condition && condition->holds(facts);
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
  EXPECT_FALSE(holds("= fact(\"x\") = \"y\"", {}));
  EXPECT_TRUE(holds("= fact(\"x\") != \"y\"", {}));
}

TEST(Condition, WhatIsNotInTheGrammarIsRefused) {
  for (const char* text :
       {"", "=", "lines > 1", "= lines", "= lines > ", "= lines > x", "= lines > 1 and",
        "= lines > 1 lines > 2", "= lines > 1 and lines > 2 or lines > 3", "= fact(\"x\") < \"y\"",
        "= fact(x) = \"y\"", "= fact(\"x = \"y\"", "= outcome(\"a\" = \"b\"", "${approved}",
        "= system(\"ls\")", "= lines > 9999999999999999999999"}) {
    const auto condition = Condition::parse(text);
    ASSERT_FALSE(condition) << text;
    EXPECT_EQ(condition.error().code, "condition.syntax");
  }
}

TEST(Condition, TellsWhichTasksItReads) {
  EXPECT_EQ(Condition::parse("= outcome(\"a\") = \"agree\" or outcome(\"b\") = \"refuse\"")->tasksRead(),
            (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace tdkt::workflow
