// A host that signs by itself: handed over once, believed only after our own verifier.

#include "connector/issuing/HostSigning.h"

#include "connector/http/HttpServer.h"
#include "connector/office/signing/SigningHints.h"
#include "connector/office/signing/Voffice.h"
#include "integration/office_simulator/SigningDesk.h"
#include "tests/fakes/RawClient.h"
#include "tests/unit/issuing/IssuingFixture.h"

namespace tdkt::issuing {
namespace {

/// As an official's client in the host signs: a revision appended.
Result<Bytes> signedBy(const fakes::Identity& who, const std::string& field, const Bytes& pdf) {
  const auto key = shared().pki.holder(who);
  signing::SignatureSpec spec;
  spec.field = field;
  spec.claimedAt = shared().pki.now;
  const signing::PadesSigner signer;
  TDKT_ASSIGN(const auto made, signer.prepare(signing::SigningJobId(field), pdf, key->chain(), spec));
  TDKT_ASSIGN(const Bytes raw, key->sign(made.job, made.toSign));
  return signer.complete(made, raw);
}

Result<Bytes> signedByBoth(const Bytes& pdf) {
  TDKT_ASSIGN(const Bytes once, signedBy(shared().chair, "host-1", pdf));
  return signedBy(shared().seal, "host-2", once);
}

class HostSigningTest : public Issuing {
 protected:
  void SetUp() override {
    desk.addTo(router);
    ASSERT_TRUE(server.start());
    office::VofficeSettings voffice;
    voffice.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/voffice";
    voffice.appCode = "TDKT";
    voffice.signers = {"chutich@anhoa.example", "vanthu@anhoa.example"};
    voffice.refusedStatuses = {2};
    host = office::makeVofficeHost(voffice, nullptr);
    const auto wanted = settings();
    elsewhere.emplace(HostSigningParts{*host, book, province.blobs, verifier, province.clock},
                      expectedSigner(wanted.texts.signerName, {}, false),
                      expectedSigner(wanted.texts.issuerName, {}, true));
    auto with = parts();
    with.hostSigningOf = [this](const OfficeId&) { return &*elsewhere; };
    there.emplace(with, wanted);
    working.emplace(province.outbox, province.store, province.engine, *there,
                    [this](const OfficeId&) { return &office; });
  }
  void work() {
    while (working->runOnce()) {
    }
  }
  /// Later, when whatever was put back is due again.
  void workLater(int minutes = 3) {
    province.clock.advance(std::chrono::minutes(minutes));
    work();
  }
  /// The chair confirmed; the files are at the host.
  DossierId handedOver() {
    const DossierId id = province.decided(lines(2));
    work();
    EXPECT_TRUE(province.act(id, "sign"));
    work();
    return id;
  }
  void expectEachOnce(std::size_t count) {
    const auto registered = desk.registered();
    EXPECT_EQ(registered.size(), count);
    for (const auto& [code, times] : registered) EXPECT_EQ(times, 1) << code;
  }

