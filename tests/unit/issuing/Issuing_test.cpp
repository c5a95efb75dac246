// The whole issuing chain with real parts: engine, outbox, register, shipped templates, signer, verifier.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "connector/issuing/IssuingWorker.h"
#include "connector/pages/Assets.h"
#include "connector/pages/DeskView.h"
#include "connector/pages/TemplateSet.h"
#include "tests/fakes/Province.h"
#include "tests/fakes/TestPki.h"

namespace tdkt::issuing {
namespace {

using workflow::Outcome;
using workflow::Phase;

/// Keys and templates take time to make and never change.
struct Shared {
  fakes::TestPki pki;
  fakes::Identity chair = pki.signer("Nguyễn Đức Thịnh");
  fakes::Identity seal = pki.signer("ỦY BAN NHÂN DÂN TỈNH AN HÒA");
  std::unique_ptr<templates::Filler> decision = load("decision");
  std::unique_ptr<templates::Filler> certificate = load("certificate");
  DecisionWording wording = *loadWording(TDKT_SOURCE_DIR "/templates/pack/decision/1");
  workflow::RulePack rules = *workflow::RulePack::fromJson(fakes::sourceFile("workflow/packs/rules-vn.json"));

  static std::unique_ptr<templates::Filler> load(const std::string& form) {
    return std::move(
        *templates::loadTemplate(TDKT_SOURCE_DIR "/templates/pack/" + form + "/1", templates::kDebianFonts));
  }
};

const Shared& shared() {
  static const Shared once;
  return once;
}

IssuerSettings settings() {
  IssuerSettings out;
  out.texts = {"",
               "ỦY BAN NHÂN DÂN TỈNH AN HÒA",
               "Chủ tịch Ủy ban nhân dân tỉnh An Hòa",
               "An Hòa",
               "tỉnh An Hòa",
               "",
               "CHỦ TỊCH",
               "Nguyễn Đức Thịnh",
               {"Như Điều 4"}};
  out.notation = "QĐ-UBND";
  out.publicUrl = "https://tdkt.example";
  out.verifyIdKey = Secret("a key of the test");
  out.personImage = fakes::sourceFile("integration/demo_data/signature-chair.png");
  out.sealImage = fakes::sourceFile("integration/demo_data/seal.png");
  return out;
}

/// Counts what is asked of the real key and remembers the digests.
class WatchedKey : public signing::KeyHolder {
 public:
  explicit WatchedKey(std::unique_ptr<signing::KeyHolder> real) : real_(std::move(real)) {}
  const signing::CertificateChain& chain() const override { return real_->chain(); }
  signing::SignatureAlgorithm algorithm() const override { return real_->algorithm(); }
  Result<Bytes> sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) override {
    asked.push_back(digest.digest);
    return real_->sign(job, digest);
  }
  std::vector<Bytes> asked;

 private:
  std::unique_ptr<signing::KeyHolder> real_;
};

/// Lists of revoked certificates that may be out of reach.
class Lists : public signing::RevocationSource {
 public:
  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override {
    if (away) return {signing::RevocationState::kUnknown, std::nullopt, {}, "crl", {}, "away"};
    return lists.check(certificate, issuer, at);
  }
  signing::CrlSource lists = shared().pki.crls();
  bool away = false;
};

class Issuing : public ::testing::Test {
 protected:
  static std::vector<workflow::Line> lines(int count) { return workflow::testing::someLines(count); }

