// Recorded histories fold to the state recorded with them, for ever: an old log must stay readable and must
// mean the same. A history is a file of JSON lines: one event each, then {"state":…}. The definition is
// tests/replay/definitions/<definitionHash>.bpmn, because a running dossier keeps the definition it began
// with.
//
// With TDKT_RECORD=1 in the environment histories that have no file yet are written. A file that is there is
// never written anew: somebody's database may hold that history. When a rule changes, its history keeps
// folding (no `play`), and the new rule gets a history of its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

namespace fs = std::filesystem;
using testing::act;
using testing::Bench;
using testing::done;

fs::path histories() {
  return fs::path(TDKT_SOURCE_DIR) / "tests" / "replay" / "histories";
}
fs::path definitionFile(const std::string& hash) {
  return fs::path(TDKT_SOURCE_DIR) / "tests" / "replay" / "definitions" / (hash + ".bpmn");
}

std::string wholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void playIssued(Bench& bench) {
  bench.runToDecision();
  (void)bench.tell(done(bench.state, {{"decision.number", "1234"}, {"decision.date", "2026-12-10"}}));
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  bench.agree("sign");
  (void)bench.tell(done(bench.state, {{"decision.sha256", std::string(64, 'c')}}));
  bench.agree("seal");
  for (int i = 0; i < 3; ++i) (void)bench.tell(done(bench.state));
}

void playRefused(Bench& bench) {
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  (void)bench.tell(act(bench.state, "opinion-police", Outcome::kRefuse, "Đang bị xác minh đơn tố cáo"));
  bench.agree("opinion-tax");
  (void)bench.tell(act(bench.state, "chair", Outcome::kRefuse, "Chưa đủ điều kiện"));
}

void playReturned(Bench& bench) {
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  (void)bench.tell(act(bench.state, "opinion-tax", Outcome::kReturn, "Thiếu xác nhận nghĩa vụ thuế"));
  (void)bench.tell(ResubmitDossier{testing::aHeader("130"), testing::someDocuments(), testing::someLines(2)});
  bench.agree("receive");
}

/// What came with the second engine: lines one by one, terms of a return, freezes, recalls.
void playInterventions(Bench& bench) {
  bench.start();
  (void)bench.tell(FreezeDossier{{LineId("line-3")}, "Đơn khiếu nại"});
  bench.agree("receive");
  (void)bench.tell(RecallDossier{"Thiếu người"});
  (void)bench.tell(AnswerRecall{false, "Đã chuyển thẩm định"});
  CompleteWorkItem back = act(bench.state, "appraise", Outcome::kReturn, "Hồ sơ chưa đủ");
  back.back = ReturnTerms{"", {"Sai thể thức"}, {"Biên bản họp"}, parseIsoDate("2026-11-30")};
  (void)bench.tell(back);
  (void)bench.tell(ResubmitDossier{testing::aHeader("130"), testing::someDocuments(), testing::someLines(4)});
  (void)bench.tell(FreezeDossier{{}, "Có đơn tố cáo"});
  (void)bench.tell(UnfreezeDossier{{}, "Đã kết luận"});
  (void)bench.tell(WithdrawLines{{LineId("line-4")}, "Cá nhân xin rút"});
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  CompleteWorkItem decision = act(bench.state, "chair");
  decision.lines = {{LineId("line-2"), Outcome::kRefuse, "Thành tích chưa rõ"}};
  (void)bench.tell(decision);
}

/// Every kind of way that may be drawn: a choice of several, a round one by one, timers, an end that stops
/// all.
void playWays(Bench& bench) {
  const auto fireNext = [&] {
    bench.now = bench.state.timers.front().due;
    (void)bench.tell(FireTimer{bench.state.timers.front().id});
  };
  bench.start();
  bench.agree("first");
  bench.agree("round");
  fireNext();  // check is slow: somebody is reminded beside it
  bench.agree("round");
  bench.agree("check");
  fireNext();  // the pause is over
  fireNext();  // nobody decided: everything stops, the reminder too
}

/// The same, where nobody is late and the way is the plain one.
void playPlainWay(Bench& bench) {
  bench.start(1);
  bench.agree("first");
  bench.agree("look");
  bench.now = bench.state.timers.front().due;
  (void)bench.tell(FireTimer{bench.state.timers.front().id});
  bench.agree("last");
}

