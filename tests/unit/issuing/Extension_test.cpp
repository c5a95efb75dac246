// Time-stamp and revocation services away: what is lost is a level, for a while, never a signature.

#include "connector/http/Router.h"
#include "connector/issuing/ExtenderRaiser.h"
#include "connector/pages/VerifyPages.h"
#include "tests/unit/issuing/IssuingFixture.h"

namespace tdkt::issuing {
namespace {

using signing::Level;

class Extension : public Issuing {
 protected:
  /// A dossier issued at B-B, and its jobs due.
  DossierId issuedLow() {
    services.away = true;
    const DossierId id = issued();
    province.clock.advance(std::chrono::minutes(2));
    return id;
  }
  std::string state(std::size_t index) { return jobs.unfinished(10)->at(index).state; }
};

INSTANTIATE_TEST_SUITE_P(On, Extension, fakes::chosenDialect(), fakes::dialectName);

TEST_P(Extension, WithTheTimeStampServiceAwayTheFilesAreSignedALevelLowerAndWaitForMore) {
  const DossierId id = readyToSign();
  ASSERT_TRUE(province.act(id, "sign"));
  services.away = true;
  drain();
  EXPECT_EQ(deadCode(), "");
  for (const IssuedFile& file : files(id)) {
    EXPECT_EQ(file.state, FileState::kPersonSigned);
    EXPECT_EQ(verify(file.personSha256).signatures[0].level, "B-B");
  }
  EXPECT_EQ(services.asked, 1) << "one file waited in vain, the others need not";
  const auto waiting = *jobs.unfinished(10);
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[0].errorCode, "transport.connect");
  EXPECT_EQ(waiting[0].target, signing::Level::kTimeStamped);
  EXPECT_FALSE(waiting[0].published);
  EXPECT_FALSE(extensionWorker.runOnce()) << "what is still being signed is not raised";
}

TEST_P(Extension, FilesIssuedALevelLowerAreRaisedLaterAndKeepBothHashes) {
  services.away = true;
  const DossierId id = issued();
  EXPECT_EQ(province.load(id).phase, Phase::kIssued);
  const auto before = files(id);
  raiser.away = false;
  province.clock.advance(std::chrono::minutes(2));
  raiseAll();
  const auto after = files(id);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].finalSha256, before[i].finalSha256);
    EXPECT_NE(after[i].raisedSha256, "");
    EXPECT_EQ(after[i].currentSha256(), after[i].raisedSha256);
    EXPECT_EQ(book.findPublished(after[i].finalSha256)->value().verifyId, after[i].verifyId);
    EXPECT_EQ(book.findPublished(after[i].raisedSha256)->value().verifyId, after[i].verifyId);
    EXPECT_EQ(book.revisionsOf(after[i].verifyId)->size(), 2U);
  }
  EXPECT_TRUE(jobs.unfinished(10)->empty());
  ASSERT_EQ(office.attached.size(), 1U) << "what the e-office was given is not given again";
  EXPECT_EQ(office.attached[0].sha256, before[0].finalSha256);
}

TEST_P(Extension, WithTheRaiserThereTheEofficeIsGivenTheRaisedDecision) {
  services.away = true;
  raiser.away = false;
  const DossierId id = issued();
  const IssuedFile decision = files(id)[0];
  EXPECT_NE(decision.raisedSha256, "");
  ASSERT_EQ(office.attached.size(), 1U);
  EXPECT_EQ(office.attached[0].sha256, decision.raisedSha256);
  EXPECT_EQ(province.load(id).facts.at("pushed.sha256"), decision.raisedSha256);
}

TEST_P(Extension, AFileRaisedBetweenTwoTriesOfAPushIsPushedAsItWasChosenFirst) {
  services.away = true;
  const DossierId id = readyToSeal();
  ASSERT_TRUE(province.act(id, "seal"));
  office.away = true;
  drain();
  EXPECT_EQ(waitingCode(), "office.away");
  const std::string chosen = files(id)[0].finalSha256;
  raiser.away = false;
  province.clock.advance(std::chrono::minutes(2));
  raiseAll();
  office.away = false;
  drain();
  ASSERT_EQ(office.attached.size(), 1U);
  EXPECT_EQ(office.attached[0].sha256, chosen);
}

