// The demo's second procedure, played: posted in public, voted on in secret, decided, signed and issued.

#include <gtest/gtest.h>

#include "connector/app/CommandLine.h"
#include "connector/app/Settings.h"
#include "connector/app/demo/DemoClock.h"
#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "connector/storage/Database.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/TemporaryFolder.h"
#include "workflow/base/ShiftedClock.h"

namespace tdkt::app::demo {
namespace {

constexpr std::int64_t kDay = 86'400;

class CouncilStory : public testing::Test {
 protected:
  Result<Played> play() {
    TDKT_ASSIGN(const DemoFolder folder, openDemoFolder(folder_.file("demo"), 0, random_));
    TDKT_ASSIGN(const int days, daysForPosting(folder, vietnamDate(SystemClock().now()), 10));
    TDKT_CHECK(setClock(folder, -days * kDay));
    programs_.emplace(folder, TDKT_BINARY_DIR);
    TDKT_CHECK(programs_->start());
    const ShiftedClock clock(clockFileOf(folder));
    Story story(folder, clock, Plot::kTitle);
    story.setDeskLink(programs_->deskLink());
    story.setPatience(std::chrono::seconds(120));
    return story.play();
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  std::optional<Programs> programs_;
};

TEST_F(CouncilStory, ATitleIsPostedVotedOnDecidedAndIssued) {
  const auto played = play();
  ASSERT_TRUE(played) << played.error().code << ": " << played.error().detail << " " << played.error().field;
  EXPECT_TRUE(played->faults.empty()) << played->toJson();
  ASSERT_TRUE(played->ballot);
  EXPECT_EQ(played->ballot->members, 11);
  EXPECT_EQ(played->ballot->letters, 2);  // both absent members were heard
  ASSERT_EQ(played->ballot->lines.size(), 6U);
  for (const CountedLine& line : played->ballot->lines) {
    EXPECT_EQ(line.base, 11) << line.nominee;  // all members, present or not
    EXPECT_EQ(line.passed, line.yes >= 10) << line.nominee;
  }
  EXPECT_FALSE(played->ballot->lines[4].passed);  // 9 of 11 is below nine tenths
  EXPECT_EQ(played->files.size(), 6U);            // the decision, and a certificate for each who passed
  for (const std::string& pdf : {played->ballot->minutes, played->ballot->record})
    EXPECT_EQ(readFile(pdf)->substr(0, 5), "%PDF-");

  EXPECT_EQ(programs_->stop(), 0);
  const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
  ASSERT_TRUE(database);
  const auto violations = storage::verifyStore(**database);
  ASSERT_TRUE(violations);
  for (const std::string& violation : *violations) ADD_FAILURE() << violation;
}

TEST_F(CouncilStory, AMovedClockIsForDemosOnly) {
  const auto folder = openDemoFolder(folder_.file("demo"), 0, random_);
  ASSERT_TRUE(folder);
  const std::string path = folder->at("config.json");
  std::string config = *readFile(path);
  const std::string mark = "\"demo\": true";
  config.replace(config.find(mark), mark.size(), "\"demo\": false");
  ASSERT_TRUE(writeFileWhole(path, config));
  const auto settings = loadSettings(path);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, "config.value");
  EXPECT_EQ(settings.error().field, "clockFile");
}

TEST_F(CouncilStory, DaysPassFromWhereverTheClockIs) {
  const auto folder = openDemoFolder(folder_.file("demo"), 0, random_);
  ASSERT_TRUE(folder);
  ASSERT_TRUE(setClock(*folder, -3 * kDay));
  ASSERT_TRUE(passDays(*folder, 5));
  EXPECT_EQ(*readFile(clockFileOf(*folder)), std::to_string(2 * kDay) + "\n");
  const std::int64_t ahead = ShiftedClock(clockFileOf(*folder)).now().millis - SystemClock().now().millis;
  EXPECT_NEAR(static_cast<double>(ahead), 2.0 * kDay * 1000, 60'000.0);
  EXPECT_FALSE(passDays(*folder, 0));
}

}  // namespace
}  // namespace tdkt::app::demo