  /// Works until nothing is due; how many effects that were. What is put back waits for the clock.
  int drain() {
    int worked = 0;
    while (worker.runOnce()) ++worked;
    return worked;
  }
  std::string deadCode() {
    const auto rows = *province.outbox.unfinished(100);
    for (const auto& row : rows) {
      if (row.state == "dead") return row.errorCode;
    }
    return "";
  }
  std::string waitingCode() {
    const auto rows = *province.outbox.unfinished(100);
    for (const auto& row : rows) {
      if (row.state == "due" && row.channel == "issuing") return row.errorCode;
    }
    return "";
  }
  DossierId readyToSign() {
    const DossierId id = province.decided(lines(2));
    drain();
    return id;
  }
  DossierId readyToSeal() {
    const DossierId id = readyToSign();
    EXPECT_TRUE(province.act(id, "sign"));
    drain();
    return id;
  }
  DossierId issued() {
    const DossierId id = readyToSeal();
    EXPECT_TRUE(province.act(id, "seal"));
    drain();
    return id;
  }
  /// The same work once more, as a worker would that died before it could tick the effect off.
  Result<Results> again(const std::string& action, const DossierId& id) {
    return issuer.perform(action, EffectId("repeat"), province.load(id), office);
  }
  /// Of every blob there is.
  std::set<std::string> blobNames() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(province.folder.file("blobs"))) {
      if (entry.is_regular_file()) names.insert(entry.path().filename().string());
    }
    return names;
  }
  std::vector<IssuedFile> files(const DossierId& id) { return *book.filesOf(id); }
  signing::VerifyReport verify(const std::string& sha256) {
    return verifier.verify(*province.blobs.get(sha256), province.clock.now());
  }

  fakes::Province province;
  fakes::LocalServices services{shared().pki};
  WatchedKey chairKey{shared().pki.holder(shared().chair)};
  WatchedKey sealKey{shared().pki.holder(shared().seal)};
  signing::HttpTimeStamper stamper{"tsa", {shared().pki.root.certificate}, services, province.random};
  Lists revocation;
  signing::Verifier verifier{shared().pki.trusted(), &revocation};
  IssueRegister book{*province.database, province.clock};
  Issuer issuer{{book, province.blobs, *shared().decision, *shared().certificate, shared().wording,
                 shared().rules, chairKey, sealKey, stamper, revocation, verifier, province.clock},
                settings()};
  fakes::RememberingOffice office;
  IssuingWorker worker{province.outbox, province.store, province.engine, issuer,
                       [this](const OfficeId&) { return &office; }};
};

TEST_F(Issuing, TheWholeChainGivesFilesThatTheVerifierCallsValid) {
  const DossierId id = issued();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(province.load(id).phase, Phase::kIssued);
  const auto all = files(id);
  ASSERT_EQ(all.size(), 3U);
  for (const IssuedFile& file : all) {
    EXPECT_EQ(file.state, FileState::kPublished) << file.name;
    const auto report = verify(file.finalSha256);
    EXPECT_EQ(report.verdict, signing::Verdict::kValid) << report.toJson();
    ASSERT_EQ(report.signatures.size(), 2U);
    EXPECT_EQ(report.signatures[0].signer, "Nguyễn Đức Thịnh");
    EXPECT_EQ(report.signatures[1].level, "B-T");
  }
  EXPECT_EQ(all[0].name, "Quyết định 01-QĐ-UBND.pdf");
  EXPECT_EQ(all[1].recipient, "Trần Đức Thuận");
  ASSERT_EQ(office.attached.size(), 1U);
  EXPECT_EQ(office.attached[0].sha256, all[0].finalSha256);
  EXPECT_EQ(sha256Hex(office.attached[0].bytes), all[0].finalSha256);
}

TEST_F(Issuing, ASignedFileWithOneOctetChangedIsNotValid) {
  Bytes pdf = *province.blobs.get(files(issued())[0].finalSha256);
  pdf[pdf.size() / 3] = static_cast<char>(pdf[pdf.size() / 3] ^ 1);
  EXPECT_EQ(verifier.verify(pdf, province.clock.now()).verdict, signing::Verdict::kInvalid);
}

TEST_F(Issuing, EveryActionDoneTwiceChangesNothing) {
  const DossierId id = issued();
  const auto before = files(id);
  const auto signatures = chairKey.asked.size() + sealKey.asked.size();
  const auto blobs = province.count("SELECT count(*) FROM signing_intent");
  for (const char* action : {"render", "sign-person", "sign-organisation", "publish"}) {
    const auto repeat = again(action, id);
    ASSERT_TRUE(repeat) << action << ": " << repeat.error().code << " " << repeat.error().detail;
  }
  const auto after = files(id);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].renderedSha256, before[i].renderedSha256);
    EXPECT_EQ(after[i].finalSha256, before[i].finalSha256);
  }
  EXPECT_EQ(chairKey.asked.size() + sealKey.asked.size(), signatures);
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), blobs);
  EXPECT_EQ(book.numbers()->size(), 1U);
}

