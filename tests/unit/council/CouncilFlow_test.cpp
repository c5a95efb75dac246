// A whole ballot over the real engine and store, on SQLite and PostgreSQL, down to its papers.

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "connector/council/BallotBox.h"
#include "connector/council/Envelope.h"
#include "connector/council/Minutes.h"
#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/council/Councils.h"
#include "tests/unit/council/Procedure.h"
#include "tests/unit/templates/Support.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::council {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using storage::Dialect;
using workflow::testing::member;
using workflow::testing::members;

std::string shown(const Bytes& pdf) {
  return templates::support::flattened(templates::support::extracted(pdf));
}

/// The secretary is no member; m1 presides; who is not named holds the council's role only.
class People : public workflow::testing::EveryRole {
 public:
  explicit People(int size) {
    roles[OfficialId("secretary")] = {"secretariat"};
    for (const OfficialId& id : members(1, size)) roles[id] = {"council"};
    rosters["council"] = members(1, size);
    rosters["council.chair"] = {member(1)};
  }
};

class CouncilFlow : public ::testing::TestWithParam<Dialect> {
 protected:
  void start(bool secret, int size = 5, int lines = 3) {
    people = std::make_unique<People>(size);
    engine = std::make_unique<Engine>(store, *people, calendar, clock);
    const std::string bpmn = workflow::testing::councilBpmn(secret);
    ASSERT_TRUE(store.saveDefinition(sha256Hex(bpmn), bpmn));
    ASSERT_EQ(tell("", workflow::testing::aStart(sha256Hex(bpmn), lines)), "");
    size_ = size;
  }
  std::string tell(const std::string& actor, Command command, const std::string& id = "") {
    Envelope envelope{CommandId(id.empty() ? "c-" + std::to_string(++commands) : id),
                      dossier,
                      OfficialId(actor),
                      CorrelationId("x"),
                      "panel",
                      std::move(command)};
    const auto reply = engine->handle(envelope);
    return reply ? "" : reply.error().code;
  }
  std::string ask(const std::string& actor, BallotAct act, const std::string& id = "") {
    return tell(actor, BallotCommand{"council", ballot().round, std::move(act)}, id);
  }
  DossierState state() { return store.load(dossier).value(); }
  Ballot ballot() { return std::get<Ballot>(state().matters.at("council")); }
  std::string box() { return boxIdOf(dossier, "council", ballot().round); }

  void open() {
    ASSERT_EQ(ask("secretary",
                  OpenBallot{"Quyết định số 15/QĐ-UBND", "Phòng họp số 2", member(1), members(1, size_)}),
              "");
  }
  void takeKeys() {
    secretary = newHalf(box(), Side::kSecretary, random);
    presiding = newHalf(box(), Side::kPresiding, random);
    ASSERT_EQ(ask("secretary", TakeBoxKey{secretary.publicKey}), "");
    ASSERT_EQ(ask("m1", TakeBoxKey{presiding.publicKey}), "");
  }
  std::string voteSecretly(int who, const std::string& marks, const std::string& handle,
                           const std::string& replaces = "", const std::string& id = "") {
    SealedPaper paper;
    paper.key = paperNameOf(handle);
    if (!replaces.empty()) paper.replaces = paperNameOf(replaces);
    paper.envelope = seal(box(), paper.key, marks, secretary.publicKey, presiding.publicKey, random).value();
    return ask(member(who).text(), CastVote{member(who), "", "", paper}, id);
  }
  Result<std::vector<std::string>> opened() {
    const Ballot now = ballot();
    return ballots.opened(box(), readCode(secretary.code.reveal()), now.secretaryKey,
                          readCode(presiding.code.reveal()), now.presidingKey);
  }
  void close(std::vector<std::string> papers = {}) {
    ASSERT_EQ(
        ask("secretary", AskToClose{{"05/BB-HĐTĐKT",
                                     "06/BB-HĐTĐKT",
                                     {"Hà Quang Thiện, ủy viên Hội đồng", "Vũ Thị Mai Anh, chuyên viên"},
                                     {"Thường trực Hội đồng báo cáo kết quả thẩm định."}}}),
        "");
    clock.advance(std::chrono::minutes(90));
    ASSERT_EQ(ask("m1", CloseBallot{std::move(papers)}), "");
  }
  std::int64_t count(const std::string& sql) {
    auto query = database->prepare(sql);
    EXPECT_TRUE(query && *query->step());
    return query->integer(0);
  }
  void expectSound() {
    const auto broken = storage::verifyStore(*database);
    ASSERT_TRUE(broken.ok());
    EXPECT_EQ(*broken, std::vector<std::string>());
  }

