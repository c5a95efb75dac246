#pragma once
// Where a host that signs by itself calls back.

#include <functional>
#include <string>
#include <vector>

#include "connector/http/Router.h"
#include "workflow/base/Ids.h"

namespace tdkt::office {

/// Adds POST /office/{office}/signing (64 KiB, XML). The caller proves nothing and is believed nothing:
/// `hint` gets the code he names, so that the host is asked sooner. Answers "1", or "2" for what cannot be
/// read (as the host expects it); 404 for an office that does not sign by itself.
void addSigningHints(http::Router& router, std::vector<OfficeId> offices,
                     std::function<void(const std::string& code)> hint);

}  // namespace tdkt::office
