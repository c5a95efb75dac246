// From the door to the dossier when a list needs a person: it waits, is decided, starts; on both databases.
#include "connector/inbox/ListDesk.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/Province.h"

namespace tdkt::inbox {
namespace {

using Choice = lists::CellDecision::Choice;

constexpr const char* kAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
const OfficialId kHanh("off-hanh");
// "Bé" reads both ways, K'Br«i neither.
const std::string kLegacy =
    "Hä vµ tªn,§¬n vÞ\nNguyÔn V¨n An,Së Y tÕ\nBé,Së Y tÕ\nK'Br«i,Së Néi vô\nTrÇn ThÞ Hoa,Së Y tÕ\n";
const std::string kUnknownColumns = "TT,Người được khen,Nơi làm\n1,Lê Mẫu,Sở Y tế\n";

class ListDeskTest : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  void SetUp() override {
    province = std::make_unique<fakes::Province>(GetParam());
    start();
  }
  /// As after a restart: new objects on the same database.
  void start() {
    fakes::Province& p = *province;
    const KnowsAward knows = [](const std::string& award, CivilDate) { return award == kAward; };
    const CheckPrintable printable = [](const std::string& field, const std::string& text) -> Result<Done> {
      if (text.find("文") != std::string::npos) return inputError("templates.glyph", "no such letter", field);
      return Done{};
    };
    const OnRefused refused = [this](const auto& leased, const auto*, const Error& error) -> Result<Done> {
      told.push_back(leased.delivery.key + " " + error.code + " " + error.detail);
      return Done{};
    };
    IntakeSettings settings;
    settings.definitionHash = p.definition->hash;
    settings.defaultAward = kAward;
    settings.knowsAward = knows;
    worker = std::make_unique<IntakeWorker>(
        p.intakeParts(), settings, printable, refused,
        [this](const LeasedDelivery& leased, const edxml::Message&, DoorWord word) -> Result<Done> {
          told.push_back(leased.delivery.key + (word == DoorWord::kWaits ? " waits" : " taken-back"));
          return Done{};
        });
    desk = std::make_unique<ListDesk>(*p.database, p.inbox, p.cases, DraftCheck{kAward, knows, printable},
                                      refused);
  }
  std::int64_t send(const Bytes& csv, const std::string& key,
                    const edxml::Message& header = fakes::nominationHeader()) {
    const auto reply =
        province->inbox.accept({province->office, key, DeliveryKind::kEdxml, fakes::nomination(csv, header)});
    EXPECT_TRUE(reply);
    while (worker->runOnce()) {
    }
    return reply->row;
  }
  InboxRow rowOf(std::int64_t row) {
    const auto rows = *province->inbox.recent(100);
    for (const InboxRow& one : rows) {
      if (one.row == row) return one;
    }
    return {};
  }
  std::string shaOf(std::int64_t row) { return desk->find(row)->lists.at(0).sha256; }
  std::size_t dossiers() { return province->store.dossiers(10)->size(); }
  workflow::DossierState only() { return province->load(province->store.dossiers(10)->at(0).id); }

  std::unique_ptr<fakes::Province> province;
  std::vector<std::string> told;
  std::unique_ptr<IntakeWorker> worker;
  std::unique_ptr<ListDesk> desk;
};

TEST_P(ListDeskTest, ADoubtfulListWaitsAndTheSenderIsToldOnce) {
  const auto row = send(kLegacy, "m1");
  EXPECT_EQ(dossiers(), 0U);
  EXPECT_EQ(rowOf(row).state, "due");
  EXPECT_FALSE(worker->runOnce()) << "what waits is not worked on";
  ASSERT_EQ(province->cases.countOpen().value(), 1U);
  const auto open = desk->find(row);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->head.documentCode, "118/TTr-SGDĐT");
  EXPECT_EQ(open->head.questions, 2);
  EXPECT_EQ(open->lists.at(0).review.cells.size(), 2U);
  send(kLegacy, "m1");
  EXPECT_EQ(told, std::vector<std::string>{"m1 waits"});
}

