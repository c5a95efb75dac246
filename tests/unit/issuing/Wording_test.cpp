#include "connector/issuing/Wording.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::issuing {
namespace {

using Json = nlohmann::ordered_json;

Json shipped() {
  std::ifstream in(TDKT_SOURCE_DIR "/templates/pack/decision/1/wording.json");
  return Json::parse(in);
}

Error refused(const Json& wording) {
  const auto read = DecisionWording::fromJson(wording.dump());
  return read ? bugError("test.accepted", "the wording was taken") : read.error();
}

}  // namespace

TEST(Phrase, AValueThatLooksLikeAPlaceholderIsPrintedAsItIs) {
  const auto phrase = Phrase::parse("Tặng {award} cho {counted}", {"award", "counted"});
  ASSERT_TRUE(phrase);
  EXPECT_EQ(phrase->fill({{"award", "{counted}"}, {"counted", "02 cá nhân"}}),
            "Tặng {counted} cho 02 cá nhân");
}

TEST(Phrase, AnUnknownPlaceholderIsRefusedWithTheKnownOnes) {
  const auto phrase = Phrase::parse("Tặng {awards}", {"award", "sender"});
  EXPECT_EQ(phrase.error().code, "wording.placeholder");
  EXPECT_NE(phrase.error().detail.find("award, sender"), std::string::npos);
}

TEST(Phrase, ABraceWithoutItsPartnerIsRefused) {
  for (const char* text : {"Tặng {award", "Tặng award}", "{{award}}", "{award{"}) {
    EXPECT_EQ(Phrase::parse(text, {"award"}).error().code, "wording.brace") << text;
  }
}

TEST(Phrase, TextThatIsNotComposedOrHasALineBreakIsRefused) {
  EXPECT_EQ(Phrase::parse("Ta\xCC\x86ng", {}).error().code, "wording.text");
  EXPECT_EQ(Phrase::parse("Tặng\n", {}).error().code, "wording.text");
  EXPECT_EQ(Phrase::parse("", {}).error().code, "wording.text");
}

TEST(Wording, ThePackageWithoutItsWordingIsRefusedByName) {
  const fakes::TemporaryFolder folder;
  const auto wording = loadWording(folder.file("no-package"));
  EXPECT_EQ(wording.error().code, "wording.absent");
  EXPECT_NE(wording.error().field.find("wording.json"), std::string::npos);
}

TEST(Wording, EveryKeyIsNeededAndAnotherOneIsRefused) {
  const Json whole = shipped();
  ASSERT_TRUE(DecisionWording::fromJson(whole.dump()));
  for (const auto& [key, value] : whole.items()) {
    Json without = whole;
    without.erase(key);
    EXPECT_EQ(refused(without).code, "wording.missing") << key;
    EXPECT_EQ(refused(without).field, key);
  }
  Json more = whole;
  more["aticles"] = Json::array();
  EXPECT_EQ(refused(more).code, "wording.unknown-key");
  EXPECT_EQ(refused(more).field, "aticles");
}

TEST(Wording, AnArticleWithAPlaceholderOfAnotherSentenceIsNamedByItsPlace) {
  Json wording = shipped();
  wording["articles"][2] = "Có hiệu lực từ {date}";
  EXPECT_EQ(refused(wording).code, "wording.placeholder");
  EXPECT_EQ(refused(wording).field, "articles[2]");
}

TEST(Wording, AKindOfNomineeLeftOutOrTwiceIsRefused) {
  Json wording = shipped();
  wording["counted"].erase(2);
  EXPECT_EQ(refused(wording).code, "wording.kind");
  wording["counted"].push_back(wording["counted"][0]);
  EXPECT_EQ(refused(wording).code, "wording.kind");
}

TEST(Wording, AnotherSchemaIsNotGuessed) {
  Json wording = shipped();
  wording["schema"] = "urn:tdkt:wording:2";
  EXPECT_EQ(refused(wording).code, "wording.schema");
}

}  // namespace tdkt::issuing
