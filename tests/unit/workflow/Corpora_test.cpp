// Public models, when they lie beside the source tree: each behaves as the README of the corpora asserts.

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>

#include "workflow/definition/Definition.h"
#include "workflow/definition/Steps.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

namespace fs = std::filesystem;

fs::path corpus() {
  return fs::path(TDKT_SOURCE_DIR).parent_path() / "shared" / "corpora" / "bpmn";
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string textOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every model of a folder, whatever its ending (Camunda's are .bpmn20.xml).
std::vector<fs::path> models(const std::string& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(corpus() / folder)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file() && (extension == ".bpmn" || extension == ".xml")) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Deployment is not the question here: holders and times are missing in foreign models.
CheckedDefinition checkDraft(const std::string& text) {
  DefinitionContext context;
  context.draft = true;
  return checkDefinition(text, context);
}

/// What the models of a folder came to; printed, so that a change shows.
struct Counts {
  int accepted = 0;
  int outside = 0;  ///< refused only by the whitelist or by what this version cannot run
  int ill = 0;      ///< refused by another rule as well
  void take(const CheckedDefinition& checked) {
    bool other = false;
    for (const Finding& finding : checked.findings)
      other = other || (finding.fatal && stageOf(finding.rule) != 5);
    if (checked.definition) {
      ++accepted;
    } else {
      other ? ++ill : ++outside;
    }
  }
  void print(const std::string& name) const {
    std::cout << "  " << std::left << std::setw(22) << name << " accepted " << std::setw(4) << accepted
              << " outside the profile " << std::setw(4) << outside << " ill-formed " << ill << "\n";
  }
};

/// Accepted, or refused with a rule of a known stage, a line and an element.
void expectAnswer(const fs::path& path, const CheckedDefinition& checked) {
  EXPECT_TRUE(checked.definition || !checked.findings.empty()) << path;
  for (const Finding& finding : checked.findings) {
    EXPECT_GT(stageOf(finding.rule), 0) << path << finding.rule;
    EXPECT_FALSE(finding.message.empty()) << path;
    if (stageOf(finding.rule) != 5) continue;
    EXPECT_GT(finding.line, 0) << path;
    EXPECT_FALSE(finding.element.empty()) << path;
  }
}

class Corpora : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(corpus())) GTEST_SKIP() << "no public models at " << corpus();
  }
};

TEST_F(Corpora, EveryModelOfTheInterchangeGroupIsAcceptedOrNamesWhatIsOutside) {
  Counts counts;
  for (const fs::path& path : models("miwg")) {
    const CheckedDefinition checked = checkDraft(textOf(path));
    expectAnswer(path, checked);
    for (const Finding& finding : checked.findings) {
      // Models every tool must read are never faulty as files.
      EXPECT_GT(stageOf(finding.rule), 3)
          << path << " " << finding.rule << " " << finding.line << " " << finding.english;
    }
    counts.take(checked);
  }
  counts.print("miwg");
  EXPECT_GT(counts.accepted + counts.outside + counts.ill, 0);
}

TEST_F(Corpora, AModelThatBreaksARuleIsRefusedAndItsGoodTwinOnlyAsOutside) {
  Counts good;
  Counts bad;
  for (const fs::path& path : models("bpmnspector")) {
    const CheckedDefinition checked = checkDraft(textOf(path));
    expectAnswer(path, checked);
    const bool fails = lower(path.filename().string()).find("fail") != std::string::npos;
    (fails ? bad : good).take(checked);
    EXPECT_FALSE(fails && checked.definition) << path;
    if (fails || lower(path.filename().string()).find("success") == std::string::npos) continue;
    for (const Finding& finding : checked.findings) {
      if (finding.fatal && stageOf(finding.rule) < 5) {
        ADD_FAILURE() << path << " " << finding.line << " " << finding.rule << " " << finding.english;
      }
    }
  }
  good.print("bpmnspector success");
  bad.print("bpmnspector failure");
}

