// The door into tdkt: durable accepts beside bare SQLite, the answer at 200 calls per second, memory over a
// million events and with a file of 50 MB. Prints a markdown table.
//   intake_bench [quick]     quick: a tenth of the events
// What is compared takes turns within each round; a bar is told met or not met, never asserted.

#include <sys/prctl.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "connector/http/HttpServer.h"
#include "connector/inbox/IntakeRoutes.h"
#include "tests/bench/Bench.h"
#include "tests/bench/workflow/BareDrivers.h"
#include "tests/fakes/Province.h"
#include "tests/fakes/RawClient.h"
#include "workflow/base/Log.h"

namespace tdkt::bench {
namespace {

using inbox::Delivery;
using inbox::DeliveryKind;
using inbox::EventInbox;

constexpr std::size_t kGroup = 16;
constexpr std::size_t kRounds = 7;
constexpr const char* kBearer = "bench-bearer";

template <class T>
T need(Result<T> result) {
  if (!result) giveUp(result.error().code + ": " + result.error().detail);
  return std::move(result).value();
}

/// What an e-office tells of one click; `size` octets.
Bytes event(std::size_t number, std::size_t size = 1000) {
  Bytes out = R"({"type":"task.acted","task":"t)" + std::to_string(number) +
              R"(","user":"thinh","outcome":"agree","reason":")";
  if (out.size() + 2 < size) out.append(size - out.size() - 2, 'x');
  return out + "\"}";
}

/// An inbox on a file of its own.
struct Door {
  fakes::TemporaryFolder folder;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<storage::Database> database = need(storage::Database::open(folder.file("tdkt.db")));
  storage::BlobStore blobs{folder.file("blobs")};
  EventInbox inbox{(need(storage::migrate(*database)), *database), blobs, clock, random};
  http::WebhookAuthenticator authenticator{{}, clock};
  http::Router router;

  void open() {
    std::vector<inbox::IntakeOffice> offices;
    offices.push_back({OfficeId("eoffice"), authenticator, Secret(kBearer), {}});
    inbox::addIntakeRoutes(router, inbox, std::move(offices));
  }
};

http::Request callOf(const Bytes& body) {
  http::Request request;
  request.method = "POST";
  request.path = "/intake/eoffice/events";
  request.headers = {{"authorization", std::string("Bearer ") + kBearer}};
  request.body = body;
  return request;
}

void inThreads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < count; ++t) threads.emplace_back(work, t);
  for (auto& thread : threads) thread.join();
}

/// The rows an accept writes, by SQLite alone: same table, same indexes, 16 rows behind one fsync.
Transaction bareInsert(std::size_t number, const Bytes& body) {
  Recorded insert;
  insert.sql =
      "INSERT INTO inbox(office, delivery_key, kind, sha256, received_at, correlation_id, body) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)";
  const auto text = [](std::string value) {
    Value out;
    out.kind = Value::kText;
    out.text = std::move(value);
    return out;
  };
  Value at;
  at.kind = Value::kNumber;
  at.number = 1;
  Value octets = text(body);
  octets.kind = Value::kBlob;
  insert.values = {text("eoffice"),
                   text("body:" + std::to_string(number)),
                   text("task-event"),
                   text(std::string(64, 'a')),
                   at,
                   text(std::string(32, 'c')),
                   octets};
  return {insert};
}

