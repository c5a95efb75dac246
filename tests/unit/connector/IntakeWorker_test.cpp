#include "connector/inbox/IntakeWorker.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "templates/Filler.h"
#include "tests/fakes/Province.h"

namespace tdkt::inbox {
namespace {

using workflow::Phase;

constexpr const char* kAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";

const templates::Filler& certificate() {
  static const auto once = std::move(
      *templates::loadTemplate(TDKT_SOURCE_DIR "/templates/pack/certificate/1", templates::kDebianFonts));
  return *once;
}

struct Refusal {
  std::string key;
  bool readable = false;
  Error error;
};

class Intake : public ::testing::Test {
 protected:
  std::int64_t deliver(const Bytes& body, const std::string& key, DeliveryKind kind = DeliveryKind::kEdxml) {
    const auto reply = province.inbox.accept({province.office, key, kind, body});
    EXPECT_TRUE(reply);
    return reply->row;
  }
  /// Delivers and works on it; the row as it is afterwards.
  InboxRow take(const Bytes& body, const std::string& key, DeliveryKind kind = DeliveryKind::kEdxml) {
    const auto row = deliver(body, key, kind);
    EXPECT_TRUE(worker.runOnce());
    return rowOf(row);
  }
  InboxRow rowOf(std::int64_t row) {
    const auto rows = *province.inbox.recent(100);
    for (const InboxRow& candidate : rows) {
      if (candidate.row == row) return candidate;
    }
    return {};
  }
  InboxRow takeAct(const std::string& task, const std::string& user, const std::string& outcome,
                   const std::string& reason = {}) {
    const nlohmann::json event = {
        {"type", "task.acted"}, {"task", task}, {"user", user}, {"outcome", outcome}, {"reason", reason}};
    return take(event.dump(), "event-" + std::to_string(++events), DeliveryKind::kTaskEvent);
  }
  workflow::DossierState only() {
    const auto rows = *province.store.dossiers(10);
    EXPECT_EQ(rows.size(), 1U);
    return province.load(rows.front().id);
  }
  std::string openTask(const std::string& node) {
    const auto state = only();
    const auto* item = workflow::testing::openItem(state, node);
    return item == nullptr ? "" : item->id.text();
  }
  /// Another packet: the same submission and files, other octets around them.
  static Bytes repacked(const Bytes& csv) {
    edxml::Message header = fakes::nominationHeader();
    header.content = "Gửi lại";
    return fakes::nomination(csv, header);
  }
  IntakeSettings settings() {
    IntakeSettings out;
    out.definitionHash = province.definition->hash;
    out.defaultAward = kAward;
    out.knowsAward = [](const std::string& award, CivilDate) { return award == kAward; };
    return out;
  }

  fakes::Province province;
  std::vector<Refusal> refusals;
  Result<Done> onRefused = Done{};
  int events = 0;
  IntakeWorker worker{
      province.intakeParts(), settings(),
      [](const std::string& field, const std::string& text) {
        return certificate().checkPrintable(field, text);
      },
      [this](const LeasedDelivery& leased, const edxml::Message* message, const Error& error) {
        refusals.push_back({leased.delivery.key, message != nullptr, error});
        return onRefused;
      }};
};

TEST_F(Intake, ANominationBeginsADossierWithItsFilesKept) {
  const InboxRow row = take(fakes::nomination(fakes::listOf({"Hà Thị Ánh", "H'Hen Niê"})), "m1");
  EXPECT_EQ(row.state, "done");
  const auto dossier = only();
  EXPECT_EQ(row.dossier, dossier.id.text());
  EXPECT_EQ(dossier.header.office, province.office);
  EXPECT_EQ(dossier.header.receivedAt, province.clock.now());
  ASSERT_EQ(dossier.documents.size(), 2U);
  EXPECT_EQ(*province.blobs.get(dossier.documents[0].sha256), fakes::smallPdf());
  EXPECT_EQ(dossier.lines.size(), 2U);
  EXPECT_NE(openTask("receive"), "");
  EXPECT_FALSE(worker.runOnce());
}

TEST_F(Intake, TheSameContentInAnotherPacketChangesNothing) {
  const Bytes csv = fakes::listOf({"Hà Thị Ánh"});
  take(fakes::nomination(csv), "m1");
  const auto before = only();
  const InboxRow row = take(repacked(csv), "m2");
  EXPECT_EQ(row.state, "done");
  EXPECT_EQ(row.dossier, before.id.text());
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, ChangedContentBeforeTheDecisionStartsTheWayAgain) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const auto id = only().id;
  ASSERT_TRUE(province.act(id, "receive"));
  EXPECT_EQ(take(fakes::nomination(fakes::listOf({"Hà Thị Ánh", "Lý Văn Bình"})), "m2").state, "done");
  const auto after = only();
  EXPECT_EQ(after.id, id);
  EXPECT_EQ(after.revision, 2);
  EXPECT_EQ(after.lines.size(), 2U);
  EXPECT_NE(openTask("receive"), "");
}

TEST_F(Intake, ASupplementReachesTheChildThatWaitsForItAndNotItsParent) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh", "Lý Văn Bình"})), "m1");
  const auto before = only();
  workflow::SplitDossier split{{before.lines[1].id}, "Thiếu minh chứng", ""};
  split.supplement.emplace();
  ASSERT_TRUE(province.engine.handle({CommandId("split"), before.id, fakes::Province::holder("receive"),
                                      CorrelationId("c"), "desk", split}));
  const auto parent = province.load(before.id);
  const DossierId child =
      std::get<workflow::ChildDossiers>(parent.matters.at(workflow::kChildrenMatter)).children[0].dossier;
  const Bytes supplement = fakes::nomination(fakes::listOf({"Lý Văn Bình"}));
  EXPECT_EQ(take(supplement, "m2").dossier, child.text());
  EXPECT_EQ(province.load(child).phase, workflow::Phase::kRunning);
  EXPECT_EQ(province.load(child).revision, 2);
  EXPECT_EQ(take(repacked(fakes::listOf({"Lý Văn Bình"})), "m3").dossier, child.text()) << "the same again";
  EXPECT_EQ(province.load(child).revision, 2);
  EXPECT_EQ(province.load(before.id), parent);
}

