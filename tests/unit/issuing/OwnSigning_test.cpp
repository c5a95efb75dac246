#include "tests/unit/issuing/OwnMachineFixture.h"

namespace tdkt::issuing {
namespace {

using Stage = OwnSigningStatus::Stage;

INSTANTIATE_TEST_SUITE_P(On, OwnMachine, fakes::chosenDialect(), fakes::dialectName);

TEST_P(OwnMachine, OneFileOutOneFileInAndTheDossierGoesOnAsWithAKeyOfTheService) {
  const DossierId id = waiting();
  EXPECT_EQ(status(id).stage, Stage::kWaiting);
  const auto out = fetch(id);
  ASSERT_TRUE(out) << out.error().code;
  ASSERT_EQ(out->items.size(), 3U);
  EXPECT_EQ(out->decision, "01/QĐ-UBND");
  EXPECT_EQ(out->signer, "Nguyễn Đức Thịnh");
  EXPECT_EQ(out->items[0].name, "Quyết định 01-QĐ-UBND.pdf");
  EXPECT_EQ(out->items[0].fileSha256, files(id)[0].renderedSha256) << "the file he was shown";

  const auto receipt = bring(id, signedByChair(*out));
  ASSERT_TRUE(receipt) << receipt.error().code << " " << receipt.error().detail;
  EXPECT_EQ(receipt->taken, 3U);
  EXPECT_EQ(receipt->waiting, 0U);
  EXPECT_TRUE(receipt->refused.empty());
  EXPECT_EQ(status(id).stage, Stage::kCompleting);
  work();
  EXPECT_EQ(deadCode(), "");
  for (const IssuedFile& file : files(id)) EXPECT_EQ(file.state, FileState::kPersonSigned) << file.name;
  EXPECT_EQ(status(id).stage, Stage::kNone);
  ASSERT_TRUE(province.act(id, "seal"));
  work();
  EXPECT_EQ(province.load(id).phase, Phase::kIssued);
  for (const IssuedFile& file : files(id)) {
    const auto report = verify(file.finalSha256);
    EXPECT_EQ(report.verdict, signing::Verdict::kValid) << report.toJson();
    ASSERT_EQ(report.signatures.size(), 2U);
    EXPECT_EQ(report.signatures[0].signer, "Nguyễn Đức Thịnh");
    EXPECT_EQ(report.signatures[0].level, "B-T");
  }
  EXPECT_EQ(province.count("SELECT count(*) FROM handed_over"), 0);
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(OwnMachine, WhoSignedWhereStandsInTheDossiersLogWithTheDigestOfItsVisits) {
  const DossierId id = waiting(1);
  ASSERT_TRUE(bring(id, signedByChair(*fetch(id))));
  work();
  const auto dossier = province.load(id);
  EXPECT_EQ(dossier.facts.at("signed.person.machine"), "own");
  EXPECT_EQ(dossier.facts.at("signed.person.certificate"), sha256Hex(shared().chair.certificate.der()));
  EXPECT_EQ(dossier.facts.at("signed.person.visits"), *shelf.notesDigest(id));
  const auto notes = *signing.notes(id);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].kind, HandOverNote::Kind::kDownloaded);
  EXPECT_EQ(notes[1].kind, HandOverNote::Kind::kUploaded);
  EXPECT_EQ(notes[1].files, 2);
  EXPECT_EQ(notes[1].official, chair);
}

TEST_P(OwnMachine, WhileHeIsAwayTheStepSleepsWithoutBackOffAndSaysWhyItWaits) {
  const DossierId id = waiting();
  EXPECT_EQ(waitingCode(), "issuing.signer.waiting");
  EXPECT_EQ(work(), 0) << "nothing is due";
  province.clock.advance(std::chrono::hours(23));
  EXPECT_EQ(work(), 0) << "and nothing becomes due before the digests are too old";
  EXPECT_EQ(status(id).stage, Stage::kWaiting);
}

TEST_P(OwnMachine, GoodSignaturesOfAPartialFileAreKeptAndTheRestIsBroughtLater) {
  const DossierId id = waiting();
  const auto out = *fetch(id);
  SignatureFile some = signedByChair(out);
  const SignatureItem last = some.items.back();
  some.items.pop_back();
  const auto first = bring(id, some);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->taken, 2U);
  EXPECT_EQ(first->waiting, 1U);
  EXPECT_EQ(work(), 0) << "the step still waits";
  const auto rest = *fetch(id);
  ASSERT_EQ(rest.items.size(), 1U) << "only what is missing is handed out again";
  EXPECT_EQ(rest.items[0].handed.job.text(), last.id);
  some.items = {last};
  EXPECT_EQ(bring(id, some)->waiting, 0U);
  work();
  EXPECT_EQ(files(id)[2].state, FileState::kPersonSigned);
}

