// The chair signs on his own machine while the service is killed under him. Real programs, a real token.

#include "tests/fakes/SignerAtHome.h"
#include "tests/faults/StoryKillFixture.h"

namespace tdkt::app::demo {

class OwnMachineKill : public StoryKill {
 protected:
  void SetUp() override {
    StoryKill::SetUp();
    fakes::moveChairsKeyHome(programs_->folder());
    restart();
    chair_.emplace(programs_->folder(), TDKT_BINARY_DIR, folder_.file(""));
  }

  /// Opens the page and fetches; both are repeated until the service answers.
  Result<Bytes> fetched() {
    return fakes::SignerAtHome::insist([this]() -> Result<Bytes> {
      TDKT_ASSIGN(key_, chair_->openPage());
      return chair_->fetch(key_);
    });
  }
  Result<nlohmann::ordered_json> brought(const issuing::SignatureFile& file) {
    return fakes::SignerAtHome::insist([&]() -> Result<nlohmann::ordered_json> {
      TDKT_ASSIGN(key_, chair_->openPage());
      return chair_->bring(key_, file.toJson());
    });
  }
  bool chairsKeyIsWithTheService() {
    return readFile(programs_->folder().at("config.json"))->find("personKey") != std::string::npos;
  }

  std::optional<fakes::SignerAtHome> chair_;
  std::string key_;
};

TEST_F(OwnMachineKill, AServiceKilledBetweenEveryTwoStepsOfTheSignerLosesNoSignatureAndRepeatsNone) {
  ASSERT_FALSE(chairsKeyIsWithTheService());
  Story story(programs_->folder(), clock_);
  expectWhole(story.play([this](const std::string& step) {
    if (step != "issue") return;
    ASSERT_TRUE(fetched());
    restart();
    const auto digests = fetched();
    ASSERT_TRUE(digests) << digests.error().detail;
    restart();
    auto file = chair_->signedDigests(*digests);
    ASSERT_TRUE(file) << file.error().detail;
    ASSERT_EQ(file->items.size(), 49U);
    issuing::SignatureFile first = *file;
    first.items.resize(20);
    const auto some = brought(first);
    ASSERT_TRUE(some) << some.error().detail;
    restart();
    const auto left = fetched();
    ASSERT_TRUE(left);
    EXPECT_EQ(issuing::DigestFile::fromJson(*left)->items.size(), 29U);
    std::swap(file->items[30].signature, file->items[31].signature);
    const auto most = brought(*file);
    ASSERT_TRUE(most);
    EXPECT_EQ(most->at("refused").size(), 2U) << *most;
    restart();
    std::swap(file->items[30].signature, file->items[31].signature);
    ASSERT_TRUE(brought(*file));
    restart();  // before, while or after the files are completed: nobody chose
  }));
}

TEST_F(OwnMachineKill, AServiceKilledAtRandomTimesWhileHeSignsLosesNothing) {
  Story story(programs_->folder(), clock_);
  std::optional<RandomKiller> killer;
  int kills = 0;
  const auto played = story.play([&](const std::string& step) {
    if (step == "sign") killer.emplace(20261122, 900, [this] { restart(); });
    if (step == "finish" && killer) {
      kills = killer->kills();
      killer.reset();
      restart();  // the kernel ends children with the thread that started them
    }
    if (step != "issue") return;
    const auto digests = fetched();
    ASSERT_TRUE(digests) << digests.error().detail;
    const auto file = chair_->signedDigests(*digests);
    ASSERT_TRUE(file) << file.error().detail;
    ASSERT_TRUE(brought(*file));
  });
  killer.reset();
  EXPECT_GE(kills, 1) << "the signing was over before it could be disturbed";
  expectWhole(played);
}

}  // namespace tdkt::app::demo
