// What tdkt tells others: the right events in order, once in effect, through a subscriber that misbehaves.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "connector/events/ApiDocuments.h"
#include "connector/events/EventSender.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/inbox/CloudEvents.h"
#include "connector/office/profile/JsonSchema.h"
#include "tests/fakes/MisbehavingHost.h"
#include "tests/fakes/Province.h"

namespace tdkt::events {
namespace {

using fakes::Misbehaviour;
using Json = nlohmann::ordered_json;

constexpr const char* kSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
constexpr const char* kOlder = "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=";

class Events : public ::testing::Test {
 protected:
  void SetUp() override {
    host.on("POST", "/hook", [this](const http::Request& request) {
      const auto id = authenticator.verify(request);
      EXPECT_TRUE(id) << "the signature does not verify";
      const auto events = inbox::readCloudEvents(request);
      EXPECT_TRUE(events) << (events ? "" : events.error().detail);
      if (!id || !events) return http::Response::json("{}", 400);
      EXPECT_EQ(events->at(0).at("id"), *id);
      if (seen.insert(*id).second) told.push_back(Json::parse(request.body));
      ++calls;
      return http::Response::json("{}", 204);
    });
    url = host.start() + "/hook";
  }
  Subscriber subscriber(std::vector<std::string> types = {}) const {
    return {"bi", url, {Secret(kSecret), Secret(kOlder)}, std::move(types)};
  }
  /// A store whose commits are heard of; the province's own is deaf.
  struct Heard {
    Heard(fakes::Province& province, const Subscriber& one)
        : files(*province.database, province.clock),
          tap({one}, "https://tdkt.example", files, province.outbox),
          store(*province.database, [this](const auto& commit) { return tap(commit); }),
          engine(store, province.directory, province.calendar, province.clock),
          sender(one, province.outbox, province.clock) {}
    issuing::IssueRegister files;
    EventTap tap;
    storage::SqlStore store;
    workflow::Engine engine;
    EventSender sender;
  };
  DossierId start(Heard& heard, const std::string& number = "118") {
    const DossierId id("dossier-" + number);
    auto command = workflow::testing::aStart(province.definition->hash);
    command.header = workflow::testing::aHeader(number);
    command.header.office = province.office;
    EXPECT_TRUE(heard.engine.handle(
        {CommandId("start-" + number), id, OfficialId(), CorrelationId("corr"), "host", std::move(command)}));
    return id;
  }
  void act(Heard& heard, const DossierId& id, const std::string& node,
           workflow::Outcome outcome = workflow::Outcome::kAgree) {
    const auto command = workflow::testing::act(
        *heard.store.load(id), node, outcome, outcome == workflow::Outcome::kAgree ? "" : "Thiếu minh chứng");
    EXPECT_TRUE(heard.engine.handle({CommandId(node + id.text()), id, fakes::Province::holder(node),
                                     CorrelationId("corr"), "panel", command}));
  }
  void drain(Heard& heard) {
    while (heard.sender.runOnce()) {
    }
  }
  std::vector<std::string> types() const {
    std::vector<std::string> out;
    for (const Json& event : told) out.push_back(event["type"].get<std::string>().substr(8));
    return out;
  }

  fakes::Province province;
  fakes::MisbehavingHost host;
  http::WebhookAuthenticator authenticator{{Secret(kSecret)}, province.clock};
  std::string url;
  std::set<std::string> seen;
  std::vector<Json> told;
  int calls = 0;
};

TEST_F(Events, ADossiersWayIsToldInItsOrder) {
  Heard heard(province, subscriber());
  const DossierId id = start(heard);
  act(heard, id, "receive");
  act(heard, id, "appraise", workflow::Outcome::kReturn);
  drain(heard);
  EXPECT_EQ(types(), (std::vector<std::string>{"dossier.received", "step.assigned", "step.decided",
                                               "step.assigned", "step.decided", "dossier.returned"}));
  const Json& last = told.back();
  EXPECT_EQ(last["subject"], id.text());
  EXPECT_EQ(last["source"], "https://tdkt.example");
  EXPECT_EQ(last["data"]["phase"], "returned");
  EXPECT_EQ(last.dump().find("Thiếu minh chứng"), std::string::npos)
      << "what an official wrote is not for others";
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i]["sequence"], told[i - 1]["sequence"]);
}

TEST_F(Events, EveryEventFitsTheDocumentAndEveryTypeOfTheDocumentIsOurs) {
  const Json document = Json::parse(asyncApi());
  std::set<std::string> documented;
  for (const auto& [name, message] : document["components"]["messages"].items())
    documented.insert(message["name"].get<std::string>());
  EXPECT_EQ(documented, std::set<std::string>(eventTypes().begin(), eventTypes().end()));

  Heard heard(province, subscriber());
  const DossierId id = start(heard);
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
    act(heard, id, node);
  const DossierId refused = start(heard, "119");
  act(heard, refused, "receive");
  act(heard, refused, "appraise");
  for (const char* node : {"opinion-police", "opinion-tax"}) act(heard, refused, node);
  act(heard, refused, "chair", workflow::Outcome::kRefuse);
  drain(heard);
  ASSERT_GT(told.size(), 10U);
  std::set<std::string> types;
  for (const Json& event : told) {
    types.insert(event["type"].get<std::string>());
    for (const auto& [name, message] : document["components"]["messages"].items()) {
      if (message["name"] != event["type"]) continue;
      Json schema = document["components"]["schemas"][name];
      const auto findings = office::checkSchema(schema, event);
      ASSERT_TRUE(findings) << findings.error().detail;
      for (const auto& finding : *findings) ADD_FAILURE() << name << finding.pointer << " " << finding.detail;
    }
  }
  EXPECT_EQ(types.count("vn.tdkt.dossier.decided"), 1U);
  EXPECT_EQ(types.count("vn.tdkt.dossier.refused"), 1U);
}

