#pragma once
// Signed calls from the simulated e-office to tdkt.

#include <cstdint>
#include <string>

#include "integration/office_simulator/Settings.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/base/Random.h"

namespace tdkt::simulator {

struct TdktReply {
  int status = 0;
  Bytes body;
};

/// Posts with Standard Webhooks headers. Thread-safe.
class TdktClient {
 public:
  TdktClient(const Settings& settings, const Clock& clock, Random& random)
      : settings_(settings), clock_(clock), random_(random) {}

  /// `webhookId` stays the same when a call is repeated. Errors: kUnavailable "simulator.tdkt" (no answer).
  Result<TdktReply> post(const std::string& path, const std::string& mediaType, const Bytes& body,
                         const std::string& webhookId) const;
  /// The address of the panel for this person and document. Errors: kUnavailable "simulator.tdkt",
  /// kDenied "simulator.ticket" with tdkt's own words in `detail`.
  Result<std::string> panelUrl(const std::string& user, const std::string& documentId) const;

 private:
  const Settings& settings_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::simulator
