#include "workflow/engine/Engine.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using testing::done;
using testing::openItem;
using Names = std::vector<std::string>;

std::string statusCodes(const std::vector<Effect>& effects) {
  std::string out;
  for (const Effect& effect : effects) {
    if (effect.kind == EffectKind::kHostStatus) out += effect.data.at("code") + " ";
  }
  return out;
}

int countOf(const std::vector<Effect>& effects, EffectKind kind) {
  return static_cast<int>(
      std::count_if(effects.begin(), effects.end(), [&](const Effect& e) { return e.kind == kind; }));
}

bool allLines(const DossierState& state, LineState wanted) {
  return std::all_of(state.lines.begin(), state.lines.end(),
                     [&](const Line& line) { return line.state == wanted; });
}

TEST(Engine, ASubmissionOpensTheFirstTaskAndTellsTheHostItWasAccepted) {
  Bench bench;
  bench.start();
  EXPECT_EQ(bench.open(), Names{"receive"});
  EXPECT_EQ(statusCodes(bench.effects), "03 ");
  const WorkItem& item = *openItem(bench.state, "receive");
  EXPECT_EQ(item.title, "Tiếp nhận, kiểm tra thể thức");
  EXPECT_EQ(item.role, "secretariat");
  EXPECT_EQ(isoDate(item.due), "2026-11-24");  // Friday + 2 working days
}

TEST(Engine, TheDemoProcedureRunsToAnIssuedDecision) {
  Bench bench;
  bench.runToDecision();
  EXPECT_TRUE(allLines(bench.state, LineState::kDecided));
  EXPECT_EQ(bench.state.actions.front().action, "reserve-number");
  (void)bench.tell(done(bench.state, {{"decision.number", "1234"}}));
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  EXPECT_EQ(bench.open(), Names{"sign"});
  bench.agree("sign");
  (void)bench.tell(done(bench.state));
  bench.agree("seal");
  for (int i = 0; i < 3; ++i) (void)bench.tell(done(bench.state));
  EXPECT_EQ(bench.state.phase, Phase::kIssued);
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_TRUE(allLines(bench.state, LineState::kIssued));
  EXPECT_EQ(statusCodes(bench.effects), "03 05 06 ");
  EXPECT_EQ(bench.effects.back().data.at("description"), "Đã ban hành Quyết định số 1234");
  EXPECT_TRUE(bench.state.endedAt);
}

TEST(Engine, EveryTaskShownToTheHostIsAlsoTakenAwayAgain) {
  Bench bench;
  bench.runToDecision();
  EXPECT_EQ(countOf(bench.effects, EffectKind::kHostTaskOpened), 5);
  EXPECT_EQ(countOf(bench.effects, EffectKind::kHostTaskClosed), 5);
}

TEST(Engine, NoTwoEffectsShareAnId) {
  Bench bench;
  bench.runToDecision();
  std::set<std::string> ids;
  for (const Effect& effect : bench.effects) ids.insert(effect.id.text());
  EXPECT_EQ(ids.size(), bench.effects.size());
}

TEST(Engine, TheSameTransitionAsksForTheSameEffects) {
  Bench first;
  Bench second;
  first.runToDecision();
  second.runToDecision();
  for (std::size_t i = 0; i < first.effects.size(); ++i) EXPECT_EQ(first.effects[i].id, second.effects[i].id);
}

TEST(Engine, BothOpinionsAreAwaitedBeforeTheChairIsAsked) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  EXPECT_EQ(bench.open(), (Names{"opinion-police", "opinion-tax"}));
  bench.agree("opinion-tax");
  EXPECT_EQ(bench.open(), Names{"opinion-police"});
  bench.agree("opinion-police");
  EXPECT_EQ(bench.open(), Names{"chair"});
}

TEST(Engine, AnAdverseOpinionIsRecordedAndDoesNotEndTheDossier) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  (void)bench.tell(act(bench.state, "opinion-police", Outcome::kRefuse, "Đang bị xác minh"));
  bench.agree("opinion-tax");
  EXPECT_EQ(bench.state.phase, Phase::kRunning);
  EXPECT_EQ(bench.open(), Names{"chair"});
}

