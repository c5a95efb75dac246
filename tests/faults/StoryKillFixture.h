#pragma once
// The main job with the service killed under it: the programs, a killer, and what must be whole afterwards.

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "connector/issuing/ExtensionJobs.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/storage/Database.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::app::demo {

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
    expectRaisedOnce(**database);
  }

  /// As it was published, and one raise: whatever was killed in between left no second one.
  void expectRaisedOnce(storage::Database& database) {
    issuing::IssueRegister issueRegister(database, clock_);
    const auto files = issueRegister.filesOf(issueRegister.dossiersWithFiles()->back());
    for (const auto& file : *files)
      EXPECT_EQ(issueRegister.revisionsOf(file.verifyId)->size(), 2U) << file.name;
  }

  /// From the next start on, the service asks there for time-stamps.
  void setTimeStampService(const std::string& url) {
    const std::string path = programs_->folder().at("config.json");
    auto config = nlohmann::ordered_json::parse(*app::readFile(path));
    config["signing"]["tsaUrl"] = url;
    ASSERT_TRUE(app::writeFileWhole(path, config.dump(2)));
  }

  /// What the desk's button does for each file, with the service down.
  int askAgainForLevels() {
    const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
    issuing::ExtensionJobs jobs(**database, clock_, random_);
    const auto waiting = *jobs.unfinished(1000);
    for (const auto& job : waiting) EXPECT_TRUE(jobs.replay(job.verifyId));
    return static_cast<int>(waiting.size());
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  SystemClock clock_;
  std::optional<Programs> programs_;
};

/// Kills and restarts the service again and again, at times nobody chose, until told to stop.
class RandomKiller {
 public:
  /// `longest`: of the first pause, in milliseconds; a part of what is to be disturbed.
  RandomKiller(unsigned seed, int longest, std::function<void()> restart)
      : engine_(seed), longest_(longest), restart_(std::move(restart)), thread_([this] { run(); }) {}
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
    // Pauses grow: on a machine so slow that nothing is done between two kills, none would ever end.
    const auto pause = [this] {
      return std::chrono::milliseconds(
          std::uniform_int_distribution<int>(longest_ / 15, longest_ + 50 * kills_)(engine_));
    };
    std::unique_lock guard(mutex_);
    while (!wake_.wait_for(guard, pause(), [this] { return stopping_; })) {
      restart_();
      ++kills_;
    }
  }

  std::mt19937 engine_;
  int longest_;
  std::function<void()> restart_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::atomic<int> kills_{0};
  std::thread thread_;
};

}  // namespace tdkt::app::demo
