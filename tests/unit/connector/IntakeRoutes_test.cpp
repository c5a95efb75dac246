#include "connector/inbox/IntakeRoutes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "connector/storage/Database.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::inbox {
namespace {

class IntakeRoutes : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(storage::migrate(*database));
    addIntakeRoutes(router, eventInbox,
                    {{OfficeId("eoffice"), authenticator, Secret("bearer-1"),
                      [this](const std::string& document) { hinted.push_back(document); }},
                     {OfficeId("pushing"), authenticator}});
  }
  http::Response post(const std::string& id, const Bytes& body,
                      const std::string& path = "/intake/eoffice/edxml",
                      std::chrono::seconds age = std::chrono::seconds(0), const Bytes& signedBody = {}) {
    const std::int64_t at = clock.now().millis / 1000 - age.count();
    http::Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.headers = {
        {"webhook-id", id},
        {"webhook-timestamp", std::to_string(at)},
        {"webhook-signature", http::signWebhook(secret, id, at, signedBody.empty() ? body : signedBody)}};
    return router.route(request);
  }
  static std::string at(const http::Response& response, const char* key) {
    return nlohmann::json::parse(response.body).at(key).get<std::string>();
  }
  /// With the bearer token instead of a signature.
  http::Response send(const std::string& path, const Bytes& body, const std::string& contentType,
                      const std::string& bearer = "bearer-1") {
    http::Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.headers = {{"authorization", "Bearer " + bearer}, {"content-type", contentType}};
    return router.route(request);
  }
  std::size_t rows() { return eventInbox.recent(100)->size(); }

  fakes::TemporaryFolder folder;
  fakes::FakeClock clock;
  fakes::FixedRandom random;
  const Secret secret{"whsec_" + toBase64("a secret shared with the office")};
  std::unique_ptr<storage::Database> database = std::move(*storage::Database::open(folder.file("tdkt.db")));
  storage::BlobStore blobs{folder.file("blobs")};
  EventInbox eventInbox{*database, blobs, clock, random};
  http::WebhookAuthenticator authenticator{{secret}, clock};
  std::vector<std::string> hinted;
  http::Router router;
};

TEST_F(IntakeRoutes, ABearerTokenIsTakenWhereTheOfficeAllowsItAndNowhereElse) {
  EXPECT_EQ(send("/intake/eoffice/edxml", "<edXML/>", "application/xml").status, 202);
  EXPECT_EQ(at(send("/intake/eoffice/edxml", "<edXML/>", "application/xml"), "accepted"), "repeated");
  EXPECT_EQ(send("/intake/eoffice/edxml", "<edXML/>", "application/xml", "bearer-2").status, 401);
  EXPECT_EQ(send("/intake/pushing/edxml", "<edXML/>", "application/xml").status, 401);
  EXPECT_EQ(send("/intake/pushing/edxml", "<edXML/>", "application/xml", "").status, 401);
  EXPECT_EQ(rows(), 1U);
}

TEST_F(IntakeRoutes, EachEventOfABatchIsOneDeliveryHoweverOftenTheBatchComes) {
  const Bytes batch =
      R"([{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"type":"task.acted","task":"a"}},
          {"specversion":"1.0","id":"2","source":"s","type":"t","data":{"type":"task.acted","task":"b"}}])";
  const char* type = "application/cloudevents-batch+json";
  EXPECT_EQ(send("/intake/eoffice/events", batch, type).status, 202);
  EXPECT_EQ(send("/intake/eoffice/events", batch, type).status, 202);
  EXPECT_EQ(rows(), 2U);
  EXPECT_EQ((*eventInbox.lease(30))->delivery.body, R"({"type":"task.acted","task":"a"})");
  EXPECT_EQ(send("/intake/eoffice/events", "[]", type).status, 422);
  EXPECT_EQ(send("/intake/eoffice/events", "[{}]", type).status, 422);
  EXPECT_EQ(rows(), 2U);
}

TEST_F(IntakeRoutes, AHintKeepsNothingAndEvenAMalformedOneCausesAReading) {
  const std::string created =
      R"({"event":"van_ban.items.create","payload":{},"key":"fe61","collection":"van_ban"})";
  const std::string updated =
      R"({"event":"van_ban.items.update","keys":["fe61","fe62"],"collection":"van_ban"})";
  const std::string malformed = R"("{\"event\":\"van_ban.items.create\",\"keys\":undefined}")";
  for (const std::string& body : {created, updated, malformed})
    EXPECT_EQ(send("/intake/eoffice/hints", body, "application/json").status, 202);
  EXPECT_EQ(hinted, (std::vector<std::string>{"fe61", "fe61", "fe62", ""}));
  EXPECT_EQ(rows(), 0U);
  EXPECT_EQ(send("/intake/eoffice/hints", created, "application/json", "wrong").status, 401);
  EXPECT_EQ(post("m1", "{}", "/intake/pushing/hints").status, 404);
}

