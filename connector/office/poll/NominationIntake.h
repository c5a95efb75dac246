#pragma once
// Turns one item of a polled host into a delivery of the inbox: header by the profile, files byte for byte.
//
// The delivery is an edXML message that we write ourselves. Same item and files, same octets: whatever else
// changes at the host (notes, status, our own signed file) is a delivery seen before.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "connector/inbox/EventInbox.h"
#include "connector/office/profile/Mapping.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// Called when an item cannot even become a message (no sender, no subject): the host should be told which
/// fields are missing.
using OnIncomplete = std::function<Result<Done>(const MappedItem&, const CorrelationId&)>;

struct Taken {
  bool ours = false;   ///< our own account wrote it: left alone
  bool fresh = false;  ///< the inbox had not seen it
};

/// One item. `account` is our own user id at the host. Errors: those of RestClient, kUnavailable "poll.file"
/// (a file is not what the list says: moved address, other size, a page of HTML), those of
/// EventInbox::accept.
Result<Taken> takeNomination(const HostProfile& profile, const std::string& account, const OfficeId& office,
                             const nlohmann::ordered_json& item, const RestClient& client,
                             inbox::EventInbox& eventInbox, const OnIncomplete& onIncomplete);

/// The path below the base address of a file's address as the host gives it: what stands before the path is
/// not believed, so that the token is never shown to another host.
std::string pathOfAddress(const std::string& address);

}  // namespace tdkt::office
