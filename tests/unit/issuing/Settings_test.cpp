#include "connector/app/Settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/TemporaryFolder.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

nlohmann::ordered_json goodConfig() {
  return nlohmann::ordered_json::parse(R"({
    "dataDirectory":"data","publicUrl":"http://127.0.0.1:1","directoryFile":"d.json","procedureFile":"p.bpmn",
    "calendarFile":"c.json","rulesFile":"r.json","decisionTemplate":"t1","certificateTemplate":"t2",
    "offices":[{"id":"eoffice","name":"n","baseUrl":"http://h","pageOrigin":"http://h","apiToken":"t","webhookSecrets":["whsec_AA=="]}],
    "signing":{"module":"/m.so","token":"t","pinFile":"pin","personKey":"a","organisationKey":"b","issuersFile":"i",
      "trustFile":"r","tsaUrl":"u","ocspUrl":"u","personImage":"p.png","sealImage":"s.png"},
    "decision":{"issuerName":"i","authority":"a","place":"p","province":"x","notation":"QĐ-UBND","organisationId":"H99.01",
      "organisationInCharge":"u","signerPost":"CHỦ TỊCH","signerRole":"chair","recipients":["Như Điều 4"]}})");
}

Result<Settings> load(const nlohmann::ordered_json& config) {
  static fakes::TemporaryFolder folder;
  const std::string path = folder.file("config.json");
  std::ofstream(path) << config.dump();
  return loadSettings(path);
}

}  // namespace

TEST(Settings, RelativePathsAreTakenFromTheFilesOwnFolder) {
  const auto settings = load(goodConfig());
  ASSERT_TRUE(settings) << settings.error().code << " " << settings.error().field;
  EXPECT_EQ(settings->dataDirectory.front(), '/');
  EXPECT_EQ(settings->signing.module, "/m.so");
  EXPECT_DOUBLE_EQ(settings->signing.sealWidthMillimetres, 36);
}

TEST(Settings, AMisspeltKeyIsAnErrorThatNamesTheNearestKnownOne) {
  auto config = goodConfig();
  config["publicURL"] = "x";
  const auto settings = load(config);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, "config.unknown-key");
  EXPECT_NE(settings.error().detail.find("publicUrl"), std::string::npos);
}

TEST(Settings, AMissingKeyInsideASectionIsNamedWithItsSection) {
  auto config = goodConfig();
  config["signing"].erase("tsaUrl");
  EXPECT_EQ(load(config).error().field, "signing.tsaUrl");
}

TEST(Settings, AChairWithHisOwnMachineNeedsACertificateHereAndNoKey) {
  auto config = goodConfig();
  config["signing"]["personCertificate"] = "chair.pem";
  EXPECT_EQ(load(config).error().field, "signing.personCertificate") << "a key as well";
  config["signing"].erase("personKey");
  const auto settings = load(config);
  ASSERT_TRUE(settings) << settings.error().field;
  EXPECT_EQ(settings->signing.personCertificate.front(), '/');
  EXPECT_EQ(settings->signing.handOverHours, 24);
  config["signing"]["handOverHours"] = 0;
  EXPECT_EQ(load(config).error().field, "signing.handOverHours");
}

TEST(Settings, ASealOfHalfAMetreIsRefused) {
  auto config = goodConfig();
  config["signing"]["sealWidthMillimetres"] = 500;
  EXPECT_EQ(load(config).error().code, "config.value");
}

TEST(Settings, AnUnknownSignatureLevelIsRefusedWithTheKnownOnes) {
  auto config = goodConfig();
  EXPECT_EQ(load(config)->signing.level, "B-T");
  config["signing"]["level"] = "B-LTA";
  EXPECT_EQ(load(config)->signing.level, "B-LTA");
  config["signing"]["level"] = "LTA";
  const auto settings = load(config);
  EXPECT_EQ(settings.error().field, "signing.level");
  EXPECT_NE(settings.error().detail.find("B-LTA"), std::string::npos);
}

TEST(Settings, ToleranceAttemptsAndThreadsHaveTheirBounds) {
  for (const auto& [key, wrong] : std::map<std::string, int>{
           {"revocationTolerance", -1}, {"extensionAttempts", 0}, {"renewWithinDays", 0}, {"threads", 65}}) {
    auto config = goodConfig();
    config["signing"][key] = wrong;
    EXPECT_EQ(load(config).error().code, "config.value") << key;
  }
}

TEST(Settings, SpellingsOfCertificatesAreTextsByPrintedName) {
  auto config = goodConfig();
  config["signing"]["expectedSubject"] = {{"Nguyễn Đức Thịnh", "NGUYEN DUC THINH"}};
  EXPECT_EQ(load(config)->signing.expectedSubject.at("Nguyễn Đức Thịnh"), "NGUYEN DUC THINH");
  config["signing"]["expectedSubject"] = {{"Nguyễn Đức Thịnh", 1}};
  EXPECT_EQ(load(config).error().code, "config.type");
}

TEST(Settings, ATokenIsNeededUnlessBothKeysAreRemote) {
  auto config = goodConfig();
  config["signing"]["personRemote"] = "person.json";
  config["signing"].erase("personKey");
  const auto one = load(config);
  ASSERT_TRUE(one) << one.error().code << " " << one.error().field;
  EXPECT_NE(one->signing.personRemote.find("/person.json"), std::string::npos);
  config["signing"].erase("token");
  EXPECT_EQ(load(config).error().field, "signing.token");
  config["signing"]["organisationRemote"] = "organisation.json";
  for (const char* key : {"module", "pinFile", "organisationKey"}) config["signing"].erase(key);
  EXPECT_TRUE(load(config));
}

TEST(Settings, SessionsOfTheTokenAreAFewAtMost) {
  auto config = goodConfig();
  config["signing"]["sessions"] = 4;
  EXPECT_EQ(load(config)->signing.sessions, 4);
  config["signing"]["sessions"] = 0;
  EXPECT_EQ(load(config).error().code, "config.value");
}

}  // namespace tdkt::app