TEST_P(OwnMachine, TheSameFileAgainChangesNothingAndSaysSo) {
  const DossierId id = waiting();
  SignatureFile all = signedByChair(*fetch(id));
  SignatureFile some = all;
  some.items.pop_back();
  ASSERT_TRUE(bring(id, some));
  const auto notes = signing.notes(id)->size();
  const auto again = bring(id, some);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->taken, 0U);
  EXPECT_EQ(again->repeated, 2U);
  EXPECT_EQ(signing.notes(id)->size(), notes);
  ASSERT_TRUE(bring(id, all));
  const auto whole = bring(id, all);
  ASSERT_TRUE(whole) << "before the worker has come by";
  EXPECT_EQ(whole->repeated, 3U);
  work();
  EXPECT_EQ(bring(id, all).error().code, "handover.over");
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
}

TEST_P(OwnMachine, AnotherGoodSignatureOverTheSameDigestDoesNotReplaceTheFirst) {
  const DossierId id = waiting(1);
  const auto out = *fetch(id);
  SignatureFile first = signedByChair(out);
  first.items.pop_back();
  ASSERT_TRUE(bring(id, first));
  SignatureFile second = signedByChair(out);  // ECDSA: other octets, as good
  second.items.pop_back();
  ASSERT_NE(first.items[0].signature, second.items[0].signature);
  EXPECT_EQ(bring(id, second)->repeated, 1U);
  EXPECT_EQ((*shelf.itemsOf(id))[0].signature, first.items[0].signature);
}

TEST_P(OwnMachine, SwappedSignaturesAreToldByNameAndTheOthersAreKept) {
  const DossierId id = waiting();
  SignatureFile file = signedByChair(*fetch(id));
  std::swap(file.items[1].signature, file.items[2].signature);
  const auto receipt = bring(id, file);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->taken, 1U);
  EXPECT_EQ(receipt->waiting, 2U);
  EXPECT_EQ(codes(*receipt), (std::vector<std::string>{"handover.item.swapped", "handover.item.swapped"}));
  EXPECT_EQ(receipt->refused[0].name, files(id)[1].name);
  EXPECT_EQ(work(), 0);
  EXPECT_EQ(signing.notes(id)->back().detail, "handover.item.swapped ×2");
}

TEST_P(OwnMachine, GarbageAnotherKeysSignatureAndStrangersAreEachToldByTheirCode) {
  const DossierId id = waiting();
  const auto out = *fetch(id);
  SignatureFile file = signedByChair(out);
  file.items[0].signature = Bytes(70, 'x');
  file.items[1].signature =
      *sealKey.sign(out.items[1].handed.job, {signing::Hash::kSha256, out.items[1].handed.digest});
  file.items.push_back({"nobody.person", std::string(64, 'a'), "x"});
  file.items.push_back(file.items[2]);
  const auto receipt = bring(id, file);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->taken, 1U);
  EXPECT_EQ(codes(*receipt), (std::vector<std::string>{"handover.item.mismatch", "handover.item.mismatch",
                                                       "handover.item.unknown", "handover.item.twice"}));
  EXPECT_EQ(status(id).waiting, 2U);
}

TEST_P(OwnMachine, AFileSignedWithAnotherCertificateIsRefusedAsAWhole) {
  const DossierId id = waiting();
  const auto refused = bring(id, signedWith(sealKey, *fetch(id)));
  EXPECT_EQ(refused.error().code, "handover.certificate");
  EXPECT_EQ(refused.error().field, "Nguyễn Đức Thịnh");
  EXPECT_EQ(status(id).waiting, 3U);
}

TEST_P(OwnMachine, DigestsTooOldAreMadeAnewOnlyWhereASignatureIsMissing) {
  const DossierId id = waiting();
  const auto old = *fetch(id);
  SignatureFile file = signedByChair(old);
  SignatureFile some = file;
  some.items.resize(1);
  ASSERT_TRUE(bring(id, some));
  province.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(status(id).stage, Stage::kPreparing);
  EXPECT_EQ(fetch(id).error().code, "handover.preparing");
  const auto late = bring(id, file);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->repeated, 1U);
  EXPECT_EQ(codes(*late), (std::vector<std::string>{"handover.item.expired", "handover.item.expired"}));

  EXPECT_EQ(work(), 1);
  EXPECT_EQ(status(id).stage, Stage::kWaiting);
  EXPECT_EQ(codes(*bring(id, file)),
            (std::vector<std::string>{"handover.item.stale", "handover.item.stale"}));
  const auto fresh = *fetch(id);
  ASSERT_EQ(fresh.items.size(), 2U);
  EXPECT_NE(fresh.items[0].handed.digest, old.items[1].handed.digest);
  EXPECT_EQ(bring(id, signedByChair(fresh))->waiting, 0U);
  work();
  EXPECT_EQ(deadCode(), "");
  for (const IssuedFile& one : files(id)) EXPECT_EQ(one.state, FileState::kPersonSigned);
}