TEST(Engine, ARefusalEndsTheDossierWithTheReasonAndStatus06) {
  Bench bench;
  bench.start();
  (void)bench.tell(act(bench.state, "receive", Outcome::kRefuse, "Không thuộc thẩm quyền"));
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_TRUE(allLines(bench.state, LineState::kDropped));
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_EQ(bench.effects.back().data.at("code"), "06");
  EXPECT_EQ(bench.effects.back().data.at("description"), "Không được khen thưởng: Không thuộc thẩm quyền");
}

TEST(Engine, AReturnCancelsTheOtherOpenTasksAndTheSupplementStartsAgain) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  const CompleteWorkItem late = act(bench.state, "opinion-tax");
  (void)bench.tell(act(bench.state, "opinion-police", Outcome::kReturn, "Thiếu biên bản họp"));
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
  EXPECT_TRUE(bench.open().empty());
  EXPECT_TRUE(allLines(bench.state, LineState::kReturned));
  EXPECT_EQ(bench.effects.back().data.at("description"), "Trả lại để bổ sung: Thiếu biên bản họp");
  EXPECT_EQ(bench.codeOf(late), "workflow.item.closed");

  (void)bench.tell(ResubmitDossier{testing::aHeader("130"), testing::someDocuments(), testing::someLines(4)});
  EXPECT_EQ(bench.state.phase, Phase::kRunning);
  EXPECT_EQ(bench.state.revision, 2);
  EXPECT_EQ(bench.open(), Names{"receive"});
  EXPECT_TRUE(allLines(bench.state, LineState::kProposed));
}

TEST(Engine, ApprovingWhatWasShownBeforeASupplementIsRefusedAsStale) {
  Bench bench;
  bench.start();
  const std::string shown = approvalDigest(bench.state);
  (void)bench.tell(ResubmitDossier{testing::aHeader(), testing::someDocuments(), testing::someLines(5)});
  CompleteWorkItem command = act(bench.state, "receive");
  command.documentsDigest = shown;
  EXPECT_EQ(bench.codeOf(command), "workflow.stale");
}

TEST(Engine, AfterTheChairDecidedASupplementIsTooLate) {
  Bench bench;
  bench.runToDecision();
  EXPECT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), {}, testing::someLines(1)}), "workflow.phase");
}

TEST(Engine, ASignatureBindsToTheRenderedDecision) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(done(bench.state));
  const std::string beforeRendering = approvalDigest(bench.state);
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  CompleteWorkItem command = act(bench.state, "sign");
  EXPECT_NE(command.documentsDigest, beforeRendering);
  command.documentsDigest = beforeRendering;
  EXPECT_EQ(bench.codeOf(command), "workflow.stale");
}

TEST(Engine, AnOfficialWithoutTheRoleIsDeniedEvenOnAClosedTask) {
  Bench bench;
  bench.start();
  const CompleteWorkItem command = act(bench.state, "receive");
  bench.roles = {"clerk"};
  EXPECT_EQ(bench.codeOf(command), "workflow.role");
  bench.roles = testing::allRoles();
  (void)bench.tell(command);
  EXPECT_EQ(bench.codeOf(command), "workflow.item.closed");
  bench.roles = {};
  EXPECT_EQ(bench.codeOf(command), "workflow.role");
}

