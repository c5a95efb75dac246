#pragma once
// What of a dossier's history others may learn: the events of docs/api/asyncapi.json, read off one commit.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "connector/issuing/IssueRegister.h"
#include "workflow/Store.h"

namespace tdkt::events {

/// One CloudEvent 1.0 in its structured JSON form, final: every delivery and every repeat carries these
/// octets.
struct PublicEvent {
  std::string id;    ///< the same for every subscriber and after a restart
  std::string type;  ///< "vn.tdkt.dossier.received"
  std::string body;
};

/// Every type that may come, in the order of a dossier's way.
const std::vector<std::string>& eventTypes();

/// Names no person: whom a decision honours is in its files, which a reader opens with his own right. Pure
/// but for `files`, asked when files were published. Source: CloudEvents 1.0.2 §3.1 and its JSON format §3;
/// extension "sequence": the event's place in the dossier, text of equal width.
Result<std::vector<PublicEvent>> publicEvents(const workflow::Commit& commit, const std::string& publicUrl,
                                              issuing::IssueRegister& files);

}  // namespace tdkt::events
