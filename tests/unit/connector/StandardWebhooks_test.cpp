#include "connector/http/StandardWebhooks.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeClock.h"

namespace tdkt::http {
namespace {

const Secret kSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

Request call(const Secret& secret, std::int64_t at, const std::string& body = "{}") {
  Request request;
  request.body = body;
  request.headers = {{"webhook-id", "msg_1"},
                     {"webhook-timestamp", std::to_string(at)},
                     {"webhook-signature", signWebhook(secret, "msg_1", at, body)}};
  return request;
}

class WebhookTest : public testing::Test {
 protected:
  fakes::FakeClock clock_;
  std::int64_t now_ = clock_.now().millis / 1000;
  WebhookAuthenticator authenticator_{{kSecret, Secret("whsec_b3RoZXIgc2VjcmV0IG9mIHVz")}, clock_};
};

// The expected value was computed by hand with `openssl dgst -sha256 -mac HMAC` over "msg_1.1614265330.{}".
TEST_F(WebhookTest, SignsAsTheStandardSays) {
  EXPECT_EQ(signWebhook(kSecret, "msg_1", 1614265330, "{}"),
            "v1,ZztYR0IIDCBCUcYzh8ZE+qsQWpIgtHU7R1hpe8htaD4=");
}

TEST_F(WebhookTest, AcceptsAGenuineCallAndGivesItsId) {
  const auto id = authenticator_.verify(call(kSecret, now_));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, "msg_1");
}

TEST_F(WebhookTest, AcceptsTheSecondSecretAndOneGoodSignatureAmongOthers) {
  EXPECT_TRUE(authenticator_.verify(call(Secret("whsec_b3RoZXIgc2VjcmV0IG9mIHVz"), now_)));
  Request request = call(kSecret, now_);
  request.headers["webhook-signature"] = "v1a,xxxx v1,bm90IGl0 " + request.headers["webhook-signature"];
  EXPECT_TRUE(authenticator_.verify(request));
}

TEST_F(WebhookTest, RefusesAChangedBodyIdOrTimeAndAForeignSecret) {
  Request body = call(kSecret, now_);
  body.body = "{\"a\":1}";
  EXPECT_EQ(authenticator_.verify(body).error().code, "webhook.unauthenticated");
  Request id = call(kSecret, now_);
  id.headers["webhook-id"] = "msg_2";
  EXPECT_EQ(authenticator_.verify(id).error().code, "webhook.unauthenticated");
  Request time = call(kSecret, now_);
  time.headers["webhook-timestamp"] = std::to_string(now_ + 1);
  EXPECT_EQ(authenticator_.verify(time).error().code, "webhook.unauthenticated");
  EXPECT_EQ(authenticator_.verify(call(Secret("whsec_Zm9yZWlnbg=="), now_)).error().code,
            "webhook.unauthenticated");
}

TEST_F(WebhookTest, RefusesCallsMoreThanFiveMinutesAway) {
  EXPECT_TRUE(authenticator_.verify(call(kSecret, now_ - 300)));
  EXPECT_EQ(authenticator_.verify(call(kSecret, now_ - 301)).error().code, "webhook.time.unauthenticated");
  EXPECT_EQ(authenticator_.verify(call(kSecret, now_ + 301)).error().code, "webhook.time.unauthenticated");
}

TEST_F(WebhookTest, ABadSecretNeverFits) {
  const WebhookAuthenticator none({Secret("whsec_"), Secret("not base 64!")}, clock_);
  EXPECT_FALSE(none.verify(call(Secret("whsec_"), now_)));
  Request empty = call(kSecret, now_);
  empty.headers["webhook-signature"] = " ";
  EXPECT_FALSE(none.verify(empty));
}

}  // namespace
}  // namespace tdkt::http
