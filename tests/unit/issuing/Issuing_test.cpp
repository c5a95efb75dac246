#include "connector/issuing/Annulment.h"
#include "tests/unit/issuing/IssuingFixture.h"

namespace tdkt::issuing {
namespace {

INSTANTIATE_TEST_SUITE_P(On, Issuing, fakes::chosenDialect(), fakes::dialectName);

TEST_P(Issuing, TheWholeChainGivesFilesThatTheVerifierCallsValid) {
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

TEST_P(Issuing, ASignedFileWithOneOctetChangedIsNotValid) {
  Bytes pdf = *province.blobs.get(files(issued())[0].finalSha256);
  pdf[pdf.size() / 3] = static_cast<char>(pdf[pdf.size() / 3] ^ 1);
  EXPECT_EQ(verifier.verify(pdf, province.clock.now()).verdict, signing::Verdict::kInvalid);
}

TEST_P(Issuing, EveryActionDoneTwiceChangesNothing) {
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

TEST_P(Issuing, AnEffectThatWasDoneButNotTickedOffIsNotDoneAgain) {
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

TEST_P(Issuing, PreparedSignaturesAreGoneOnceTheirFilesAreSigned) {
  const DossierId id = readyToSeal();
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
  std::set<std::string> wanted;
  for (const IssuedFile& file : files(id)) wanted.insert({file.renderedSha256, file.personSha256});
  EXPECT_EQ(blobNames(), wanted);
}

TEST_P(Issuing, OfAPublishedFileOnlyThePublishedOctetsAreKeptForTheyHoldTheEarlierOnes) {
  const DossierId id = issued();
  std::set<std::string> wanted;
  for (const IssuedFile& file : files(id)) wanted.insert(file.finalSha256);
  EXPECT_EQ(blobNames(), wanted);
  for (const IssuedFile& file : files(id)) {
    const Bytes pdf = *province.blobs.get(file.finalSha256);
    const auto isBeginning = [&](const std::string& sha256) {
      for (std::size_t end = pdf.find("%%EOF"); end != Bytes::npos; end = pdf.find("%%EOF", end + 1)) {
        for (const std::size_t size : {end + 5, end + 6})
          if (sha256Hex(std::string_view(pdf).substr(0, size)) == sha256) return true;
      }
      return false;
    };
    EXPECT_TRUE(isBeginning(file.renderedSha256));
    EXPECT_TRUE(isBeginning(file.personSha256));
  }
  for (const char* action : {"render", "sign-person", "sign-organisation", "publish"})
    ASSERT_TRUE(again(action, id)) << action;
  EXPECT_EQ(blobNames(), wanted) << "nothing is made again";
}

TEST_P(Issuing, AfterAKillTheVerySameDigestIsSignedAlthoughTimeWentOn) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  chairKey.away = true;
  EXPECT_EQ(again("sign-person", id).error().code, "signing.key.away");
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 3);
  ASSERT_EQ(chairKey.asked.size(), 1U);
  chairKey.away = false;
  province.clock.advance(std::chrono::seconds(7));
  ASSERT_TRUE(again("sign-person", id));
  ASSERT_EQ(chairKey.asked.size(), 4U);
  EXPECT_EQ(chairKey.asked[1], chairKey.asked[0]) << "the time claimed is that of the first try";
}

TEST_P(Issuing, AnIntentThatProgramOrSettingsNoLongerGiveIsMadeAnewAndTold) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  chairKey.away = true;
  EXPECT_EQ(again("sign-person", id).error().code, "signing.key.away");
  chairKey.away = false;
  auto changed = settings();
  changed.signing.personImage = image("seal");
  Issuer other{parts(), changed};
  ::testing::internal::CaptureStderr();
  const auto outcome = other.perform("sign-person", EffectId("e"), province.load(id), office);
  const std::string told = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(outcome) << outcome.error().code;
  for (const IssuedFile& file : files(id)) {
    EXPECT_NE(told.find("issuing.intent.changed\",\"file\":\"" + file.verifyId), std::string::npos) << told;
    EXPECT_EQ(file.state, FileState::kPersonSigned);
    EXPECT_EQ(verify(file.personSha256).verdict, signing::Verdict::kValid);
  }
  ASSERT_EQ(chairKey.asked.size(), 4U);
  EXPECT_NE(chairKey.asked[1], chairKey.asked[0]);
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(Issuing, WhatAKillLeftOfPreparedSignaturesIsSweptAtTheNextStart) {
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

TEST_P(Issuing, APreparedSignatureNamedButNeverWrittenIsPreparedAnew) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(
      book.keepIntent(files(id)[0].verifyId, "person", sha256Hex("killed before the blob was whole")));
  ASSERT_TRUE(province.act(id, "sign"));
  drain();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
}

TEST_P(Issuing, AVoidedNumberTakesItsPreparedSignaturesWithIt) {
  const DossierId id = readyToSeal();
  const std::string prepared = *province.blobs.put("prepared, then the chair thought better of it");
  ASSERT_TRUE(book.keepIntent(files(id)[0].verifyId, "organisation", prepared));
  ASSERT_TRUE(province.act(id, "seal", Outcome::kRefuse, "Thiếu căn cứ"));
  drain();
  EXPECT_FALSE(province.blobs.has(prepared));
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(Issuing, TextBesideTheSignersBlockIsKeptClearAndTheSealMayLieOverTheBlockItself) {
  auto longer = settings();
  longer.texts.recipients = {"Như Điều 4", "Sở Nội vụ (Phòng Thi đua, khen thưởng)"};
  Issuer other{parts(), longer};
  const DossierId id = province.decided(lines(1));
  ASSERT_TRUE(worker.runOnce());  // the number
  ASSERT_TRUE(other.perform("render", EffectId("render"), province.load(id), office));
  const IssuedFile decision = files(id)[0];
  const SignatureBox& room = decision.signatureBox;
  bool beside = false;
  for (const auto& text : decision.keepClear) {
    const bool otherColumn = text.x + text.width <= room.x;
    const bool farAbove = text.y >= room.y + room.height + 72;
    EXPECT_TRUE(otherColumn || farAbove) << "the signer's post or name is not to be kept clear";
    beside |= otherColumn && text.y < room.y + room.height;
  }
  EXPECT_TRUE(beside) << "the recipients stand beside the signer";
}

TEST_P(Issuing, ASealThatWouldCoverTheRecipientsIsToldBeforeAnybodySigns) {
  auto large = settings();
  large.signing.sealWidthMillimetres = 80;
  Issuer crowded{parts(), large};
  const DossierId id = province.decided(lines(1));
  ASSERT_TRUE(worker.runOnce());  // the number
  const auto outcome = crowded.perform("render", EffectId("render"), province.load(id), office);
  EXPECT_EQ(outcome.error().code, "issuing.template.crowded");
  EXPECT_TRUE(files(id).empty());
}

/// Fills as the real one does until it is killed, and counts.
class KilledFiller : public templates::Filler {
 public:
  KilledFiller(const templates::Filler& real, int fills) : real_(real), left(fills) {}
  Result<templates::FilledDocument> fill(const templates::FieldSet& fields, UtcTime madeAt) const override {
    if (left == 0) return unavailableError("test.killed", "killed");
    --left;
    return real_.fill(fields, madeAt);
  }
  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override {
    return real_.checkPrintable(field, text);
  }
  std::string id() const override { return real_.id(); }
  std::string sha256() const override { return real_.sha256(); }

 private:
  const templates::Filler& real_;

 public:
  mutable int left;
};

TEST_P(Issuing, ALongListIsRenderedToItsEndHoweverOftenTheRenderingIsKilled) {
  const KilledFiller filler(*shared().certificate, 0);
  IssuerParts with = {book,
                      jobs,
                      &extensionWorker,
                      province.blobs,
                      *shared().decision,
                      filler,
                      shared().wording,
                      shared().rules,
                      chairKey,
                      sealKey,
                      stamper,
                      revocation,
                      roots,
                      verifier,
                      province.clock};
  Issuer mortal{with, settings()};
  const DossierId id = province.decided(lines(5));
  const auto numbered = mortal.perform("reserve-number", EffectId("number"), province.load(id), office);
  ASSERT_TRUE(numbered);
  workflow::DossierState dossier = province.load(id);
  for (const auto& [name, value] : *numbered) dossier.facts[name] = value;
  for (int tries = 1; tries <= 5; ++tries) {
    const auto outcome = mortal.perform("render", EffectId("render"), dossier, office);
    EXPECT_EQ(outcome.error().code, "test.killed") << tries;
    filler.left = 1;  // no try lives for more than one certificate
  }
  ASSERT_TRUE(mortal.perform("render", EffectId("render"), dossier, office));
  EXPECT_EQ(files(id).size(), 6U);
}

TEST_P(Issuing, SeveralFilesSignedAtOnceAreTheSameAsOneAfterTheOther) {
  auto many = settings();
  many.signing.threads = 4;
  Issuer parallel{parts(), many};
  IssuingWorker crew{province.outbox, province.store, province.engine, parallel,
                     [this](const OfficeId&) { return &office; }};
  const auto work = [&] {
    while (crew.runOnce()) {
    }
  };
  const DossierId id = province.decided(lines(12));
  work();
  ASSERT_TRUE(province.act(id, "sign"));
  work();
  ASSERT_TRUE(province.act(id, "seal"));
  work();
  EXPECT_EQ(deadCode(), "");
  const auto all = files(id);
  ASSERT_EQ(all.size(), 13U);
  for (const IssuedFile& file : all) {
    EXPECT_EQ(file.state, FileState::kPublished) << file.name;
    EXPECT_EQ(verify(file.finalSha256).verdict, signing::Verdict::kValid) << file.name;
  }
  EXPECT_EQ(chairKey.asked.size(), 13U);
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(Issuing, WhenOneOfSeveralFilesCannotBeSignedTheFirstFailureInTheRegistersOrderIsTold) {
  auto many = settings();
  many.signing.threads = 4;
  Issuer parallel{parts(), many};
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  for (const IssuedFile& file : files(id)) ASSERT_TRUE(province.blobs.remove(file.renderedSha256));
  const auto outcome = parallel.perform("sign-person", EffectId("e"), province.load(id), office);
  EXPECT_EQ(outcome.error().code, "blob.absent");
  EXPECT_EQ(outcome.error().field, files(id)[0].renderedSha256);
}

TEST_P(Issuing, ARightToSignThatEndedAfterTheActSignsNothingUntilTheDirectoryGivesItAgain) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  const directory::Directory before = province.directory;
  std::string text = fakes::sourceFile("integration/demo_data/directory.json");
  const std::string role = "\"chair\"";
  text.replace(text.find(role), role.size(), "\"retired\"");
  province.directory = *directory::Directory::fromJson(text);
  drain();
  EXPECT_EQ(deadCode(), "workflow.signer.ended");
  EXPECT_TRUE(chairKey.asked.empty());
  province.directory = before;
  ASSERT_TRUE(province.outbox.replay(deadRow()));
  drain();
  EXPECT_EQ(deadCode(), "");
  EXPECT_FALSE(chairKey.asked.empty());
}

TEST_P(Issuing, ACertificateOfSomebodyElseIsToldBeforeANumberIsTaken) {
  auto wrong = settings();
  wrong.texts.signerName = "Trần Văn Khác";
  Issuer other{parts(), wrong};
  province.decided(lines(1));
  const auto outcome =
      other.perform("reserve-number", EffectId("e"), province.load(DossierId("dossier-118")), office);
  EXPECT_EQ(outcome.error().code, "signing.certificate.person");
  EXPECT_NE(outcome.error().field.find("Trần Văn Khác"), std::string::npos);
  EXPECT_NE(outcome.error().field.find("Nguyễn Đức Thịnh"), std::string::npos);
  EXPECT_TRUE(book.numbers()->empty());
}

TEST_P(Issuing, ARevokedCertificateIsToldBeforeANumberIsTaken) {
  revocation.lists = shared().pki.crls(
      {{shared().seal.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  province.decided(lines(1));
  drain();
  EXPECT_EQ(deadCode(), "signing.certificate.revoked");
  EXPECT_TRUE(book.numbers()->empty());
}

TEST_P(Issuing, WhileRevocationCannotBeToldTheEffectWaitsAndTheKeyIsNotAsked) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  revocation.away = true;
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(waitingCode(), "signing.revocation.unknown");
  EXPECT_TRUE(chairKey.asked.empty());
  revocation.away = false;
  province.clock.advance(std::chrono::minutes(1));
  drain();
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
}

TEST_P(Issuing, ARevokedSignerIsRefusedBeforeAnyOctetIsSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  revocation.lists = shared().pki.crls(
      {{shared().chair.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "signing.certificate.revoked");
  EXPECT_TRUE(chairKey.asked.empty());
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(Issuing, FilesThatAreNotThoseTheChairApprovedAreNotSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  const std::string other = *province.blobs.put("another file");
  auto change = province.database->prepare("UPDATE issued_file SET rendered_sha256 = ? WHERE ordinal = 1");
  ASSERT_TRUE(change->bind(other).run());
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "issuing.rendered");
  EXPECT_TRUE(chairKey.asked.empty());
}

TEST_P(Issuing, ARenderedFileDamagedInTheStoreIsNotSigned) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  const std::string digest = files(id)[0].renderedSha256;
  std::ofstream(province.folder.file("blobs/" + digest.substr(0, 2) + "/" + digest), std::ios::app) << "x";
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(deadCode(), "blob.digest");
  EXPECT_TRUE(chairKey.asked.empty());
}

TEST_P(Issuing, OneDecisionCannotGrantTwoAwards) {
  auto mixed = lines(2);
  mixed[1].award = "Danh hiệu Tập thể lao động xuất sắc";
  province.decided(mixed);
  drain();
  EXPECT_EQ(deadCode(), "issuing.mixed-awards");
}

TEST_P(Issuing, AnEofficeThatIsAwayGetsTheDecisionLaterOnce) {
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

TEST_P(Issuing, ARefusalAtSignOrAtSealIsWrittenIntoTheBookOfNumbers) {
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

TEST_P(Issuing, TheNextDossierTakesTheNextNumberNotTheVoidedOne) {
  const DossierId refused = readyToSign();
  ASSERT_TRUE(province.act(refused, "sign", Outcome::kRefuse, "Sai tên"));
  drain();
  const DossierId next = province.decided(lines(1), "119");
  drain();
  EXPECT_EQ(province.load(next).facts.at("decision.number"), "02/QĐ-UBND");
}

TEST_P(Issuing, ADeadStepBeforeAnyTaskIsAnnulledAtTheDeskAndItsNumberVoided) {
  auto mixed = lines(2);
  mixed[1].award = "Danh hiệu Tập thể lao động xuất sắc";
  const DossierId id = province.decided(mixed);
  drain();
  ASSERT_EQ(deadCode(), "issuing.mixed-awards");  // a number is taken, no task is open
  ASSERT_EQ(book.numbers()->size(), 1U);
  ASSERT_FALSE(book.numbers()->at(0).voidedAt);

  Annulment annulment{province.store, province.engine, province.outbox, book};
  const std::int64_t row = deadRow();
  EXPECT_EQ(annulment.annul(row, "Hai hình thức", OfficialId("off-thinh")).error().code, "workflow.role");
  ASSERT_TRUE(annulment.annul(row, "Lập nhầm hai hình thức khen thưởng", OfficialId("off-hanh")));
  drain();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(province.load(id).phase, Phase::kRefused);
  const auto number = book.numbers()->at(0);
  ASSERT_TRUE(number.voidedAt);
  EXPECT_EQ(number.voidReason, "Lập nhầm hai hình thức khen thưởng");
  EXPECT_EQ(number.voidedBy, OfficialId("off-hanh"));
  EXPECT_EQ(annulment.annul(row, "Lại", OfficialId("off-hanh")).error().code, "outbox.not-dead");
}

TEST_P(Issuing, KilledBetweenTheAnnulmentAndTheDeadStepsReleaseAskingAgainFinishesIt) {
  auto mixed = lines(2);
  mixed[1].award = "Danh hiệu Tập thể lao động xuất sắc";
  const DossierId id = province.decided(mixed);
  drain();
  const auto step = province.load(id).actions.front().effect;
  ASSERT_TRUE(province.engine.handle({CommandId("annul." + id.text()), id, OfficialId("off-hanh"),
                                      CorrelationId("annul." + id.text()), "desk",
                                      workflow::AnnulDossier{step, "Lập nhầm"}}));
  drain();
  ASSERT_FALSE(book.numbers()->at(0).voidedAt) << "it waits behind the dead step";
  Annulment annulment{province.store, province.engine, province.outbox, book};
  ASSERT_TRUE(annulment.annul(deadRow(), "Lập nhầm", OfficialId("off-hanh")));
  drain();
  EXPECT_TRUE(book.numbers()->at(0).voidedAt);
}

TEST_P(Issuing, ADossierAnnulledBeforeItGotANumberVoidsNone) {
  revocation.lists = shared().pki.crls(
      {{shared().chair.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  const DossierId id = province.decided(lines(1));
  drain();
  ASSERT_EQ(deadCode(), "signing.certificate.revoked");
  Annulment annulment{province.store, province.engine, province.outbox, book};
  ASSERT_TRUE(annulment.annul(deadRow(), "Người ký đã nghỉ", OfficialId("off-hanh")));
  drain();
  EXPECT_EQ(deadCode(), "");
  EXPECT_TRUE(book.numbers()->empty());
  EXPECT_EQ(province.load(id).phase, Phase::kRefused);
}

TEST_P(Issuing, ANumberTakenByAStepThatWasAnnulledBeforeItCouldTellIsVoided) {
  const DossierId id = province.decided(lines(1));
  const EffectId taking = province.load(id).actions.front().effect;
  ASSERT_TRUE(
      book.reserve("QĐ-UBND", "QĐ-UBND", taking.text()));  // taken, and killed before the engine heard
  ASSERT_TRUE(province.engine.handle({CommandId("annul"), id, OfficialId("off-hanh"), CorrelationId("c"),
                                      "desk", workflow::AnnulDossier{taking, "Không ban hành"}}));
  drain();
  ASSERT_EQ(book.numbers()->size(), 1U);
  EXPECT_EQ(book.numbers()->at(0).voidReason, "Không ban hành");
}

TEST_P(Issuing, AStepThatOnlyWaitsCannotBeAnnulledAtTheDesk) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  revocation.away = true;
  drain();
  ASSERT_EQ(waitingCode(), "signing.revocation.unknown");
  Annulment annulment{province.store, province.engine, province.outbox, book};
  EXPECT_EQ(
      annulment.annul(province.outbox.unfinished(9)->back().row, "x", OfficialId("off-hanh")).error().code,
      "outbox.not-dead");
}

TEST_P(Issuing, TheDeskShowsAVoidedNumberWithItsReason) {
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
