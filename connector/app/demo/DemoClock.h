#pragma once
// The demo's clock, one for its three programs: weeks of a posting pass when somebody says so.

#include <cstdint>

#include "connector/app/demo/DemoFolder.h"
#include "workflow/base/Time.h"

namespace tdkt::app::demo {

/// What ShiftedClock reads.
std::string clockFileOf(const DemoFolder& folder);

/// Moves the demo's clock to `seconds` before (negative) or after the machine's. Errors: kUnavailable
/// "file.write".
Result<Done> setClock(const DemoFolder& folder, std::int64_t seconds);

/// Moves it on by whole days, from wherever it is. Errors: kInput "usage" (not 1 to 366), "file.write".
Result<Done> passDays(const DemoFolder& folder, int days);

/// How many days before `today` a posting of `workingDays` must begin to be over by now. Errors: those of the
/// folder's calendar.
Result<int> daysForPosting(const DemoFolder& folder, CivilDate today, int workingDays);

}  // namespace tdkt::app::demo
