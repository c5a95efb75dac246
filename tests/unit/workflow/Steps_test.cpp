#include "workflow/definition/Steps.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/definition/Definition.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

std::string fileText(const std::string& path) {
  std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

constexpr const char* kShort = R"({"format":"tdkt-steps-1","id":"p","name":"Thử","steps":[
  {"kind":"submit","id":"start","title":"Nộp"},
  {"kind":"receive","id":"receive","title":"Tiếp nhận","role":"secretariat","workingDays":2}],"end":"Xong"})";

/// kShort with one change.
Json changed(const std::string& pointer, const Json& value) {
  Json out = Json::parse(kShort);
  out[Json::json_pointer(pointer)] = value;
  return out;
}

std::string codeOf(const Json& json) {
  const auto list = stepsFromJson(json.dump());
  if (!list) return list.error().code + " " + list.error().field;
  const auto bpmn = bpmnFromSteps(*list);
  return bpmn ? "" : bpmn.error().code + " " + bpmn.error().field;
}

TEST(Steps, AShippedProcedureIsAStepListByteForByte) {
  for (const std::string name : {"provincial-commendation", "provincial-title"}) {
    const std::string bpmn = testing::packText(name + ".bpmn");
    const auto list = stepsFromBpmn(bpmn);
    ASSERT_TRUE(list) << name << list.error().detail;
    EXPECT_EQ(toJson(*list), fileText("workflow/packs/" + name + ".steps.json"));
    EXPECT_EQ(*bpmnFromSteps(*list), bpmn);
    EXPECT_TRUE(checkDefinition(bpmn).findings.empty()) << name;
  }
}

TEST(Steps, AListIsReadStrictly) {
  EXPECT_EQ(codeOf(Json::parse(kShort)), "");
  EXPECT_EQ(codeOf(changed("/format", "tdkt-steps-2")), "steps.value format");
  EXPECT_EQ(codeOf(changed("/colour", "red")), "steps.field colour");
  EXPECT_EQ(codeOf(changed("/steps/1/colour", "red")), "steps.field steps[1].colour");
  EXPECT_EQ(codeOf(changed("/steps/1/kind", "dance")), "steps.value steps[1].kind");
  EXPECT_EQ(codeOf(changed("/steps/1/workingDays", 0)), "steps.value steps[1].workingDays");
  EXPECT_EQ(codeOf(changed("/steps/1/workingDays", 2.5)), "steps.value steps[1].workingDays");
  EXPECT_EQ(codeOf(changed("/steps/1/workingDays", 1e300)), "steps.value steps[1].workingDays");
  EXPECT_EQ(codeOf(changed("/steps/1/role", "a b")), "steps.value steps[1].role");
  EXPECT_EQ(codeOf(changed("/steps/1/title", "hai\ndòng")), "steps.text steps[1].title");
  EXPECT_EQ(codeOf(changed("/steps/1/title", "Hue\xCC\x82")), "steps.text steps[1].title");
  EXPECT_EQ(codeOf(changed("/steps/1/title", "")), "steps.text steps[1].title");
  EXPECT_EQ(codeOf(changed("/steps/1/id", "start")), "steps.id steps[1].id");
  EXPECT_EQ(codeOf(changed("/steps/1/id", "end")), "steps.id end");
  EXPECT_EQ(codeOf(changed("/steps/1/id", "Bước")), "steps.id steps[1].id");
  EXPECT_EQ(codeOf(changed("/steps/1/when", "= lines >")), "steps.condition steps[1].when");
  EXPECT_EQ(codeOf(changed("/steps/1/exclude", "friends")), "steps.value steps[1].exclude");
  EXPECT_EQ(codeOf(changed("/steps/0/kind", "receive")), "steps.field steps[0].role");
  EXPECT_EQ(codeOf(changed("/steps/1", Json{{"kind", "submit"}, {"id", "again"}})),
            "steps.order steps[1].kind");
  EXPECT_EQ(codeOf(changed("/steps", Json::array())), "steps.order steps");
  EXPECT_EQ(stepsFromJson("[]").error().code, "steps.value");
  EXPECT_EQ(stepsFromJson("{\"id\":1,\"id\":2}").error().code, "json.duplicate-key");
}

TEST(Steps, WhatWasDecidedIsNotReturnedByALaterStep) {
  Json json = Json::parse(fileText("workflow/packs/provincial-commendation.steps.json"));
  json["steps"].push_back(
      {{"kind", "receive"}, {"id", "late"}, {"title", "Rà soát"}, {"role", "clerk"}, {"workingDays", 1}});
  EXPECT_EQ(codeOf(json), "steps.order steps[6].mayReturn");
  json["steps"][6]["mayReturn"] = false;
  EXPECT_EQ(codeOf(json), "");
  json["steps"][6] = {
      {"kind", "archive"}, {"id", "keep"}, {"title", "Lưu trữ"}, {"role", "clerk"}, {"workingDays", 5}};
  const auto bpmn = bpmnFromSteps(*stepsFromJson(json.dump()));
  const CheckedDefinition checked = checkDefinition(*bpmn);
  EXPECT_TRUE(checked.definition);
  EXPECT_TRUE(checked.definition->find("keep")->advisory);  // nobody undoes an issued decision here
}

