// Who may act for whom, and who may not act at all. Source: reference workflow §4.9, §4.10, §4.13.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using testing::done;
using testing::provincialWith;

const OfficialId kDeputyHead("deputy");
const OfficialId kHead("head");

Grant aGrant(Capacity capacity, const Bench& bench) {
  Grant grant;
  grant.id = "grant-1";
  grant.principal = kHead;
  grant.agent = kDeputyHead;
  grant.capacity = capacity;
  grant.from = bench.now;
  grant.to = bench.now.plus(std::chrono::hours(24));
  grant.document = "15/QĐ-UBND ngày 01/11/2026";
  return grant;
}

/// The deputy holds no role; the head is chair.
void asDeputy(Bench& bench) {
  bench.people.roles[kHead] = {"chair"};
  bench.people.roles[kDeputyHead] = {};
  bench.actor = kDeputyHead;
  bench.roles = {};
}

Bench atTheChair(std::shared_ptr<const Definition> definition = testing::provincial()) {
  Bench bench(std::move(definition));
  bench.start();
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  asDeputy(bench);
  return bench;
}

TEST(Grants, AnAgentActsForTheHolderWhileTheGrantIsInForceAndTheRecordSaysSo) {
  Bench bench = atTheChair();
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.role");
  bench.people.grants = {aGrant(Capacity::kOwn, bench)};
  ASSERT_EQ(bench.codeOf(act(bench.state, "chair")), "");
  const auto acted = std::find_if(bench.log.begin(), bench.log.end(), [](const Event& event) {
    const auto* item = std::get_if<WorkItemCompleted>(&event.body);
    return item != nullptr && !item->grant.empty();
  });
  ASSERT_NE(acted, bench.log.end());
  const auto read = eventFromJson(toJson(*acted));
  EXPECT_EQ(std::get<WorkItemCompleted>(read->body).principal, kHead);
  EXPECT_EQ(std::get<WorkItemCompleted>(read->body).grant, "grant-1");
  const WorkItem& item = bench.state.workItems[4];
  EXPECT_EQ(item.node, "chair");
  EXPECT_EQ(item.principal, kHead);
}

TEST(Grants, BeginAtFromAndEndBeforeTo) {
  Bench bench = atTheChair();
  bench.people.grants = {aGrant(Capacity::kOwn, bench)};
  bench.now = bench.people.grants[0].from.plus(std::chrono::milliseconds(-1));
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.role");
  bench.now = bench.people.grants[0].to;
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.role");
  bench.now = bench.people.grants[0].to.plus(std::chrono::milliseconds(-1));
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "");
}

TEST(Grants, CoverOnlyTheirRolesTheirAwardsAndWhatThePrincipalHolds) {
  Bench bench = atTheChair();
  Grant grant = aGrant(Capacity::kOwn, bench);
  grant.roles = {"clerk"};
  bench.people.grants = {grant};
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.grant");
  grant.roles = {};
  grant.awards = {"Cờ thi đua"};
  bench.people.grants = {grant};
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.grant");
  grant.awards = {bench.state.lines[0].award};
  bench.people.grants = {grant};
  bench.people.roles[kHead] = {"clerk"};
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "workflow.grant") << "he gave what he does not have";
  bench.people.roles[kHead] = {"chair"};
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "");
}

Bench atTheSignature(std::shared_ptr<const Definition> definition = testing::provincial()) {
  Bench bench(std::move(definition));
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "12"}}));
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  asDeputy(bench);
  return bench;
}

TEST(Capacity, NoGrantSignsAPaperThatTheHolderSignsHimself) {
  Bench bench = atTheSignature();
  for (const Capacity capacity : {Capacity::kOwn, Capacity::kDeputy, Capacity::kByAuthorisation}) {
    bench.people.grants = {aGrant(capacity, bench)};
    EXPECT_EQ(bench.codeOf(act(bench.state, "sign")), "workflow.grant");
  }
}

TEST(Capacity, APaperSignedForTheHeadNeedsAGrantOfExactlyThatCapacity) {
  Bench bench = atTheSignature(provincialWith("sign", "<tdkt:signAs capacity=\"KT\"/>"));
  bench.people.grants = {aGrant(Capacity::kByOrder, bench)};
  EXPECT_EQ(bench.codeOf(act(bench.state, "sign")), "workflow.grant");
  bench.people.grants = {aGrant(Capacity::kDeputy, bench)};
  ASSERT_EQ(bench.codeOf(act(bench.state, "sign")), "");
  const auto& last = *std::find_if(bench.log.rbegin(), bench.log.rend(), [](const Event& event) {
    return std::holds_alternative<WorkItemCompleted>(event.body);
  });
  EXPECT_EQ(std::get<WorkItemCompleted>(last.body).capacity, Capacity::kDeputy);
}

