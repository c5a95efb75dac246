#pragma once
// The two documents that tell a programmer how to speak with tdkt: OpenAPI 3.1 for the routes, AsyncAPI 3 for
// the events that go out. They are files of docs/api, built in.

#include <string_view>

#include "connector/http/Router.h"

namespace tdkt::events {

std::string_view openApi();
std::string_view asyncApi();

/// Adds GET /api/openapi.json and GET /api/asyncapi.json; anyone may read them.
void addApiDocuments(http::Router& router);

}  // namespace tdkt::events
