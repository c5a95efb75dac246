#include "connector/office/signing/SigningHints.h"

#include <algorithm>

#include "connector/office/signing/Voffice.h"
#include "workflow/base/Log.h"

namespace tdkt::office {

void addSigningHints(http::Router& router, std::vector<OfficeId> offices,
                     std::function<void(const std::string& code)> hint) {
  http::RoutePolicy small;
  small.maxBody = 64U << 10U;
  const auto answer = [offices = std::move(offices), hint = std::move(hint)](const http::Request& request) {
    const OfficeId office(request.params.at("office"));
    if (std::find(offices.begin(), offices.end(), office) == offices.end())
      return http::problem(notFoundError("signing-host.office", "this e-office does not sign by itself"));
    http::Response out;
    const auto read = readSigningHint(request.body);
    log::info("signing-host.hint", {{"office", office.text()}, {"readable", read ? "yes" : "no"}});
    if (read) hint(read->code);
    out.body = read ? "1" : "2";
    return out;
  };
  router.add("POST", "/office/{office}/signing", answer, small);
}

}  // namespace tdkt::office