TEST_F(Issuing, AnEffectThatWasDoneButNotTickedOffIsNotDoneAgain) {
  const DossierId id = readyToSeal();
  const auto asked = chairKey.asked.size();
  ASSERT_TRUE(province.database->script(
      "UPDATE outbox SET state = 'due', next_at = 0, lease_until = 0 WHERE channel = 'issuing'"));
  EXPECT_EQ(drain(), 3);
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(chairKey.asked.size(), asked);
  EXPECT_EQ(book.numbers()->size(), 1U);
  EXPECT_EQ(province.load(id).phase, Phase::kRunning);
}

TEST_F(Issuing, PreparedSignaturesAreGoneOnceTheirFilesAreSigned) {
  const DossierId id = issued();
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
  std::set<std::string> wanted;
  for (const IssuedFile& file : files(id))
    wanted.insert({file.renderedSha256, file.personSha256, file.finalSha256});
  EXPECT_EQ(blobNames(), wanted);
}

TEST_F(Issuing, WhatAKillLeftOfPreparedSignaturesIsSweptAtTheNextStart) {
  const DossierId id = readyToSeal();
  const IssuedFile file = files(id)[0];
  const std::string used = *province.blobs.put("a prepared signature that was used");
  ASSERT_TRUE(book.keepIntent(file.verifyId, "person", used));
  const std::string coming = *province.blobs.put("a prepared signature still to be used");
  ASSERT_TRUE(book.keepIntent(file.verifyId, "organisation", coming));
  ASSERT_TRUE(issuer.sweepIntents());
  EXPECT_FALSE(province.blobs.has(used));
  EXPECT_TRUE(province.blobs.has(coming));
  EXPECT_EQ(*book.findIntent(file.verifyId, "person"), std::nullopt);
  EXPECT_EQ(*book.findIntent(file.verifyId, "organisation"), coming);
}

TEST_F(Issuing, APreparedSignatureNamedButNeverWrittenIsPreparedAnew) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(
      book.keepIntent(files(id)[0].verifyId, "person", sha256Hex("killed before the blob was whole")));
  ASSERT_TRUE(province.act(id, "sign"));
  drain();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
}

TEST_F(Issuing, AVoidedNumberTakesItsPreparedSignaturesWithIt) {
  const DossierId id = readyToSeal();
  const std::string prepared = *province.blobs.put("prepared, then the chair thought better of it");
  ASSERT_TRUE(book.keepIntent(files(id)[0].verifyId, "organisation", prepared));
  ASSERT_TRUE(province.act(id, "seal", Outcome::kRefuse, "Thiếu căn cứ"));
  drain();
  EXPECT_FALSE(province.blobs.has(prepared));
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_F(Issuing, WithTheTimeStampServiceAwayNothingIsSignedHalfAndItGoesOnLaterWithTheSameOctets) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  services.away = true;
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(waitingCode(), "transport.connect");
  ASSERT_EQ(chairKey.asked.size(), 1U);
  for (const IssuedFile& file : files(id)) EXPECT_EQ(file.state, FileState::kRendered);

  services.away = false;
  province.clock.advance(std::chrono::minutes(1));
  drain();
  ASSERT_EQ(chairKey.asked.size(), 4U);
  EXPECT_EQ(chairKey.asked[1], chairKey.asked[0]);
  for (const IssuedFile& file : files(id)) EXPECT_EQ(file.state, FileState::kPersonSigned);
}

TEST_F(Issuing, WhileRevocationCannotBeToldTheEffectWaitsAndTheKeyIsNotAsked) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  revocation.away = true;
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(waitingCode(), "issuing.certificate.unknown");
  EXPECT_TRUE(chairKey.asked.empty());
  revocation.away = false;
  province.clock.advance(std::chrono::minutes(1));
  drain();
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
}

