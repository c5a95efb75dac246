#pragma once
// A host that signs by itself: it is given files and the order of its signers, and gives signed files back.

#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::office {

/// One file to be signed by all signers of the settings, in their order.
struct SigningRequest {
  std::string code;    ///< ours, the same at every repeat: the host's handle for it
  std::string number;  ///< "01/QĐ-UBND"
  std::string title;   ///< Vietnamese, shown in the host's list
  std::string fileName;
  Bytes pdf;
};

enum class SigningProgress { kUnknown, kWaiting, kSigned, kRefused };

struct SigningState {
  SigningProgress progress = SigningProgress::kUnknown;  ///< kUnknown: the host has no such code
  std::string comment = {};                              ///< the host's own words
};

/// Thread-safe. Errors: those of RestClient; kUnavailable "signing-host.answer" (not its form), kInput
/// "signing-host.refused" (it says no for good).
class SigningHost {
 public:
  virtual ~SigningHost() = default;
  virtual Result<SigningState> state(const std::string& code) = 0;
  /// Not idempotent at the host: ask state() before every submit. A lost answer is kInDoubt.
  virtual Result<Done> submit(const SigningRequest& request) = 0;
  virtual Result<Bytes> fetch(const std::string& code) = 0;
};

}  // namespace tdkt::office