  simulator::Mood mood{std::chrono::milliseconds(10)};
  simulator::SigningDesk desk{[](const Bytes& pdf) { return signedByBoth(pdf); }, mood};
  http::Router router;
  http::HttpServer server{router, {}};
  std::unique_ptr<office::SigningHost> host;
  std::optional<HostSigning> elsewhere;
  std::optional<Issuer> there;
  std::optional<IssuingWorker> working;
};
INSTANTIATE_TEST_SUITE_P(On, HostSigningTest, testing::Values(storage::Dialect::kSqlite), fakes::dialectName);

TEST_P(HostSigningTest, TheHostSignsEveryFileAndWhatItSignedIsPublished) {
  const DossierId id = handedOver();
  expectEachOnce(3);
  EXPECT_EQ(waitingCode(), "signing-host.waiting");
  workLater();
  workLater();
  expectEachOnce(3);
  EXPECT_EQ(desk.signAll().size(), 3U);
  workLater();
  ASSERT_TRUE(province.act(id, "seal"));
  work();
  EXPECT_EQ(province.load(id).phase, Phase::kIssued);
  EXPECT_TRUE(chairKey.asked.empty()) << "our own key was asked";
  for (const IssuedFile& file : files(id)) {
    EXPECT_EQ(file.state, FileState::kPublished);
    EXPECT_EQ(file.finalSha256, file.personSha256);
    EXPECT_EQ(verify(file.finalSha256).verdict, signing::Verdict::kValid) << file.name;
  }
  EXPECT_EQ(office.attached.size(), 1U);
}

TEST_P(HostSigningTest, AnAnswerThatWasLostIsAskedAboutAndNothingIsHandedOverTwice) {
  ASSERT_TRUE(mood.set("lost", 50, 12));
  const DossierId id = handedOver();
  for (int i = 0; i < 40; ++i) workLater(30);
  ASSERT_TRUE(mood.set("garbage", 50, 12));
  for (int i = 0; i < 40; ++i) workLater(30);
  ASSERT_TRUE(mood.set("good", 0, 0));
  workLater(600);  // pauses have grown meanwhile
  expectEachOnce(3);
  desk.signAll();
  workLater(600);
  EXPECT_EQ(files(id).front().state, FileState::kPersonSigned) << deadCode() << " " << waitingCode();
}

TEST_P(HostSigningTest, AWorkerThatDiedAfterHandingOverHandsNothingOverAgain) {
  const DossierId id = handedOver();
  EXPECT_EQ(there->perform("sign-person", EffectId("repeat"), province.load(id), office).error().code,
            "signing-host.waiting");
  expectEachOnce(3);
}

TEST_P(HostSigningTest, WhatIsNotOurFileWithSignaturesAppendedIsNeverPublished) {
  const DossierId id = handedOver();
  desk.signAll();
  desk.tamper([](Bytes pdf) {
    pdf[100] = static_cast<char>(pdf[100] ^ 1);
    return pdf;
  });
  workLater();
  EXPECT_EQ(deadCode(), "signing-host.changed");
  EXPECT_EQ(files(id).front().state, FileState::kRendered);
}

TEST_P(HostSigningTest, AFileThatOurVerifierRefusesIsNeverPublished) {
  const DossierId id = handedOver();
  desk.signAll();
  desk.tamper([](Bytes pdf) {
    const std::size_t end = pdf.find('>', pdf.rfind("/Contents <"));
    char& digit = pdf[pdf.find_last_not_of('0', end - 1)];  // the end of the last signature's value
    digit = digit == '0' ? '1' : '0';
    return pdf;
  });
  workLater();
  EXPECT_NE(deadCode(), "");
  EXPECT_EQ(files(id).front().state, FileState::kRendered);
}

TEST_P(HostSigningTest, AFileThatSomebodyElseSignedIsNeverPublished) {
  const DossierId id = handedOver();
  desk.signAll();
  const IssuedFile decision = files(id).front();
  const auto once = signedBy(shared().seal, "host-1", *province.blobs.get(decision.renderedSha256));
  const auto twice = signedBy(shared().seal, "host-2", *once);
  desk.tamper([twice](const Bytes&) { return *twice; });
  workLater();
  EXPECT_EQ(deadCode(), "signing-host.invalid");
}

TEST_P(HostSigningTest, ASignerWhoRefusesThereIsToldToAPersonHere) {
  const DossierId id = handedOver();
  desk.setStatus(files(id).front().verifyId, 2, "Sai tên người được khen");
  workLater();
  EXPECT_EQ(deadCode(), "signing-host.declined");
  const auto rows = *province.outbox.unfinished(100);
  const auto dead =
      std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.state == "dead"; });
  ASSERT_NE(dead, rows.end());
  EXPECT_NE(dead->errorDetail.find("Sai tên"), std::string::npos) << dead->errorDetail;
}

TEST_P(HostSigningTest, ACallBackOnlyHurriesTheQuestion) {
  const DossierId id = handedOver();
  http::Router ours;
  int hints = 0;
  office::addSigningHints(ours, {OfficeId("eoffice")}, [&](const std::string& code) {
    ++hints;
    const auto file = *book.findByVerifyId(code);
    if (file) {
      EXPECT_TRUE(province.outbox.hurry(file->dossier, "issuing"));
    }
  });
  const auto call = [&](const std::string& path, const Bytes& body) {
    http::Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    return ours.route(request);
  };
  const std::string code = files(id).front().verifyId;
  EXPECT_EQ(call("/office/eoffice/signing", simulator::SigningDesk::callBack(code, 3)).body, "1");
  work();  // at once, without the clock
  EXPECT_EQ(files(id).front().state, FileState::kRendered) << "a call-back was believed";
  desk.signAll();
  EXPECT_EQ(call("/office/eoffice/signing", simulator::SigningDesk::callBack(code, 3)).body, "1");
  work();
  EXPECT_EQ(files(id).front().state, FileState::kPersonSigned);
  EXPECT_EQ(call("/office/eoffice/signing", "<a>").body, "2");
  EXPECT_EQ(call("/office/eoffice/signing", "<!DOCTYPE a><a/>").body, "2");
  EXPECT_EQ(call("/office/khac/signing", "<a/>").status, 404);
  EXPECT_EQ(hints, 2);
}

}  // namespace
}  // namespace tdkt::issuing