TEST_F(Intake, ASupplementCannotTakeADossierToAnotherProcedure) {
  IntakeSettings byAward = settings();
  byAward.knowsAward = [](const std::string&, CivilDate) { return true; };
  byAward.chooseProcedure = [&](const std::string& award, CivilDate) -> Result<std::string> {
    return award == kAward ? province.definition->hash : "another";
  };
  IntakeWorker chooser{
      province.intakeParts(), byAward,
      [](const std::string&, const std::string&) { return Result<Done>(Done{}); },
      [](const LeasedDelivery&, const edxml::Message*, const Error&) { return Result<Done>(Done{}); }};
  const Bytes asBefore = fakes::listOf({"Hà Thị Ánh"});
  deliver(fakes::nomination(asBefore), "m1");
  ASSERT_TRUE(chooser.runOnce());
  const auto before = only();
  EXPECT_EQ(before.definitionHash, province.definition->hash);
  const Bytes title =
      "Họ và tên,Đối tượng,Chức vụ,Đơn vị,Thành tích,Hình thức đề nghị\n"
      "Hà Thị Ánh,cá nhân,Giáo viên,Trường Tiểu học Hòa An,Sáng kiến,Chiến sĩ thi đua cấp tỉnh\n";
  const std::int64_t row = deliver(fakes::nomination(title), "m2");
  ASSERT_TRUE(chooser.runOnce());
  EXPECT_EQ(rowOf(row).errorCode, "intake.procedure.changed");
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, ASupplementAfterTheDecisionIsSetAsideAndTheDossierStays) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const auto id = only().id;
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"}) {
    ASSERT_TRUE(province.act(id, node));
  }
  const auto before = only();
  const InboxRow row = take(fakes::nomination(fakes::listOf({"Lý Văn Bình"})), "m2");
  EXPECT_EQ(row.state, "rejected");
  EXPECT_EQ(row.errorCode, "workflow.phase");
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, ARefusedSubmissionSentAgainBeginsANewDossier) {
  const Bytes csv = fakes::listOf({"Hà Thị Ánh"});
  take(fakes::nomination(csv), "m1");
  ASSERT_TRUE(province.act(only().id, "receive", workflow::Outcome::kRefuse, "Sai thẩm quyền"));
  EXPECT_EQ(take(repacked(csv), "m2").state, "done");
  EXPECT_EQ(province.store.dossiers(10)->size(), 2U);
}

TEST_F(Intake, AnActInTheHostIsTheOfficialsAct) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const std::string task = openTask("receive");
  const InboxRow row = takeAct(task, "hanh.pth", "agree");
  EXPECT_EQ(row.state, "done") << row.errorCode;
  const auto dossier = only();
  EXPECT_EQ(dossier.workItems[0].actor, OfficialId("off-hanh"));
  EXPECT_NE(openTask("appraise"), "");
}

TEST_F(Intake, ANativeReturnNeedsItsReason) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const std::string task = openTask("receive");
  EXPECT_EQ(takeAct(task, "hanh.pth", "return").errorCode, "workflow.reason.missing");
  EXPECT_EQ(takeAct(task, "hanh.pth", "return", "Thiếu tờ trình").state, "done");
  EXPECT_EQ(only().phase, Phase::kReturned);
}

