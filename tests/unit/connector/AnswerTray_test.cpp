// Answers to our documents: found by code through the inbox, or visible in the tray; never dropped.

#include "connector/inbox/AnswerTray.h"

#include <gtest/gtest.h>

#include "connector/inbox/IntakeWorker.h"
#include "tests/fakes/Province.h"
#include "tests/unit/workflow/Procedures.h"

namespace tdkt::inbox {
namespace {

using namespace workflow;           // NOLINT: this file is about nothing else
using namespace workflow::testing;  // NOLINT

constexpr const char* kSteps =
    R"({"format": "tdkt-steps-1", "id": "small", "name": "Quy trình thử", "steps": [
  {"kind": "submit", "id": "start", "title": "Hồ sơ đến"},
  {"kind": "consent", "id": "ask", "title": "Hiệp y với Bộ Y tế", "role": "secretariat", "workingDays": 10,
   "agency": "Bộ Y tế", "lapse": "no-opinion"},
  {"kind": "chair", "id": "chair", "title": "Chủ tịch quyết định", "role": "chair", "workingDays": 3}],
  "end": "Xong"})";

class Answers : public ::testing::Test {
 protected:
  Answers() {
    EXPECT_TRUE(province.store.saveDefinition(definition->hash, bpmn));
    StartDossier command = aStart(definition->hash, 1);
    command.header.office = province.office;
    tell("start", command);
    const DossierState state = load();
    tell("sent",
         ConfirmConsentSent{openItem(state, "ask")->id, "1234/UBND-NC", vietnamDate(province.clock.now())});
  }

  void tell(const std::string& id, Command command) {
    const auto official = province.directory.holdersOf("secretariat").front()->id;
    const auto reply = province.engine.handle(
        {CommandId(id), DossierId("d-1"), official, CorrelationId("c"), "desk", std::move(command)});
    ASSERT_TRUE(reply) << reply.error().code << ' ' << reply.error().detail;
  }
  DossierState load() { return province.store.load(DossierId("d-1")).value(); }
  const Consent consent() { return std::get<Consent>(load().matters.at("ask")); }

  /// A letter that says which document it answers. The standard writer knows no such field, so it is put in.
  static Bytes letter(const std::string& answers, const std::string& number = "77") {
    edxml::Message header = fakes::nominationHeader(number);
    header.from.id = "G14";
    header.from.name = "Bộ Y tế";
    header.codeNotation = "BYT-TCCB";
    header.documentId = "G14,2026/11/20," + number + "/BYT-TCCB";
    header.documentType = "Công văn";
    header.subject = "Trả lời hiệp y khen thưởng";
    edxml::OutgoingAttachment file{"cong-van.pdf", "", "application/pdf", fakes::smallPdf(), false};
    std::string xml = edxml::writeDocument(header, {file}).value();
    const auto place = xml.find("</edXML:MessageHeader>");
    EXPECT_NE(place, std::string::npos);
    xml.insert(place, "<edXML:ResponseFor><edXML:OrganId>H99.01</edXML:OrganId><edXML:Code>" + answers +
                          "</edXML:Code></edXML:ResponseFor>");
    return xml;
  }
  InboxRow take(const Bytes& body, const std::string& key) {
    EXPECT_TRUE(province.inbox.accept({province.office, key, DeliveryKind::kEdxml, body}));
    EXPECT_TRUE(worker.runOnce());
    return province.inbox.recent(1)->front();
  }

  const std::string bpmn = bpmnFromSteps(stepsFromJson(kSteps).value()).value();
  std::shared_ptr<const Definition> definition = checkDefinition(bpmn).definition;
  fakes::Province province;
  AnswerTray tray{*province.database};
  IntakeSettings settings() {
    IntakeSettings out;
    out.definitionHash = definition->hash;
    out.defaultAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
    out.knowsAward = [](const std::string&, CivilDate) { return true; };
    return out;
  }
  IntakeWorker worker{
      province.intakeParts(), settings(),
      [](const std::string&, const std::string&) { return Result<Done>(Done{}); },
      [](const LeasedDelivery&, const edxml::Message*, const Error&) { return Result<Done>(Done{}); }};
};