TEST(Engine, ARefusalAfterTheNumberWasTakenAsksForTheNumberToBeVoided) {
  for (const char* last : {"sign", "seal"}) {
    Bench bench;
    bench.runToDecision();
    (void)bench.tell(done(bench.state, {{"decision.number", "05/QĐ-UBND"}}));
    (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
    if (std::string(last) == "seal") {
      bench.agree("sign");
      (void)bench.tell(done(bench.state));
    }
    bench.effects.clear();
    ASSERT_TRUE(bench.tell(act(bench.state, last, Outcome::kRefuse, "Sai tên người được khen"))) << last;
    EXPECT_EQ(bench.state.phase, Phase::kRefused);
    ASSERT_EQ(countOf(bench.effects, EffectKind::kNumberSpoiled), 1) << last;
    const Effect& spoiled = bench.effects.back();
    EXPECT_EQ(spoiled.data.at("number"), "05/QĐ-UBND");
    EXPECT_EQ(spoiled.data.at("reason"), "Sai tên người được khen");
    EXPECT_EQ(spoiled.data.at("actor"), "official-1");
    EXPECT_STREQ(toString(spoiled.kind), "number-spoiled");
  }
}

TEST(Engine, TheSecretariatAnnulsADossierWhoseAutomaticStepCannotBeDoneAndItsNumberIsVoided) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "05/QĐ-UBND"}}));
  bench.effects.clear();
  const EffectId rendering = bench.state.actions.front().effect;
  ASSERT_TRUE(bench.tell(AnnulDossier{rendering, "Mẫu không lập được"}));
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_TRUE(bench.state.actions.empty());
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_TRUE(allLines(bench.state, LineState::kAnnulled));
  EXPECT_EQ(statusCodes(bench.effects), "06 ");
  ASSERT_EQ(countOf(bench.effects, EffectKind::kNumberSpoiled), 1);
  EXPECT_EQ(bench.effects.back().data.at("number"), "05/QĐ-UBND");
  EXPECT_EQ(bench.effects.back().data.at("reason"), "Mẫu không lập được");
  const auto annulled = std::find_if(bench.log.begin(), bench.log.end(), [](const Event& event) {
    return std::string(kindOf(event.body)) == "dossier.annulled";
  });
  ASSERT_NE(annulled, bench.log.end());
  const auto read = eventFromJson(toJson(*annulled));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<DossierAnnulled>(read->body).reason, "Mẫu không lập được");
}

TEST(Engine, ADossierAnnulledWhileItsNumberIsBeingTakenNamesTheRequest) {
  Bench bench;
  bench.runToDecision();
  bench.effects.clear();
  const EffectId taking = bench.state.actions.front().effect;
  ASSERT_TRUE(bench.tell(AnnulDossier{taking, "Chứng thư số bị thu hồi"}));
  ASSERT_EQ(countOf(bench.effects, EffectKind::kNumberSpoiled), 1);
  EXPECT_EQ(bench.effects.back().data.at("request"), taking.text());
  EXPECT_EQ(bench.effects.back().data.count("number"), 0U);
}

TEST(Engine, OnlyTheSecretariatAnnulsWithAReasonAndOnlyWhatIsUnderWay) {
  Bench bench;
  bench.runToDecision();
  const EffectId taking = bench.state.actions.front().effect;
  EXPECT_EQ(bench.codeOf(AnnulDossier{taking, " "}), "workflow.reason.missing");
  EXPECT_EQ(bench.codeOf(AnnulDossier{EffectId("another"), "Lý do"}), "workflow.action");
  bench.roles = {"chair", "clerk"};
  EXPECT_EQ(bench.codeOf(AnnulDossier{taking, "Lý do"}), "workflow.role");
  bench.roles = testing::allRoles();
  ASSERT_TRUE(bench.tell(AnnulDossier{taking, "Lý do"}));
  EXPECT_EQ(bench.codeOf(AnnulDossier{taking, "Lý do"}), "workflow.phase");
}

TEST(Engine, APublishedDecisionIsNotAnnulled) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "05/QĐ-UBND"}}));
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  bench.agree("sign");
  (void)bench.tell(done(bench.state));
  bench.agree("seal");
  for (int i = 0; i < 2; ++i) (void)bench.tell(done(bench.state));  // signed by the organisation, published
  ASSERT_EQ(bench.state.actions.front().action, "push-eoffice");
  EXPECT_EQ(bench.codeOf(AnnulDossier{bench.state.actions.front().effect, "Lý do"}), "workflow.annul.issued");
}

