// A PDF from anywhere, judged by the layout rules: a report or a refusal, never a crash.
#include <cstddef>
#include <cstdint>

#include "templates/check/LayoutRules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tdkt::templates::check;
  const auto report = judgeLayout({reinterpret_cast<const char*>(data), size}, decree30Rows());
  if (report && report->rows.empty()) __builtin_trap();  // a judged file has a line for every row
  if (!report && report.error().code != "check.pdf") __builtin_trap();
  return 0;
}