TEST_P(ListDeskTest, ADecisionSurvivesARestartAndTheLastOneStartsTheDossierInItsName) {
  const auto row = send(kLegacy, "m1");
  const std::string sha = shaOf(row);
  ASSERT_TRUE(desk->decideCells(row, 0, sha, {{"A3", {Choice::kKeep, {}}}}, kHanh));
  EXPECT_FALSE(worker->runOnce());
  start();
  EXPECT_EQ(desk->find(row)->head.questions, 1);
  const auto done = desk->decideCells(row, 1, sha, {{"A4", {Choice::kTyped, "K'Brôi"}}}, kHanh);
  ASSERT_TRUE(done) << done.error().code;
  start();
  EXPECT_TRUE(worker->runOnce());
  ASSERT_EQ(dossiers(), 1U);
  const auto dossier = only();
  EXPECT_EQ(rowOf(row).dossier, dossier.id.text());
  EXPECT_EQ(dossier.lines.at(1).nominee.name, "Bé");
  EXPECT_EQ(dossier.lines.at(2).nominee.name, "K'Brôi");
  EXPECT_EQ(province->store.events(dossier.id)->at(0).event.actor, kHanh);
  const auto notes = province->notes.notesOf(dossier.id, dossier.documentsDigest);
  ASSERT_TRUE(notes && notes->size() == 1);
  EXPECT_EQ(notes->at(0).decidedBy, kHanh);
  const auto& warnings = notes->at(0).warnings;
  const auto has = [&](const lists::ListWarning& one) {
    return std::find(warnings.begin(), warnings.end(), one) != warnings.end();
  };
  EXPECT_TRUE(has({"A2", "lists.converted", "NguyÔn V¨n An", "Nguyễn Văn An", {}}));
  EXPECT_TRUE(has({"A3", "lists.decided", "Bé", "Bé", {}}));
  EXPECT_TRUE(has({"A4", "lists.decided", "K'Br«i", "K'Brôi", {}}));
  EXPECT_EQ(province->cases.countOpen().value(), 0U);
}

TEST_P(ListDeskTest, TheSameFormTwiceIsOneDecisionAndAnotherOnTheSameVersionIsRefused) {
  const auto row = send(kLegacy, "m1");
  const std::string sha = shaOf(row);
  const lists::CellDecisions kept = {{"A3", {Choice::kKeep, {}}}};
  ASSERT_TRUE(desk->decideCells(row, 0, sha, kept, kHanh));
  EXPECT_TRUE(desk->decideCells(row, 0, sha, kept, kHanh));
  EXPECT_EQ(province->count("SELECT count(*) FROM list_decision"), 1);
  EXPECT_EQ(desk->decideCells(row, 0, sha, {{"A3", {Choice::kRead, {}}}}, kHanh).error().code,
            "lists.case.changed");
  ASSERT_TRUE(desk->decideCells(row, 1, sha, {{"A4", {Choice::kRead, {}}}}, kHanh));
  EXPECT_TRUE(desk->decideCells(row, 1, sha, {{"A4", {Choice::kRead, {}}}}, kHanh))
      << "closed by exactly this";
  EXPECT_EQ(desk->decideCells(row, 2, sha, kept, kHanh).error().code, "lists.case");
  EXPECT_FALSE(province->database->script("DELETE FROM list_decision"));
  EXPECT_FALSE(province->database->script("UPDATE list_decision SET official = 'x'"));
}

