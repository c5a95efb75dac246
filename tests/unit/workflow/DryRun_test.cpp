#include "workflow/engine/DryRun.h"

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

TEST(DryRun, TheProvincialProcedureRunsInDocumentOrder) {
  const auto result = dryRun(*testing::provincial(), {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->trace,
            (std::vector<std::string>{"receive", "appraise", "opinion-police", "opinion-tax", "chair",
                                      "reserve-number", "render", "sign", "sign-person", "seal",
                                      "sign-organisation", "publish", "push-eoffice"}));
  EXPECT_EQ(result->endState, Phase::kIssued);
  EXPECT_TRUE(result->openTasks.empty());
}

TEST(DryRun, OutcomesOfTheInputDecideTheWay) {
  const auto input = dryRunInputFromJson(R"({"outcomes":{"opinion-tax":"refuse","chair":"return"}})");
  ASSERT_TRUE(input);
  const auto result = dryRun(*testing::provincial(), *input);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->trace.back(), "chair");
  EXPECT_EQ(result->endState, Phase::kReturned);
}

TEST(DryRun, ANameThatIsNoTaskIsRefused) {
  EXPECT_EQ(dryRun(*testing::provincial(), {{{"nobody", Outcome::kAgree}}, {}}).error().code, "run.node");
  EXPECT_EQ(dryRunInputFromJson(R"({"outcomes":{"chair":"maybe"}})").error().field, "chair");
  EXPECT_EQ(dryRunInputFromJson(R"({"outcome":{}})").error().code, "run.input");
}

}  // namespace
}  // namespace tdkt::workflow