TEST(Capacity, ForTheCollectiveTheHolderSignsHimself) {
  Bench bench(provincialWith("sign", "<tdkt:signAs capacity=\"TM\"/>"));
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "12"}}));
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  ASSERT_EQ(bench.codeOf(act(bench.state, "sign")), "");
}

Bench withNominee(const std::string& rule, const std::string& unit = "Sở Nội vụ tỉnh An Hòa") {
  Bench bench(provincialWith("appraise", "<tdkt:exclude " + rule + "/>"));
  StartDossier start = testing::aStart(bench.definition().hash, 3);
  start.lines[1].nominee.name = "Vũ Minh Quân";
  start.lines[1].nominee.unit = "Sở Nội vụ";
  (void)bench.tell(start);
  bench.people.rosters["appraiser"] = {OfficialId("official-1"), OfficialId("official-2")};
  bench.people.interests[OfficialId("official-1")] = {{"VŨ MINH QUÂN", unit, "bản thân"}};
  bench.agree("receive");
  return bench;
}

TEST(Exclusion, ANomineeIsNotOfferedTheTaskAndCannotActOnIt) {
  Bench bench = withNominee("rule=\"nominee\"");
  const WorkItem& item = *testing::openItem(bench.state, "appraise");
  EXPECT_EQ(item.excluded, std::vector<OfficialId>{OfficialId("official-1")});
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "workflow.excluded");
  bench.actor = OfficialId("official-2");
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "");
}

TEST(Exclusion, WinsOverAGrant) {
  Bench bench = withNominee("rule=\"nominee\"");
  Grant grant = aGrant(Capacity::kOwn, bench);
  grant.principal = OfficialId("official-2");
  grant.agent = OfficialId("official-1");
  bench.people.grants = {grant};
  bench.roles = {};
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "workflow.excluded");
}

TEST(Exclusion, ANamesakeOfAnotherUnitIsSomebodyElse) {
  Bench bench = withNominee("rule=\"nominee\"", "Công an tỉnh");
  bench.agree("appraise");
  EXPECT_EQ(testing::openItem(bench.state, "appraise"), nullptr);
}

TEST(Exclusion, WhoSignedTheSubmissionIsKeptFromTheWholeDossier) {
  Bench bench = withNominee("rule=\"preparer\"");
  bench.people.interests[OfficialId("official-1")] = {{"Nguyễn Thị Hòa", "Sở Giáo dục", "bản thân"}};
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "workflow.excluded");
}

TEST(Exclusion, ByLineTheRestIsAskedOfSomebodyElse) {
  Bench bench = withNominee("rule=\"nominee\" lines=\"true\"");
  EXPECT_TRUE(testing::openItem(bench.state, "appraise")->excluded.empty());
  CompleteWorkItem command = act(bench.state, "appraise");
  command.lines = {{LineId("line-2"), Outcome::kRefuse, "Lý do"}};
  EXPECT_EQ(bench.codeOf(command), "workflow.excluded");
  command.lines = {{LineId("line-3"), Outcome::kRefuse, "Chưa đủ"}};
  ASSERT_EQ(bench.codeOf(command), "");
  EXPECT_EQ(bench.state.lines[2].state, LineState::kDropped);
  const WorkItem* rest = testing::openItem(bench.state, "appraise");
  ASSERT_NE(rest, nullptr) << "line 2 has had no appraiser yet";
  EXPECT_EQ(rest->lines, std::vector<LineId>{LineId("line-2")});
  EXPECT_EQ(rest->excluded, std::vector<OfficialId>{OfficialId("official-1")});
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "workflow.excluded");
  bench.actor = OfficialId("official-2");
  ASSERT_EQ(bench.codeOf(act(bench.state, "appraise", Outcome::kRefuse, "Không đạt")), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kDropped);
  EXPECT_EQ(bench.state.lines[0].state, LineState::kProposed);
  EXPECT_EQ(bench.open(), (std::vector<std::string>{"opinion-police", "opinion-tax"}));
}

}  // namespace
}  // namespace tdkt::workflow