TEST_F(Intake, AHostUserNobodyMappedMayDoNothing) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const auto before = only();
  const InboxRow row = takeAct(openTask("receive"), "la.nguoi", "agree");
  EXPECT_EQ(row.state, "rejected");
  EXPECT_EQ(row.errorCode, "directory.unmapped");
  EXPECT_EQ(row.errorField, "la.nguoi");
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, AnOfficialWithoutTheRoleMayNotAct) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const auto before = only();
  EXPECT_EQ(takeAct(openTask("receive"), "thinh.nd", "agree").errorCode, "workflow.role");
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, AnActOnAClosedTaskIsSetAside) {
  take(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  const std::string task = openTask("receive");
  ASSERT_TRUE(province.act(only().id, "receive"));
  const auto before = only();
  const InboxRow row = takeAct(task, "hanh.pth", "agree");
  EXPECT_EQ(row.errorCode, "workflow.item.closed");
  EXPECT_EQ(row.errorField, task);
  EXPECT_EQ(only(), before);
}

TEST_F(Intake, AnEventThatIsNotAnActIsSetAsideByField) {
  EXPECT_EQ(take("not json", "e1", DeliveryKind::kTaskEvent).errorCode, "json.syntax");
  EXPECT_EQ(take(R"({"type":"other"})", "e2", DeliveryKind::kTaskEvent).errorCode, "intake.event.type");
  EXPECT_EQ(take(R"({"type":"task.acted","task":"t"})", "e3", DeliveryKind::kTaskEvent).errorField, "user");
  const InboxRow outcome = takeAct("t", "hanh.pth", "perhaps");
  EXPECT_EQ(outcome.errorCode, "intake.event.outcome");
  EXPECT_EQ(outcome.errorField, "outcome");
}

TEST_F(Intake, ALetterTheFontLacksIsRefusedAtTheDoorWithItsRow) {
  const InboxRow row = take(fakes::nomination(fakes::listOf({"Hà Thị Ánh", "Lý 文"})), "m1");
  EXPECT_EQ(row.state, "rejected");
  EXPECT_EQ(row.errorCode, "templates.glyph");
  EXPECT_EQ(row.errorField, "row 2");
  EXPECT_NE(row.errorDetail.find("U+6587"), std::string::npos) << row.errorDetail;
  EXPECT_TRUE(province.store.dossiers(10)->empty());
}

TEST_F(Intake, AnAwardNobodyCanGrantIsRefusedAtTheDoorNotAfterTheChairDecided) {
  const Bytes csv =
      "Họ và tên,Đối tượng,Đơn vị,Hình thức đề nghị\nHà Thị Ánh,cá nhân,Trường A,Huy chương vàng\n";
  const InboxRow row = take(fakes::nomination(csv), "m1");
  EXPECT_EQ(row.errorCode, "intake.award.unknown");
  EXPECT_EQ(row.errorField, "row 1");
  EXPECT_TRUE(province.store.dossiers(10)->empty());
}

TEST_F(Intake, WhoeverIsToldOfARefusalIsToldInTheSameTransaction) {
  take("<edXML", "unreadable");
  edxml::Message header = fakes::nominationHeader();
  ASSERT_EQ(take(*edxml::writeDocument(header, {fakes::submissionPdf()}), "no-list").errorCode,
            "intake.list.missing");
  ASSERT_EQ(refusals.size(), 2U);
  EXPECT_FALSE(refusals[0].readable);
  EXPECT_EQ(refusals[0].key, "unreadable");
  EXPECT_TRUE(refusals[1].readable);
  EXPECT_EQ(refusals[1].error.code, "intake.list.missing");

  onRefused = unavailableError("storage.io", "the note could not be kept");
  const auto row = deliver("<edXML again", "third");
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(rowOf(row).state, "due");
}

TEST_F(Intake, WhenFilesCannotBeKeptTheDeliveryWaitsAndIsDoneLater) {
  const auto row = deliver(fakes::nomination(fakes::listOf({"Hà Thị Ánh"})), "m1");
  std::ofstream(province.folder.file("in-the-way")) << "x";
  storage::BlobStore away(province.folder.file("in-the-way"));
  IntakeParts parts{*province.database, province.inbox,     away,           province.store,
                    province.engine,    province.directory, province.cases, province.notes};
  IntakeWorker troubled(
      parts, settings(), [](const auto&, const auto&) { return Result<Done>(Done{}); },
      [](const auto&, const auto*, const auto&) { return Result<Done>(bugError("test", "refused")); });
  EXPECT_TRUE(troubled.runOnce());
  EXPECT_EQ(rowOf(row).state, "due");
  EXPECT_EQ(rowOf(row).errorCode, "blob.write");
  EXPECT_FALSE(worker.runOnce());
  province.clock.advance(std::chrono::seconds(2));
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(rowOf(row).state, "done");
}

TEST_F(Intake, AStatusMessageIsTickedOffWithoutACommand) {
  edxml::StatusMessage status;
  status.from.id = "H99.12";
  status.from.name = "Sở Giáo dục và Đào tạo";
  status.forOrganisation = "H99.01";
  status.forCode = "05/QĐ-UBND";
  status.forDocumentId = "x";
  status.statusCode = "01";
  status.description = "Đã đến";
  status.timestamp = province.clock.now();
  const InboxRow row = take(edxml::writeStatus(status), "s1");
  EXPECT_EQ(row.state, "done");
  EXPECT_EQ(row.dossier, "");
  EXPECT_TRUE(refusals.empty());
}

}  // namespace
}  // namespace tdkt::inbox
