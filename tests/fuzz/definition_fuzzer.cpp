// Any bytes as a definition: checked without a crash; what is accepted also runs to a rest.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "workflow/definition/Definition.h"
#include "workflow/engine/DryRun.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::workflow;  // NOLINT: one function
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const CheckedDefinition checked = checkDefinition(text);
  if (!checked.definition && checked.findings.empty()) std::abort();  // a refusal always says why
  if (checked.definition && !dryRun(*checked.definition, {})) std::abort();
  return 0;
}
