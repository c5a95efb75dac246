#include "workflow/base/Json.h"

#include <gtest/gtest.h>

namespace tdkt::json {

TEST(Json, AKeyThatStandsTwiceIsRefusedByName) {
  const auto parsed = parse(R"({"status":"ok","a":{"b":1},"status":"issued"})");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, "json.duplicate-key");
  EXPECT_EQ(parsed.error().field, "status");
}

TEST(Json, TheSameKeyInTwoObjectsIsFine) {
  EXPECT_TRUE(parse(R"([{"a":1},{"a":{"a":2}}])"));
}

TEST(Json, AHundredThousandBracketsAreRefusedBeforeParsing) {
  EXPECT_EQ(parse(std::string(100'000, '[')).error().code, "json.depth");
}

TEST(Json, AnObjectOfVeryManyKeysIsRefusedBeforeItsSquareIsPaid) {
  std::string many = "{";
  for (int i = 0; i < 100'000; ++i) many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  EXPECT_EQ(parse(many + "}").error().code, "json.members");
  EXPECT_TRUE(parse(R"({"a":{"b":1,"c":2},"d":3})", {1U << 20U, 32, 2}));
  EXPECT_EQ(parse(R"({"a":1,"b":2,"c":3})", {1U << 20U, 32, 2}).error().code, "json.members");
}

TEST(Json, AListOfVeryManyObjectsIsReadInTimeOfItsLength) {
  std::string many = "[{}";
  for (int i = 0; i < 300'000; ++i) many += ",{}";
  EXPECT_EQ(parse(many + "]")->size(), 300'001U);  // by its square this would take minutes
}

TEST(Json, TopLevelScalarsAndBrokenTextsAreRefused) {
  EXPECT_EQ(parse("\"x\"").error().code, "json.top-level");
  EXPECT_EQ(parse("{\"a\":undefined}").error().code, "json.syntax");
  EXPECT_EQ(parse("{\"a\":\"\xC3\x28\"}").error().code, "json.syntax");
}

TEST(Json, AMissingOrMistypedFieldIsNamed) {
  const auto object = *parse(R"({"n":5})");
  EXPECT_EQ(requireString(object, "name").error().field, "name");
  EXPECT_EQ(requireString(object, "n").error().code, "json.type");
}

}  // namespace tdkt::json
