#pragma once
// The e-office's doors into the inbox: pushed edXML messages and acts done natively in the host.

#include <functional>
#include <string>
#include <vector>

#include "connector/http/Router.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/inbox/EventInbox.h"

namespace tdkt::inbox {

/// An e-office that may push.
struct IntakeOffice {
  OfficeId id;
  const http::WebhookAuthenticator& authenticator;
  Secret bearer = {};                                          ///< empty = only signatures are taken
  std::function<void(const std::string& document)> hint = {};  ///< empty = no API to read again from
};

/// A caller proves himself by a Standard Webhooks signature or, where the office's settings allow it, by a
/// bearer token; the delivery key is then the event's own name, or the digest of the body.
///
/// POST /intake/{office}/events also takes CloudEvents (binary, structured, batch): each event is one
/// delivery. POST /intake/{office}/hints believes nothing: it names a document (CloudEvents subject, or
/// "key", "keys", "id", "document" of a JSON body) and the host's own API is read again soon; a body that
/// cannot be read still causes that, 404 where the office has no API.
///
/// Adds POST /intake/{office}/edxml (50 MiB) and POST /intake/{office}/events (64 KiB). 202 with
/// {"accepted":"new"|"repeated","correlation"} only after the commit; 401 for a wrong signature or an old
/// call, 404 for an unknown office, 409 when a key comes again with other bytes, 503 when storage is away.
/// `eventInbox` and the authenticators outlive the router.
void addIntakeRoutes(http::Router& router, EventInbox& eventInbox, std::vector<IntakeOffice> offices);

}  // namespace tdkt::inbox
