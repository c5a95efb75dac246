#include "connector/office/poll/Feed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>

#include "connector/office/poll/NominationIntake.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/MisbehavingHost.h"

namespace tdkt::office {
namespace {

using fakes::Misbehaviour;
using Json = nlohmann::ordered_json;

/// Rows with a clock of whole seconds, listed oldest change first.
class FeedOf : public ::testing::Test {
 protected:
  struct Item {
    int id;
    std::int64_t second;
    std::string text;
  };
  void SetUp() override {
    host.on("GET", "/list", [this](const http::Request& r) { return rows(r); });
    host.on("GET", "/item/{id}", [this](const http::Request& r) {
      for (const Item& one : items) {
        if (std::to_string(one.id) == r.params.at("id"))
          return http::Response::json(Json{{"id", one.id}, {"text", one.text}}.dump());
      }
      return http::Response::json("{}", 404);
    });
    url = host.start();
    list.url = "/list?since={since}&offset={offset}";
    list.rows = "/rows";
    list.id = "/id";
    list.changed = "/changed";
    list.pageSize = 3;
  }
  http::Response rows(const http::Request& request) {
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      return std::pair(a.second, a.id) < std::pair(b.second, b.id);
    });
    const auto since = parseIso(request.query.at("since"));
    std::size_t skip = std::stoul(request.query.at("offset"));
    Json out = Json::array();
    for (const Item& one : items) {
      if (UtcTime{one.second * 1000} < *since || out.size() == 3) continue;
      if (skip > 0) {
        --skip;
        continue;
      }
      out.push_back({{"id", one.id}, {"changed", isoUtc(UtcTime{one.second * 1000})}});
    }
    if (afterPage) afterPage();
    return http::Response::json(Json{{"rows", out}}.dump());
  }
  Result<FeedReport> read() {
    RestSettings settings;
    settings.baseUrl = url;
    settings.breaker = breaker;
    return readFeed(list, "/item/{id}", RestClient(settings), state,
                    [this](const std::string& id, const Json& item) -> Result<Done> {
                      if (id == refuses) return inputError("test.refused", "no");
                      if (id == waits) return unavailableError("poll.file", "not yet");
                      taken.push_back(id + item["text"].get<std::string>());
                      return Done{};
                    });
  }
  std::set<std::string> takenOnce() {
    std::set<std::string> once(taken.begin(), taken.end());
    EXPECT_EQ(once.size(), taken.size()) << "something was taken twice";
    return once;
  }

  fakes::MisbehavingHost host;
  std::string url;
  ListProfile list;
  FeedState state;
  std::vector<Item> items;
  std::vector<std::string> taken;
  std::string refuses;
  std::string waits;
  std::function<void()> afterPage;
  std::shared_ptr<CircuitBreaker> breaker;
};

TEST_F(FeedOf, ManyChangesOfOneSecondSpreadOverPagesAreAllTakenOnce) {
  for (int i = 1; i <= 11; ++i) items.push_back({i, 1000 + (i > 8 ? 1 : 0), "a"});
  ASSERT_TRUE(read());
  EXPECT_EQ(takenOnce().size(), 11U);
  ASSERT_TRUE(read());
  EXPECT_EQ(takenOnce().size(), 11U);
}

TEST_F(FeedOf, AnItemThatChangesWhileWeReadDoesNotHideAnother) {
  for (int i = 1; i <= 7; ++i) items.push_back({i, 1000 + i, "a"});
  afterPage = [this] {
    afterPage = nullptr;
    items.front().second = 2000;  // moves to the end: what stood behind it moves forward by one
    items.front().text = "b";
  };
  ASSERT_TRUE(read());
  for (int i = 2; i <= 7; ++i) EXPECT_EQ(takenOnce().count(std::to_string(i) + "a"), 1U) << i;
  EXPECT_EQ(takenOnce().count("1b"), 1U);
}

TEST_F(FeedOf, ALateChangeOfTheSameSecondIsFoundByReadingBack) {
  items = {{1, 1000, "a"}};
  ASSERT_TRUE(read());
  items.push_back({2, 1000, "late"});
  items[0].text = "b";  // changed again within the second that was read
  ASSERT_TRUE(read());
  EXPECT_EQ(takenOnce(), (std::set<std::string>{"1a", "2late", "1b"}));
}

TEST_F(FeedOf, AnItemThatMustWaitHoldsTheCursorButNotTheOthers) {
  items = {{1, 1000, "a"}, {2, 2000, "a"}, {3, 3000, "a"}};
  waits = "2";
  auto report = read();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->heldBack, 1);
  EXPECT_EQ(takenOnce(), (std::set<std::string>{"1a", "3a"}));
  waits.clear();
  ASSERT_TRUE(read());
  EXPECT_EQ(takenOnce(), (std::set<std::string>{"1a", "2a", "3a"}));
}

TEST_F(FeedOf, AnItemRefusedForGoodComesAgainOnlyWhenItChanges) {
  items = {{1, 1000, "a"}};
  refuses = "1";
  EXPECT_EQ(read()->dropped, 1);
  refuses.clear();
  ASSERT_TRUE(read());
  EXPECT_TRUE(taken.empty());
  items[0] = {1, 1001, "b"};
  ASSERT_TRUE(read());
  EXPECT_EQ(taken, std::vector<std::string>{"1b"});
}

TEST_F(FeedOf, WhateverTheHostDoesNothingIsLostAndNothingDoubled) {
  for (int i = 1; i <= 5; ++i) items.push_back({i, 1000 + i, "a"});
  for (const auto how :
       {Misbehaviour::kDown, Misbehaviour::kTooMany, Misbehaviour::kGone, Misbehaviour::kRedirect,
        Misbehaviour::kGarbage, Misbehaviour::kLost, Misbehaviour::kHtml}) {
    host.misbehave(how);
    const auto failed = read();
    EXPECT_FALSE(failed) << static_cast<int>(how);
  }
  ASSERT_TRUE(read());
  EXPECT_EQ(takenOnce().size(), 5U);
}

TEST_F(FeedOf, AHostThatAsksForAPauseGetsIt) {
  fakes::FakeClock clock;
  breaker = std::make_shared<CircuitBreaker>(clock);
  items = {{1, 1000, "a"}};
  host.misbehave(Misbehaviour::kTooMany);
  EXPECT_EQ(read().error().code, "office.busy");
  const int calls = host.calls();
  EXPECT_EQ(read().error().code, "office.circuit.open");
  EXPECT_EQ(host.calls(), calls);
  clock.advance(std::chrono::seconds(30));
  EXPECT_TRUE(read());
}

TEST_F(FeedOf, TheStateSurvivesItsFileAndADamagedOneIsAnEmptyOne) {
  items = {{1, 1000, "a"}};
  ASSERT_TRUE(read());
  state = FeedState::fromJson(Json::parse(state.toJson().dump()));
  ASSERT_TRUE(read());
  EXPECT_EQ(taken.size(), 1U);
  EXPECT_EQ(FeedState::fromJson(Json::parse(R"({"cursor":"x","seen":3})")).cursor.millis, 0);
}

TEST(FileAddress, TheHostOfAFilesAddressIsNeverBelieved) {
  EXPECT_EQ(pathOfAddress("https://evil.example:8443/attachments/download/1/a.pdf?x=1"),
            "/attachments/download/1/a.pdf?x=1");
  EXPECT_EQ(pathOfAddress("/files/1"), "/files/1");
  EXPECT_EQ(pathOfAddress("files/1"), "/files/1");
  EXPECT_EQ(pathOfAddress("http://host"), "/");
}

}  // namespace
}  // namespace tdkt::office