TEST_F(Events, ASubscriberHearsOnlyTheTypesItAskedFor) {
  Heard heard(province, subscriber({"vn.tdkt.dossier.received"}));
  act(heard, start(heard), "receive");
  drain(heard);
  EXPECT_EQ(types(), std::vector<std::string>{"dossier.received"});
}

TEST_F(Events, AnAnswerThatWasLostIsAskedAgainUnderTheSameId) {
  Heard heard(province, subscriber({"vn.tdkt.dossier.received"}));
  start(heard);
  host.misbehave(Misbehaviour::kLost);
  EXPECT_TRUE(heard.sender.runOnce());
  province.clock.advance(std::chrono::seconds(2));
  drain(heard);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(told.size(), 1U);
  EXPECT_EQ(province.count("SELECT count(*) FROM outbox WHERE channel = 'event:bi' AND state = 'done'"), 1);
}

TEST_F(Events, WhileTheSubscriberIsDownNothingIsLostAndTheOrderStays) {
  Heard heard(province, subscriber());
  const DossierId id = start(heard);
  act(heard, id, "receive");
  host.misbehave(Misbehaviour::kDown, 8);
  for (int hour = 0; hour < 80 && told.size() < 4; ++hour) {
    drain(heard);
    province.clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(types(),
            (std::vector<std::string>{"dossier.received", "step.assigned", "step.decided", "step.assigned"}));
}

TEST_F(Events, ADeadSubscriberBecomesADeadLetterAfterDaysThatAPersonCanReplay) {
  Heard heard(province, subscriber({"vn.tdkt.dossier.received"}));
  start(heard);
  host.misbehave(Misbehaviour::kDown, 1000);
  const UtcTime from = province.clock.now();
  const auto dead = [&] { return province.count("SELECT count(*) FROM outbox WHERE state = 'dead'") == 1; };
  while (!dead() && province.clock.now().millis - from.millis < 10LL * 24 * 3600 * 1000) {
    drain(heard);
    province.clock.advance(std::chrono::minutes(10));
  }
  ASSERT_TRUE(dead());
  const double days = static_cast<double>(province.clock.now().millis - from.millis) / (24 * 3600 * 1000);
  EXPECT_GT(days, 2);
  EXPECT_LT(days, 5);
  const auto rows = *province.outbox.unfinished(100);
  const auto row =
      std::find_if(rows.begin(), rows.end(), [](const auto& one) { return one.state == "dead"; });
  EXPECT_EQ(row->errorCode, "events.given-up");
  host.misbehave(Misbehaviour::kNone, 0);
  ASSERT_TRUE(province.outbox.replay(row->row));
  province.clock.advance(std::chrono::hours(1));
  drain(heard);
  EXPECT_EQ(types(), std::vector<std::string>{"dossier.received"});
}

TEST_F(Events, ASubscriberThatIsGoneForGoodIsNotAskedAgain) {
  Heard heard(province, subscriber({"vn.tdkt.dossier.received"}));
  start(heard);
  host.misbehave(Misbehaviour::kGone);
  drain(heard);
  EXPECT_EQ(province.count("SELECT count(*) FROM outbox WHERE state = 'dead' AND error_code = 'events.gone'"),
            1);
}

TEST_F(Events, ASubscriberThatAsksForPatienceIsLeftAloneAsLong) {
  Heard heard(province, subscriber({"vn.tdkt.dossier.received"}));
  start(heard);
  host.misbehave(Misbehaviour::kTooMany);  // Retry-After: 30
  EXPECT_TRUE(heard.sender.runOnce());
  province.clock.advance(std::chrono::seconds(20));
  EXPECT_FALSE(heard.sender.runOnce());
  EXPECT_EQ(host.calls(), 1);
  province.clock.advance(std::chrono::seconds(11));
  drain(heard);
  EXPECT_EQ(types(), std::vector<std::string>{"dossier.received"});
}

TEST_F(Events, ACommitThatFailsTellsNobody) {
  Heard heard(province, subscriber());
  const DossierId id = start(heard);
  workflow::Envelope twice{CommandId("other"), id,     OfficialId(),
                           CorrelationId("c"), "host", workflow::testing::aStart(province.definition->hash)};
  EXPECT_FALSE(heard.engine.handle(twice));
  drain(heard);
  EXPECT_EQ(types(), (std::vector<std::string>{"dossier.received", "step.assigned"}));
}

}  // namespace
}  // namespace tdkt::events