TEST_F(Answers, AnAnswerFindsItsDossierByTheCodeOfOurDocument) {
  const InboxRow row = take(letter("1234 / ubnd–nc"), "m1");
  EXPECT_EQ(row.state, "done") << row.errorCode << row.errorDetail;
  EXPECT_EQ(row.dossier, "d-1");
  ASSERT_EQ(consent().answers.size(), 1U);
  EXPECT_EQ(consent().answers[0].code, "77/BYT-TCCB");
  EXPECT_EQ(consent().answers[0].from, "Bộ Y tế");
  EXPECT_EQ(*province.blobs.get(consent().answers[0].sha256), fakes::smallPdf());
  EXPECT_EQ(*tray.count(), 0U);
}

TEST_F(Answers, TheSameAnswerInAnotherPacketChangesNothing) {
  take(letter("1234/UBND-NC"), "m1");
  const auto version = load().version;
  Bytes again = letter("1234/UBND-NC");
  again.insert(again.find("</edXML:MessageHeader>"), " ");
  EXPECT_EQ(take(again, "m2").state, "done");
  EXPECT_EQ(load().version, version);
}

TEST_F(Answers, AnAnswerToNothingWeKnowWaitsInTheTray) {
  const InboxRow row = take(letter("99/UBND-NC"), "m1");
  EXPECT_EQ(row.state, "done") << row.errorCode << row.errorDetail;
  const auto waiting = tray.open(10);
  ASSERT_EQ(waiting->size(), 1U);
  EXPECT_EQ(waiting->front().answers, "99/UBND-NC");
  EXPECT_EQ(waiting->front().sender, "Bộ Y tế");
  EXPECT_EQ(waiting->front().code, "77/BYT-TCCB");
  EXPECT_TRUE(consent().answers.empty());
  // A person says where it belongs, once.
  const std::int64_t one = waiting->front().row;
  EXPECT_TRUE(tray.matched(one, DossierId("d-1"), OfficialId("off"), province.clock.now()));
  EXPECT_EQ(tray.matched(one, DossierId("d-1"), OfficialId("off"), province.clock.now()).error().code,
            "tray.answer");
  EXPECT_EQ(*tray.count(), 0U);
}

TEST_F(Answers, AnAnswerIsTakenOutOfTheTrayOnlyWithAReason) {
  take(letter("99/UBND-NC"), "m1");
  const std::int64_t row = tray.open(1)->front().row;
  EXPECT_EQ(tray.close(row, " ", OfficialId("off"), province.clock.now()).error().code,
            "workflow.reason.missing");
  EXPECT_TRUE(tray.close(row, "Gửi nhầm", OfficialId("off"), province.clock.now()));
  EXPECT_EQ(*tray.count(), 0U);
}

TEST_F(Answers, AnAnswerToAnEndedDossierIsNotLost) {
  tell("gone", WithdrawDossier{"Rút hồ sơ", true});
  EXPECT_EQ(take(letter("1234/UBND-NC"), "m1").state, "done");
  EXPECT_EQ(*tray.count(), 1U);
}

TEST_F(Answers, ASubmissionThatAnswersOurCallIsStillASubmission) {
  edxml::Message header = fakes::nominationHeader("300");
  std::string xml = fakes::nomination(fakes::listOf({"Hà Thị Ánh"}), header);
  xml.insert(xml.find("</edXML:MessageHeader>"),
             "<edXML:ResponseFor><edXML:Code>5/UBND-TH</edXML:Code></edXML:ResponseFor>");
  const InboxRow row = take(xml, "m1");
  EXPECT_EQ(row.state, "done");
  EXPECT_NE(row.dossier, "");
  EXPECT_EQ(*tray.count(), 0U);
}

}  // namespace
}  // namespace tdkt::inbox
