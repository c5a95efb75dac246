// The main job on PostgreSQL, worked on by two services that share one database and one folder of blobs.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::app::demo {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t count(storage::Database& database, const char* sql) {
  auto query = database.prepare(sql);
  return query && *query->step() ? query->integer(0) : -1;
}

TEST(StoryPostgres, TwoServicesShareTheWorkOfOneDossierAndNothingHappensTwice) {
  fakes::TemporaryFolder folder;
  SystemRandom random;
  SystemClock clock;
  const std::string url = fakes::TestPostgres::instance().newDatabase();
  auto opened = openDemoFolder(folder.file("demo"), 0, random);
  ASSERT_TRUE(opened) << opened.error().detail;
  const DemoFolder demo = *opened;
  Json config = Json::parse(*readFile(demo.at("config.json")));
  config["storage"] = {{"url", url}};
  ASSERT_TRUE(writeFileWhole(demo.at("config.json"), config.dump()));
  config["port"] = 0;
  ASSERT_TRUE(writeFileWhole(demo.at("config-2.json"), config.dump()));

  Programs programs(demo, TDKT_BINARY_DIR);
  const auto started = programs.start();
  ASSERT_TRUE(started) << started.error().code << " " << started.error().detail;
  const auto second = ChildProcess::start({std::string(TDKT_BINARY_DIR) + "/tdkt",
                                           {"serve", "--config", demo.at("config-2.json")},
                                           demo.environment(),
                                           demo.at("log/second.log")});
  ASSERT_TRUE(second) << second.error().detail;

  Story story(demo, clock);
  const auto played = story.play();
  ASSERT_TRUE(played) << played.error().code << ": " << played.error().detail;
  EXPECT_TRUE(played->faults.empty()) << played->toJson();
  EXPECT_EQ(played->number, "01/QĐ-UBND");
  EXPECT_EQ(played->files.size(), 49U);
  EXPECT_EQ(played->attachedTimes, 1);
  EXPECT_EQ(programs.stop(), 0);

  const auto database = storage::Database::open(url);
  ASSERT_TRUE(database);
  EXPECT_EQ(*storage::verifyStore(**database), std::vector<std::string>());
  EXPECT_EQ(count(**database, "SELECT count(*) FROM number_issue"), 1);
  EXPECT_FALSE(std::filesystem::exists(demo.at("service/tdkt.db"))) << "something still used SQLite";
  EXPECT_FALSE(std::filesystem::is_empty(demo.at("log/second.log")));
}

}  // namespace
}  // namespace tdkt::app::demo
