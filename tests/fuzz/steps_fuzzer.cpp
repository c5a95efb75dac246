// Any text as a step list: refused with a field, or drawn, accepted by the checker and read back as it was.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "workflow/definition/Definition.h"
#include "workflow/definition/Steps.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::workflow;  // NOLINT: one function
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)stepsFromBpmn(text);
  const auto list = stepsFromJson(text);
  if (!list) return 0;
  const auto again = stepsFromJson(toJson(*list));
  if (!again || *again != *list) std::abort();
  const auto bpmn = bpmnFromSteps(*list);
  if (!bpmn) return 0;
  const auto back = stepsFromBpmn(*bpmn);
  // A condition may name a task that is not there: only the checker of the whole knows.
  if (back ? *back != *list : back.error().code != "steps.definition") std::abort();
  return 0;
}
