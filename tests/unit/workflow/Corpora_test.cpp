// Public models, when they lie beside the source tree: nothing crashes, what must be refused is refused.

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "workflow/definition/Definition.h"

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

CheckedDefinition checkFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return checkDefinition(std::string(std::istreambuf_iterator<char>(in), {}));
}

/// Accepted, or refused with a rule, a line and an element.
void expectAnswer(const fs::path& path, const CheckedDefinition& checked) {
  if (checked.definition) return;
  ASSERT_FALSE(checked.findings.empty()) << path;
  for (const Finding& finding : checked.findings) {
    EXPECT_FALSE(finding.rule.empty()) << path;
    EXPECT_FALSE(finding.message.empty()) << path;
    if (finding.rule.rfind("profile.", 0) != 0) continue;
    EXPECT_GT(finding.line, 0) << path;
    EXPECT_FALSE(finding.element.empty()) << path;
  }
}

int checkFolder(const std::string& folder, bool namesTellFailure) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus() / folder)) {
    if (entry.path().extension() != ".bpmn") continue;
    ++files;
    const CheckedDefinition checked = checkFile(entry.path());
    expectAnswer(entry.path(), checked);
    const bool mustFail =
        namesTellFailure && lower(entry.path().filename().string()).find("fail") != std::string::npos;
    EXPECT_FALSE(mustFail && checked.definition) << entry.path();
  }
  return files;
}

class Corpora : public ::testing::TestWithParam<const char*> {};

TEST_P(Corpora, EveryModelIsAcceptedOrNamesWhatIsOutsideTheProfile) {
  if (!fs::exists(corpus() / GetParam())) GTEST_SKIP() << "no public models at " << corpus() / GetParam();
  EXPECT_GT(checkFolder(GetParam(), std::string(GetParam()) == "bpmnspector"), 0);
}

INSTANTIATE_TEST_SUITE_P(Public, Corpora, ::testing::Values("miwg", "bpmnspector", "betsy", "camunda"));

}  // namespace
}  // namespace tdkt::workflow