TEST(Steps, AStepWithAConditionIsPassedOverWhenItDoesNotHold) {
  const auto list = stepsFromJson(changed("/steps/1/when", "= lines >= 5 and fact(\"x\") != \"<&>\"").dump());
  const auto bpmn = bpmnFromSteps(*list);
  const CheckedDefinition checked = checkDefinition(*bpmn);
  ASSERT_TRUE(checked.definition) << checked.findings[0].english;
  for (const int lines : {1, 5}) {
    testing::Bench bench(checked.definition);
    bench.start(lines);
    EXPECT_EQ(bench.open().size(), lines == 5 ? 1U : 0U);
  }
  EXPECT_EQ(*stepsFromBpmn(*bpmn), *list);
}

TEST(Steps, EveryKindIsWrittenReadBackAndDeployed) {
  const Json task = {{"id", "x"}, {"title", "Việc"}, {"role", "secretariat"}, {"workingDays", 3}};
  const std::vector<std::pair<std::string, Json>> kinds = {{"consent", {{"agency", "H99.02"}}},
                                                           {"posting", {{"days", 10}}},
                                                           {"supplement", {{"expiry", "close"}}}};
  for (const auto& [kind, settings] : kinds) {
    Json step = {{"kind", kind}};
    step.update(task);
    step.update(settings);
    const auto list = stepsFromJson(changed("/steps/1", step).dump());
    ASSERT_TRUE(list) << kind << list.error().field;
    const auto bpmn = bpmnFromSteps(*list);
    EXPECT_EQ(*stepsFromBpmn(*bpmn), *list) << kind;
    const CheckedDefinition checked = checkDefinition(*bpmn);
    EXPECT_TRUE(checked.findings.empty()) << kind;
    EXPECT_TRUE(checked.definition) << kind;
  }
}

/// Changes in the shipped file that a modeler's user makes.
std::string edited(const std::string& from, const std::string& to) {
  std::string text = testing::provincialBpmn();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Steps, ADefinitionEditedBeyondThePatternsStillRunsAndSaysSo) {
  const std::string lane =
      edited("<bpmn:startEvent",
             "<bpmn:laneSet id=\"lanes\"><bpmn:lane id=\"lane\"/></bpmn:laneSet><bpmn:startEvent");
  const std::string unstamped = edited("<tdkt:step id=\"appraise\" kind=\"appraise\" />", "");
  const std::string renamed = edited("name=\"Lập quyết định và bằng khen\"", "name=\"\"");
  for (const std::string& text : {lane, unstamped, renamed}) {
    EXPECT_TRUE(checkDefinition(text).definition);
    EXPECT_TRUE(dryRun(*checkDefinition(text).definition, {}));
    const auto list = stepsFromBpmn(text);
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().code, "steps.advanced");
    EXPECT_FALSE(list.error().field.empty());
  }
}

TEST(Steps, WhatTheFormCanSayIsReadBackAfterAnEditInAModeler) {
  const auto list = stepsFromBpmn(edited("name=\"Thẩm định hồ sơ\"", "name=\"Thẩm định\""));
  ASSERT_TRUE(list);
  EXPECT_EQ(list->steps[2].task.title, "Thẩm định");
  EXPECT_EQ(stepsFromBpmn("<a/>").error().code, "steps.definition");
}

/// Any list the form could hold.
class Anything {
 public:
  explicit Anything(unsigned seed) : random_(seed) {}

