#include "connector/app/demo/DemoFolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "connector/app/CommandLine.h"
#include "connector/app/Settings.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"
#include "workflow/base/Bytes.h"

namespace tdkt::app::demo {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> contents(const std::string& root) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) out[entry.path().string()] = sha256Hex(*readFile(entry.path().string()));
  }
  return out;
}

class DemoFolderTest : public ::testing::Test {
 protected:
  fakes::TemporaryFolder folder;
  fakes::FixedRandom random;
};

TEST_F(DemoFolderTest, OpenedTwiceItChangesNothing) {
  const auto first = openDemoFolder(folder.path(), 0, random);
  ASSERT_TRUE(first) << first.error().detail;
  const auto before = contents(folder.path());
  const auto second = openDemoFolder(folder.path(), 0, random);
  ASSERT_TRUE(second);
  EXPECT_EQ(contents(folder.path()), before);
  EXPECT_EQ(second->state.servicePort, first->state.servicePort);
  EXPECT_EQ(second->state.apiToken, first->state.apiToken);
  EXPECT_EQ(second->state.webhookSecret, first->state.webhookSecret);
}

TEST_F(DemoFolderTest, ItsPortsDifferAndItsSecretsAreNotOfTheNextFolder) {
  const auto first = openDemoFolder(folder.file("one"), 0, random);
  const auto second = openDemoFolder(folder.file("two"), 0, random);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->state.servicePort, first->state.officePort);
  EXPECT_NE(first->state.officePort, first->state.trustPort);
  EXPECT_NE(first->state.servicePort, first->state.trustPort);
  EXPECT_NE(first->state.apiToken, second->state.apiToken);
  EXPECT_NE(first->state.webhookSecret, second->state.webhookSecret);
  EXPECT_NE(*readFile(first->at("token/pin")), *readFile(second->at("token/pin")));
}

TEST_F(DemoFolderTest, GivenPortsAreTakenInOrder) {
  const auto opened = openDemoFolder(folder.path(), 21080, random);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->state.servicePort, 21080);
  EXPECT_EQ(opened->state.officePort, 21081);
  EXPECT_EQ(opened->state.trustPort, 21082);
}

TEST_F(DemoFolderTest, WhatAPersonChangedStays) {
  ASSERT_TRUE(openDemoFolder(folder.path(), 0, random));
  const std::string people = folder.file("packs/integration/demo_data/directory.json");
  std::ofstream(people) << R"({"officials":[]})";
  fs::remove(folder.file("token/pin"));
  ASSERT_TRUE(openDemoFolder(folder.path(), 0, random));
  EXPECT_EQ(*readFile(people), R"({"officials":[]})");
  EXPECT_TRUE(fs::exists(folder.file("token/pin")));
}

TEST_F(DemoFolderTest, OnlyTheOwnerMayLookIn) {
  ASSERT_TRUE(openDemoFolder(folder.path(), 0, random));
  EXPECT_EQ(fs::status(folder.path()).permissions() & (fs::perms::group_all | fs::perms::others_all),
            fs::perms::none);
}

TEST_F(DemoFolderTest, ADamagedStateIsNotGuessed) {
  ASSERT_TRUE(openDemoFolder(folder.path(), 0, random));
  for (const char* damaged : {"{\"servicePort\":", "{\"servicePort\":\"x\"}", "{}"}) {
    std::ofstream(folder.file("demo.json")) << damaged;
    const auto again = openDemoFolder(folder.path(), 0, random);
    ASSERT_FALSE(again) << damaged;
    EXPECT_EQ(again.error().code, "demo.state");
    EXPECT_EQ(again.error().kind, ErrorKind::kCorrupt);
  }
}

TEST_F(DemoFolderTest, TheServiceReadsTheConfigurationMadeHere) {
  const auto opened = openDemoFolder(folder.path(), 0, random);
  ASSERT_TRUE(opened);
  const auto settings = loadSettings(opened->at("config.json"));
  ASSERT_TRUE(settings) << settings.error().code << " " << settings.error().field;
  EXPECT_EQ(settings->port, opened->state.servicePort);
  ASSERT_EQ(settings->offices.size(), 1U);
}

}  // namespace
}  // namespace tdkt::app::demo
