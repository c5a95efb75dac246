// The main job with the service killed under it. Real programs, real keys, real SQLite.

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "connector/storage/StoreCheck.h"
#include "connector/storage/Database.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::app::demo {
namespace {

class StoryKill : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = openDemoFolder(folder_.file("demo"), 0, random_);
    ASSERT_TRUE(opened) << opened.error().code << " " << opened.error().detail;
    programs_.emplace(*opened, TDKT_BINARY_DIR);
    const auto started = programs_->start();
    ASSERT_TRUE(started) << started.error().code << " " << started.error().detail;
  }

  void restart() {
    programs_->killService();
    const auto started = programs_->startService();
    ASSERT_TRUE(started) << started.error().detail;
  }

  /// Everything the story, the judges and the store's own check can find.
  void expectWhole(const Result<Played>& played) {
    ASSERT_TRUE(played) << played.error().code << ": " << played.error().detail;
    EXPECT_TRUE(played->faults.empty()) << played->toJson();
    EXPECT_EQ(played->number, "01/QĐ-UBND");
    EXPECT_EQ(played->files.size(), 49U);  // the decision and 48 certificates
    EXPECT_EQ(played->attachedTimes, 1);
    EXPECT_EQ(programs_->stop(), 0);
    const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
    ASSERT_TRUE(database);
    const auto violations = storage::verifyStore(**database);
    ASSERT_TRUE(violations);
    for (const std::string& violation : *violations) ADD_FAILURE() << violation;
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  SystemClock clock_;
  std::optional<Programs> programs_;
};

/// Kills and restarts the service again and again, at times nobody chose, until told to stop.
class RandomKiller {
 public:
  RandomKiller(unsigned seed, std::function<void()> restart)
      : engine_(seed), restart_(std::move(restart)), thread_([this] { run(); }) {}
  ~RandomKiller() {
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  int kills() const { return kills_; }

 private:
  void run() {
    std::uniform_int_distribution<int> pause(60, 900);
    std::unique_lock guard(mutex_);
    while (!wake_.wait_for(guard, std::chrono::milliseconds(pause(engine_)), [this] { return stopping_; })) {
      restart_();
      ++kills_;
    }
  }

  std::mt19937 engine_;
  std::function<void()> restart_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::atomic<int> kills_{0};
  std::thread thread_;
};

}  // namespace

TEST_F(StoryKill, AServiceKilledBeforeEveryStepOfTheStoryEndsWithTheSameResult) {
  Story story(programs_->folder(), clock_);
  expectWhole(story.play([this](const std::string&) { restart(); }));
}

TEST_F(StoryKill, AServiceKilledAtRandomTimesLosesNothingAndRepeatsNothing) {
  Story story(programs_->folder(), clock_);
  Result<Played> played = unavailableError("test", "not played");
  int kills = 0;
  {
    RandomKiller killer(20261120, [this] { restart(); });
    played = story.play();
    kills = killer.kills();
  }
  restart();  // the kernel ends children with the thread that started them: the killer's last one is gone
              // with it
  EXPECT_GE(kills, 3) << "the story was over before it could be disturbed";
  expectWhole(played);
}

}  // namespace tdkt::app::demo