  fakes::TestDatabase made{GetParam()};
  storage::Database* database = made.database.get();
  storage::SqlStore store{*database};
  WorkingCalendar calendar = workflow::testing::calendar2026();
  fakes::FakeClock clock;
  fakes::FixedRandom random;
  std::unique_ptr<People> people;
  std::unique_ptr<Engine> engine;
  BallotBox ballots{*database};
  BoxHalf secretary;
  BoxHalf presiding;
  DossierId dossier{"dossier-1"};
  int commands = 0;
  int size_ = 5;
};

INSTANTIATE_TEST_SUITE_P(On, CouncilFlow, fakes::bothDialects(), fakes::dialectName);

TEST_P(CouncilFlow, ASecretBallotIsSealedUntilBothCodesAreThereAndDestroyedByTheCount) {
  start(true);
  open();
  takeKeys();
  const char* papers[] = {"yyn", "yyn", "yyn", "yyn", "nyn"};
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(voteSecretly(i, papers[i - 1], "handle-" + std::to_string(i)), "");
  EXPECT_EQ(count("SELECT count(*) FROM ballot_box"), 5);
  const auto wrong = ballots.opened(box(), readCode(presiding.code.reveal()), secretary.publicKey,
                                    readCode(presiding.code.reveal()), presiding.publicKey);
  EXPECT_EQ(wrong.error().code, "council.code");
  EXPECT_EQ(wrong.error().field, "secretary");
  const std::string id = box();
  const auto papersInBox = opened();
  ASSERT_TRUE(papersInBox.ok());
  close(*papersInBox);
  EXPECT_EQ(ballot().counts[0].yes, 4);
  EXPECT_EQ(ballot().counts[2].no, 5);
  EXPECT_EQ(count("SELECT count(*) FROM ballot_box"), 0);
  EXPECT_EQ(*ballots.kept(id), (std::vector<std::string>{"nyn", "yyn", "yyn", "yyn", "yyn"}));
  EXPECT_EQ(state().lines[2].state, LineState::kFailed);
  expectSound();
}

TEST_P(CouncilFlow, NoRowOfTheDatabaseTiesASealedPaperToItsVoter) {
  start(true);
  open();
  takeKeys();
  for (int i = 1; i <= 5; ++i) (void)voteSecretly(i, "yyy", "handle-" + std::to_string(i));
  std::set<std::string> names;
  const auto rows = ballots.sealed(box());
  ASSERT_TRUE(rows.ok());
  for (const SealedRow& row : *rows) {
    names.insert(row.name);
    for (const char* sql :
         {"SELECT count(*) FROM event WHERE json LIKE ?", "SELECT count(*) FROM dossier WHERE live LIKE ?",
          "SELECT count(*) FROM outbox WHERE payload LIKE ?",
          "SELECT count(*) FROM reply WHERE command_id LIKE ?"}) {
      auto query = database->prepare(sql).value();
      ASSERT_TRUE(*query.bind("%" + row.name + "%").step());
      EXPECT_EQ(query.integer(0), 0) << sql;
    }
  }
  EXPECT_EQ(names.size(), 5U);
  if (GetParam() == Dialect::kPostgres) {
    EXPECT_EQ(count("SELECT count(DISTINCT xmin::text) FROM ballot_box"),
              1);  // all written by one transaction
  }
}

TEST_P(CouncilFlow, AWrongHandleChangesNothingAndTheRightOneExchangesThePaper) {
  start(true);
  open();
  takeKeys();
  (void)voteSecretly(2, "nnn", "first");
  const auto before = state();
  EXPECT_EQ(voteSecretly(2, "yyy", "second", "not mine"), "workflow.ballot.handle");
  EXPECT_EQ(state(), before);
  EXPECT_EQ(*opened(), std::vector<std::string>{"nnn"});
  EXPECT_EQ(voteSecretly(2, "yyy", "second", "first"), "");
  EXPECT_EQ(*opened(), std::vector<std::string>{"yyy"});
  expectSound();
}

TEST_P(CouncilFlow, TheSameVoteSentTwiceIsOnePaper) {
  start(true);
  open();
  takeKeys();
  EXPECT_EQ(voteSecretly(2, "yyy", "handle", "", "vote-1"), "");
  EXPECT_EQ(voteSecretly(2, "yyy", "handle", "", "vote-1"), "");
  EXPECT_EQ(count("SELECT count(*) FROM ballot_box"), 1);
  EXPECT_EQ(voteSecretly(2, "yyy", "handle-2", "", "vote-2"), "workflow.ballot.voted");
}

