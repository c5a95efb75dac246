// Revoke, update and replace act: before the decision they change the dossier, after it they are refused with
// a reason.

#include <gtest/gtest.h>

#include "connector/directory/Organisations.h"
#include "connector/office/OfficeWorker.h"
#include "tests/fakes/Province.h"

namespace tdkt::inbox {
namespace {

using edxml::BusinessType;
using workflow::LineState;
using workflow::Phase;

constexpr const char* kAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";

class Business : public ::testing::Test {
 protected:
  IntakeSettings settings() {
    IntakeSettings out;
    out.definitionHash = province.definition->hash;
    out.defaultAward = kAward;
    out.knowsAward = [](const std::string&, CivilDate) { return true; };
    out.ownCode = "H99.01";
    out.organisations = *directory::Organisations::fromJson(R"({"organisations":[
      {"code":"H99.12","name":"Sở Giáo dục và Đào tạo","aliases":[{"code":"000.00.12.H99","until":"2026-12-31"}]},
      {"code":"H99.01","aliases":[{"code":"000.00.01.H99"}]}]})");
    return out;
  }
  InboxRow take(const Bytes& body) {
    const auto reply = province.inbox.accept(
        {province.office, "m" + std::to_string(++deliveries), DeliveryKind::kEdxml, body});
    EXPECT_TRUE(reply);
    EXPECT_TRUE(worker.runOnce());
    const auto rows = *province.inbox.recent(1);
    return rows.front();
  }
  static Bytes nominationOf(const edxml::Message& header, const std::vector<std::string>& names) {
    return fakes::nomination(fakes::listOf(names), header);
  }
  static edxml::Message header(BusinessType business, const std::string& number = "118") {
    edxml::Message out = fakes::nominationHeader(number);
    out.business = business;
    return out;
  }
  static Bytes revocation(const edxml::Message& about) { return *edxml::writeDocument(about, {}); }
  static Bytes askBack(const std::string& sender, const std::string& document) {
    edxml::StatusMessage status;
    status.from.id = sender;
    status.forDocumentId = document;
    status.forCode = "118/TTr-SGDĐT";
    status.statusCode = "13";
    status.description = "Xin rút để bổ sung";
    status.timestamp = fakes::FakeClock().now();
    return edxml::writeStatus(status);
  }
  DossierId start(const std::string& number = "118") {
    const auto row = take(nominationOf(header(BusinessType::kNew, number), {"Hà Thị Ánh"}));
    EXPECT_EQ(row.state, "done") << row.errorCode;
    return DossierId(row.dossier);
  }
  void decide(const DossierId& id) {
    for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
      ASSERT_TRUE(province.act(id, node)) << node;
  }
  /// The edXML status codes that went out, in order.
  std::vector<std::string> toldCodes() {
    office::OfficeWorker out(
        province.outbox, province.store, province.directory, {"H99.01", "UBND", "", ""},
        [this](const OfficeId&) { return &office; }, province.clock);
    while (out.runOnce()) {
    }
    std::vector<std::string> codes;
    for (const auto& [key, message] : office.messages) codes.push_back(edxml::parse(message)->statusCode);
    return codes;
  }

  fakes::Province province;
  fakes::RememberingOffice office;
  int deliveries = 0;
  IntakeWorker worker{
      province.intakeParts(), settings(),
      [](const std::string&, const std::string&) -> Result<Done> { return Done{}; },
      [](const LeasedDelivery&, const edxml::Message*, const Error&) -> Result<Done> { return Done{}; }};
};

TEST_F(Business, ARevocationAfterSomebodyActedSuspendsTheDossierAndAsks) {
  const DossierId id = start();
  ASSERT_TRUE(province.act(id, "receive"));
  const auto row = take(revocation(header(BusinessType::kRevoke)));
  EXPECT_EQ(row.state, "done") << row.errorCode;
  EXPECT_EQ(province.load(id).phase, Phase::kRunning);
  EXPECT_TRUE(workflow::frozen(province.load(id)));
  EXPECT_EQ(province.act(id, "appraise").error().code, "workflow.frozen");
  const auto codes = toldCodes();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "15"), 0);
}

