// docs/api/openapi.json against the service itself: every route is in the document, and nothing else.

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "connector/app/Service.h"
#include "connector/app/demo/Programs.h"
#include "connector/events/ApiDocuments.h"
#include "connector/http/HttpClient.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;
using Routes = std::set<std::pair<std::string, std::string>>;

std::string lower(std::string method) {
  for (char& c : method) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return method;
}

/// `always`: without those that only some settings bring ("x-needs-setting").
Routes documented(bool always) {
  Routes out;
  const Json document = Json::parse(events::openApi());
  for (const auto& [path, item] : document["paths"].items()) {
    if (always && item.contains("x-needs-setting")) continue;
    for (const char* method : {"get", "post", "put", "delete", "patch"}) {
      if (item.contains(method)) out.emplace(method, path);
    }
  }
  return out;
}

/// Those of the listener for monitors alone ("x-listener").
std::set<std::string> documentedForMonitors() {
  std::set<std::string> out;
  const Json document = Json::parse(events::openApi());
  for (const auto& [path, item] : document["paths"].items()) {
    if (item.value("x-listener", "") == "monitor") out.insert(path);
  }
  return out;
}

/// Each style sheet has a route of its own; the document has one for all.
Routes served(const Service& service) {
  Routes out;
  for (const auto& [method, pattern] : service.routes())
    out.emplace(lower(method), pattern.rfind("/assets/", 0) == 0 ? "/assets/{file}" : pattern);
  return out;
}

std::string lines(const Routes& left, const Routes& right) {
  std::string out;
  for (const auto& [method, path] : left) {
    if (right.count({method, path}) == 0) out += "\n  " + method + " " + path;
  }
  return out;
}

int statusOf(std::uint16_t port, const std::string& path) {
  http::ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(port) + path;
  const auto reply = http::exchange(request);
  return reply ? reply->status : 0;
}

TEST(ApiDocuments, EveryRouteIsInTheDocumentAndNothingElse) {
  fakes::TemporaryFolder folder;
  SystemRandom random;
  SystemClock clock;
  auto opened = demo::openDemoFolder(folder.file("demo"), 0, random);
  ASSERT_TRUE(opened) << opened.error().code;
  demo::Programs programs(*opened, TDKT_BINARY_DIR);
  ASSERT_TRUE(programs.start());  // makes keys and token
  programs.killService();
  for (const auto& [name, value] : programs.folder().environment()) ::setenv(name.c_str(), value.c_str(), 1);
  auto settings = loadSettings(programs.folder().at("config.json"));
  ASSERT_TRUE(settings) << settings.error().code;
  settings->monitor.enabled = true;
  auto service = Service::open(*settings, clock, random);
  ASSERT_TRUE(service) << service.error().code << " " << service.error().detail;
  ASSERT_TRUE((*service)->start());
  EXPECT_EQ(lines(served(**service), documented(false)), "") << "describe these in docs/api/openapi.json";
  EXPECT_EQ(lines(documented(true), served(**service)), "")
      << "docs/api/openapi.json promises what is not served";
  EXPECT_EQ(documentedForMonitors(), (std::set<std::string>{"/healthz", "/metrics", "/readyz"}));
  for (const std::string& path : documentedForMonitors()) {
    EXPECT_EQ(statusOf((*service)->monitorPort(), path), 200) << path;
    EXPECT_EQ(statusOf((*service)->port(), path), 404) << path << " is for monitors alone";
  }
  for (const char* name : {"openapi.json", "asyncapi.json"}) {
    http::ClientRequest request;
    request.url = programs.folder().state.serviceUrl() + "/api/" + name;
    const auto reply = http::exchange(request);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_TRUE(Json::accept(reply->body)) << name;
  }
}

/// Every "$ref" of both documents leads somewhere.
void expectReferences(const Json& root, const Json& at) {
  if (at.is_object() && at.contains("$ref")) {
    const std::string reference = at["$ref"];
    ASSERT_EQ(reference.rfind("#/", 0), 0U) << reference;
    EXPECT_TRUE(root.contains(Json::json_pointer(reference.substr(1)))) << reference;
  }
  for (const Json& one : at) {
    if (one.is_structured()) expectReferences(root, one);
  }
}

TEST(ApiDocuments, EveryReferenceLeadsSomewhere) {
  for (const auto text : {events::openApi(), events::asyncApi()}) {
    const Json root = Json::parse(text);
    expectReferences(root, root);
  }
}

TEST(ApiDocuments, EveryParameterOfAPathIsDescribed) {
  const Json document = Json::parse(events::openApi());
  for (const auto& [path, item] : document["paths"].items()) {
    std::set<std::string> described;
    for (const Json& one : item.value("parameters", Json::array()))
      described.insert(one["name"].get<std::string>());
    std::set<std::string> named;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1))
      named.insert(path.substr(at + 1, path.find('}', at) - at - 1));
    EXPECT_EQ(described, named) << path;
  }
}

}  // namespace
}  // namespace tdkt::app