  StepList list() {
    StepList out;
    out.id = "p" + std::to_string(pick(1000));
    out.name = words();
    if (pick(2) == 0) out.description = words();
    if (pick(3) != 0) out.end = words();
    ProcedureStep submit;
    submit.kind = StepKind::kSubmit;
    submit.id = "start";
    if (pick(2) == 0) submit.task.title = words();
    out.steps.push_back(submit);
    const std::size_t count = pick(12);
    for (std::size_t i = 0; i < count; ++i) out.steps.push_back(step());
    return out;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  template <std::size_t N>
  std::string one(const char* const (&values)[N]) {
    return values[pick(N)];
  }
  std::string words() {
    static constexpr const char* kWords[] = {"Thẩm định", "<b>&amp;</b>", "hồ sơ",   "\"ngoặc\"",
                                             "đ'",        "ý kiến",       "2/3 ≥ 1", "😀"};
    std::string out = one(kWords);
    for (std::size_t i = pick(4); i > 0; --i) out += " " + one(kWords);
    return out;
  }
  std::string id() { return "s" + std::to_string(++made_); }
  StepTask task() {
    static constexpr const char* kRoles[] = {"chair", "clerk", "opinion.tax", "a_b-C"};
    return {words(), one(kRoles), static_cast<int>(1 + pick(366))};
  }

  ProcedureStep step() {
    ProcedureStep out;
    do {
      out.kind = static_cast<StepKind>(1 + pick(11));
    } while (issued_ && out.kind == StepKind::kIssue);
    out.id = id();
    const bool fixed = out.kind == StepKind::kIssue || out.kind == StepKind::kArchive;
    out.mayReturn = !issued_ && !fixed && pick(3) != 0;
    settings(out);
    if (out.kind == StepKind::kIssue) return issue(out);
    static constexpr const char* kConditions[] = {"= lines >= 5", "= fact(\"a\") = \"<&\\\"\"",
                                                  "= today > received or revision > 1"};
    if (pick(3) == 0) out.when = one(kConditions);
    if (out.kind == StepKind::kOpinions) return opinions(out);
    out.task = task();
    static constexpr const char* kExcluded[] = {"", "", "nominee", "preparer", "nominee-and-preparer"};
    out.exclude = one(kExcluded);
    return out;
  }

  ProcedureStep issue(ProcedureStep& out) {
    issued_ = true;
    out.sign = task();
    out.seal = task();
    for (const char* action :
         {"reserve-number", "render", "sign-person", "sign-organisation", "publish", "push-eoffice"}) {
      out.actions[action] = words();
    }
    return out;
  }

  ProcedureStep opinions(ProcedureStep& out) {
    out.task.workingDays = static_cast<int>(1 + pick(366));
    const std::size_t count = 1 + pick(5);
    if (count > 1) out.task.title = words();
    if (count > 1) out.closing = words();
    for (std::size_t i = 0; i < count; ++i) out.addressees.push_back({id(), words(), task().role});
    return out;
  }

  void settings(ProcedureStep& out) {
    static constexpr const char* kLapses[] = {"block", "no-opinion", "deemed-agree"};
    static constexpr const char* kFractions[] = {"1/1", "2/3", "9/10", "80/100", "999/1000"};
    static constexpr const char* kFlags[] = {"true", "false"};
    static constexpr const char* kBases[] = {"total", "total-less-recused", "present-and-letters", "cast"};
    static constexpr const char* kCapacities[] = {"own", "TM", "Q", "KT", "TL", "TUQ"};
    static constexpr const char* kExpiries[] = {"remind", "close", "forward"};
    static constexpr const char* kStale[] = {"keep", "reask", "restart"};
    static constexpr const char* kChanges[] = {"restart", "continue"};
    auto& to = out.settings;
    if (out.kind == StepKind::kOpinions) to = {{"lapse", one(kLapses)}};
    if (out.kind == StepKind::kConsent) to = {{"agency", words()}, {"lapse", one(kLapses)}};
    if (out.kind == StepKind::kIssue) to = {{"capacity", one(kCapacities)}};
    if (out.kind == StepKind::kSupplement) to = {{"expiry", one(kExpiries)}, {"stale", one(kStale)}};
    if (out.kind == StepKind::kPosting)
      to = {{"days", std::to_string(1 + pick(366))}, {"onChange", one(kChanges)}};
    if (out.kind != StepKind::kBallot) return;
    to = {{"roster", words()},
          {"quorum", one(kFractions)},
          {"pass", one(kFractions)},
          {"base", one(kBases)},
          {"secret", one(kFlags)},
          {"letters", one(kFlags)},
          {"rounds", std::to_string(1 + pick(9))}};
  }

  std::mt19937 random_;
  int made_ = 0;
  bool issued_ = false;
};

TEST(Steps, ThousandsOfRandomListsComeBackFromBpmnAsTheyWere) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    const StepList list = Anything(seed).list();
    const auto bpmn = bpmnFromSteps(list);
    ASSERT_TRUE(bpmn) << seed << bpmn.error().code << bpmn.error().field;
    const auto back = stepsFromBpmn(*bpmn);
    ASSERT_TRUE(back) << seed << " " << back.error().code << " " << back.error().detail << " "
                      << back.error().field;
    ASSERT_EQ(*back, list) << seed;
    ASSERT_EQ(*bpmnFromSteps(*back), *bpmn) << seed;
  }
}

TEST(Steps, ThousandsOfRandomListsComeBackFromJsonAsTheyWere) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    const StepList list = Anything(seed).list();
    const std::string json = toJson(list);
    const auto back = stepsFromJson(json);
    ASSERT_TRUE(back) << seed << " " << back.error().detail << " " << back.error().field;
    ASSERT_EQ(*back, list) << seed;
    ASSERT_EQ(toJson(*back), json) << seed;
  }
}

TEST(Steps, AListOfRunnableKindsIsAcceptedAndRunsToItsEnd) {
  int ran = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const auto bpmn = bpmnFromSteps(Anything(seed).list());
    const CheckedDefinition checked = checkDefinition(*bpmn);
    for (const Finding& finding : checked.findings) {
      EXPECT_TRUE(!finding.fatal || finding.rule == "engine.unsupported")
          << seed << finding.rule << finding.english;
    }
    if (!checked.definition) continue;
    const auto run = dryRun(*checked.definition, {});
    ASSERT_TRUE(run) << seed << run.error().code << " " << run.error().detail;
    EXPECT_EQ(run->endState, Phase::kIssued);
    ++ran;
  }
  EXPECT_GT(ran, 20);
}

}  // namespace
}  // namespace tdkt::workflow
