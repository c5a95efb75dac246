#pragma once
// Where one nominee × award stands.

#include <optional>
#include <string_view>

namespace tdkt::workflow {

/// State of one nominee × award. Invariant at every commit: the lines of all states together are the lines
/// ever added.
enum class LineState {
  kProposed,
  kHeld,
  kReturned,
  kDropped,
  kPassed,
  kFailed,
  kDecided,
  kIssued,
  kWithdrawn,
  kAnnulled,
  kSplit  ///< it goes on in a child dossier (matters/Kinship.h)
};

const char* toString(LineState state);
std::optional<LineState> lineStateFrom(std::string_view text);

}  // namespace tdkt::workflow
