#pragma once
// The e-office's doors into the inbox: pushed edXML messages and acts done natively in the host.

#include <vector>

#include "connector/http/Router.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/inbox/EventInbox.h"

namespace tdkt::inbox {

/// An e-office that may push.
struct IntakeOffice {
  OfficeId id;
  const http::WebhookAuthenticator& authenticator;
};

/// Adds POST /intake/{office}/edxml (50 MiB) and POST /intake/{office}/events (64 KiB). 202 with
/// {"accepted":"new"|"repeated","correlation"} only after the commit; 401 for a wrong signature or an old
/// call, 404 for an unknown office, 409 when a key comes again with other bytes, 503 when storage is away.
/// `eventInbox` and the authenticators outlive the router.
void addIntakeRoutes(http::Router& router, EventInbox& eventInbox, std::vector<IntakeOffice> offices);

}  // namespace tdkt::inbox