TEST(Engine, ARefusalBeforeAnyNumberVoidsNone) {
  Bench bench;
  bench.start();
  (void)bench.tell(act(bench.state, "receive", Outcome::kRefuse, "Sai thẩm quyền"));
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_EQ(countOf(bench.effects, EffectKind::kNumberSpoiled), 0);
}

TEST(Engine, AReturnOrARefusalWithoutAReasonIsRefused) {
  Bench bench;
  bench.start();
  EXPECT_EQ(bench.codeOf(act(bench.state, "receive", Outcome::kReturn, " \n")), "workflow.reason.missing");
  EXPECT_EQ(bench.codeOf(act(bench.state, "receive", Outcome::kRefuse)), "workflow.reason.missing");
}

TEST(Engine, ATaskThatDoesNotOfferReturnRefusesIt) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(done(bench.state));
  (void)bench.tell(done(bench.state));
  EXPECT_EQ(bench.codeOf(act(bench.state, "sign", Outcome::kReturn, "Sai tên")), "workflow.outcome");
}

TEST(Engine, TextThatIsNotNfcIsRefusedByField) {
  Bench bench;
  StartDossier command = testing::aStart(bench.definition().hash);
  command.lines[0].nominee.name = "Hoa\xCC\x80";  // a with a combining grave
  const auto step = bench.tell(command);
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, "workflow.text");
  EXPECT_EQ(step.error().field, "lines");
}

TEST(Engine, UnknownTasksAndActionsAreNotFound) {
  Bench bench;
  bench.start();
  EXPECT_EQ(bench.codeOf(CompleteWorkItem{WorkItemId("x"), Outcome::kAgree, "", ""}), "workflow.item");
  EXPECT_EQ(bench.codeOf(CompleteAction{EffectId("x"), {}}), "workflow.action");
  EXPECT_EQ(bench.codeOf(testing::aStart(bench.definition().hash)), "workflow.exists");
}

TEST(Engine, ASubmissionCannotBringItsOwnVerdictNorAnEmptyList) {
  Bench bench;
  StartDossier command = testing::aStart(bench.definition().hash);
  command.lines[1].state = LineState::kIssued;
  (void)bench.tell(command);
  EXPECT_TRUE(allLines(bench.state, LineState::kProposed));
  Bench empty;
  EXPECT_EQ(empty.codeOf(testing::aStart(empty.definition().hash, 0)), "workflow.lines");
}

TEST(Engine, MovingAWordFromOneFieldToTheNextChangesTheDigest) {
  auto lines = testing::someLines(1);
  const std::string before = documentsDigest({}, lines);
  lines[0].nominee.position += lines[0].nominee.unit.substr(0, 1);
  lines[0].nominee.unit.erase(0, 1);
  EXPECT_NE(documentsDigest({}, lines), before);
}

TEST(Event, EveryEventReadsBackAsWritten) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "05"}}));
  for (const Event& event : bench.log) {
    const std::string json = toJson(event);
    const auto read = eventFromJson(json);
    ASSERT_TRUE(read) << json;
    EXPECT_EQ(toJson(*read), json);
  }
}

TEST(Event, ADamagedEventIsCorruptNotACrash) {
  for (const char* text :
       {"", "[]", "{}", R"({"seq":1})",
        R"({"seq":1,"at":0,"actor":"","channel":"","command":"","kind":"x","data":{}})",
        R"({"seq":"1","at":0,"actor":"","channel":"","command":"","kind":"x","data":{}})"}) {
    EXPECT_EQ(eventFromJson(text).error().code, "workflow.event") << text;
  }
}

TEST(Event, TheChainHashCoversEverythingBefore) {
  const std::string first = chainHash("", "{}");
  EXPECT_EQ(first, chainHash(std::string(64, '0'), "{}"));
  EXPECT_NE(chainHash(first, "{}"), first);
}

}  // namespace
}  // namespace tdkt::workflow