TEST_P(OwnMachine, SignaturesThatComeWhileTheWorkerIsAboutToSleepWakeItAllTheSame) {
  const DossierId id = province.decided(lines(1));
  work();
  ASSERT_TRUE(province.act(id, "sign"));
  const auto effect = *province.outbox.lease("issuing", 300);
  ASSERT_TRUE(effect);
  const auto outcome = ownIssuer.perform("sign-person", effect->effect, province.load(id), office);
  ASSERT_EQ(outcome.error().code, "issuing.signer.waiting");
  // He brings everything before the worker has said that it waits.
  const auto items = *shelf.itemsOf(id);
  for (const auto& item : items)
    ASSERT_TRUE(
        shelf.keep(item, *chairKey.sign(item.handed.job, {signing::Hash::kSha256, item.handed.digest})));
  ASSERT_TRUE(province.outbox.wake(effect->effect));
  ASSERT_TRUE(province.outbox.park(effect->row, outcome.error(), effect->attempts,
                                   [&] { return ownIssuer.waitsUntil(id); }));
  EXPECT_GE(work(), 1);
  EXPECT_EQ(files(id)[1].state, FileState::kPersonSigned);
}

TEST_P(OwnMachine, ARestartBetweenAnyTwoStepsChangesNothing) {
  const DossierId id = waiting();
  const auto before = *fetch(id);
  const auto restart = [&] {
    ASSERT_TRUE(province.outbox.releaseLeases());
    ASSERT_TRUE(ownIssuer.sweepIntents());
    ASSERT_TRUE(province.outbox.wake(province.load(id).actions.at(0).effect));
    work();
  };
  restart();
  const auto after = *fetch(id);
  ASSERT_EQ(after.items.size(), before.items.size());
  for (std::size_t i = 0; i < after.items.size(); ++i)
    EXPECT_EQ(after.items[i].handed.digest, before.items[i].handed.digest);
  SignatureFile file = signedByChair(before);
  const SignatureItem last = file.items.back();
  file.items.pop_back();
  ASSERT_TRUE(bring(id, file));
  restart();
  EXPECT_EQ(status(id).waiting, 1U);
  file.items = {last};
  ASSERT_TRUE(bring(id, file));
  restart();
  EXPECT_EQ(files(id)[2].state, FileState::kPersonSigned);
}

TEST_P(OwnMachine, TheTimeStampServiceAwayCostsALevelAndNotTheSignature) {
  const DossierId id = waiting(1);
  const auto out = *fetch(id);
  services.away = true;
  ASSERT_TRUE(bring(id, signedByChair(out)));
  work();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
  EXPECT_EQ(jobs.counts()->waiting, 2);
}

