#pragma once
// How a response leaves: its security headers and its octets.

#include <string>

#include "connector/http/Router.h"

namespace tdkt::http {

/// Adds what every response carries, unless the handler set that name itself.
void addSecurityHeaders(Response& response, const std::string& frameAncestors);

/// A short JSON problem for a status the server gives by itself.
Response plainProblem(int status, const std::string& code);

/// Octets for the wire, with "Connection: close". `withBody` false = answer to HEAD.
std::string serialise(const Response& response, bool withBody);

}  // namespace tdkt::http
