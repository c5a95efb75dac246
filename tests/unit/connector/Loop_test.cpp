#include "connector/app/Loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace tdkt::app {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(20);

TEST(Loop, WorksWithoutAPauseAsLongAsThereIsWork) {
  std::promise<void> reached;
  int calls = 0;
  const Loop loop(
      "busy",
      [&] {
        if (++calls == 1000) reached.set_value();
        return calls < 1000;
      },
      std::chrono::hours(1));
  EXPECT_EQ(reached.get_future().wait_for(kPatience), std::future_status::ready);
}

TEST(Loop, AnExceptionCostsOnePauseAndNotTheThread) {
  std::promise<Clock::duration> came;
  int calls = 0;
  Clock::time_point thrown;
  const Loop loop(
      "stumbling",
      [&]() -> bool {
        if (++calls == 1) {
          thrown = Clock::now();
          throw std::runtime_error("once");
        }
        if (calls == 2) came.set_value(Clock::now() - thrown);
        return false;
      },
      milliseconds(40));
  auto span = came.get_future();
  ASSERT_EQ(span.wait_for(kPatience), std::future_status::ready);
  EXPECT_GE(span.get(), milliseconds(40));
}

TEST(Loop, StopsFromItsRestAtOnce) {
  std::promise<void> called;
  bool first = true;
  const auto begin = Clock::now();
  {
    const Loop loop(
        "resting",
        [&] {
          if (first) called.set_value();
          first = false;
          return false;
        },
        std::chrono::hours(1));
    ASSERT_EQ(called.get_future().wait_for(kPatience), std::future_status::ready);
  }
  EXPECT_LT(Clock::now() - begin, kPatience);
}

TEST(Loop, LetsTheRunningCallFinishBeforeItJoins) {
  std::promise<void> entered;
  std::promise<void> letGo;
  std::atomic<bool> finished{false};
  auto loop = std::make_unique<Loop>(
      "working",
      [&, first = true]() mutable {
        if (!first) return false;
        first = false;
        entered.set_value();
        letGo.get_future().wait();
        finished = true;
        return false;
      },
      std::chrono::hours(1));
  ASSERT_EQ(entered.get_future().wait_for(kPatience), std::future_status::ready);
  auto gone = std::async(std::launch::async, [&] { loop.reset(); });
  EXPECT_EQ(gone.wait_for(milliseconds(20)), std::future_status::timeout);
  letGo.set_value();
  gone.wait();
  EXPECT_TRUE(finished);
}

TEST(Loop, StopsEvenWhileThereIsAlwaysMoreWork) {
  std::promise<void> many;
  int calls = 0;
  {
    const Loop loop(
        "never done",
        [&] {
          if (++calls == 100) many.set_value();
          return true;
        },
        milliseconds(1));
    ASSERT_EQ(many.get_future().wait_for(kPatience), std::future_status::ready);
  }
  EXPECT_GE(calls, 100);
}

}  // namespace
}  // namespace tdkt::app
