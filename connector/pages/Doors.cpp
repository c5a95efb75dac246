#include "connector/pages/Doors.h"

namespace tdkt::pages {
namespace {

constexpr RouteDoor kDoors[] = {
    {"GET", "/", Door::kOpen},
    {"GET", "/sign-in", Door::kOpen},
    {"POST", "/sign-in", Door::kForm},
    {"GET", "/sign-in/setup", Door::kOpen},
    {"POST", "/sign-in/setup", Door::kForm},
    {"GET", "/sign-in/oidc/{issuer}", Door::kOpen},
    {"POST", "/sign-in/oidc/{issuer}", Door::kOpen},
    {"GET", "/sign-in/oidc/{issuer}/callback", Door::kOpen},
    {"GET", "/desk/sign-in", Door::kOpen},
    {"POST", "/desk/sign-in", Door::kForm},
    {"POST", "/desk/sign-out", Door::kSession},

    {"GET", "/admin/accounts", Door::kAdmin},
    {"POST", "/admin/accounts", Door::kAdmin},
    {"POST", "/admin/accounts/reset", Door::kAdmin},
    {"POST", "/admin/accounts/switch", Door::kAdmin},
    {"POST", "/admin/identities", Door::kAdmin},
    {"POST", "/admin/identities/remove", Door::kAdmin},

    {"GET", "/desk", Door::kDesk},
    {"GET", "/desk/dossiers/{id}", Door::kDesk},
    {"GET", "/desk/dossiers/{id}/documents/{document}", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/acts", Door::kDesk},
    {"GET", "/desk/files/{verifyId}", Door::kDesk},
    {"GET", "/desk/numbers", Door::kDesk},
    {"GET", "/desk/problems", Door::kDesk},
    {"POST", "/desk/problems/replay", Door::kDesk},
    {"POST", "/desk/problems/annul", Door::kDesk},
    {"GET", "/desk/extensions", Door::kDesk},
    {"POST", "/desk/extensions/retry", Door::kDesk},

    {"GET", "/desk/dossiers/{id}/matters", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/publish", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/interrupt", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/resume", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/comment", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/classify", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/posting/settle", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/opinions/ask", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/opinions/close", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/opinions/late", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/consent/sent", Door::kDesk},
    {"POST", "/desk/dossiers/{id}/consent/answer", Door::kDesk},
    {"GET", "/desk/overdue", Door::kDesk},
    {"GET", "/desk/answers", Door::kDesk},
    {"POST", "/desk/answers/match", Door::kDesk},
    {"POST", "/desk/answers/close", Door::kDesk},

    {"GET", "/desk/lists", Door::kDesk},
    {"POST", "/desk/lists/forget", Door::kDesk},
    {"GET", "/desk/lists/{id}", Door::kDesk},
    {"GET", "/desk/lists/{id}/files/{sha}", Door::kDesk},
    {"POST", "/desk/lists/{id}/columns", Door::kDesk},
    {"POST", "/desk/lists/{id}/cells", Door::kDesk},
    {"POST", "/desk/lists/{id}/return", Door::kDesk},

    {"GET", "/panel", Door::kOpen},
    {"POST", "/panel/api/session", Door::kOpen},  // the ticket is the key
    {"GET", "/panel/api/view", Door::kPanel},
    {"GET", "/panel/api/documents/{id}", Door::kPanel},
    {"GET", "/panel/api/issued/{verifyId}", Door::kPanel},
    {"POST", "/panel/api/act", Door::kPanel},

    {"GET", "/ballot", Door::kOpen},  // an empty page: its form brings the ticket
    {"POST", "/ballot", Door::kPanel},
    {"POST", "/ballot/act", Door::kPanel},
    {"POST", "/ballot/file", Door::kPanel},
    {"GET", "/sign/{ticket}", Door::kOpen},  // an empty page: its form uses the ticket up
    {"POST", "/sign", Door::kPanel},
    {"POST", "/sign/digests", Door::kPanel},
    {"POST", "/sign/signatures", Door::kPanel},
    {"POST", "/sign/decline", Door::kPanel},

    {"POST", "/office/{office}/tickets", Door::kOffice},
    {"POST", "/office/{office}/signing", Door::kOpen},  // a hint; nothing it says is believed
    {"POST", "/intake/{office}/edxml", Door::kOffice},
    {"POST", "/intake/{office}/events", Door::kOffice},
    {"POST", "/intake/{office}/hints", Door::kOffice},

    {"GET", "/verify", Door::kOpen},
    {"POST", "/verify", Door::kOpen},
    {"GET", "/v/{verifyId}", Door::kOpen},
    {"GET", "/v/{verifyId}/file", Door::kOpen},
    {"GET", "/api/openapi.json", Door::kOpen},
    {"GET", "/api/asyncapi.json", Door::kOpen},
    {"GET", "/assets/tdkt.css", Door::kOpen},
    {"GET", "/assets/pages.js", Door::kOpen},
    {"GET", "/assets/panel.js", Door::kOpen},
    {"GET", "/assets/pdfjs/pdf.js", Door::kOpen},
    {"GET", "/assets/pdfjs/pdf.worker.js", Door::kOpen},
    {"GET", "/favicon.ico", Door::kOpen},
};

}  // namespace

std::span<const RouteDoor> routeDoors() {
  return kDoors;
}

const RouteDoor* doorOf(std::string_view method, std::string_view pattern) {
  for (const RouteDoor& one : kDoors) {
    if (one.method == method && one.pattern == pattern) return &one;
  }
  return nullptr;
}

}  // namespace tdkt::pages
