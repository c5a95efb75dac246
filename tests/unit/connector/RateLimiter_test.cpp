#include "connector/http/RateLimiter.h"

#include <gtest/gtest.h>

#include "connector/http/RouteMetrics.h"
#include "connector/http/Router.h"

namespace tdkt::http {
namespace {

using std::chrono::seconds;

TEST(RateLimiterTest, ABucketIsEmptyAfterItsTokensAndFillsEvenly) {
  std::chrono::steady_clock::time_point now{};
  RateLimiter limiter([&] { return now; });
  for (int i = 0; i < 60; ++i) EXPECT_FALSE(limiter.take("a", 60)) << i;
  EXPECT_EQ(limiter.take("a", 60), seconds(1));
  EXPECT_FALSE(limiter.take("b", 60)) << "somebody else";
  now += seconds(2);
  EXPECT_FALSE(limiter.take("a", 60));
  EXPECT_FALSE(limiter.take("a", 60));
  EXPECT_TRUE(limiter.take("a", 60));
  EXPECT_FALSE(limiter.take("a", 0)) << "no limit";
}

TEST(RateLimiterTest, ARouteTellsAPeerThatIsTooFastToWait) {
  Router router;
  RoutePolicy slow;
  slow.perMinute = 2;
  router.add(
      "GET", "/slow", [](const Request&) { return Response::html("x"); }, slow);
  Request request;
  request.method = "GET";
  request.path = "/slow";
  request.peer = "192.0.2.1";
  int refused = 0;
  for (int i = 0; i < 10; ++i) refused += router.route(request).status == 429 ? 1 : 0;
  EXPECT_GT(refused, 0);
  request.peer = "192.0.2.2";
  EXPECT_EQ(router.route(request).status, 200);
}

TEST(RouteMetricsTest, EveryRouteIsCountedByItsPatternAndStrangersShareOneRow) {
  Router router;
  router.add("GET", "/items/{id}", [](const Request&) { return Response::html("x"); });
  RouteMetrics metrics(router.routes());
  router.setObserver(&metrics);
  Request request;
  request.method = "GET";
  for (const char* path : {"/items/1", "/items/2", "/none", "/none/\"\n"}) {
    request.path = path;
    (void)router.route(request);
  }
  const std::string text = metrics.text();
  EXPECT_NE(text.find("tdkt_http_requests_total{method=\"GET\",route=\"/items/{id}\",status=\"2xx\"} 2\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("tdkt_http_requests_total{method=\"\",route=\"\",status=\"4xx\"} 2\n"),
            std::string::npos);
  EXPECT_NE(text.find("tdkt_http_seconds_bucket{method=\"GET\",route=\"/items/{id}\",le=\"+Inf\"} 2\n"),
            std::string::npos);
  EXPECT_EQ(metricLabel("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
}

TEST(RouterGuard, AGuardAnswersBeforeTheHandlerWithTheRoutesParameters) {
  Router router;
  router.add("GET", "/intake/{office}", [](const Request&) { return Response::html("x"); });
  router.setGuard([](const Request& request) -> std::optional<Response> {
    if (request.params.at("office") == "closed") return Response::html("no", 401);
    return std::nullopt;
  });
  Request request;
  request.method = "GET";
  request.path = "/intake/closed";
  EXPECT_EQ(router.route(request).status, 401);
  request.path = "/intake/open";
  EXPECT_EQ(router.route(request).status, 200);
}

}  // namespace
}  // namespace tdkt::http
