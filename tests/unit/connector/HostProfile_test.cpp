#include "connector/office/profile/HostProfile.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connector/office/profile/HostLink.h"
#include "connector/office/profile/Mapping.h"
#include "tests/fakes/Province.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

Json redmine() {
  return Json::parse(fakes::sourceFile("integration/profiles/redmine.json"));
}

/// "code pointer" of each finding.
std::vector<std::string> findingsOf(const Json& profile) {
  std::vector<std::string> out;
  const auto reading = readProfile(profile.dump());
  EXPECT_TRUE(reading);
  for (const auto& one : reading->findings) out.push_back(one.code + " " + one.pointer);
  EXPECT_EQ(reading->profile.has_value(), out.empty());
  return out;
}
using Findings = std::vector<std::string>;

Json issue() {
  return Json::parse(R"({"issue":{"id":17,"subject":"Đề nghị tặng Bằng khen","author":{"id":5,"name":"Hòa"},
    "custom_fields":[{"id":1,"name":"Số","value":" 118 "},{"id":2,"name":"Ký hiệu","value":"TTr-SGDĐT"},
    {"id":3,"name":"Ngày ban hành","value":"2026-11-20"}]}})");
}

TEST(HostProfile, TheProfileWeShipFits) {
  EXPECT_EQ(findingsOf(redmine()), Findings{});
}

TEST(HostProfile, EveryMisfitIsNamedByItsPlace) {
  Json profile = redmine();
  profile["fields"].erase("number");
  profile["list"]["pageSize"] = "100";
  profile["list"]["speed"] = 1;
  profile["writeBack"]["task"] = "maybe";
  profile["everySeconds"] = 0;
  EXPECT_EQ(findingsOf(profile), (Findings{"schema.range /everySeconds", "schema.type /list/pageSize",
                                           "schema.unknown /list/speed", "schema.missing /fields/number",
                                           "schema.enum /writeBack/task"}));
}

TEST(HostProfile, ASourceOfNoKnownShapeIsMeasuredAgainstTheNearestOne) {
  Json profile = redmine();
  profile["fields"]["subject"] = {{"rows", "/a"}, {"where", "/b"}, {"is", "c"}};
  EXPECT_EQ(findingsOf(profile),
            (Findings{"schema.none-fits /fields/subject", "schema.missing /fields/subject/take"}));
}

TEST(HostProfile, WhatNoSchemaSeesIsFoundToo) {
  Json profile = redmine();
  profile["item"]["url"] = "//elsewhere.example/{id}";
  profile["list"]["url"] = "/issues.json?offset={offset}";
  profile["fields"]["subject"] = {{"json", "issue"}};
  profile["fields"]["senderCode"]["lookup"] = "nobody";
  profile["writeBack"].erase("redmine");
  EXPECT_EQ(findingsOf(profile),
            (Findings{"profile.placeholder /list/url", "profile.address /item/url",
                      "profile.pointer /fields/subject/json", "profile.table /fields/senderCode/lookup",
                      "profile.dialect /writeBack/redmine"}));
}

TEST(HostProfile, AKeywordOutsideOurPartOfJsonSchemaIsABugAndNotPassedOver) {
  const auto checked = checkSchema(Json{{"pattern", "x"}}, Json::object());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "schema.keyword");
}

TEST(HostProfile, AnItemBecomesTheHeaderOfANomination) {
  const MappedItem item = mapItem(*profileFrom(redmine().dump()), issue());
  EXPECT_TRUE(item.complete());
  EXPECT_EQ(item.header.documentId, "17");
  EXPECT_EQ(item.header.codeNumber, "118");
  EXPECT_EQ(item.header.codeNotation, "TTr-SGDĐT");
  EXPECT_EQ(item.header.from.id, "H99.12");
  EXPECT_EQ(item.header.from.name, "Sở Giáo dục và Đào tạo");
  EXPECT_EQ(item.header.promulgatedOn, parseIsoDate("2026-11-20"));
}

TEST(HostProfile, WhatIsMissingOrUnknownIsToldFieldByField) {
  Json sample = issue();
  sample["issue"]["custom_fields"].erase(0);
  sample["issue"]["author"]["id"] = 99;  // in no table
  sample["issue"]["custom_fields"][1]["value"] = "20 tháng 11";
  const MappedItem item = mapItem(*profileFrom(redmine().dump()), sample);
  EXPECT_FALSE(item.complete());
  std::map<std::string, MappedField::State> states;
  for (const auto& field : item.fields) states[field.name] = field.state;
  EXPECT_EQ(states["number"], MappedField::State::kMissing);
  EXPECT_EQ(states["senderCode"], MappedField::State::kUnreadable);
  EXPECT_EQ(states["issued"], MappedField::State::kUnreadable);
  EXPECT_EQ(states["subject"], MappedField::State::kFound);
}

TEST(HostProfile, PartsDatesAndDefaultsNeedNoScript) {
  Json profile = redmine();
  profile["fields"]["number"] = {{"json", "/issue/code"}, {"before", "/"}};
  profile["fields"]["notation"] = {{"json", "/issue/code"}, {"after", "/"}};
  profile["fields"]["issued"] = {{"json", "/issue/day"}, {"date", "dd/MM/yyyy"}};
  profile["fields"]["place"] = {{"json", "/issue/place"}, {"default", "An Hòa"}};
  Json sample = issue();
  sample["issue"]["code"] = "12/TTr-SNV";
  sample["issue"]["day"] = "05/01/2026";
  const MappedItem item = mapItem(*profileFrom(profile.dump()), sample);
  EXPECT_EQ(item.header.codeNumber, "12");
  EXPECT_EQ(item.header.codeNotation, "TTr-SNV");
  EXPECT_EQ(item.header.promulgatedOn, parseIsoDate("2026-01-05"));
  EXPECT_EQ(item.header.place, "An Hòa");
}

TEST(HostProfile, DecomposedVietnameseFromAHostIsComposed) {
  Json sample = issue();
  sample["issue"]["subject"] = "Đề nghị";
  EXPECT_EQ(mapItem(*profileFrom(redmine().dump()), sample).header.subject, "Đề nghị");
}

}  // namespace
}  // namespace tdkt::office
