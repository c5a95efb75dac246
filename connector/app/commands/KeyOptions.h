#pragma once
// The options by which a command is given a signing key.

#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "connector/app/CommandLine.h"
#include "signing/KeyHolder.h"
#include "workflow/base/Secret.h"

namespace tdkt::app {

/// kInput "usage".
Error usage(const char* what, std::string field = {});
/// Errors: usage() for the first of `names` without a value.
Result<Done> need(const Options& options, std::initializer_list<const char*> names);

/// --p12, --pkcs11 with --module, --remote, --pin-file, --chain, --algorithm.
const std::set<std::string>& keyOptions();

/// "rsa-pss-sha384" and the like; none when the option is absent.
Result<std::optional<signing::SignatureAlgorithm>> algorithmOf(const Options& options);

/// The first line of --pin-file; empty without the option.
Result<Secret> pinOf(const Options& options);

/// Opens the one key that was named. `pin`: instead of pinOf(), for a command that asked for it.
/// Errors: usage(); those of signing::openPkcs12Key, openPkcs11Key and openRemoteKey.
Result<std::unique_ptr<signing::KeyHolder>> openKeyOf(const Options& options,
                                                      const std::optional<Secret>& pin = std::nullopt);

}  // namespace tdkt::app
