// Any text as a condition: read or refused with a column; what is read has the same value twice and ends.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "workflow/definition/Condition.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::workflow;  // NOLINT: one function
  const auto read = Condition::read({reinterpret_cast<const char*>(data), size});
  if (const auto* problem = std::get_if<ConditionProblem>(&read)) {
    if (problem->column < 1 || problem->code.empty() || problem->vietnamese.empty()) std::abort();
    return 0;
  }
  const std::vector<Line> lines(3);
  ConditionFacts facts{
      3, {{"a", "agree"}}, {{"x", "12.5"}}, 2, tdkt::vietnamDate(tdkt::UtcTime{0}), {}, &lines, {}};
  const auto& condition = std::get<Condition>(read);
  if (condition.holds(facts) != condition.holds(facts)) std::abort();
  (void)condition.holds({});
  return 0;
}
