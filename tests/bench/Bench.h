#pragma once
// What every benchmark program shares: rounds that take turns, medians, bars, a markdown table.
//
// Our own and small, not a benchmark library: each figure is a ratio to a physical limit taken in the same
// run, so the things compared must take turns within every round; and a bar is told met or not met, never
// asserted.

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace tdkt::bench {

/// Keeps this thread, and those it starts later, on these cores. False when the machine has them not.
inline bool stayOnCores(std::initializer_list<int> cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

/// Resident memory of this process in KiB.
inline long residentKiB() {
  long total = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

inline double medianOf(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

enum class Time { kProcessor, kWall };

/// Seconds on the processor, all threads of this process together, or on the wall.
inline double secondsNow(Time time) {
  timespec at{};
  clock_gettime(time == Time::kProcessor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &at);
  return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
}

/// Operations per second of `once`, repeated for at least `seconds`. Processor time by default: what else
/// runs on the machine then counts little, and one thread that waits for nothing is what is measured.
inline double rateOf(const std::function<void()>& once, double seconds, Time time = Time::kProcessor) {
  const double start = secondsNow(time);
  long count = 0;
  double passed = 0;
  for (long batch = 1; passed < seconds; batch = std::max(1L, count / 8)) {
    for (long i = 0; i < batch; ++i) once();
    count += batch;
    passed = secondsNow(time) - start;
  }
  return static_cast<double>(count) / passed;
}

/// Several things measured in turns, so that what disturbs the machine disturbs them alike.
class Rounds {
 public:
  Rounds(int rounds, double secondsEach) : rounds_(rounds), seconds_(secondsEach) {}
  void add(std::string name, std::function<void()> once) {
    items_.push_back({std::move(name), std::move(once), {}});
  }
  void run() {
    for (Item& item : items_) rateOf(item.once, seconds_ / 4);  // warm up
    for (int round = 0; round < rounds_; ++round) {
      for (Item& item : items_) item.rates.push_back(rateOf(item.once, seconds_));
    }
  }
  /// Median operations per second.
  double rate(const std::string& name) const { return medianOf(ratesOf(name)); }
  /// Median over rounds of the ratio within each round.
  double ratio(const std::string& name, const std::string& limit) const {
    const auto& above = ratesOf(name);
    const auto& below = ratesOf(limit);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < above.size(); ++i) ratios.push_back(above[i] / below[i]);
    return medianOf(ratios);
  }

 private:
  struct Item {
    std::string name;
    std::function<void()> once;
    std::vector<double> rates;
  };
  const std::vector<double>& ratesOf(const std::string& name) const {
    for (const Item& item : items_)
      if (item.name == name) return item.rates;
    std::cerr << "no such measurement: " << name << "\n";
    std::abort();
  }
  int rounds_;
  double seconds_;
  std::vector<Item> items_;
};

inline std::string number(double value, int digits = 0) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// The result, printed as it goes to docs/measurements.md.
class Table {
 public:
  explicit Table(const std::string& title) {
    std::cout << "### " << title << "\n| what | figure | bar | |\n|---|---|---|---|\n";
  }
  void row(const std::string& what, const std::string& figure) {
    std::cout << "| " << what << " | " << figure << " | | |" << std::endl;
  }
  void atLeast(const std::string& what, const std::string& figure, double value, double bar, int digits = 0) {
    judged(what, figure, "≥ " + number(bar, digits), value >= bar);
  }
  void atMost(const std::string& what, const std::string& figure, double value, double bar, int digits = 0) {
    judged(what, figure, "≤ " + number(bar, digits), value <= bar);
  }

 private:
  static void judged(const std::string& what, const std::string& figure, const std::string& bar, bool met) {
    std::cout << "| " << what << " | " << figure << " | " << bar << " | " << (met ? "met" : "**not met**")
              << " |" << std::endl;
  }
};

}  // namespace tdkt::bench
