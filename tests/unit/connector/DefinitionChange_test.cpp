// Dossiers under way go over to another procedure, on both databases, beside whoever works on them.

#include "connector/clock/DefinitionChange.h"

#include <gtest/gtest.h>

#include "connector/storage/SqlStore.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Procedures.h"

namespace tdkt::clock {
namespace {

using namespace workflow;           // NOLINT: this file is about nothing else
using namespace workflow::testing;  // NOLINT

std::string bpmnOf(const std::string& appraise, const std::string& days) {
  const auto list = stepsFromJson(
      R"({"format": "tdkt-steps-1", "id": "small", "name": "Quy trình thử", "steps": [
    {"kind": "submit", "id": "start", "title": "Hồ sơ đến"},
    {"kind": "receive", "id": "receive", "title": "Tiếp nhận", "role": "secretariat", "workingDays": 2},
    {"kind": "appraise", "id": ")" +
      appraise + R"(", "title": "Thẩm định", "role": "appraiser", "workingDays": )" + days + R"(},
    {"kind": "chair", "id": "chair", "title": "Chủ tịch quyết định", "role": "chair", "workingDays": 3}],
    "end": "Xong"})");
  return bpmnFromSteps(list.value()).value();
}

class DefinitionChangeTest : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  DefinitionChangeTest() {
    EXPECT_TRUE(store.saveDefinition(from->hash, oldBpmn));
    std::vector<std::string> roles = allRoles();
    roles.emplace_back("admin");
    people.roles[admin] = roles;
  }

  void tell(const std::string& dossier, const std::string& id, const Command& command) {
    const auto reply = engine.handle({CommandId(dossier + id), DossierId(dossier), OfficialId("official-1"),
                                      CorrelationId("c"), "panel", command});
    ASSERT_TRUE(reply) << reply.error().code << ' ' << reply.error().detail;
  }
  void start(const std::string& dossier) {
    StartDossier command = aStart(from->hash, 1);
    command.header = aHeader(dossier);
    tell(dossier, "start", command);
  }
  DossierState load(const std::string& dossier) { return store.load(DossierId(dossier)).value(); }
  void agree(const std::string& dossier, const std::string& node) {
    tell(dossier, node, act(load(dossier), node));
  }
  DefinitionPlan plan() const { return {{from->hash, to->hash, {{"appraise", "review"}}}, *from, *to}; }

  const OfficialId admin{"admin-1"};
  const std::string oldBpmn = bpmnOf("appraise", "5");
  const std::string newBpmn = bpmnOf("review", "7");
  std::shared_ptr<const Definition> from = checkDefinition(oldBpmn).definition;
  std::shared_ptr<const Definition> to = checkDefinition(newBpmn).definition;
  WorkingCalendar calendar = calendar2026();
  EveryRole people;
  fakes::FakeClock time;
  fakes::TestDatabase made{GetParam()};
  storage::Database& database = *made.database;
  storage::SqlStore store{database};
  Engine engine{store, people, calendar, time};
  DefinitionChange change{database, store, engine, people, calendar, time};
};
INSTANTIATE_TEST_SUITE_P(On, DefinitionChangeTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(DefinitionChangeTest, TheDryRunSaysOfEveryDossierWhetherItGoesAndChangesNothing) {
  for (const char* dossier : {"d-1", "d-2", "d-3", "d-4"}) start(dossier);
  agree("d-2", "receive");
  tell("d-3", "freeze", FreezeDossier{{}, "khiếu nại"});
  tell("d-4", "refuse", act(load("d-4"), "receive", Outcome::kRefuse, "không đủ"));
  const auto before = load("d-2");
  const auto rows = change.preview(plan(), admin);
  ASSERT_TRUE(rows) << rows.error().code;
  ASSERT_EQ(rows->size(), 3U);  // d-4 has ended
  EXPECT_TRUE((*rows)[0].goes);
  EXPECT_EQ((*rows)[0].offeredAgain, 0);
  EXPECT_EQ((*rows)[0].code, "d-1/TTr-SGDĐT");
  EXPECT_TRUE((*rows)[1].goes);
  EXPECT_EQ((*rows)[1].offeredAgain, 1);
  EXPECT_FALSE((*rows)[2].goes);
  EXPECT_EQ((*rows)[2].rule, "workflow.frozen");
  EXPECT_FALSE((*rows)[2].message.empty());
  EXPECT_EQ(load("d-2"), before);
}

TEST_P(DefinitionChangeTest, EachDossierGoesByOneCommandAndGoesOnUnderTheNewProcedure) {
  for (const char* dossier : {"d-1", "d-2", "d-3"}) start(dossier);
  agree("d-2", "receive");
  tell("d-3", "freeze", FreezeDossier{{}, "khiếu nại"});
  ASSERT_TRUE(store.saveDefinition(to->hash, newBpmn));
  const auto rows = change.apply(plan(), admin);
  ASSERT_TRUE(rows) << rows.error().code << rows.error().detail;
  EXPECT_EQ(load("d-1").definitionHash, to->hash);
  EXPECT_EQ(load("d-2").definitionHash, to->hash);
  EXPECT_EQ(load("d-3").definitionHash, from->hash);
  EXPECT_EQ(openItem(load("d-2"), "review")->due, day("2026-12-01"));
  const auto log = store.events(DossierId("d-2")).value();
  const auto moved = std::find_if(log.begin(), log.end(), [](const StoredEvent& row) {
    return std::holds_alternative<DossierMigrated>(row.event.body);
  });
  ASSERT_NE(moved, log.end());
  EXPECT_EQ(moved->event.actor, admin);
  EXPECT_EQ(moved->event.channel, "command-line");
  agree("d-2", "review");
  agree("d-2", "chair");
  agree("d-1", "receive");
  EXPECT_NE(openItem(load("d-1"), "review"), nullptr);
  EXPECT_EQ(load("d-2").phase, Phase::kIssued);
  EXPECT_EQ(*storage::verifyStore(database), std::vector<std::string>());
}

TEST_P(DefinitionChangeTest, ARunThatBrokeOffIsRepeatedAndMovesOnlyTheRest) {
  for (const char* dossier : {"d-1", "d-2"}) start(dossier);
  tell("d-2", "freeze", FreezeDossier{{}, "khiếu nại"});
  ASSERT_TRUE(store.saveDefinition(to->hash, newBpmn));
  ASSERT_TRUE(change.apply(plan(), admin));
  const auto first = load("d-1");
  tell("d-2", "lift", UnfreezeDossier{{}, "đã xong"});
  const auto rows = change.apply(plan(), admin);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_TRUE((*rows)[0].goes);
  EXPECT_EQ(load("d-1"), first);
  EXPECT_EQ(load("d-2").definitionHash, to->hash);
}

TEST_P(DefinitionChangeTest, WhoIsNoAdministratorMovesNothing) {
  start("d-1");
  people.roles[OfficialId("official-2")] = allRoles();
  ASSERT_TRUE(store.saveDefinition(to->hash, newBpmn));
  const auto rows = change.apply(plan(), OfficialId("official-2"));
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, "workflow.role");
  EXPECT_EQ(load("d-1").definitionHash, from->hash);
}

}  // namespace
}  // namespace tdkt::clock