TEST_F(Business, ARevocationBeforeAnybodyActedStopsEverythingAndAgrees) {
  const DossierId id = start();
  const auto row = take(revocation(header(BusinessType::kRevoke)));
  EXPECT_EQ(row.state, "done") << row.errorCode;
  const auto dossier = province.load(id);
  EXPECT_EQ(dossier.phase, Phase::kReturned);
  EXPECT_EQ(dossier.lines[0].state, LineState::kReturned);
  for (const auto& item : dossier.workItems) EXPECT_NE(item.state, workflow::WorkItemState::kOpen);
  const auto codes = toldCodes();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "15"), 1);
  // A new version takes it up again, from the first step.
  EXPECT_EQ(take(nominationOf(header(BusinessType::kUpdate), {"Hà Thị Ánh", "Lý Văn Bình"})).state, "done");
  EXPECT_EQ(province.load(id).phase, Phase::kRunning);
  EXPECT_EQ(province.load(id).revision, 2);
}

TEST_F(Business, AStatus13AsksForTheSame) {
  const DossierId id = start();
  EXPECT_EQ(take(askBack("H99.12", province.load(id).header.hostDocumentId)).state, "done");
  EXPECT_EQ(province.load(id).phase, Phase::kReturned);
}

TEST_F(Business, NobodyTakesBackAnothersDocument) {
  const DossierId id = start();
  const auto row = take(askBack("H99.66", province.load(id).header.hostDocumentId));
  EXPECT_EQ(row.errorCode, "intake.sender");
  EXPECT_EQ(province.load(id).phase, Phase::kRunning);
  EXPECT_EQ(take(askBack("H99.12", "unknown")).errorCode, "intake.revoke.unknown");
}

TEST_F(Business, AFirstVersionThatArrivesAfterItsCorrectionDoesNotTakeItsPlace) {
  edxml::Message first = header(BusinessType::kNew);
  edxml::Message corrected = header(BusinessType::kUpdate);
  corrected.timestamp = first.timestamp->plus(std::chrono::minutes(5));
  const auto kept = take(nominationOf(corrected, {"Hà Thị Ánh", "Lý Văn Bình"}));
  EXPECT_EQ(kept.state, "done") << kept.errorCode;
  const auto late = take(nominationOf(first, {"Hà Thị Ánh"}));
  EXPECT_EQ(late.state, "rejected");
  EXPECT_EQ(late.errorCode, "intake.late");
  EXPECT_EQ(province.load(DossierId(kept.dossier)).lines.size(), 2U);
  EXPECT_EQ(province.load(DossierId(kept.dossier)).revision, 1);
}

TEST_F(Business, AnUpdateIsFoundByTheDocumentItNamesAndVoidsTheApprovals) {
  const DossierId id = start();
  ASSERT_TRUE(province.act(id, "receive"));
  edxml::Message update = header(BusinessType::kUpdate, "119");  // the number is what was wrong
  update.documentId = "another-packet";
  update.businessDocumentId = province.load(id).header.hostDocumentId;
  const auto row = take(nominationOf(update, {"Hà Thị Ánh"}));
  EXPECT_EQ(row.dossier, id.text()) << row.errorCode;
  const auto dossier = province.load(id);
  EXPECT_EQ(dossier.header.number, "119");
  EXPECT_EQ(dossier.revision, 2);
  EXPECT_NE(workflow::testing::openItem(dossier, "receive"), nullptr);
  EXPECT_EQ(workflow::testing::openItem(dossier, "appraise"), nullptr);
}

TEST_F(Business, AnUpdateOfWhatWeNeverGotIsTakenAsNew) {
  edxml::Message update = header(BusinessType::kUpdate);
  update.businessDocumentId = "never-came";
  EXPECT_EQ(take(nominationOf(update, {"Hà Thị Ánh"})).state, "done");
  EXPECT_EQ(province.count("SELECT count(*) FROM dossier"), 1);
}

