#pragma once
// Standard Webhooks 1.0: who sent this, unchanged, and not long ago. Used both ways.
// Source: Standard Webhooks 1.0.0 (webhook-id, webhook-timestamp, webhook-signature
// "v1,base64(HMAC-SHA256)").

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/Router.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Secret.h"

namespace tdkt::http {

/// The value of `webhook-signature` for one secret ("whsec_" + base 64, or plain base 64). Empty for a bad
/// secret.
std::string signWebhook(const Secret& secret, std::string_view id, std::int64_t timestampSeconds,
                        std::string_view body);

/// The same of a body that lies in a file. Empty also when it cannot be read.
std::string signWebhook(const Secret& secret, std::string_view id, std::int64_t timestampSeconds,
                        const storage::Spool& body);

/// Checks incoming calls of one office. Several secrets may live at once (rotation). Thread-safe.
class WebhookAuthenticator {
 public:
  WebhookAuthenticator(std::vector<Secret> secrets, const Clock& clock);

  /// The webhook-id of a genuine call. Errors: kDenied "webhook.unauthenticated" (header missing, no
  /// signature fits, compared in constant time), kDenied "webhook.time.unauthenticated" (more than five
  /// minutes away from now).
  Result<std::string> verify(const Request& request) const;

 private:
  std::vector<Secret> secrets_;
  const Clock& clock_;
};

}  // namespace tdkt::http
