#include "connector/worker/ForeignLayout.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "templates/Filler.h"

namespace tdkt::worker {
namespace {

Bytes octetsOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

WorkerSettings settings() {
  WorkerSettings out;
  out.command = {std::string(TDKT_BINARY_DIR) + "/tdkt", "worker"};
  return out;
}

}  // namespace

TEST(ForeignLayout, TheChildGivesTheSameReportAsThisProcess) {
  const std::string package = TDKT_SOURCE_DIR "/templates/pack/decision/1";
  const auto filler = templates::loadTemplate(package, templates::kDebianFonts).value();
  const auto fields = templates::fieldSetFromJson(octetsOf(package + "/sample.json")).value();
  const Bytes pdf = filler->fill(fields, *parseIso("2026-11-20T15:04:05+07:00")).value().pdf;
  const std::string rules = templates::check::decree30Rows();
  Worker worker(settings());
  const auto there = judgeLayout(worker, pdf, rules);
  ASSERT_TRUE(there) << there.error().code << " " << there.error().detail;
  EXPECT_TRUE(there->met());
  EXPECT_EQ(there->toJson(), templates::check::judgeLayout(pdf, rules)->toJson());
}

TEST(ForeignLayout, AFileThatIsNoPdfIsRefusedByTheChildInItsOwnWords) {
  Worker worker(settings());
  const auto refused = judgeLayout(worker, "no PDF", templates::check::decree30Rows());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "check.pdf");
}

}  // namespace tdkt::worker
