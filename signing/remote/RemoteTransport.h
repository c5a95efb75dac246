#pragma once
// How a remote signing service is reached. Implemented outside (connector/http), bent in tests.

#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing {

struct RemoteRequest {
  std::string url;
  std::string contentType = "application/json";
  Secret bearer;  ///< for "Authorization: Bearer …"; empty = no such header
  Bytes body;
};

struct RemoteReply {
  int status = 0;
  Bytes body;
};

/// One POST with an absolute deadline; no redirect is followed, the reply is capped. Thread-safe.
class RemoteTransport {
 public:
  virtual ~RemoteTransport() = default;
  /// Any status is a reply. Errors: kUnavailable "remote.connect" (certainly not sent); kInDoubt
  /// "remote.lost" (sent at least in part, and no whole reply came).
  virtual Result<RemoteReply> post(const RemoteRequest& request) = 0;
};

}  // namespace tdkt::signing