void benchShare(Table& table, std::size_t perRound) {
  Door door;
  door.open();
  Door other;
  BareSqlite bare(other.folder.file("tdkt.db"));
  std::vector<double> rates;
  std::vector<double> ratios;
  std::size_t next = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    std::vector<Bytes> bodies;
    std::vector<Transaction> rows;
    for (std::size_t i = 0; i < perRound; ++i) {
      bodies.push_back(event(next + i));
      rows.push_back(bareInsert(next + i, bodies.back()));
    }
    const double start = secondsNow(Time::kWall);
    inThreads(kGroup, [&](std::size_t t) {
      for (std::size_t i = t; i < perRound; i += kGroup) {
        Delivery one{OfficeId("eoffice"), "body:" + std::to_string(next + i), DeliveryKind::kTaskEvent,
                     bodies[i]};
        need(door.inbox.accept(one));
      }
    });
    const double middle = secondsNow(Time::kWall);
    for (std::size_t i = 0; i < perRound; i += kGroup) {
      bare.begin();
      for (std::size_t j = i; j < std::min(i + kGroup, perRound); ++j) bare.work(rows[j]);
      bare.commit();
    }
    const double end = secondsNow(Time::kWall);
    rates.push_back(static_cast<double>(perRound) / (middle - start));
    ratios.push_back((end - middle) / (middle - start) * 100);
    next += perRound;
  }
  table.atLeast("durable accepts per second, 16 callers, share of a bare sqlite3 loop of 16 rows per commit",
                number(medianOf(rates)) + " per second, " + number(medianOf(ratios)) + " %", medianOf(ratios),
                70);
}

/// Calls at fixed times, whether earlier ones were answered or not; an answer late because of a queue counts
/// from when its call was due.
void benchAnswer(Table& table, int seconds) {
  Door door;
  door.open();
  http::HttpServer server(door.router, {});
  need(server.start());
  constexpr int kPerSecond = 200;
  constexpr int kCallers = 8;
  std::vector<std::vector<double>> waits(kCallers);
  const auto start = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  inThreads(kCallers, [&](std::size_t t) {
    for (int i = static_cast<int>(t); i < kPerSecond * seconds; i += kCallers) {
      const auto due = start + std::chrono::microseconds(1'000'000 / kPerSecond) * i;
      const Bytes body = event(static_cast<std::size_t>(i));
      const std::string octets = "POST /intake/eoffice/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                                 std::string(kBearer) + "\r\nContent-Length: " + std::to_string(body.size()) +
                                 "\r\n\r\n" + body;
      std::this_thread::sleep_until(due);
      const std::string answer = fakes::talk(server.port(), octets);
      if (answer.find(" 202 ") == std::string::npos) giveUp("not accepted: " + answer.substr(0, 80));
      waits[t].push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - due).count());
    }
  });
  std::vector<double> all;
  for (const auto& some : waits) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end());
  const double p99 = all[all.size() * 99 / 100] * 1e3;
  table.row("answer at 200 calls per second, median", number(medianOf(all) * 1e3, 1) + " ms");
  table.atMost("the same, p99 of " + number(static_cast<double>(all.size())), number(p99, 1) + " ms", p99,
               20);
}

void benchFlat(Table& table, std::size_t events) {
  Door door;
  door.open();
  const auto take = [&](std::size_t from, std::size_t to) {
    inThreads(kGroup, [&](std::size_t t) {
      for (std::size_t i = from + t; i < to; i += kGroup) {
        const auto answer = door.router.route(callOf(event(i, 200)));
        if (answer.status != 202) giveUp("not accepted: " + answer.body);
      }
    });
  };
  take(0, events / 10);
  const long before = residentKiB();
  const double start = secondsNow(Time::kWall);
  take(events / 10, events);
  const double rate = static_cast<double>(events) * 0.9 / (secondsNow(Time::kWall) - start);
  const double growth = static_cast<double>(residentKiB() - before) / 1024;
  table.atMost("resident memory, growth from the first tenth to event " + number(static_cast<double>(events)),
               number(growth, 1) + " MiB (" + number(rate) + " per second through the route)", growth, 4);
}

/// The child: server and intake worker, as the service has them. Writes its port, works until killed.
int serveDoor() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  fakes::Province province;
  SystemClock clock;
  http::WebhookAuthenticator authenticator({}, clock);
  http::Router router;
  std::vector<inbox::IntakeOffice> offices;
  offices.push_back({province.office, authenticator, Secret(kBearer), {}});
  inbox::addIntakeRoutes(router, province.inbox, std::move(offices));
  http::ServerSettings settings;
  settings.incoming = province.inbox.incoming();
  http::HttpServer server(router, settings);
  need(server.start());
  inbox::IntakeSettings intake;
  intake.definitionHash = province.definition->hash;
  intake.defaultAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  intake.knowsAward = [](const std::string&, CivilDate) { return true; };
  inbox::IntakeWorker worker(
      province.intakeParts(), intake,
      [](const std::string&, const std::string&) -> Result<Done> { return Done{}; },
      [](const auto&, const auto*, const Error& error) -> Result<Done> {
        giveUp("refused: " + error.code + " " + error.detail);
      });
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  std::int64_t told = 0;
  while (true) {
    if (!worker.runOnce()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const std::int64_t done = province.count("SELECT count(*) FROM inbox WHERE state = 'done'");
    if (done == told) continue;
    told = done;
    std::printf("%d\n", static_cast<int>(done));
    std::fflush(stdout);
  }
}

