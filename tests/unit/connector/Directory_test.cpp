// The directory file: grants and interests beside officials, and what a wrong one is told.

#include "connector/directory/Directory.h"

#include <gtest/gtest.h>

#include "connector/app/SignerCapacity.h"

namespace tdkt::directory {
namespace {

const char* const kPeople =
    R"({"id":"head","name":"Nguyễn Đức Thịnh","post":"Chủ tịch","unit":"UBND tỉnh","roles":["chair"]},
       {"id":"deputy","name":"Lê Văn Quân","post":"Phó Chủ tịch","unit":"UBND tỉnh","roles":["deputy"],
        "interests":[{"name":"Lê Thị Hoa","unit":"Sở Y tế","relation":"con"}]})";

std::string fileWith(const std::string& grant) {
  return std::string("{\"officials\":[") + kPeople + "],\"grants\":[" + grant + "]}";
}

std::string grantWith(const std::string& changes) {
  std::string grant = R"("id":"g-1","principal":"head","agent":"deputy","capacity":"KT","roles":["chair"],)"
                      R"("from":"2026-12-01","to":"2026-12-15","document":"15/QĐ-UBND")";
  return "{" + (changes.empty() ? grant : grant + "," + changes) + "}";
}

UtcTime at(const char* text) {
  return *parseIso(text);
}

TEST(Directory, AGrantIsInForceFromItsFirstDayToTheEndOfItsLast) {
  const auto directory = Directory::fromJson(fileWith(grantWith("")));
  ASSERT_TRUE(directory) << directory.error().detail;
  const OfficialId deputy("deputy");
  EXPECT_FALSE(directory->actsAs(deputy, "chair", at("2026-11-30T23:59:59+07:00")));
  EXPECT_TRUE(directory->actsAs(deputy, "chair", at("2026-12-01T00:00:00+07:00")));
  EXPECT_TRUE(directory->actsAs(deputy, "chair", at("2026-12-15T23:59:59+07:00")));
  EXPECT_FALSE(directory->actsAs(deputy, "chair", at("2026-12-16T00:00:00+07:00")));
  EXPECT_FALSE(directory->actsAs(deputy, "clerk", at("2026-12-02T00:00:00+07:00")));
  EXPECT_EQ(directory->rosterOf("chair", at("2026-12-02T00:00:00+07:00")),
            std::vector<OfficialId>{OfficialId("head")});
  EXPECT_EQ(directory->actingAs("chair", at("2026-12-02T00:00:00+07:00")).size(), 2U);
}

TEST(Directory, EverybodyIsClosestToHimselfAndThenToWhomTheFileNames) {
  const auto directory = Directory::fromJson(fileWith(grantWith("")));
  ASSERT_TRUE(directory);
  const auto interests = directory->interestsOf(OfficialId("deputy"), UtcTime{0});
  ASSERT_EQ(interests.size(), 2U);
  EXPECT_EQ(interests[0].name, "Lê Văn Quân");
  EXPECT_EQ(interests[1].name, "Lê Thị Hoa");
}

TEST(Directory, AWrongGrantIsRefusedByItsId) {
  const auto codeOf = [](const std::string& grant) {
    const auto directory = Directory::fromJson(fileWith(grant));
    return directory ? std::string() : directory.error().code + " " + directory.error().field;
  };
  const std::string good = grantWith("");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = good;
    changed.replace(changed.find(from), from.size(), to);
    return codeOf(changed);
  };
  EXPECT_EQ(codeOf(good), "");
  EXPECT_EQ(codeOf(good + "," + good), "directory.grant g-1");
  EXPECT_EQ(with("\"head\"", "\"nobody\""), "directory.grant g-1");
  EXPECT_EQ(with("\"head\"", "\"deputy\""), "directory.grant g-1");
  EXPECT_EQ(with("\"KT\"", "\"kt\""), "directory.grant g-1");
  EXPECT_EQ(with("2026-12-15", "2026-11-30"), "directory.grant g-1");
  EXPECT_EQ(with("2026-12-15", "15/12/2026"), "directory.grant g-1");
  std::string bare = good;
  bare.replace(bare.find("\"KT\""), 4, "\"TUQ\"");
  EXPECT_EQ(codeOf(bare), "");
  bare.replace(bare.find("15/QĐ-UBND"), std::string("15/QĐ-UBND").size(), "");
  EXPECT_EQ(codeOf(bare), "directory.grant g-1") << "an authorisation is in writing";
}

TEST(SignerCapacity, WhatIsPrintedIsWhatTheProcedureSaysAndTheDirectoryGrants) {
  const auto directory = Directory::fromJson(fileWith(grantWith("")));
  ASSERT_TRUE(directory);
  workflow::Definition definition;
  workflow::Node& sign = definition.nodes["sign"];
  sign.id = "sign";
  app::DecisionSettings decision;
  const auto code = [&](const char* capacity, const char* printed, const char* role) {
    sign.settings["signAs"]["capacity"] = capacity;
    decision.signerCapacity = printed;
    decision.signerRole = role;
    const auto checked = app::checkSignerCapacity(definition, decision, *directory);
    return checked ? std::string() : checked.error().code;
  };
  EXPECT_EQ(code("own", "", "chair"), "");
  EXPECT_EQ(code("own", "TM. ỦY BAN NHÂN DÂN", "chair"), "");
  EXPECT_EQ(code("own", "KT. CHỦ TỊCH", "chair"), "config.capacity");
  EXPECT_EQ(code("KT", "KT. CHỦ TỊCH", "deputy"), "");
  EXPECT_EQ(code("KT", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "deputy"), "");
  EXPECT_EQ(code("KT", "TL. CHỦ TỊCH", "deputy"), "config.capacity");
  EXPECT_EQ(code("KT", "KT. CHỦ TỊCH", "chair"), "config.capacity")
      << "the head has no grant to sign for himself";
  EXPECT_EQ(code("TM", "TM. ỦY BAN NHÂN DÂN", "chair"), "");
}

}  // namespace
}  // namespace tdkt::directory
