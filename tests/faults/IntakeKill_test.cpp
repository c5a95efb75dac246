// Thousands of deliveries into the real service, repeated, malformed, out of order, over four connections,
// with the service killed under them: nothing is lost, nothing is doubled, and what stands in the end is what
// an undisturbed run in order makes of it. TDKT_INTAKE_DELIVERIES sets how many (./dev faults intake:
// 100,000).

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/Programs.h"
#include "connector/http/HttpClient.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/storage/StoreCheck.h"
#include "tests/fakes/Province.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::app::demo {
namespace {

using Json = nlohmann::ordered_json;

struct Planned {
  std::string key;
  Bytes body;
  bool repeat = false;
  bool malformed = false;
};

std::size_t deliveriesWanted() {
  const char* set = std::getenv("TDKT_INTAKE_DELIVERIES");
  return set == nullptr ? 2000 : static_cast<std::size_t>(std::atol(set));
}

edxml::Message headerAt(std::size_t number, int minute) {
  edxml::Message header = fakes::nominationHeader(std::to_string(number));
  header.timestamp = fakes::FakeClock().now().plus(std::chrono::minutes(minute));
  return header;
}

Bytes nominationOf(std::size_t number) {
  return fakes::nomination(fakes::listOf({"Nguyễn Văn An " + std::to_string(number)}), headerAt(number, 0));
}

/// The same submission, corrected later.
Bytes updateOf(std::size_t number) {
  edxml::Message header = headerAt(number, 5);
  header.business = edxml::BusinessType::kUpdate;
  header.businessDocumentId = header.documentId;
  return fakes::nomination(fakes::listOf({"Nguyễn Văn An " + std::to_string(number), "Trần Thị Bình"}),
                           header);
}

Bytes newsOf(std::size_t number) {
  edxml::StatusMessage status;
  status.from.id = "H99.12";
  status.forOrganisation = "H99.01";
  status.forCode = std::to_string(number) + "/QĐ-UBND";
  status.forDocumentId = "H99.01,2026/11/20," + status.forCode;
  status.statusCode = "03";
  status.timestamp = fakes::FakeClock().now();
  return edxml::writeStatus(status);
}

Bytes malformedOf(std::size_t number) {
  const Bytes whole = nominationOf(1'000'000 + number);
  const std::string mark = "<!-- " + std::to_string(number) + " -->";
  switch (number % 4) {
    case 0:
      return whole.substr(0, whole.size() / 2) + mark;
    case 1:
      return "8071" + whole + mark;
    case 2:
      return "<!DOCTYPE x [<!ENTITY e 'x'>]>" + whole + mark;
    default:
      return "{\"not\":\"edXML\",\"n\":" + std::to_string(number) + "}";
  }
}

/// 5 % malformed, 20 % repeats, a tenth submissions, half of them corrected later, the rest news; in order.
std::vector<Planned> plan(std::size_t count) {
  std::mt19937 chance(20261121);
  std::vector<Planned> out;
  const auto add = [&out](Bytes body, bool malformed = false) {
    out.push_back({"delivery-" + std::to_string(out.size()), std::move(body), false, malformed});
  };
  for (std::size_t n = 1; out.size() < count; ++n) {
    const auto die = chance() % 100;
    if (die < 5) {
      add(malformedOf(n), true);
    } else if (die < 25 && !out.empty()) {
      Planned again = out[chance() % out.size()];
      again.repeat = true;
      // The same bytes in another packet; what was set aside is let in again, so it keeps its name here.
      if (die % 2 == 0 && !again.malformed) again.key = "again-" + std::to_string(out.size());
      out.push_back(std::move(again));
    } else if (die < 32) {
      add(nominationOf(n));
      if (n % 2 == 0) add(updateOf(n));
    } else {
      add(newsOf(n));
    }
  }
  return out;
}

/// What stands in the end, by submission; ids and times of day differ from run to run.
std::map<std::string, std::string> standing(workflow::Store& store) {
  std::map<std::string, std::string> out;
  const auto rows = store.dossiers(1'000'000);
  EXPECT_TRUE(rows);
  for (const auto& row : *rows) {
    const auto state = *store.load(row.id);
    Json open = Json::array();
    for (const auto& item : state.workItems) {
      if (item.state == workflow::WorkItemState::kOpen) open.push_back(item.node);
    }
    Json lines = Json::array();
    for (const auto& line : state.lines) lines.push_back(line.nominee.name + ", " + line.award);
    const std::string text = Json{
        {"phase", workflow::toString(state.phase)},
        {"documents", state.documentsDigest},
        {"subject", state.header.subject},
        {"open", open},
        {"lines", lines}}.dump();
    EXPECT_TRUE(out.emplace(state.header.businessKey(), text).second)
        << "two dossiers of one submission: " << state.header.businessKey();
  }
  return out;
}

/// One after the other, nothing repeated, nobody killed: the measure of the other run.
std::map<std::string, std::string> inOrder(const std::vector<Planned>& planned) {
  fakes::Province province;
  inbox::IntakeSettings settings;
  settings.definitionHash = province.definition->hash;
  settings.defaultAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  settings.knowsAward = [](const std::string&, CivilDate) { return true; };
  settings.ownCode = "H99.01";
  inbox::IntakeWorker worker(
      province.intakeParts(), settings,
      [](const std::string&, const std::string&) -> Result<Done> { return Done{}; },
      [](const auto&, const auto*, const Error&) -> Result<Done> { return Done{}; });
  for (const Planned& one : planned) {
    if (one.repeat || one.malformed) continue;
    EXPECT_TRUE(province.inbox.accept({province.office, one.key, inbox::DeliveryKind::kEdxml, one.body}));
    EXPECT_TRUE(worker.runOnce());
  }
  EXPECT_EQ(province.count("SELECT count(*) FROM inbox WHERE state <> 'done'"), 0);
  return standing(province.store);
}

class IntakeKill : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = openDemoFolder(folder_.file("demo"), 0, random_);
    ASSERT_TRUE(opened) << opened.error().code;
    // Nobody answers there: what would be told the e-office is not what is measured here.
    auto config = Json::parse(*readFile(opened->at("config.json")));
    config["offices"][0]["baseUrl"] = "http://127.0.0.1:9";
    ASSERT_TRUE(writeFileWhole(opened->at("config.json"), config.dump(2)));
    programs_.emplace(*opened, TDKT_BINARY_DIR);
    const auto started = programs_->start();
    ASSERT_TRUE(started) << started.error().code << " " << started.error().detail;
  }

  void restart() {
    programs_->killService();
    const auto started = programs_->startService();
    ASSERT_TRUE(started) << started.error().detail;
  }

  /// As a sender does who must not lose it: again and again until somebody answered. True when it was new.
  bool deliver(const Planned& one) {
    const DemoState& state = programs_->folder().state;
    while (true) {
      const std::int64_t now = clock_.now().millis / 1000;
      http::ClientRequest request;
      request.method = "POST";
      request.url = state.serviceUrl() + "/intake/eoffice/edxml";
      request.contentType = "application/xml";
      request.headers = {
          {"webhook-id", one.key},
          {"webhook-timestamp", std::to_string(now)},
          {"webhook-signature", http::signWebhook(Secret(state.webhookSecret), one.key, now, one.body)}};
      request.body = one.body;
      const auto reply = http::exchange(request);
      if (reply && reply->status == 202) return reply->body.find("\"new\"") != std::string::npos;
      if (reply && reply->status != 503) {
        ADD_FAILURE() << one.key << ": " << reply->status << " " << reply->body;
        return false;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  void deliverAll(const std::vector<Planned>& planned) {
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> senders;
    for (int i = 0; i < 4; ++i) {
      senders.emplace_back([&] {
        for (std::size_t at = next++; at < planned.size(); at = next++) {
          if (deliver(planned[at])) ++fresh_;
        }
      });
    }
    for (auto& sender : senders) sender.join();
  }

  std::int64_t count(const std::string& sql) {
    const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
    auto query = (*database)->prepare(sql);
    return query && *query->step() ? query->integer(0) : -1;
  }

  /// However slow the machine: only standing still is a failure.
  bool waitUntilHandled() {
    std::int64_t left = -1;
    auto moved = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() < moved + std::chrono::minutes(5)) {
      const auto due = count("SELECT count(*) FROM inbox WHERE state = 'due'");
      if (due == 0) return true;
      if (due != left) moved = std::chrono::steady_clock::now();
      left = due;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return false;
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  SystemClock clock_;
  std::optional<Programs> programs_;
  std::atomic<std::size_t> fresh_{0};
};

}  // namespace

TEST_F(IntakeKill, ShuffledRepeatedMalformedAndKilledThousandsEndAsAnUndisturbedRunInOrder) {
  std::vector<Planned> planned = plan(deliveriesWanted());
  const auto wanted = inOrder(planned);
  std::set<std::string> contents;
  std::set<std::string> malformed;
  for (const Planned& one : planned) (one.malformed ? malformed : contents).insert(one.body);
  std::shuffle(planned.begin(), planned.end(), std::mt19937(7));
  int kills = 0;
  {
    std::atomic<bool> over{false};
    // The kernel ends children with the thread that started them: this one kills and starts until the end.
    std::thread sending([&] {
      deliverAll(planned);
      over = true;
    });
    std::mt19937 chance(11);
    const auto pause = [&] {
      return std::chrono::milliseconds(30 + chance() % 100 + 20U * static_cast<unsigned>(kills));
    };
    for (auto next = std::chrono::steady_clock::now() + pause(); !over;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      if (std::chrono::steady_clock::now() < next) continue;
      restart();
      ++kills;
      next = std::chrono::steady_clock::now() + pause();
    }
    sending.join();
  }
  // Once more while the rest is worked on.
  restart();
  ++kills;
  ASSERT_TRUE(waitUntilHandled()) << count("SELECT count(*) FROM inbox WHERE state = 'due'") << " left";
  EXPECT_EQ(programs_->stop(), 0);
  EXPECT_GE(kills, 3) << "all was delivered before it could be disturbed";
  std::cout << planned.size() << " deliveries, " << kills << " kills, " << wanted.size() << " dossiers\n";

  const auto rows = static_cast<std::int64_t>(contents.size() + malformed.size());
  EXPECT_EQ(count("SELECT count(DISTINCT sha256) FROM inbox"), rows) << "none lost";
  // What came too late changed nothing; sent again in another packet it comes too late again, in a row of its
  // own.
  EXPECT_EQ(count("SELECT count(*) FROM (SELECT 1 FROM inbox WHERE coalesce(error_code, '') <> 'intake.late' "
                  "GROUP BY "
                  "sha256 HAVING count(*) > 1)"),
            0)
      << "none doubled";
  EXPECT_GE(static_cast<std::int64_t>(fresh_), rows / 2);  // a kill may take the answer \"new\" with it
  EXPECT_LE(static_cast<std::int64_t>(fresh_), count("SELECT count(*) FROM inbox"));
  const auto late = count("SELECT count(*) FROM inbox WHERE error_code = 'intake.late'");
  EXPECT_EQ(count("SELECT count(*) FROM inbox WHERE state = 'rejected'"),
            static_cast<std::int64_t>(malformed.size()) + late);
  EXPECT_GT(late, 0) << "of the corrections, some overtook what they correct";

  const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
  ASSERT_TRUE(database);
  const auto violations = storage::verifyStore(**database);
  ASSERT_TRUE(violations);
  for (const std::string& violation : *violations) ADD_FAILURE() << violation;
  storage::SqlStore store(**database);
  EXPECT_EQ(standing(store), wanted);
}

}  // namespace tdkt::app::demo
