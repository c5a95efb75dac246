#pragma once
// Reads back what VerifyReport::toJson() wrote: how a verdict comes out of the limited child.

#include "signing/Verifier.h"
#include "workflow/base/Error.h"

namespace tdkt::worker {

/// toJson() of the result equals `json`: a test keeps it so when the report grows. Errors: kInput
/// "worker.crashed" (no such report; the child is not to be believed).
Result<signing::VerifyReport> reportFromJson(const std::string& json);

}  // namespace tdkt::worker
