#pragma once
// The edXML message of a delivery, wherever its octets lie.

#include "connector/inbox/EventInbox.h"
#include "connector/office/edxml/Message.h"

namespace tdkt::inbox {

/// `incoming`: where attachments too large for memory are gathered. Errors: those of edxml::parse.
Result<edxml::Message> messageOf(const Delivery& delivery, const std::string& incoming);

}  // namespace tdkt::inbox
