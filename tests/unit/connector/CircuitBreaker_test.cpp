#include "connector/office/rest/CircuitBreaker.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeClock.h"

namespace tdkt::office {
namespace {

class Breaker : public ::testing::Test {
 protected:
  void fail(int times) {
    for (int i = 0; i < times; ++i) breaker.failed();
  }
  bool lets() { return breaker.enter().ok(); }
  fakes::FakeClock clock;
  CircuitBreaker breaker{clock, {3, std::chrono::seconds(10), std::chrono::seconds(60)}};
};

TEST_F(Breaker, AHostThatFailsAgainAndAgainIsLeftAlone) {
  fail(2);
  EXPECT_TRUE(lets());
  fail(1);
  const auto entered = breaker.enter();
  ASSERT_FALSE(entered);
  EXPECT_EQ(entered.error().code, "office.circuit.open");
  EXPECT_EQ(entered.error().kind, ErrorKind::kUnavailable);
}

TEST_F(Breaker, OneGoodAnswerInBetweenForgetsTheFailures) {
  fail(2);
  breaker.succeeded();
  fail(2);
  EXPECT_TRUE(lets());
}

TEST_F(Breaker, AfterThePauseOneTrialGoesThroughAndItsFailureDoublesThePause) {
  fail(3);
  clock.advance(std::chrono::seconds(10));
  EXPECT_TRUE(lets());
  EXPECT_FALSE(lets()) << "a second call must wait for the trial's end";
  breaker.failed();
  clock.advance(std::chrono::seconds(19));
  EXPECT_FALSE(lets());
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(lets());
  breaker.succeeded();
  EXPECT_TRUE(lets());
  EXPECT_TRUE(lets());
}

TEST_F(Breaker, RetryAfterIsHonouredAtOnceButNotForEver) {
  breaker.failed(30);
  clock.advance(std::chrono::seconds(29));
  EXPECT_FALSE(lets());
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(lets());
  breaker.failed(86400);
  clock.advance(std::chrono::seconds(60));
  EXPECT_TRUE(lets());
}

}  // namespace
}  // namespace tdkt::office