TEST_P(CouncilFlow, AVoidRoundLeavesNoPaperBehind) {
  start(true);
  open();
  takeKeys();
  (void)voteSecretly(2, "yyy", "handle");
  EXPECT_EQ(ask("secretary", AnnulBallot{"Mất mã mở hòm phiếu"}), "");
  EXPECT_EQ(count("SELECT count(*) FROM ballot_box"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM ballot_paper"), 0);
  EXPECT_EQ(ballot().round, 2);
  open();
  EXPECT_EQ(voteSecretly(2, "yyy", "handle"), "workflow.ballot.key");
  expectSound();
}

TEST_P(CouncilFlow, FiveThousandLinesAreOneCommandForEachMember) {
  start(false, 15, 5000);
  open();
  std::string marks(5000, 'y');
  marks[4711] = 'n';
  for (int i = 1; i <= 15; ++i) {
    const OfficialId who = member(i);
    ASSERT_EQ(ask(who.text(), CastVote{who, "", marks, {}}), "");
  }
  EXPECT_LT(count("SELECT max(length(json)) FROM event WHERE json LIKE '%ballot.voted%'"), 400);
  close();
  int passed = 0;
  for (const Line& line : state().lines) passed += line.state == LineState::kPassed ? 1 : 0;
  EXPECT_EQ(passed, 4999);
  expectSound();
}

TEST_P(CouncilFlow, MinutesAndRecordAreTheSameFilesHoweverOftenTheyAreMade) {
  start(false);
  open();
  EXPECT_EQ(ask("m3", DeclareRecusal{member(3), {1}}), "");
  for (int i = 1; i <= 4; ++i) {
    const OfficialId who = member(i);
    EXPECT_EQ(ask(who.text(), CastVote{who, "", i == 3 ? "y-n" : "yyn", {}}), "");
  }
  close();
  const auto officials = directory::Directory::fromJson(R"({"officials":[
    {"id":"m1","name":"Nguyễn Đức Thịnh","post":"Chủ tịch Hội đồng","unit":"","roles":[],"hostUsers":{}},
    {"id":"m3","name":"Lê Mạnh Dũng","post":"Phó Giám đốc Công an tỉnh","unit":"","roles":[],"hostUsers":{}},
    {"id":"secretary","name":"Phạm Thị Hồng Hạnh","post":"Chuyên viên","unit":"","roles":[],"hostUsers":{}}]})");
  ASSERT_TRUE(officials.ok());
  fakes::TemporaryFolder folder;
  storage::BlobStore blobs(folder.file("blobs"));
  const auto& minutes = templates::support::filler("councilMinutes");
  const auto& record = templates::support::filler("ballot");
  MinutesMaker maker(
      minutes, record, *officials, blobs,
      {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG", "An Hòa", {"Lưu: VT"}});
  const auto facts = maker.make(state(), "council");
  ASSERT_TRUE(facts.ok()) << facts.error().code << " " << facts.error().field << " " << facts.error().detail;
  EXPECT_EQ(maker.make(state(), "council").value(), *facts);
  const std::string text = shown(*blobs.get(facts->at("council.minutes.sha256")));
  for (const char* part : {"Số: 05/BB-HĐTĐKT", "Nguyễn Đức Thịnh, Chủ tịch Hội đồng: chủ trì",
                           "Lê Mạnh Dũng không bỏ phiếu đối với", "4/5", "Thường trực Hội đồng báo cáo"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  const std::string counted = shown(*blobs.get(facts->at("council.record.sha256")));
  for (const char* part :
       {"Số: 06/BB-HĐTĐKT", "Hà Quang Thiện, ủy viên Hội đồng: Tổ trưởng", "số phiếu thu về: 04"})
    EXPECT_NE(counted.find(part), std::string::npos) << part << "\n" << counted;
  if (const char* keep = std::getenv("TDKT_GOLDEN_PDF")) {
    std::ofstream(std::string(keep) + "/minutes.pdf", std::ios::binary)
        << *blobs.get(facts->at("council.minutes.sha256"));
    std::ofstream(std::string(keep) + "/record.pdf", std::ios::binary)
        << *blobs.get(facts->at("council.record.sha256"));
  }
}

TEST(Shares, AreCutAndNeverRoundedUp) {
  EXPECT_EQ(sharePercent(11, 12), "91,66");
  EXPECT_EQ(sharePercent(12, 12), "100");
  EXPECT_EQ(sharePercent(1, 2), "50");
  EXPECT_EQ(sharePercent(9, 40), "22,5");
  EXPECT_EQ(sharePercent(1, 16), "6,25");
  EXPECT_EQ(sharePercent(1, 1000), "0,1");
  EXPECT_EQ(sharePercent(1, 10000), "0,01");
  EXPECT_EQ(sharePercent(0, 0), "0");
}

}  // namespace
}  // namespace tdkt::council
