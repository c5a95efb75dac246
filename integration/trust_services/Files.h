#pragma once
// Files that appear whole or not at all, with the mode asked for from their first moment.

#include <sys/types.h>

#include <string>
#include <string_view>

#include "workflow/base/Error.h"

namespace tdkt::trust {

/// The whole file. Errors: kNotFound "file.read", kInput "file.size" (above 1 MiB: nothing here is so large).
Result<std::string> readFile(const std::string& path);
/// Writes beside the target, syncs, renames. Errors: kUnavailable "file.write".
Result<Done> writeWhole(const std::string& path, std::string_view bytes, mode_t mode = 0644);
bool fileExists(const std::string& path);
/// Absent is fine. Errors: kUnavailable "file.remove".
Result<Done> removeFile(const std::string& path);

}  // namespace tdkt::trust
