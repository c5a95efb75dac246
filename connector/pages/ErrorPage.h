#pragma once
// What a page of desk or admin shows instead of itself: the sentence of an error, and the way on.

#include "connector/http/Router.h"
#include "connector/pages/TemplateSet.h"
#include "workflow/base/Error.h"

namespace tdkt::pages {

/// With the status of the error. To somebody whose session is over it offers signing in, and coming back to
/// the page he asked for.
http::Response errorPageFor(const TemplateSet& templates, const Error& error, const http::Request& request);

/// A path inside desk or admin, safe to go to after signing in; empty for any other text.
std::string safeReturn(const std::string& path);

}  // namespace tdkt::pages