TEST_P(ListDeskTest, ADecisionOnWhichTheDossierCouldNotStartIsRefusedAndNothingIsLost) {
  const auto row = send(kLegacy, "m1");
  const std::string sha = shaOf(row);
  const auto unprintable =
      desk->decideCells(row, 0, sha, {{"A3", {Choice::kKeep, {}}}, {"A4", {Choice::kTyped, "Lý 文"}}}, kHanh);
  EXPECT_EQ(unprintable.error().code, "templates.glyph");
  EXPECT_EQ(unprintable.error().field, "row 3");
  EXPECT_EQ(desk->decideCells(row, 0, sha, {}, kHanh).error().code, "lists.choice.missing");
  EXPECT_EQ(desk->find(row)->head.version, 0);
  EXPECT_EQ(desk->find(row)->lists.at(0).review.cells.size(), 2U);
}

TEST_P(ListDeskTest, GivenBackTheSenderIsToldWhyAndMaySendTheSameAgain) {
  const auto row = send(kLegacy, "m1");
  EXPECT_EQ(desk->giveBack(row, 0, "", kHanh).error().code, "workflow.reason.missing");
  ASSERT_TRUE(desk->giveBack(row, 0, "Ô A4 sai phông", kHanh));
  EXPECT_TRUE(desk->giveBack(row, 0, "Ô A4 sai phông", kHanh)) << "sent twice";
  EXPECT_EQ(told, (std::vector<std::string>{"m1 waits", "m1 lists.returned Ô A4 sai phông"}));
  EXPECT_EQ(rowOf(row).state, "rejected");
  EXPECT_EQ(province->cases.countOpen().value(), 0U);
  const auto again = send(kLegacy, "m2");
  EXPECT_NE(again, row);
  EXPECT_EQ(province->cases.countOpen().value(), 1U);
}

TEST_P(ListDeskTest, ACorrectedListTakesThePlaceOfTheOneThatWaits) {
  const auto first = send(kLegacy, "m1");
  send(fakes::listOf({"Hà Thị Ánh"}), "m2");
  EXPECT_EQ(dossiers(), 1U);
  EXPECT_EQ(province->cases.countOpen().value(), 0U);
  EXPECT_EQ(rowOf(first).state, "done");
  EXPECT_EQ(desk->decideCells(first, 0, "x", {{"A3", {}}}, kHanh).error().code, "lists.case");
}

TEST_P(ListDeskTest, AnotherSubmissionOfTheSenderLeavesTheWaitingOneAlone) {
  send(kLegacy, "m1");
  send(fakes::listOf({"Hà Thị Ánh"}), "m2", fakes::nominationHeader("119"));
  EXPECT_EQ(province->cases.countOpen().value(), 1U);
}

TEST_P(ListDeskTest, TakenBackWhileItWaitsItNeverStarts) {
  const auto row = send(kLegacy, "m1");
  edxml::Message revoke = fakes::nominationHeader();
  revoke.business = edxml::BusinessType::kRevoke;
  const auto reply = province->inbox.accept(
      {province->office, "m2", DeliveryKind::kEdxml, *edxml::writeDocument(revoke, {})});
  ASSERT_TRUE(reply && worker->runOnce());
  EXPECT_EQ(rowOf(row).state, "done");
  EXPECT_EQ(rowOf(reply->row).state, "done") << rowOf(reply->row).errorCode;
  EXPECT_EQ(province->cases.countOpen().value(), 0U);
  EXPECT_EQ(dossiers(), 0U);
  EXPECT_EQ(told.back(), "m2 taken-back");
}

