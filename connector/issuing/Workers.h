#pragma once
// Does many things of one kind on several threads.

#include <cstddef>
#include <functional>
#include <string>

#include "workflow/base/Error.h"

namespace tdkt::issuing {

/// Gives each thread the next of 0 … count - 1 until there is none or `work` says false; what another thread
/// is at is finished. The calling thread works, too. `work` throws nothing.
void shareOut(std::size_t count, std::size_t threads, const std::function<bool(std::size_t)>& work);

/// `work`, and what it throws as kBug "issuing.exception" about `what`.
Result<Done> guarded(const std::function<Result<Done>()>& work, const std::string& what);

}  // namespace tdkt::issuing
