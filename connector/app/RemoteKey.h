#pragma once
// A remote signing key as an administrator describes it in a file of its own (docs/signing-keys.md).

#include <memory>
#include <string>

#include "signing/KeyHolder.h"

namespace tdkt::app {

/// Reads the description and opens the key; both secrets stand in files of their own that it names. Relative
/// paths are taken from the description's folder. Errors: kNotFound "file.read"; kInput "config.unknown-key",
/// "config.missing", "config.type"; those of signing::openCscKey().
Result<std::unique_ptr<signing::KeyHolder>> openRemoteKey(const std::string& path);

}  // namespace tdkt::app
