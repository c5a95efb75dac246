#include "connector/issuing/HandOverFiles.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "connector/office/profile/JsonSchema.h"
#include "workflow/base/Json.h"

namespace tdkt::issuing {
namespace {

using nlohmann::ordered_json;

std::string sourceFile(const std::string& relative) {
  std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/" + relative, std::ios::binary);
  EXPECT_TRUE(in.good()) << relative;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

DigestFile someDigests() {
  DigestFile file;
  file.dossier = "118/TTr-SGDĐT";
  file.decision = "01/QĐ-UBND";
  file.subject = "Đề nghị tặng Bằng khen";
  file.signer = "Nguyễn Đức Thịnh";
  file.certificateSha256 = sha256Hex("certificate");
  file.expiresAt = *parseIso("2026-11-21T09:00:00Z");
  DigestItem item;
  item.name = "Quyết định 01-QĐ-UBND.pdf";
  item.fileSha256 = sha256Hex("file");
  item.handed.job = signing::SigningJobId("abc.person");
  item.handed.algorithm = {signing::Scheme::kRsaPss, signing::Hash::kSha384};
  item.handed.documentDigest = Bytes(48, 'd');
  item.handed.signedAttributes = "attributes";
  item.handed.digest = Bytes(48, 'a');
  file.items = {item, item};
  return file;
}

SignatureFile someSignatures() {
  return {sha256Hex("certificate"), {{"abc.person", toHex(Bytes(32, 'a')), Bytes(256, 's')}}};
}

ordered_json good() {
  return ordered_json::parse(someSignatures().toJson());
}

std::string refusal(const std::string& text) {
  const auto read = SignatureFile::fromJson(text);
  return read ? "" : read.error().code;
}
std::string refusal(const ordered_json& value) {
  return refusal(value.dump());
}

void expectFits(const char* schema, const std::string& text) {
  const auto findings =
      office::checkSchema(ordered_json::parse(sourceFile(schema)), ordered_json::parse(text));
  ASSERT_TRUE(findings) << findings.error().detail;
  for (const auto& finding : *findings) ADD_FAILURE() << finding.pointer << " " << finding.code;
}

}  // namespace

TEST(HandOverFiles, WhatIsWrittenIsReadAgainAndFitsThePublishedSchemas) {
  const DigestFile out = someDigests();
  const auto back = DigestFile::fromJson(out.toJson());
  ASSERT_TRUE(back) << back.error().code << " " << back.error().field;
  EXPECT_EQ(back->toJson(), out.toJson());
  ASSERT_EQ(back->items.size(), 2U);
  EXPECT_EQ(back->items[0].handed.signedAttributes, "attributes");
  EXPECT_EQ(back->items[0].handed.algorithm, out.items[0].handed.algorithm);
  EXPECT_EQ(back->expiresAt, out.expiresAt);
  expectFits("docs/digests.schema.json", out.toJson());

  const SignatureFile in = someSignatures();
  const auto read = SignatureFile::fromJson(in.toJson());
  ASSERT_TRUE(read) << read.error().code << " " << read.error().field;
  EXPECT_EQ(read->toJson(), in.toJson());
  expectFits("docs/signatures.schema.json", in.toJson());
}

TEST(HandOverFiles, TheDigestsGivenBackUnsignedAreToldApartFromAForeignFile) {
  EXPECT_EQ(refusal(someDigests().toJson()), "handover.unsigned");
  EXPECT_EQ(refusal(std::string("{}")), "handover.format");
  EXPECT_EQ(refusal(std::string("[]")), "handover.format");
  EXPECT_EQ(refusal(std::string("%PDF-1.7")), "json.syntax");
}

TEST(HandOverFiles, AnotherVersionIsRefused) {
  for (const auto& version : {ordered_json(2), ordered_json("1"), ordered_json(1.5), ordered_json(nullptr)}) {
    auto file = good();
    file["version"] = version;
    EXPECT_EQ(refusal(file), "handover.format") << version;
  }
}

TEST(HandOverFiles, AMissingUnknownOrMalformedMemberIsNamedByItsPlace) {
  auto file = good();
  file["items"][0].erase("digest");
  EXPECT_EQ(SignatureFile::fromJson(file.dump()).error().field, "items[0].digest");
  file = good();
  file["items"][0]["pin"] = "1234";
  EXPECT_EQ(SignatureFile::fromJson(file.dump()).error().field, "items[0].pin");
  file = good();
  file["items"][0]["digest"] = std::string(64, 'A');
  EXPECT_EQ(refusal(file), "handover.field") << "upper case";
  file = good();
  file["items"][0]["signature"] = "not base 64!";
  EXPECT_EQ(refusal(file), "handover.field");
  file = good();
  file["items"][0]["signature"] = "";
  EXPECT_EQ(refusal(file), "handover.field");
  file = good();
  file["items"][0]["signature"] = toBase64(Bytes(kLargestRawSignature + 1, 's'));
  EXPECT_EQ(refusal(file), "handover.field");
  file = good();
  file["items"] = "none";
  EXPECT_EQ(refusal(file), "handover.field");
  file = good();
  file["items"].push_back(7);
  EXPECT_EQ(refusal(file), "handover.field");
  file = good();
  file["signer"] = ordered_json::array();
  EXPECT_EQ(refusal(file), "handover.field");
}

TEST(HandOverFiles, RepeatedKeysDeepNestingAndTooManySignaturesAreRefused) {
  EXPECT_EQ(refusal(std::string(R"({"format":"tdkt-signatures","format":"tdkt-signatures","version":1})")),
            "json.duplicate-key");
  EXPECT_EQ(refusal(std::string(100, '[')), "json.depth");
  auto file = good();
  const ordered_json one = file["items"][0];
  for (std::size_t i = 0; i < kMostHandedOver; ++i) file["items"].push_back({{"id", ""}});
  EXPECT_EQ(refusal(file), "handover.many");
  EXPECT_EQ(refusal(std::string(kLargestSignatureFile + 1, ' ')), "json.size");
}

}  // namespace tdkt::issuing