TEST_F(Issuing, ARevokedSignerIsRefusedBeforeAnyOctetIsSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  revocation.lists = shared().pki.crls(
      {{shared().chair.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "issuing.certificate.revoked");
  EXPECT_TRUE(chairKey.asked.empty());
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_F(Issuing, FilesThatAreNotThoseTheChairApprovedAreNotSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  const std::string other = *province.blobs.put("another file");
  auto change = province.database->prepare("UPDATE issued_file SET rendered_sha256 = ? WHERE ordinal = 1");
  ASSERT_TRUE(change->bind(other).run());
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "issuing.rendered");
  EXPECT_TRUE(chairKey.asked.empty());
}

TEST_F(Issuing, ARenderedFileDamagedInTheStoreIsNotSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  const std::string digest = files(id)[0].renderedSha256;
  std::ofstream(province.folder.file("blobs/" + digest.substr(0, 2) + "/" + digest), std::ios::app) << "x";
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "blob.digest");
  EXPECT_TRUE(chairKey.asked.empty());
}

TEST_F(Issuing, OneDecisionCannotGrantTwoAwards) {
  auto mixed = lines(2);
  mixed[1].award = "Danh hiệu Tập thể lao động xuất sắc";
  province.decided(mixed);
  drain();
  EXPECT_EQ(deadCode(), "issuing.mixed-awards");
}

TEST_F(Issuing, AnEofficeThatIsAwayGetsTheDecisionLaterOnce) {
  const DossierId id = readyToSeal();
  ASSERT_TRUE(province.act(id, "seal"));
  office.away = true;
  drain();
  EXPECT_EQ(waitingCode(), "office.away");
  EXPECT_EQ(files(id)[0].state, FileState::kPublished);
  office.away = false;
  province.clock.advance(std::chrono::minutes(1));
  drain();
  EXPECT_EQ(office.attached.size(), 1U);
  EXPECT_EQ(province.load(id).phase, Phase::kIssued);
}

TEST_F(Issuing, ARefusalAtSignOrAtSealIsWrittenIntoTheBookOfNumbers) {
  const DossierId atSign = readyToSign();
  ASSERT_TRUE(province.act(atSign, "sign", Outcome::kRefuse, "Sai tên ở dòng 2"));
  drain();
  EXPECT_EQ(deadCode(), "");
  const DossierId atSeal = province.decided(lines(1), "119");
  drain();
  ASSERT_TRUE(province.act(atSeal, "sign"));
  drain();
  ASSERT_TRUE(province.act(atSeal, "seal", Outcome::kRefuse, "Thiếu căn cứ"));
  drain();
  const auto rows = *book.numbers();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].voidReason, "Sai tên ở dòng 2");
  EXPECT_EQ(rows[0].voidedBy, OfficialId("off-thinh"));
  EXPECT_EQ(rows[1].voidReason, "Thiếu căn cứ");
  EXPECT_EQ(rows[1].voidedBy, OfficialId("off-huong"));

  const IssuedFile signedOnce = files(atSeal)[0];
  EXPECT_EQ(signedOnce.state, FileState::kPersonSigned);
  EXPECT_EQ(again("sign-organisation", atSeal).error().code, "issuing.voided");
  EXPECT_EQ(again("sign-person", atSign).error().code, "issuing.voided");
  EXPECT_TRUE(sealKey.asked.empty());
  EXPECT_EQ(book.advance(signedOnce.verifyId, FileState::kPublished, signedOnce.personSha256).error().code,
            "issuing.voided");
}

TEST_F(Issuing, TheNextDossierTakesTheNextNumberNotTheVoidedOne) {
  const DossierId refused = readyToSign();
  ASSERT_TRUE(province.act(refused, "sign", Outcome::kRefuse, "Sai tên"));
  drain();
  const DossierId next = province.decided(lines(1), "119");
  drain();
  EXPECT_EQ(province.load(next).facts.at("decision.number"), "02/QĐ-UBND");
}

TEST_F(Issuing, TheDeskShowsAVoidedNumberWithItsReason) {
  const DossierId refused = readyToSign();
  ASSERT_TRUE(province.act(refused, "sign", Outcome::kRefuse, "Sai tên <b>"));
  drain();
  const std::string page = pages::TemplateSet(pages::assets::resources())
                               .render("desk_numbers", pages::numbersView(*book.numbers()));
  EXPECT_NE(page.find("01/QĐ-UBND"), std::string::npos);
  EXPECT_NE(page.find("Không sử dụng"), std::string::npos);
  EXPECT_NE(page.find("Sai tên &lt;b&gt;"), std::string::npos);
}

}  // namespace
}  // namespace tdkt::issuing