TEST_F(IntakeRoutes, AGenuineCallIsAnsweredAfterItsRowStands) {
  const auto response = post("m1", "<edXML/>");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(at(response, "accepted"), "new");
  EXPECT_FALSE(at(response, "correlation").empty());
  ASSERT_EQ(rows(), 1U);
  EXPECT_EQ((*eventInbox.lease(30))->delivery.body, "<edXML/>");
}

TEST_F(IntakeRoutes, TheTwoDoorsKeepTheirKinds) {
  ASSERT_EQ(post("e1", "{}", "/intake/eoffice/events").status, 202);
  EXPECT_EQ((*eventInbox.lease(30))->delivery.kind, DeliveryKind::kTaskEvent);
  ASSERT_EQ(post("m1", "<edXML/>").status, 202);
  EXPECT_EQ((*eventInbox.lease(30))->delivery.kind, DeliveryKind::kEdxml);
}

TEST_F(IntakeRoutes, ACallNobodySignedSoIsRefusedAndKeepsNothing) {
  const auto forged = post("m1", "<edXML>changed</edXML>", "/intake/eoffice/edxml", {}, "<edXML/>");
  EXPECT_EQ(forged.status, 401);
  EXPECT_EQ(at(forged, "code"), "webhook.unauthenticated");
  http::Request bare;
  bare.method = "POST";
  bare.path = "/intake/eoffice/edxml";
  EXPECT_EQ(router.route(bare).status, 401);
  EXPECT_EQ(rows(), 0U);
}

TEST_F(IntakeRoutes, AnOldOrFutureCallIsRefused) {
  const auto old = post("m1", "<edXML/>", "/intake/eoffice/edxml", std::chrono::minutes(6));
  EXPECT_EQ(old.status, 401);
  EXPECT_EQ(at(old, "code"), "webhook.time.unauthenticated");
  EXPECT_EQ(post("m1", "<edXML/>", "/intake/eoffice/edxml", -std::chrono::minutes(6)).status, 401);
  EXPECT_EQ(post("m1", "<edXML/>", "/intake/eoffice/edxml", std::chrono::minutes(4)).status, 202);
}

TEST_F(IntakeRoutes, AnOfficeNobodyConfiguredIsNotFound) {
  EXPECT_EQ(post("m1", "<edXML/>", "/intake/other/edxml").status, 404);
  EXPECT_EQ(rows(), 0U);
}

TEST_F(IntakeRoutes, AKeyUsedForOtherBytesIsAConflictAndTheFirstStay) {
  ASSERT_EQ(post("m1", "<edXML>1</edXML>").status, 202);
  const auto response = post("m1", "<edXML>2</edXML>");
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(at(response, "code"), "inbox.key.reused");
  EXPECT_EQ((*eventInbox.lease(30))->delivery.body, "<edXML>1</edXML>");
}

TEST_F(IntakeRoutes, TheSameMessageUnderAnotherWebhookIdIsARepeat) {
  const auto first = post("m1", "<edXML/>");
  for (const char* id : {"m1", "m2"}) {
    const auto again = post(id, "<edXML/>");
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(at(again, "accepted"), "repeated");
    EXPECT_EQ(at(again, "correlation"), at(first, "correlation"));
  }
  EXPECT_EQ(rows(), 1U);
}

TEST_F(IntakeRoutes, AnEventIsLargerThanItsDoorAllows) {
  EXPECT_EQ(post("e1", Bytes((64U << 10U) + 1, ' '), "/intake/eoffice/events").status, 413);
  EXPECT_EQ(router.bodyLimit("POST", "/intake/eoffice/edxml"), 50U << 20U);
}

TEST_F(IntakeRoutes, WhenNothingCanBeKeptTheCallerIsToldToComeAgain) {
  std::ofstream(folder.file("blobs")) << "in the way";
  const Bytes large = "<edXML>" + Bytes(kInRow, ' ') + "</edXML>";  // small ones need no file
  EXPECT_EQ(post("m1", large).status, 503);
  std::filesystem::remove(folder.file("blobs"));
  EXPECT_EQ(post("m1", large).status, 202);
}

}  // namespace
}  // namespace tdkt::inbox
