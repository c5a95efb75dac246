#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/demo/DemoFolder.h"
#include "tests/fakes/TemporaryFolder.h"
#include "workflow/base/Random.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;

class CheckConfig : public testing::Test {
 protected:
  void SetUp() override {
    SystemRandom random;
    auto opened = demo::openDemoFolder(folder_.file("demo"), 8800, random);
    ASSERT_TRUE(opened);
    file_ = opened->at("config.json");
    config_ = ordered_json::parse(*readFile(file_));
    std::filesystem::permissions(opened->at("token/pin"), std::filesystem::perms::owner_read);
    std::filesystem::create_directories(opened->at("pki"));  // made when the demo starts
    for (const char* name : {"pki/issuing-ca.pem", "pki/root-ca.pem"})
      ASSERT_TRUE(writeFileWhole(opened->at(name), "certificate"));
  }
  /// The exit code, and what was printed.
  std::pair<int, std::string> check(bool production) {
    EXPECT_TRUE(writeFileWhole(file_, config_.dump(2)));
    testing::internal::CaptureStdout();
    std::vector<std::string> words = {file_};
    if (production) words.emplace_back("--production");
    const int code = runCheckConfig(words);
    return {code, testing::internal::GetCapturedStdout()};
  }
  /// As an installation that may go to work.
  void makeSound() {
    config_.erase("demo");
    config_.erase("clockFile");  // refused without it
    config_["publicUrl"] = "https://tdkt.anhoa.gov.vn";
  }

  fakes::TemporaryFolder folder_;
  std::string file_;
  ordered_json config_;
};

TEST_F(CheckConfig, ADemonstrationIsGoodForTrialAndNotForWork) {
  EXPECT_EQ(check(false).first, kYes);
  const auto [code, printed] = check(true);
  EXPECT_EQ(code, kBadConfiguration);
  EXPECT_NE(printed.find("demo: "), std::string::npos);
  EXPECT_NE(printed.find("publicUrl: "), std::string::npos);
}

TEST_F(CheckConfig, PlainHttpIsListenedToOnThisMachineOnly) {
  makeSound();
  EXPECT_EQ(check(true), std::make_pair(static_cast<int>(kYes), std::string("Cấu hình dùng được (good)\n")));
  config_["address"] = "0.0.0.0";
  const auto [code, printed] = check(true);
  EXPECT_EQ(code, kBadConfiguration);
  EXPECT_NE(printed.find("address: Không mã hóa thì chỉ được nghe trên chính máy này"), std::string::npos);
  config_["tls"] = {{"certificateFile", "server.pem"}, {"keyFile", "server.key"}};
  EXPECT_EQ(check(true).first, kYes);
}

TEST_F(CheckConfig, WhatOthersCouldReadOrOverhearIsNamed) {
  makeSound();
  config_["offices"][0]["baseUrl"] = "http://eoffice.anhoa.gov.vn";
  config_["offices"][0]["clientCertificates"] = {"00"};
  config_["monitor"] = {{"address", "0.0.0.0"}};
  config_["signIn"] = {{"passwords", false}};
  std::filesystem::permissions(folder_.file("demo/token/pin"), std::filesystem::perms(0644));
  const auto [code, printed] = check(true);
  EXPECT_EQ(code, kBadConfiguration);
  for (const char* key : {"offices.eoffice.baseUrl: ", "offices.eoffice.clientCertificates: ",
                          "monitor.address: ", "signIn: ", "signing.pinFile: "})
    EXPECT_NE(printed.find(key), std::string::npos) << key;
}

TEST_F(CheckConfig, ASubscriberAndASigningOfficeAreReachedByHttpsOnly) {
  makeSound();
  config_["subscribers"] = ordered_json::array({{{"id", "bi"},
                                                 {"url", "http://127.0.0.1:9000/hook"},
                                                 {"secrets", {"whsec_MDEyMzQ1Njc4OWFiY2RlZg=="}}}});
  EXPECT_EQ(check(true).first, kYes) << "this machine";
  config_["subscribers"][0]["url"] = "http://bi.anhoa.gov.vn/hook";
  config_["offices"][0]["signing"] = {{"url", "http://kyso.anhoa.gov.vn/ws"},
                                      {"appCode", "a"},
                                      {"appPass", "b"},
                                      {"accountName", "c"},
                                      {"accountPass", "d"},
                                      {"sender", "e@anhoa.gov.vn"},
                                      {"signers", {"f@anhoa.gov.vn", "g@anhoa.gov.vn"}}};
  config_["offices"][0]["axis"] = {
      {"dialect", "vxp"}, {"baseUrl", "http://truc.anhoa.gov.vn"}, {"systemId", "s"}, {"secret", "t"}};
  const auto [code, printed] = check(true);
  EXPECT_EQ(code, kBadConfiguration);
  for (const char* key :
       {"subscribers.bi.url: ", "offices.eoffice.signing.url: ", "offices.eoffice.axis.baseUrl: "})
    EXPECT_NE(printed.find(key), std::string::npos) << key;
}

TEST_F(CheckConfig, WhatAStartingFileLeavesBlankIsNamedUntilItIsFilledIn) {
  testing::internal::CaptureStdout();
  ASSERT_EQ(runInit({folder_.file("new")}), kYes);
  testing::internal::GetCapturedStdout();
  file_ = folder_.file("new/config.json");
  config_ = ordered_json::parse(*readFile(file_));
  EXPECT_EQ(check(false).first, kYes) << "procedures, people, templates are whole";
  const auto [code, printed] = check(true);
  EXPECT_EQ(code, kBadConfiguration);
  for (const char* key : {"publicUrl: ", "decision.issuerName: ", "decision.place: ", "signing.tsaUrl: ",
                          "signing.pinFile: ", "signing.trustFile: "})
    EXPECT_NE(printed.find(key), std::string::npos) << key << printed;
}

TEST_F(CheckConfig, AnInstallationMadeTwiceKeepsWhatWasWrittenIntoIt) {
  testing::internal::CaptureStdout();
  ASSERT_EQ(runInit({folder_.file("new")}), kYes);
  const std::string people = folder_.file("new/directory.json");
  const std::string secrets = *readFile(folder_.file("new/config.json"));
  ASSERT_TRUE(writeFileWhole(people, R"({"officials":[]})"));
  ASSERT_EQ(runInit({folder_.file("new")}), kYes);
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(*readFile(people), R"({"officials":[]})");
  EXPECT_EQ(*readFile(folder_.file("new/config.json")), secrets);
}

TEST_F(CheckConfig, AProcedureThatIsRefusedIsAnErrorBeforeTheServiceStarts) {
  config_["procedures"][0]["awards"] = {"KHONG-CO"};
  EXPECT_EQ(check(false).first, kBadConfiguration);
  config_["procedures"][0]["awards"] = {"CSTD-TINH"};
  ASSERT_TRUE(writeFileWhole(folder_.file("demo/hong.bpmn"), "<definitions/>"));
  config_["procedureFile"] = "hong.bpmn";
  EXPECT_EQ(check(false).first, kBadConfiguration);
}

TEST_F(CheckConfig, AKeyNobodyKnowsIsAnErrorWithOrWithoutProduction) {
  config_["signIn"] = {{"pasword", true}};
  EXPECT_EQ(check(false).first, kBadConfiguration);
}

}  // namespace
}  // namespace tdkt::app