TEST_P(ListDeskTest, ColumnsAreAskedOnceAndRememberedForThisSenderOnly) {
  const auto row = send(kUnknownColumns, "m1");
  auto open = desk->find(row);
  ASSERT_TRUE(open);
  ASSERT_FALSE(open->lists.at(0).review.columns.empty());
  auto plan = open->lists[0].review.plan;
  plan[0].headingRow = 1;
  plan[0].columns = {{lists::Column::kPerson, 2}, {lists::Column::kUnit, 3}};
  const auto preview = desk->preview(row, shaOf(row), plan);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->list.nominees.at(0).nominee.unit, "Sở Y tế");
  EXPECT_EQ(desk->find(row)->head.version, 0) << "a preview keeps nothing";
  const auto assigned = desk->assignColumns(row, 0, shaOf(row), plan, kHanh);
  ASSERT_TRUE(assigned) << assigned.error().code;
  EXPECT_TRUE(desk->assignColumns(row, 0, open->lists[0].sha256, plan, kHanh)) << "sent twice";
  while (worker->runOnce()) {
  }
  EXPECT_EQ(dossiers(), 1U);

  send("TT,Người được khen,Nơi làm\n1,Hà Mẫu,Sở Nội vụ\n", "m2", fakes::nominationHeader("119"));
  EXPECT_EQ(dossiers(), 2U) << "the same form is not asked about again";
  edxml::Message stranger = fakes::nominationHeader("7");
  stranger.from.id = "H99.66";
  stranger.documentId = "stranger";
  send(kUnknownColumns, "m3", stranger);
  EXPECT_EQ(province->cases.countOpen().value(), 1U);

  const auto memories = province->cases.memories(10);
  ASSERT_TRUE(memories && memories->size() == 1);
  EXPECT_EQ(memories->at(0).headings, "TT | Người được khen | Nơi làm");
  EXPECT_EQ(memories->at(0).official, kHanh);
  ASSERT_TRUE(province->cases.forget(province->office, "H99.12", memories->at(0).signature));
  send(kUnknownColumns, "m4", fakes::nominationHeader("120"));
  EXPECT_EQ(province->cases.countOpen().value(), 2U);
}

TEST_P(ListDeskTest, AfterTheColumnsTheCellsAreAsked) {
  const auto row = send("TT,Ng­êi ®­îc khen,N¬i lµm\n1,NguyÔn V¨n An,Së Y tÕ\n2,Bé,Së Y tÕ\n", "m1");
  auto plan = desk->find(row)->lists.at(0).review.plan;
  plan[0].headingRow = 1;
  plan[0].columns = {{lists::Column::kPerson, 2}, {lists::Column::kUnit, 3}};
  ASSERT_TRUE(desk->assignColumns(row, 0, shaOf(row), plan, kHanh));
  const auto open = desk->find(row);
  ASSERT_TRUE(open);
  EXPECT_TRUE(open->lists.at(0).review.columns.empty());
  ASSERT_EQ(open->lists[0].review.cells.size(), 1U);
  ASSERT_TRUE(desk->decideCells(row, 1, shaOf(row), {{"B3", {Choice::kRead, {}}}}, kHanh));
  EXPECT_TRUE(worker->runOnce());
  EXPECT_EQ(only().lines.at(1).nominee.name, "Bộ");
}

TEST_P(ListDeskTest, ANomineeOfAnotherOpenDossierWithTheSameAwardIsFound) {
  send(fakes::listOf({"Hà Thị Ánh", "Lý Văn Bình"}), "m1");
  const auto first = only();
  send(fakes::listOf({"LÝ VĂN BÌNH", "Trần Mẫu"}), "m2", fakes::nominationHeader("119"));
  ASSERT_EQ(dossiers(), 2U);
  const auto twice = province->notes.alsoProposed(first.id, 10);
  ASSERT_TRUE(twice && twice->size() == 1) << twice->size();
  EXPECT_EQ(twice->at(0).ordinal, 2);
  EXPECT_EQ(twice->at(0).name, "Lý Văn Bình");
  EXPECT_EQ(twice->at(0).otherCode, "119/TTr-SGDĐT");
  EXPECT_TRUE(twice->at(0).sameUnit);
  ASSERT_TRUE(province->act(twice->at(0).other, "receive", workflow::Outcome::kRefuse, "Trùng"));
  EXPECT_TRUE(province->notes.alsoProposed(first.id, 10)->empty()) << "an ended dossier proposes nobody";
}

INSTANTIATE_TEST_SUITE_P(On, ListDeskTest, fakes::bothDialects(), fakes::dialectName);

}  // namespace
}  // namespace tdkt::inbox