std::string drawnWays() {
  return wholeFile(fs::path(TDKT_SOURCE_DIR) / "tests" / "replay" / "ways.bpmn");
}

struct History {
  const char* name;
  void (*play)(Bench&);  ///< nullptr: recorded under rules that have changed since; it must still fold
  std::string (*bpmn)() = testing::provincialBpmn;
};
const History kHistories[] = {{"provincial-issued", playIssued},
                              {"provincial-refused", playRefused},
                              {"provincial-returned", playReturned},
                              // A recall did not suspend the dossier before ADR 0038.
                              {"provincial-interventions", nullptr},
                              {"provincial-interventions-suspending", playInterventions},
                              {"ways-all", playWays, drawnWays},
                              {"ways-plain", playPlainWay, drawnWays}};

fs::path historyFile(const History& history) {
  return histories() / (std::string(history.name) + ".jsonl");
}

void record(const History& history) {
  if (history.play == nullptr || fs::exists(historyFile(history))) return;
  Bench bench(checkDefinition(history.bpmn()).definition);
  history.play(bench);
  fs::create_directories(definitionFile("").parent_path());
  std::ofstream(definitionFile(bench.definition().hash), std::ios::binary) << history.bpmn();
  fs::create_directories(histories());
  std::ofstream out(historyFile(history), std::ios::binary);
  for (const Event& event : bench.log) out << toJson(event) << "\n";
  out << nlohmann::ordered_json{{"state", toJson(bench.state)}}.dump() << "\n";
}

/// The definition named by the first event of the history.
std::shared_ptr<const Definition> definitionOf(const std::string& firstLine) {
  const auto event = eventFromJson(firstLine);
  if (!event || !std::holds_alternative<DossierStarted>(event->body)) return nullptr;
  return checkDefinition(wholeFile(definitionFile(std::get<DossierStarted>(event->body).definitionHash)))
      .definition;
}

class Replay : public ::testing::TestWithParam<History> {};

TEST_P(Replay, ARecordedHistoryFoldsToTheStateRecordedWithIt) {
  if (std::getenv("TDKT_RECORD") != nullptr) record(GetParam());
  std::ifstream in(historyFile(GetParam()));
  std::string line;
  ASSERT_TRUE(std::getline(in, line)) << "the history is missing";
  const auto definition = definitionOf(line);
  ASSERT_TRUE(definition) << "the recorded definition is missing or no longer accepted";
  DossierState state;
  state.id = DossierId("dossier-1");
  do {
    if (line.rfind("{\"state\":", 0) == 0) break;
    const auto event = eventFromJson(line);
    ASSERT_TRUE(event) << line;
    EXPECT_EQ(toJson(*event), line);
    state = evolve(*definition, std::move(state), *event);
  } while (std::getline(in, line));
  EXPECT_EQ((nlohmann::ordered_json{{"state", toJson(state)}}).dump(), line);
}

class ReplayOfCommands : public ::testing::TestWithParam<History> {};

TEST_P(ReplayOfCommands, TheSameCommandsStillGiveTheRecordedEvents) {
  const fs::path file = historyFile(GetParam());
  std::string line;
  std::getline(std::ifstream(file) >> std::ws, line);
  const auto definition = definitionOf(line);
  ASSERT_TRUE(definition) << "the recorded definition is missing or no longer accepted";
  Bench bench(definition);
  GetParam().play(bench);
  std::ifstream in(file);
  for (const Event& event : bench.log) {
    ASSERT_TRUE(std::getline(in, line));
    EXPECT_EQ(toJson(event), line);
  }
}

std::vector<History> playable() {
  std::vector<History> out;
  std::copy_if(std::begin(kHistories), std::end(kHistories), std::back_inserter(out),
               [](const History& history) { return history.play != nullptr; });
  return out;
}

std::string nameOf(const ::testing::TestParamInfo<History>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Recorded, Replay, ::testing::ValuesIn(kHistories), nameOf);
INSTANTIATE_TEST_SUITE_P(Recorded, ReplayOfCommands, ::testing::ValuesIn(playable()), nameOf);

}  // namespace
}  // namespace tdkt::workflow