/// A script task of these models completes at once: here it is a task everybody agrees to.
std::string asTasks(std::string text) {
  text = std::regex_replace(text, std::regex("scriptTask"), "userTask");
  text = std::regex_replace(text, std::regex("test\\.contains\\((\"[ab]\")\\)"),
                            "= contains(fact(\"test\"), $1)");
  return std::regex_replace(text, std::regex("<[a-z0-9]*:?script>[^<]*</[a-z0-9]*:?script>"), "");
}

struct Trace {
  const char* file;
  std::vector<std::string> nodes;
};

TEST_F(Corpora, ExecutableModelsLeaveTheTraceThatFollowsFromThem) {
  Counts counts;
  for (const fs::path& path : models("betsy")) counts.take(checkDraft(asTasks(textOf(path))));
  counts.print("betsy");
  const Trace rows[] = {
      {"basics/Lanes.bpmn", {"ScriptTask_1", "ScriptTask_2", "ScriptTask_3", "ScriptTask_4"}},
      {"basics/Participant.bpmn", {"ScriptTask_4", "ScriptTask_5"}},
      {"basics/SequenceFlow.bpmn", {"start", "end"}},
      {"cfpatterns/WCP01_Sequence.bpmn", {"start", "end"}},
      {"cfpatterns/WCP03_Synchronization.bpmn", {"start", "ScriptTask_1", "ScriptTask_2", "ScriptTask_3"}},
      {"cfpatterns/WCP04_ExclusiveChoice.bpmn", {"start", "default"}},  // nothing is known of `test`
  };
  for (const Trace& row : rows) {
    const CheckedDefinition checked = checkDraft(asTasks(textOf(corpus() / "betsy" / row.file)));
    ASSERT_TRUE(checked.definition) << row.file << checked.findings[0].english;
    const auto run = dryRun(*checked.definition, {});
    ASSERT_TRUE(run);
    EXPECT_EQ(run->trace, row.nodes) << row.file;
    EXPECT_EQ(run->endState, Phase::kIssued);
  }
}

TEST_F(Corpora, CodeInAForeignDialectIsRefusedAndHoldersAreRead) {
  Counts counts;
  int withCode = 0;
  for (const fs::path& path : models("camunda")) {
    const std::string text = textOf(path);
    const CheckedDefinition checked = checkDraft(text);
    expectAnswer(path, checked);
    counts.take(checked);
    const bool code =
        std::regex_search(text, std::regex("camunda:(class|expression|delegateExpression|taskListener|"
                                           "executionListener)|scriptTask"));
    withCode += code ? 1 : 0;
    EXPECT_FALSE(code && checked.definition) << path;
  }
  counts.print("camunda");
  std::cout << "  camunda with code      refused  " << withCode << "\n";
  const auto held = [](const char* file, const char* rule) {
    const auto checked = checkDraft(textOf(corpus() / "camunda/usertask" / file));
    EXPECT_TRUE(checked.definition) << file;
    EXPECT_TRUE(std::any_of(checked.findings.begin(), checked.findings.end(), [&](const Finding& finding) {
      return finding.rule == rule;
    })) << file;
    EXPECT_FALSE(checkDefinition(textOf(corpus() / "camunda/usertask" / file)).definition) << file;
  };
  held("TaskAssignmentExtensionsTest.testAssigneeExtension.bpmn20.xml", "engine.unsupported");
  held("TaskAssignmentExtensionsTest.testCandidateUsersExtension.bpmn20.xml", "engine.unsupported");
  held("TaskAssignmentExtensionsTest.testCandidateGroupsExtension.bpmn20.xml", "domain.holder");
}

TEST_F(Corpora, AForeignModelIsNeverTakenForAStepList) {
  for (const char* folder : {"miwg", "bpmnspector", "betsy", "camunda"}) {
    for (const fs::path& path : models(folder)) EXPECT_FALSE(stepsFromBpmn(textOf(path))) << path;
  }
}

}  // namespace
}  // namespace tdkt::workflow
