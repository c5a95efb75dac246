// The engine and its storage beside what the bare drivers do in the same minute. Prints a markdown table.
//   workflow_bench [quick|memory|timers|growth N]
//     quick: a tenth of the dossiers; memory, timers (100,000 of them), growth: only these; growth goes up to
//     N dossiers, those above 100,000 being copied.
// What is compared takes turns within each round; a bar is told met or not met, never asserted.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <set>
#include <thread>

#include "connector/clock/ClockWorker.h"
#include "connector/inbox/EventInbox.h"
#include "connector/outbox/Outbox.h"
#include "connector/storage/Migrate.h"
#include "connector/storage/SqlStore.h"
#include "tests/bench/workflow/BareDrivers.h"
#include "tests/bench/workflow/BulkFill.h"
#include "tests/bench/workflow/Recorded.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Dossiers.h"
#include "workflow/base/Log.h"

namespace tdkt::bench {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using storage::Database;
using storage::SqlStore;
using Seconds = std::chrono::duration<double>;

constexpr int kRounds = 7;
constexpr int kPerRound = 400;
constexpr std::size_t kGroup = 16;
constexpr int kRealDossiers = 100'000;
constexpr int kCopied = 20'000;  // per commit

double secondsOf(const std::function<void()>& work) {
  const auto from = std::chrono::steady_clock::now();
  work();
  return Seconds(std::chrono::steady_clock::now() - from).count();
}

double processorSeconds() {
  timespec at{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

double medianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string number(double value, int digits = 0) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

void row(const std::string& what, const std::string& figure, const std::string& bar = "", bool met = true) {
  std::cout << "| " << what << " | " << figure << " | " << bar << " | "
            << (bar.empty() ? ""
                : met       ? "met"
                            : "**not met**")
            << " |" << std::endl;
}

template <class T>
T need(Result<T> result) {
  if (!result) giveUp(result.error().code + ": " + result.error().detail);
  return std::move(result).value();
}

/// Dossiers that were started, and the commit that takes each one step on (the secretariat receives it).
class Fleet {
 public:
  explicit Fleet(int count) {
    for (int i = 0; i < count; ++i) {
      DossierState state;
      state.id = DossierId("d" + std::to_string(i));
      StartDossier start = workflow::testing::aStart(definition->hash);
      start.header = workflow::testing::aHeader(std::to_string(i));
      start.header.receivedAt = start.header.receivedAt.plus(std::chrono::seconds(i));
      starts.push_back(commit("s", i, state, start));
      receives.push_back(commit("r", i, state, workflow::testing::act(state, "receive")));
    }
  }
  void startAll(SqlStore& store) const {
    need(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
    for (const Commit& one : starts) need(store.commit(one));
  }
  /// What a bare driver must do for the same step.
  std::vector<Transaction> statements() const {
    const auto database = need(Database::open(":memory:"));
    need(storage::migrate(*database));
    RecordingDatabase recorder(*database);
    SqlStore store(recorder);
    startAll(store);
    recorder.transactions.clear();
    for (const Commit& one : receives) need(store.commit(one));
    return recorder.transactions;
  }

  std::shared_ptr<const Definition> definition = workflow::testing::provincial();
  std::vector<Commit> starts;
  std::vector<Commit> receives;

 private:
  Commit commit(const char* prefix, int i, DossierState& state, const Command& command) {
    Step step =
        need(apply(*definition, state, command,
                   {clock_.now(), calendar_, workflow::testing::allRoles(), people_, OfficialId("o")}));
    Commit out;
    out.command = CommandId(prefix + std::to_string(i));
    out.commandDigest = std::string(64, 'c');
    out.correlation = CorrelationId("c");
    out.expectedVersion = state.version;
    for (Event& event : step.events) {
      event.command = out.command;
      event.channel = "panel";
      state = evolve(*definition, std::move(state), event);
    }
    out.reply = {state.id, state.version, state.phase, false};
    out.next = state;
    out.events = std::move(step.events);
    out.effects = std::move(step.effects);
    return out;
  }
  fakes::FakeClock clock_;
  WorkingCalendar calendar_ = workflow::testing::calendar2026();
  workflow::testing::EveryRole people_;
};

/// Two ways to do the same step on a share of the fleet, in turns.
void compare(const std::string& what, const std::function<void(std::size_t from, std::size_t to)>& ours,
             const std::function<void(std::size_t from, std::size_t to)>& bare) {
  std::vector<double> rates;
  std::vector<double> ratios;
  std::vector<double> limits;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::size_t from = round * kPerRound;
    const double a = kPerRound / secondsOf([&] { ours(from, from + kPerRound); });
    const double b = kPerRound / secondsOf([&] { bare(from, from + kPerRound); });
    rates.push_back(a);
    limits.push_back(b);
    ratios.push_back(a / b);
  }
  const double ratio = medianOf(ratios) * 100;
  row(what,
      number(medianOf(rates)) + " of " + number(medianOf(limits)) + " per second, " + number(ratio) + " %",
      "≥ 80 %", ratio >= 80);
}

void benchSqlite(const Fleet& fleet, const std::vector<Transaction>& statements, bool grouped) {
  const fakes::TestDatabase mine(storage::Dialect::kSqlite);
  const fakes::TestDatabase theirs(storage::Dialect::kSqlite);
  SqlStore store(*mine.database);
  fleet.startAll(store);
  {
    SqlStore other(*theirs.database);
    fleet.startAll(other);
  }
  BareSqlite bare(theirs.url);
  if (!grouped) {
    compare(
        "durable step, SQLite FULL, of a bare sqlite3 loop with the same statements",
        [&](auto from, auto to) {
          for (auto i = from; i < to; ++i) need(store.commit(fleet.receives[i]));
        },
        [&](auto from, auto to) {
          for (auto i = from; i < to; ++i) {
            bare.begin();
            bare.work(statements[i]);
            bare.commit();
          }
        });
    return;
  }
  compare(
      "the same by 16 threads sharing commits, of a bare loop with 16 steps per commit",
      [&](auto from, auto to) {
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < kGroup; ++t) {
          threads.emplace_back([&, t] {
            for (auto i = from + t; i < to; i += kGroup) need(store.commit(fleet.receives[i]));
          });
        }
        for (auto& thread : threads) thread.join();
      },
      [&](auto from, auto to) {
        for (auto i = from; i < to; i += kGroup) {
          bare.begin();
          for (auto j = i; j < std::min(i + kGroup, to); ++j) bare.work(statements[j]);
          bare.commit();
        }
      });
}

void benchPostgres(const Fleet& fleet, const std::vector<Transaction>& statements) {
  fakes::TestPostgres server(true);
  const std::string mine = server.newDatabase();
  const std::string theirs = server.newDatabase();
  const auto database = need(Database::open(mine));
  need(storage::migrate(*database));
  SqlStore store(*database);
  fleet.startAll(store);
  {
    const auto other = need(Database::open(theirs));
    need(storage::migrate(*other));
    SqlStore filled(*other);
    fleet.startAll(filled);
  }
  BarePostgres bare(theirs);
  compare(
      "durable step, PostgreSQL 15, of a bare libpq pipeline with the same statements",
      [&](auto from, auto to) {
        for (auto i = from; i < to; ++i) need(store.commit(fleet.receives[i]));
      },
      [&](auto from, auto to) {
        for (auto i = from; i < to; ++i) bare.transact(statements[i]);
      });
}

std::string threeTasks() {
  const auto task = [](const std::string& id) {
    return "<bpmn:userTask id=\"" + id + "\" name=\"" + id +
           "\"><bpmn:extensionElements><tdkt:step id=\"s\" kind=\"appraise\"/><zeebe:assignmentDefinition "
           "candidateGroups=\"appraiser\"/><tdkt:clock "
           "workingDays=\"2\"/></bpmn:extensionElements></bpmn:userTask>";
  };
  const auto flow = [](const std::string& from, const std::string& to, const std::string& inside = "") {
    return "<bpmn:sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to +
           "\">" + inside + "</bpmn:sequenceFlow>";
  };
  return "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
         "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:tdkt=\"urn:tdkt:bpmn:1\" id=\"d\" "
         "targetNamespace=\"urn:x\"><bpmn:process id=\"p\" name=\"P\" isExecutable=\"true\">"
         "<bpmn:startEvent id=\"s\"/>" +
         task("a") + task("b") + task("c") +
         "<bpmn:exclusiveGateway id=\"x\" default=\"x_e\"/><bpmn:endEvent id=\"e\"/><bpmn:endEvent "
         "id=\"f\"/>" +
         flow("s", "a") + flow("a", "b") + flow("b", "c") + flow("c", "x") + flow("x", "e") +
         flow("x", "f", "<bpmn:conditionExpression>= lines &gt; 1</bpmn:conditionExpression>") +
         "</bpmn:process></bpmn:definitions>";
}

void benchInMemory() {
  const auto checked = checkDefinition(threeTasks());
  if (!checked.definition) giveUp("the definition is refused: " + checked.findings.front().rule);
  const Definition& definition = *checked.definition;
  const WorkingCalendar calendar = workflow::testing::calendar2026();
  const fakes::FakeClock clock;
  const workflow::testing::EveryRole people;
  const Facts facts{clock.now(), calendar, workflow::testing::allRoles(), people, OfficialId("o")};
  const Command start = workflow::testing::aStart(definition.hash, 1);
  const auto once = [&] {
    DossierState state;
    state.id = DossierId("d");
    const auto tell = [&](const Command& command) {
      auto step = apply(definition, std::move(state), command, facts);
      if (!step) giveUp(step.error().code);
      state = std::move(step->next);
    };
    tell(start);
    for (const char* node : {"a", "b", "c"}) tell(workflow::testing::act(state, node));
    if (!state.tokens.empty()) giveUp("the instance did not end");
  };
  std::vector<double> rates;
  for (int round = 0; round < kRounds; ++round) {
    const double from = processorSeconds();  // this thread's own time: others use the machine, too
    for (int i = 0; i < 2000; ++i) once();
    rates.push_back(2000 / (processorSeconds() - from));
  }
  const double rate = medianOf(rates);
  row("in memory: start, three user tasks, gateway, end", number(rate) + " instances per second of one core",
      "≥ 100,000", rate >= 100'000);
}

double residentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0;
  long resident = 0;
  statm >> pages >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// What the clock does before its first timer fires: leases back, the plan compared, timers and reminders
/// looked for.
void startClock(Database& database, const WorkingCalendar& plan, const Clock& time, Random& random) {
  clock::TimerQueue timers(database, time, random);
  clock::PlanChange change(database, plan, time);
  clock::Reminders reminders(database, plan, {0, ""}, time);
  need(timers.releaseLeases());
  (void)need(change.begin());
  (void)need(timers.claim(64, 60));
  (void)need(reminders.due(64));
}

/// Dossiers that each have an open task and a pending timer, spread over the year from `from` on. Written as
/// rows: only how many there are matters here.
void fillTimers(Database& database, const std::string& definition, int count, UtcTime from) {
  need(database.transact([&]() -> Result<Done> {
    for (int i = 0; i < count; ++i) {
      const std::string id = std::to_string(i);
      const UtcTime due{from.millis + std::int64_t{i} * 31'536'000'000 / count};
      TDKT_ASSIGN(
          auto dossier,
          database.prepare("INSERT INTO dossier(id, office, host_document_id, business_key, "
                           "definition_hash, version, revision, phase, documents_digest, subject, "
                           "sender_name, document_code, received_at, line_count, content, live) "
                           "VALUES(?, 'o', ?, ?, ?, 1, 1, 'running', '', '', '', '', 0, 1, '{}', '{}')"));
      TDKT_CHECK(dossier.bind("d" + id).bind(id).bind(id).bind(definition).send());
      TDKT_ASSIGN(auto item,
                  database.prepare("INSERT INTO work_item(id, dossier_id, seat, node, step, title, role, "
                                   "opened_at, due, state, actor, reason) VALUES(?, ?, 0, 'receive', '', '', "
                                   "'secretariat', 0, ?, 'open', '', '')"));
      TDKT_CHECK(item.bind("w" + id).bind("d" + id).bind(isoDate(vietnamDate(due))).send());
      TDKT_ASSIGN(auto timer, database.prepare("INSERT INTO timer(id, dossier_id, node, purpose, due) "
                                               "VALUES(?, ?, 'receive', 'note', ?)"));
      TDKT_CHECK(timer.bind("t" + id).bind("d" + id).bind(due.millis).send());
    }
    return Done{};
  }));
}

/// A fresh process, as after a restart: opens, looks after itself, shows lists. Prints figures for its
/// parent.
int probe(const std::string& path) {
  const SystemClock clock;
  SystemRandom random;
  const fakes::TemporaryFolder folder;
  storage::BlobStore blobs(folder.path());
  std::unique_ptr<Database> database;
  const double ready = secondsOf([&] {
    database = need(Database::open(path));
    need(storage::migrateAtStart(*database, path));
    inbox::EventInbox inbox(*database, blobs, clock, random);
    outbox::Outbox outbox(*database, clock, random);
    need(inbox.releaseLeases());
    need(outbox.releaseLeases());
    startClock(*database, workflow::testing::calendar2026(), clock, random);
  });
  SqlStore store(*database);
  const auto list = [&] {
    return secondsOf([&] {
      (void)need(store.openWork({"secretariat", "appraiser"}, 100));
      (void)need(store.dossiers(100));
    });
  };
  const double first = list();
  std::vector<double> lists;
  for (int i = 0; i < 50; ++i) lists.push_back(list());
  outbox::Outbox outbox(*database, clock, random);
  const double claim = secondsOf([&] { (void)need(outbox.lease("office", 30)); });
  std::printf("%f %f %f %f %f\n", ready, std::max(first, *std::max_element(lists.begin(), lists.end())),
              medianOf(lists), claim, residentMegabytes());
  return 0;
}

struct Probed {
  double ready = 0, worstList = 0, list = 0, claim = 0, resident = 0;
};

Probed probeApart(const std::string& path) {
  const std::string command = "/proc/" + std::to_string(::getpid()) + "/exe probe '" + path + "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  Probed out;
  if (pipe == nullptr || std::fscanf(pipe, "%lf %lf %lf %lf %lf", &out.ready, &out.worstList, &out.list,
                                     &out.claim, &out.resident) != 5)
    giveUp("the probe failed");
  ::pclose(pipe);
  return out;
}

void benchTimers(int count) {
  const fakes::TestDatabase made(storage::Dialect::kSqlite);
  SqlStore store(*made.database);
  const auto definition = workflow::testing::provincial();
  need(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  fillTimers(*made.database, definition->hash, count, SystemClock().now().plus(std::chrono::hours(48)));
  std::vector<double> ready;
  for (int i = 0; i < kRounds; ++i) ready.push_back(probeApart(made.url).ready);
  const double worst = *std::max_element(ready.begin(), ready.end());
  row("restart to ready with " + number(count) +
          " pending timers and open tasks (open, schema, leases, plan, due timers, reminders), slowest of 7",
      number(worst * 1e3, 1) + " ms", "< 2,000 ms", worst < 2);
}

/// One file that grows; at each size the cost of a command, the lists, a restart.
void benchGrowth(int largest) {
  const fakes::TestDatabase made(storage::Dialect::kSqlite);
  SqlStore store(*made.database);
  const auto definition = workflow::testing::provincial();
  need(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  const WorkingCalendar calendar = workflow::testing::calendar2026();
  const fakes::FakeClock clock;
  const workflow::testing::EveryRole roles;
  Engine engine(store, roles, calendar, clock);
  int filled = 0;
  std::set<int> acted{0};  // the original of the copies stays as it came
  const auto fill = [&](int to) {
    if (filled >= kRealDossiers) {
      for (; filled < to; filled += kCopied) need(copyDossiers(*made.database, filled, filled + kCopied));
      return;
    }
    std::atomic<int> next{filled};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kGroup; ++t) {
      threads.emplace_back([&] {
        for (int i = next++; i < to; i = next++) {
          StartDossier start = workflow::testing::aStart(definition->hash, 1);
          start.header = workflow::testing::aHeader(std::to_string(i));
          start.header.receivedAt = start.header.receivedAt.plus(std::chrono::seconds(i));
          const std::string id = std::to_string(i);
          need(engine.handle({CommandId("s" + id), DossierId("d" + id), OfficialId("o"), CorrelationId("c"),
                              "host", start}));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    filled = to;
  };
  // The next dossiers are far from each other: neighbours in the file would share their pages.
  const auto approve = [&](int turn, int turns) {
    int which = filled / turns * turn;
    while (!acted.insert(which).second) ++which;
    const DossierId dossier("d" + std::to_string(which));
    const auto state = need(store.load(dossier));
    const Envelope envelope{
        CommandId("a" + std::to_string(which)),  dossier, OfficialId("o"), CorrelationId("c"), "panel",
        workflow::testing::act(state, "receive")};
    return secondsOf([&] { need(engine.handle(envelope)); });
  };
  for (int size = 1000; size <= largest; size *= 10) {
    fill(size);
    std::vector<double> costs;
    for (int i = 0; i < 300; ++i) costs.push_back(approve(i, 300));
    const Probed probed = probeApart(made.url);
    row(number(size) + " open dossiers: approval command, median",
        number(medianOf(costs) * 1e6) + " µs; list " + number(probed.list * 1e3, 1) + " ms; next effect " +
            number(probed.claim * 1e3, 1) + " ms; restart to ready " + number(probed.ready * 1e3, 1) +
            " ms; resident " + number(probed.resident, 1) + " MB");
    if (size < largest) continue;
    std::vector<double> paced;
    auto at = std::chrono::steady_clock::now();
    for (int i = 0; i < 400; ++i) {
      at += std::chrono::milliseconds(20);
      std::this_thread::sleep_until(at);
      paced.push_back(approve(i, 400));
    }
    std::sort(paced.begin(), paced.end());
    const double p99 = paced[paced.size() * 99 / 100] * 1e3;
    row("one approval at 50 per second, p99 of 400", number(p99, 2) + " ms", "< 5 ms", p99 < 5);
    row("work list and dossier list of 100 rows, slowest of 51", number(probed.worstList * 1e3, 1) + " ms",
        "< 20 ms", probed.worstList < 0.020);
    row("restart to ready (open, schema, leases given back, clock)", number(probed.ready * 1e3, 1) + " ms",
        "< 2,000 ms", probed.ready < 2);
    row("resident memory of storage and engine after the lists", number(probed.resident, 1) + " MB",
        "< 64 MB", probed.resident < 64);
  }
}

}  // namespace
}  // namespace tdkt::bench

int main(int argc, char** argv) {
  using namespace tdkt::bench;  // NOLINT
  tdkt::log::setThreshold(tdkt::log::Level::kError);
  if (argc == 2 && std::string(argv[1]) == "memory") return benchInMemory(), 0;
  if (argc == 2 && std::string(argv[1]) == "timers") return benchTimers(100'000), 0;
  if (argc == 3 && std::string(argv[1]) == "growth") return benchGrowth(std::stoi(argv[2])), 0;
  if (argc == 3 && std::string(argv[1]) == "probe") return probe(argv[2]);
  const bool quick = argc == 2 && std::string(argv[1]) == "quick";
  std::cout << "### The engine and its storage\n| what | figure | bar | |\n|---|---|---|---|\n";
  benchInMemory();
  const Fleet fleet(kRounds * kPerRound);
  const auto statements = fleet.statements();
  benchSqlite(fleet, statements, false);
  benchSqlite(fleet, statements, true);
  benchPostgres(fleet, statements);
  benchTimers(100'000);
  benchGrowth(quick ? 10'000 : 100'000);
  return 0;
}