long statusKiB(pid_t process, const std::string& name) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(name, 0) == 0) return std::stol(line.substr(name.size() + 1));
  }
  return 0;
}

/// A nomination of about `size` octets, with evidence in a PDF of that weight.
Bytes heavyNomination(const std::string& number, std::size_t size) {
  edxml::OutgoingAttachment evidence{"Minh chứng.pdf", "Minh chứng", "application/pdf", {}, false};
  evidence.bytes = "%PDF-1.7\n";
  SystemRandom random;
  while (evidence.bytes.size() < size / 4 * 3) evidence.bytes += random.bytes(1U << 16U);
  evidence.bytes += "\n%%EOF\n";
  return *edxml::writeDocument(
      fakes::nominationHeader(number),
      {fakes::submissionPdf(), fakes::nomineeCsv(fakes::listOf({"Nguyễn Văn An"})), evidence});
}

void benchLarge(Table& table, const std::string& program) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) giveUp("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], 1);
    ::close(ends[0]);
    ::execl(program.c_str(), program.c_str(), "door", nullptr);
    ::_exit(70);
  }
  ::close(ends[1]);
  FILE* said = ::fdopen(ends[0], "r");
  int port = 0;
  if (said == nullptr || std::fscanf(said, "%d", &port) != 1) giveUp("the door did not open");
  const auto send = [&](const Bytes& message) {
    const std::string head = "POST /intake/eoffice/edxml HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                             std::string(kBearer) + "\r\nContent-Length: " + std::to_string(message.size()) +
                             "\r\n\r\n";
    const std::string answer = fakes::talk(static_cast<std::uint16_t>(port), head + message);
    if (answer.find(" 202 ") == std::string::npos) giveUp("not accepted: " + answer.substr(0, 80));
  };
  // The child says each delivery it has done; reading that line waits for it.
  const auto handled = [&] {
    int count = 0;
    if (std::fscanf(said, "%d", &count) != 1) giveUp("the door closed");
  };
  send(heavyNomination("1", 20'000));
  handled();
  const long before = statusKiB(child, "VmRSS:");
  std::ofstream("/proc/" + std::to_string(child) + "/clear_refs") << "5";  // the peak begins anew
  const Bytes message = heavyNomination("2", 49U << 20U);
  const double start = secondsNow(Time::kWall);
  send(message);
  const double answered = secondsNow(Time::kWall) - start;
  handled();
  const double whole = secondsNow(Time::kWall) - start;
  const double growth = static_cast<double>(statusKiB(child, "VmHWM:") - before) / 1024;
  table.atMost("edXML of " + number(static_cast<double>(message.size()) / 1048576, 1) +
                   " MiB by HTTP until its dossier runs: peak of resident memory above before",
               number(growth, 1) + " MiB (answer after " + number(answered, 2) + " s, dossier after " +
                   number(whole, 2) + " s)",
               growth, 20);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  std::fclose(said);
}

}  // namespace
}  // namespace tdkt::bench

int main(int argc, char** argv) {
  using namespace tdkt::bench;  // NOLINT
  tdkt::log::setThreshold(tdkt::log::Level::kError);
  const std::string word = argc > 1 ? argv[1] : "";
  if (word == "door") return serveDoor();
  const bool quick = word == "quick";
  Table table("The door into tdkt");
  benchShare(table, quick ? 800 : 4000);
  benchAnswer(table, quick ? 5 : 30);
  benchFlat(table, quick ? 100'000 : 1'000'000);
  benchLarge(table, "/proc/self/exe");
  return 0;
}
