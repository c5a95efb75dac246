#pragma once
// Which door each route is behind, and whom each door lets in: the one table of roles. A test asks every
// route of the service as every kind of visitor and compares; a route that is not here fails it.

#include <span>
#include <string_view>

namespace tdkt::pages {

enum class Door {
  kOpen,     ///< anybody: verification, assets, signing in
  kForm,     ///< anybody, with a form of this browser (signing in)
  kSession,  ///< whoever is signed in
  kDesk,     ///< roles "secretariat" and "clerk"
  kAdmin,    ///< role "admin"
  kPanel,    ///< a ticket, a panel's bearer or a form's key: one person, one dossier
  kOffice    ///< an e-office that proves itself by signature or token
};

struct RouteDoor {
  std::string_view method;
  std::string_view pattern;
  Door door;
};

std::span<const RouteDoor> routeDoors();

/// Null for a route nobody has put behind a door.
const RouteDoor* doorOf(std::string_view method, std::string_view pattern);

}  // namespace tdkt::pages