TEST_F(Business, AReplacementEndsTheOldDossierAndBeginsItsOwn) {
  const DossierId old = start("118");
  edxml::Message replacement = header(BusinessType::kReplace, "125");
  replacement.replacedDocumentIds = {province.load(old).header.hostDocumentId};
  const auto row = take(nominationOf(replacement, {"Hà Thị Ánh"}));
  EXPECT_EQ(row.state, "done") << row.errorCode;
  EXPECT_NE(row.dossier, old.text());
  EXPECT_EQ(province.load(old).phase, Phase::kRefused);
  EXPECT_EQ(province.load(old).lines[0].state, LineState::kWithdrawn);
  EXPECT_EQ(province.load(DossierId(row.dossier)).phase, Phase::kRunning);
}

TEST_F(Business, AFaultyReplacementCostsTheOldDossierNothing) {
  const DossierId old = start("118");
  edxml::Message replacement = header(BusinessType::kReplace, "125");
  replacement.replacedDocumentIds = {province.load(old).header.hostDocumentId};
  EXPECT_EQ(take(*edxml::writeDocument(replacement, {fakes::submissionPdf()})).errorCode,
            "intake.list.missing");
  EXPECT_EQ(province.load(old).phase, Phase::kRunning);
}

TEST_F(Business, AfterTheDecisionEachIsRefusedWithAReason) {
  const DossierId id = start();
  decide(id);
  const auto before = province.load(id);
  EXPECT_EQ(take(revocation(header(BusinessType::kRevoke))).errorCode, "workflow.withdraw.late");
  EXPECT_EQ(take(nominationOf(header(BusinessType::kUpdate), {"Ai Khác"})).errorCode, "workflow.phase");
  edxml::Message replacement = header(BusinessType::kReplace, "125");
  replacement.replacedDocumentIds = {before.header.hostDocumentId};
  EXPECT_EQ(take(nominationOf(replacement, {"Hà Thị Ánh"})).errorCode, "workflow.withdraw.late");
  EXPECT_EQ(province.load(id), before);
  EXPECT_EQ(province.count("SELECT count(*) FROM dossier"), 1);
}

TEST_F(Business, TheSameSenderUnderItsOldCodeIsTheSameSender) {
  const DossierId id = start();
  edxml::Message old = header(BusinessType::kNew);
  old.from.id = "000.00.12.H99";
  EXPECT_EQ(take(nominationOf(old, {"Hà Thị Ánh", "Lý Văn Bình"})).dossier, id.text());
}

TEST_F(Business, AMessageForOthersOnlyIsRefusedSoftlyAndOneForUsAmongOthersIsTaken) {
  edxml::Message message = header(BusinessType::kNew);
  message.to = {{"H99.77", "", "", "", ""}};
  EXPECT_EQ(take(nominationOf(message, {"Hà Thị Ánh"})).errorCode, "intake.receiver");
  message.to.push_back({"000.00.01.H99", "", "", "", ""});
  EXPECT_EQ(take(nominationOf(message, {"Hà Thị Ánh"})).state, "done");
}

TEST(Organisations, ACodeMeansWhatItMeantOnThatDayAndIsNeverTakenApart) {
  const auto codes = directory::Organisations::fromJson(R"({"organisations":[
    {"code":"H99.12","aliases":[{"code":"OLD","until":"2026-06-30"}]},
    {"code":"H99.30","aliases":[{"code":"OLD","from":"2026-07-01"}]}]})");
  ASSERT_TRUE(codes);
  EXPECT_EQ(codes->current("OLD", *parseIsoDate("2026-06-30")), "H99.12");
  EXPECT_EQ(codes->current("OLD", *parseIsoDate("2026-07-01")), "H99.30");
  EXPECT_EQ(codes->current("H99.12.05", *parseIsoDate("2026-07-01")), "H99.12.05");
}

TEST(Organisations, ACodeOfTwoOnOneDayOrADayThatIsNoneIsRefused) {
  EXPECT_EQ(directory::Organisations::fromJson(
                R"({"organisations":[{"code":"A","aliases":[{"code":"X"}]},{"code":"X"}]})")
                .error()
                .code,
            "organisations.code");
  EXPECT_EQ(directory::Organisations::fromJson(
                R"({"organisations":[{"code":"A","aliases":[{"code":"X","until":"30/6/2026"}]}]})")
                .error()
                .code,
            "organisations.entry");
}

}  // namespace
}  // namespace tdkt::inbox
