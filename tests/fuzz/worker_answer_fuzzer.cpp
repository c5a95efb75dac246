// Whatever a limited child gives as a report, the parent reads a report or refuses it.

#include <cstddef>
#include <cstdint>

#include "connector/worker/ReportJson.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = tdkt::worker::reportFromJson(std::string(reinterpret_cast<const char*>(data), size));
  if (report && tdkt::worker::reportFromJson(report->toJson())->toJson() != report->toJson())
    __builtin_trap();
  return 0;
}