TEST_P(OwnMachine, ACertificateRevokedBetweenSigningAndBringingIsNotUsed) {
  const DossierId id = waiting(1);
  const auto file = signedByChair(*fetch(id));
  revocation.lists = shared().pki.crls(
      {{shared().chair.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  ASSERT_TRUE(bring(id, file));
  work();
  EXPECT_EQ(deadCode(), "signing.certificate.revoked");
  EXPECT_EQ(files(id)[0].state, FileState::kRendered);
}

TEST_P(OwnMachine, ASignatureOverADigestThatIsNotAskedForAnyMoreIsTakenFromTheShelf) {
  const DossierId id = waiting(1);
  ASSERT_TRUE(bring(id, signedByChair(*fetch(id))));
  const auto item = (*shelf.itemsOf(id))[0];
  const signing::ToBeSigned other{signing::Hash::kSha256, sha256("prepared anew behind its back")};
  EXPECT_EQ(ownKey->sign(item.handed.job, other).error().code, "issuing.signer.waiting");
  EXPECT_FALSE(shelf.find(item.verifyId)->has_value());
  work();
  EXPECT_EQ(status(id).waiting, 1U) << "laid ready again";
}

/// Is never there when it is asked.
class AwayKey : public signing::KeyHolder {
 public:
  explicit AwayKey(const signing::KeyHolder& real) : real_(real) {}
  const signing::CertificateChain& chain() const override { return real_.chain(); }
  signing::SignatureAlgorithm algorithm() const override { return real_.algorithm(); }
  Result<Bytes> sign(const signing::SigningJobId&, const signing::ToBeSigned&) override {
    return unavailableError("signing.token.absent", "pulled");
  }

 private:
  const signing::KeyHolder& real_;
};

TEST_P(OwnMachine, WhatWasPreparedForAnotherCertificateIsPreparedAnew) {
  const auto before = shared().pki.signer("Nguyễn Đức Thịnh");
  const auto oldKey = shared().pki.holder(before);
  AwayKey away(*oldKey);
  IssuerParts with = {book,
                      jobs,
                      &extensionWorker,
                      province.blobs,
                      *shared().decision,
                      *shared().certificate,
                      shared().wording,
                      shared().rules,
                      away,
                      sealKey,
                      stamper,
                      revocation,
                      roots,
                      verifier,
                      province.clock};
  Issuer first{with, settings()};
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  EXPECT_EQ(first.perform("sign-person", EffectId("e"), province.load(id), office).error().code,
            "signing.token.absent");
  EXPECT_GE(province.count("SELECT count(*) FROM signing_intent"), 1);
  work();
  const auto out = *fetch(id);
  for (const auto& item : out.items)
    EXPECT_TRUE(signing::checkHandedOver(item.handed, shared().chair.certificate)) << item.name;
  EXPECT_EQ(bring(id, signedByChair(out))->waiting, 0U);
  work();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(files(id)[0].state, FileState::kPersonSigned);
  EXPECT_EQ(province.count("SELECT count(*) FROM signing_intent"), 0);
}

TEST_P(OwnMachine, NobodyElseSeesFetchesOrBringsAnything) {
  const DossierId id = waiting(1);
  const auto dossier = province.load(id);
  const auto file = signedByChair(*fetch(id));
  const OfficialId clerk("off-huong");
  EXPECT_EQ(signing.status(dossier, clerk)->stage, Stage::kNone);
  EXPECT_EQ(signing.digestFile(dossier, clerk).error().code, "handover.official");
  EXPECT_EQ(signing.take(dossier, clerk, file.toJson()).error().code, "handover.official");
  EXPECT_EQ(signing.decline(dossier, clerk, "không").error().code, "handover.official");
  EXPECT_EQ(status(id).waiting, 2U);
}

TEST_P(OwnMachine, NothingIsHandedOutBeforeTheChairHasAgreedToSign) {
  const DossierId id = province.decided(lines(1));
  work();
  EXPECT_EQ(status(id).stage, Stage::kNone);
  EXPECT_EQ(fetch(id).error().code, "handover.over");
}

TEST_P(OwnMachine, WhoWillNotSignSaysWhyAndTheSecretariatTriesAgainOrAnnuls) {
  const DossierId id = waiting(1);
  EXPECT_EQ(signing.decline(province.load(id), chair, "").error().code, "workflow.reason.missing");
  ASSERT_TRUE(signing.decline(province.load(id), chair, "Sai tên đơn vị ở dòng 1"));
  EXPECT_EQ(deadCode(), "handover.declined");
  EXPECT_EQ(status(id).stage, Stage::kStopped);
  EXPECT_EQ(fetch(id).error().code, "handover.over");
  EXPECT_EQ(signing.notes(id)->back().detail, "Sai tên đơn vị ở dòng 1");
  ASSERT_TRUE(province.outbox.replay(deadRow()));
  work();
  EXPECT_EQ(status(id).stage, Stage::kWaiting);
  EXPECT_EQ(bring(id, signedByChair(*fetch(id)))->waiting, 0U);
}

TEST_P(OwnMachine, AnotherCertificateInTheSettingsAsksForEverySignatureAnew) {
  const DossierId id = waiting(1);
  SignatureFile file = signedByChair(*fetch(id));
  file.items.pop_back();
  ASSERT_TRUE(bring(id, file));
  const auto renewed = shared().pki.signer("Nguyễn Đức Thịnh");
  ownKey = std::move(
      *OwnMachineKey::open({renewed.certificate, shared().pki.issuing.certificate}, std::nullopt, shelf));
  Issuer after{ownParts(), settings()};
  EXPECT_EQ(after.perform("sign-person", EffectId("e"), province.load(id), office).error().code,
            "issuing.signer.waiting");
  const auto items = *shelf.itemsOf(id);
  ASSERT_EQ(items.size(), 2U);
  for (const auto& item : items) {
    EXPECT_FALSE(item.isSigned());
    EXPECT_EQ(item.certificateSha256, sha256Hex(renewed.certificate.der()));
  }
}

}  // namespace
}  // namespace tdkt::issuing
