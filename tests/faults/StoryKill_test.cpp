// The main job with the service killed under it. Real programs, real keys, real SQLite.

#include "tests/faults/StoryKillFixture.h"

namespace tdkt::app::demo {

TEST_F(StoryKill, AServiceKilledBeforeEveryStepOfTheStoryEndsWithTheSameResult) {
  Story story(programs_->folder(), clock_);
  expectWhole(story.play([this](const std::string&) { restart(); }));
}

TEST_F(StoryKill, AServiceKilledAtRandomTimesLosesNothingAndRepeatsNothing) {
  Story story(programs_->folder(), clock_);
  Result<Played> played = unavailableError("test", "not played");
  int kills = 0;
  {
    RandomKiller killer(20261120, 900, [this] { restart(); });
    played = story.play();
    kills = killer.kills();
  }
  restart();  // the kernel ends children with the thread that started them: the killer's last one is gone
              // with it
  EXPECT_GE(kills, 3) << "the story was over before it could be disturbed";
  expectWhole(played);
}

TEST_F(StoryKill, IssuedWithoutATimeStampServiceEveryFileIsRaisedOnceHoweverOftenTheRaisingIsKilled) {
  const std::string tsa = programs_->folder().state.trustUrl() + "/tsa";
  setTimeStampService("http://127.0.0.1:9/tsa");  // nobody answers there
  restart();
  Story story(programs_->folder(), clock_);
  std::optional<RandomKiller> killer;
  int kills = 0;
  const auto played = story.play([&](const std::string& step) {
    if (step == "judge") {
      kills = killer->kills();
      killer.reset();
    }
    if (step != "raise") return;
    programs_->killService();
    EXPECT_EQ(askAgainForLevels(), 49) << "everything was issued at B-B and waits";
    setTimeStampService(tsa);
    ASSERT_TRUE(programs_->startService());
    killer.emplace(20261121, 150, [this] { restart(); });
  });
  killer.reset();
  restart();  // as above
  EXPECT_GE(kills, 3) << "the raising was over before it could be disturbed";
  expectWhole(played);
}

}  // namespace tdkt::app::demo
