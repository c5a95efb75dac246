#include "connector/events/ApiDocuments.h"

#include <span>

#include "workflow/base/Resource.h"

namespace tdkt::events {

std::span<const Resource> resources();

namespace {

std::string_view document(std::string_view name) {
  const auto found = findResource(resources(), name);
  return found ? *found : std::string_view("{}");
}

}  // namespace

std::string_view openApi() {
  return document("openapi.json");
}

std::string_view asyncApi() {
  return document("asyncapi.json");
}

void addApiDocuments(http::Router& router) {
  router.add("GET", "/api/openapi.json",
             [](const http::Request&) { return http::Response::json(std::string(openApi())); });
  router.add("GET", "/api/asyncapi.json",
             [](const http::Request&) { return http::Response::json(std::string(asyncApi())); });
}

}  // namespace tdkt::events