TEST_P(Extension, ALevelThatIsMadeAfterwardsIsAskedForWhenTheFileIsOut) {
  auto higher = settings();
  higher.signing.level = signing::Level::kLongTerm;
  Issuer other{parts(), higher};
  const DossierId id = issued();
  EXPECT_TRUE(jobs.unfinished(10)->empty()) << "B-T is made while signing";
  ASSERT_TRUE(other.perform("publish", EffectId("repeat"), province.load(id), office));
  ASSERT_TRUE(other.perform("publish", EffectId("repeat"), province.load(id), office));
  const auto waiting = *jobs.unfinished(10);
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[0].target, signing::Level::kLongTerm);
  EXPECT_EQ(waiting[0].errorCode, "");
}

TEST_P(Extension, AnUnreachableServiceIsAskedAgainLaterAndLaterAndThenAPersonMustLook) {
  ExtensionSettings few;
  few.attempts = 3;
  ExtensionWorker patient{{jobs, book, province.blobs, raiser, verifier, province.clock}, few};
  services.away = true;
  readyToSign();
  const DossierId id("dossier-118");
  ASSERT_TRUE(province.act(id, "sign"));
  drain();
  ASSERT_TRUE(province.act(id, "seal"));
  drain();
  const std::string file = files(id)[0].verifyId;  // the push tried it once
  const auto jobOf = [&] {
    const auto all = *jobs.unfinished(10);
    return *std::find_if(all.begin(), all.end(), [&](const auto& job) { return job.verifyId == file; });
  };
  EXPECT_EQ(jobOf().attempts, 1);
  EXPECT_EQ(jobOf().errorCode, "signing.tsa.status");
  const auto firstPause = jobOf().nextAt.millis - province.clock.now().millis;
  EXPECT_GE(firstPause, 48'000);
  EXPECT_LE(firstPause, 72'000);
  for (int i = 0; i < 4; ++i) {
    province.clock.advance(std::chrono::hours(1));
    while (patient.runOnce()) {
    }
  }
  EXPECT_EQ(jobOf().state, "dead");
  EXPECT_EQ(jobOf().attempts, 3);
  EXPECT_EQ(*jobs.counts(), (ExtensionCounts{0, 3}));

  raiser.away = false;
  ASSERT_TRUE(jobs.replay(file));
  EXPECT_TRUE(patient.runOnce());
  EXPECT_NE(files(id)[0].raisedSha256, "");
  EXPECT_EQ(jobs.replay(file).error().code, "issuing.extend.absent") << "done is done";
}

TEST_P(Extension, AFaultThatNoRepeatCanHelpIsSetAsideAtOnceWithItsReason) {
  issuedLow();
  raiser.away = false;
  raiser.refuses = deniedError("signing.certificate.revoked", "revoked meanwhile");
  raiseAll();
  const auto waiting = *jobs.unfinished(10);
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[0].state, "dead");
  EXPECT_EQ(waiting[0].errorCode, "signing.certificate.revoked");
}

TEST_P(Extension, ARaiserThatChangesSignedOctetsIsNotBelieved) {
  const DossierId id = issuedLow();
  raiser.away = false;
  raiser.rewrites = true;
  raiseAll();
  EXPECT_EQ(jobs.unfinished(10)->at(0).errorCode, "issuing.extend.rewritten");
  EXPECT_EQ(files(id)[0].raisedSha256, "");
}

TEST_P(Extension, ARaisedFileThatOurVerifierRefusesIsNotGivenOut) {
  const DossierId id = issuedLow();
  raiser.away = false;
  revocation.lists = shared().pki.crls(
      {{shared().chair.certificate.serialHex(), province.clock.now().plus(-std::chrono::hours(1))}});
  raiseAll();
  EXPECT_EQ(jobs.unfinished(10)->at(0).errorCode, "issuing.output.invalid");
  EXPECT_EQ(files(id)[0].raisedSha256, "");
}

TEST_P(Extension, KilledAfterTheFileWasRaisedButBeforeItWasRecordedItIsRaisedAgainOnce) {
  const DossierId id = issuedLow();
  raiser.away = false;
  // What a killed worker leaves behind: a lease and a blob that no row names.
  const auto leased = *jobs.lease(300);
  ASSERT_TRUE(leased);
  const auto lost =
      raiser.raise(*province.blobs.get(book.findByVerifyId(leased->verifyId)->value().currentSha256()),
                   leased->target, std::chrono::hours(1));
  ASSERT_TRUE(province.blobs.put(lost->pdf));
  ASSERT_TRUE(jobs.releaseLeases());
  raiseAll();
  for (const IssuedFile& file : files(id)) EXPECT_EQ(book.revisionsOf(file.verifyId)->size(), 2U);
  EXPECT_TRUE(jobs.unfinished(10)->empty());
}

TEST_P(Extension, TwoWorkersCannotRaiseOneFileTwice) {
  const DossierId id = issuedLow();
  const auto first = *jobs.lease(300);
  const std::string before = book.findByVerifyId(first->verifyId)->value().finalSha256;
  ASSERT_TRUE(jobs.raised(*first, before, "raised by one", std::nullopt));
  EXPECT_EQ(jobs.raised(*first, before, "raised by the other", std::nullopt).error().code,
            "issuing.extend.moved");
  EXPECT_EQ(book.findByVerifyId(first->verifyId)->value().raisedSha256, "raised by one");
}

TEST_P(Extension, AnArchivedFileIsRenewedWhenItsTimeStampNearsItsEndAndNotBefore) {
  auto archive = settings();
  archive.signing.level = Level::kArchive;
  Issuer other{parts(), archive};
  const DossierId id = issued();
  ASSERT_TRUE(other.perform("publish", EffectId("repeat"), province.load(id), office));
  raiser.away = false;
  raiser.until = province.clock.now().plus(std::chrono::hours(24 * 100));
  EXPECT_EQ(raiseAll(), 3);
  raiser.renewal = 1;
  province.clock.advance(std::chrono::hours(24 * 9));
  EXPECT_EQ(raiseAll(), 0);
  province.clock.advance(std::chrono::hours(24 * 1 + 1));
  raiser.until = province.clock.now().plus(std::chrono::hours(24 * 365));
  EXPECT_EQ(raiseAll(), 3);
  for (const IssuedFile& file : files(id)) EXPECT_EQ(book.revisionsOf(file.verifyId)->size(), 3U);
}

TEST_P(Extension, AnArchivedFileWhoseEndNobodyCanTellIsLookedAtAgainEveryMonth) {
  auto archive = settings();
  archive.signing.level = Level::kArchive;
  Issuer other{parts(), archive};
  const DossierId id = issued();
  ASSERT_TRUE(other.perform("publish", EffectId("repeat"), province.load(id), office));
  raiser.away = false;
  EXPECT_EQ(raiseAll(), 3);
  province.clock.advance(std::chrono::hours(24 * 29));
  EXPECT_EQ(raiseAll(), 0);
  province.clock.advance(std::chrono::hours(24 * 1 + 1));
  EXPECT_EQ(raiseAll(), 3);
  for (const IssuedFile& file : files(id))
    EXPECT_EQ(book.revisionsOf(file.verifyId)->size(), 2U) << "nothing was missing: no revision";
}

TEST_P(Extension, TheRealExtenderRaisesAFileSignedWithoutATimeStampAndIsIdempotent) {
  const DossierId id = issuedLow();
  services.away = false;
  services.time = province.clock.now();
  ExtenderRaiser real{stamper, revocation, {shared().pki.root.certificate}, province.clock};
  const Bytes low = *province.blobs.get(files(id)[0].finalSha256);
  for (const Level level : {Level::kTimeStamped, Level::kLongTerm, Level::kArchive}) {
    const auto raised = real.raise(low, level, std::chrono::hours(1));
    ASSERT_TRUE(raised) << signing::toString(level) << " " << raised.error().code;
    EXPECT_GT(raised->pdf.size(), low.size());
    EXPECT_TRUE(raised->pdf.starts_with(low));
    const auto again = real.raise(raised->pdf, level, std::chrono::hours(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->pdf, raised->pdf) << signing::toString(level);
  }
}

/// The service as it runs: real time-stamps, real evidence, the real worker.
class Raising : public Extension {
 protected:
  /// Issued with this level wanted while nobody stamps; then the service is back.
  DossierId issuedWhileAway(Level level) {
    auto wanted = settings();
    wanted.signing.level = level;
    IssuerParts with = parts();
    with.extensionWorker = &realWorker;
    Issuer raising{with, wanted};
    IssuingWorker crew{province.outbox, province.store, province.engine, raising,
                       [this](const OfficeId&) { return &office; }};
    const auto work = [&] {
      while (crew.runOnce()) {
      }
    };
    services.away = true;
    const DossierId id = province.decided(lines(2));
    work();
    EXPECT_TRUE(province.act(id, "sign"));
    work();
    EXPECT_TRUE(province.act(id, "seal"));
    work();
    EXPECT_EQ(deadCode(), "");
    province.clock.advance(std::chrono::minutes(2));
    services.away = false;
    services.time = province.clock.now();
    return id;
  }
  int raiseAllReally() {
    int raised = 0;
    while (realWorker.runOnce()) ++raised;
    return raised;
  }
  /// What a citizen is shown who uploads these octets.
  std::string verifyPage(const Bytes& pdf) {
    pages::VerifyPages pages{
        [this](const Bytes& octets) {
          return Result<signing::VerifyReport>(verifier.verify(octets, province.clock.now()));
        },
        book, province.blobs, province.store};
    http::Router router;
    pages.addTo(router);
    http::Request request;
    request.method = "POST";
    request.path = "/verify";
    request.headers.insert({"content-type", "multipart/form-data; boundary=edge"});
    request.body =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"qd.pdf\"\r\n"
        "Content-Type: application/pdf\r\n\r\n" +
        pdf + "\r\n--edge--\r\n";
    return router.route(request).body;
  }

  ExtenderRaiser realRaiser{stamper, revocation, roots, province.clock};
  ExtensionWorker realWorker{{jobs, book, province.blobs, realRaiser, verifier, province.clock}, {}};
};

INSTANTIATE_TEST_SUITE_P(On, Raising, fakes::chosenDialect(), fakes::dialectName);

TEST_P(Raising, IssuedAtBBWhileNobodyStampedEveryFileGetsTheLevelThatIsWantedAndStaysTheSameDocument) {
  const DossierId id = issuedWhileAway(Level::kLongTerm);
  for (const IssuedFile& file : files(id)) {
    ASSERT_EQ(file.state, FileState::kPublished);
    EXPECT_EQ(verify(file.finalSha256).signatures.at(0).level, "B-B");
  }
  EXPECT_EQ(raiseAllReally(), 3);
  EXPECT_TRUE(jobs.unfinished(10)->empty());
  for (const IssuedFile& file : files(id)) {
    ASSERT_NE(file.raisedSha256, "");
    const auto report = verify(file.raisedSha256);
    EXPECT_EQ(report.verdict, signing::Verdict::kValid);
    for (const auto& signature : report.signatures) {
      if (signature.kind == signing::SignatureKind::kDocumentTimeStamp) continue;
      EXPECT_EQ(signature.level, "B-LT");
    }
    for (const std::string& sha256 : {file.finalSha256, file.raisedSha256}) {
      const std::string page = verifyPage(*province.blobs.get(sha256));
      EXPECT_NE(page.find("HỢP LỆ"), std::string::npos);
      EXPECT_EQ(page.find("KHÔNG HỢP LỆ"), std::string::npos);
      EXPECT_NE(page.find(file.verifyId), std::string::npos) << "known as ours by either hash";
    }
  }
  EXPECT_EQ(raiseAllReally(), 0);
}

TEST_P(Raising, ForTheArchiveADocumentTimeStampIsAddedInTheSameRevision) {
  const DossierId id = issuedWhileAway(Level::kArchive);
  EXPECT_EQ(raiseAllReally(), 3);
  for (const IssuedFile& file : files(id)) {
    const auto report = verify(file.raisedSha256);
    EXPECT_EQ(report.verdict, signing::Verdict::kValid);
    EXPECT_EQ(report.signatures.at(0).level, "B-LTA");
    EXPECT_EQ(book.revisionsOf(file.verifyId)->size(), 2U);
  }
}

}  // namespace
}  // namespace tdkt::issuing
