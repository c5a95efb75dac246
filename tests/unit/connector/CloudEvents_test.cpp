#include "connector/inbox/CloudEvents.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tdkt::inbox {
namespace {

http::Request request(const std::string& contentType, const Bytes& body,
                      std::map<std::string, std::string> headers = {}) {
  http::Request out;
  out.method = "POST";
  out.headers = std::move(headers);
  if (!contentType.empty()) out.headers["content-type"] = contentType;
  out.body = body;
  return out;
}
std::map<std::string, std::string> binary(const std::map<std::string, std::string>& more = {}) {
  std::map<std::string, std::string> out = {
      {"ce-specversion", "1.0"}, {"ce-id", "1"}, {"ce-source", "/office"}, {"ce-type", "task.acted"}};
  for (const auto& [name, value] : more) out[name] = value;
  return out;
}
std::string codeOf(const http::Request& from) {
  const auto read = readCloudEvents(from);
  return read ? "" : read.error().code;
}
constexpr const char* kStructured = "application/cloudevents+json; charset=utf-8";
constexpr const char* kBatch = "application/cloudevents-batch+json";

TEST(CloudEvents, HeaderValuesArePercentDecodedAndExtensionsKept) {
  const auto read = readCloudEvents(
      request("application/json", "{}",
              binary({{"ce-subject", "T%E1%BB%9D%20tr%C3%ACnh 100%"}, {"ce-traceparent", "00"}})));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().at("subject"), "Tờ trình 100%");
  EXPECT_EQ(read->front().at("traceparent"), "00");
  EXPECT_EQ(read->front().data, "{}");
}

TEST(CloudEvents, StructuredDataIsJsonOrBase64ButNotBoth) {
  const std::string head = R"({"specversion":"1.0","id":"1","source":"s","type":"t")";
  EXPECT_EQ(readCloudEvents(request(kStructured, head + R"(,"data":{"a":1}})"))->front().data, "{\"a\":1}");
  EXPECT_EQ(readCloudEvents(request(kStructured, head + R"(,"data_base64":"JVBERg=="})"))->front().data,
            "%PDF");
  EXPECT_EQ(codeOf(request(kStructured, head + R"(,"data":1,"data_base64":"JVBERg=="})")),
            "cloudevents.data");
  EXPECT_EQ(codeOf(request(kStructured, head + R"(,"data_base64":"%"})")), "cloudevents.data");
  EXPECT_EQ(codeOf(request(kStructured, head + R"(,"sequence":{"a":1}})")), "cloudevents.attribute");
}

TEST(CloudEvents, ABatchIsSeveralEventsAndOneBadOneSpoilsIt) {
  const std::string good = R"({"specversion":"1.0","id":"1","source":"s","type":"t"})";
  EXPECT_EQ(readCloudEvents(request(kBatch, "[" + good + "," + good + "]"))->size(), 2U);
  EXPECT_TRUE(readCloudEvents(request(kBatch, "[]"))->empty());
  EXPECT_EQ(codeOf(request(kBatch, "[" + good + ",{}]")), "cloudevents.attribute");
  EXPECT_EQ(codeOf(request(kBatch, good)), "cloudevents.media-type");
  EXPECT_EQ(codeOf(request(kStructured, "[" + good + "]")), "cloudevents.media-type");
}

TEST(CloudEvents, WhatIsMissingOrOfAnotherVersionIsNamed) {
  for (const char* needed : {"ce-id", "ce-source", "ce-type"}) {
    auto headers = binary();
    headers[needed] = "";
    const auto read = readCloudEvents(request("", "", headers));
    ASSERT_FALSE(read);
    EXPECT_EQ("ce-" + read.error().field, needed);
  }
  EXPECT_EQ(codeOf(request("", "", binary({{"ce-specversion", "0.3"}}))), "cloudevents.version");
  EXPECT_EQ(codeOf(request("", "", binary({{"ce-subject", "%C3"}}))), "cloudevents.attribute");
  EXPECT_EQ(codeOf(request("application/cloudevents+xml", "<e/>")), "cloudevents.media-type");
}

TEST(CloudEvents, SourceAndIdTogetherNameAnEvent) {
  const auto one = readCloudEvents(request("", "", binary()))->front();
  const auto other = readCloudEvents(request("", "", binary({{"ce-source", "/office2"}})))->front();
  EXPECT_NE(one.key(), other.key());
  EXPECT_EQ(one.key(), readCloudEvents(request("", "x", binary()))->front().key());
}

// --- the conformance features of the CloudEvents project, when the corpora are at hand
// -----------------------

/// One scenario of the feature file with one row of its examples filled in.
struct Scenario {
  std::string http;
  std::map<std::string, std::string> attributes;
  std::string json;
};

std::string trimmed(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) out.push_back(trimmed(cell));
  return out;
}
std::string with(std::string text, const std::string& mark, const std::string& value) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

std::vector<Scenario> scenariosOf(std::istream& in) {
  std::vector<Scenario> out;
  Scenario now;
  std::string* quoted = nullptr;
  bool quoting = false;
  std::vector<std::string> columns;
  enum { kNone, kAttributes, kExamples } table = kNone;
  for (std::string line; std::getline(in, line);) {
    const std::string word = trimmed(line);
    if (word == "\"\"\"") {
      quoting = !quoting;
      continue;
    }
    if (quoting) {
      if (quoted != nullptr) *quoted += (line.size() > 8 ? line.substr(8) : "") + "\r\n";
      continue;
    }
    if (word.rfind("Scenario", 0) == 0) now = {};
    if (word.rfind("Given an HTTP request", 0) == 0) quoted = &now.http;
    if (word.rfind("And the data is equal", 0) == 0) quoted = &now.json;
    if (word.rfind("Then the attributes", 0) == 0) table = kAttributes;
    if (word.rfind("Examples", 0) == 0) table = kExamples;
    if (word.empty() || word[0] != '|') {
      columns.clear();
      continue;
    }
    if (columns.empty()) {
      columns = cells(word);
      continue;
    }
    const auto row = cells(word);
    if (table == kAttributes) now.attributes[row[0]] = row[1];
    if (table != kExamples) continue;
    Scenario one = now;
    const std::string mark = "<" + columns[0] + ">";
    one.http = with(one.http, mark, row[0]);
    for (auto& [name, value] : one.attributes) value = with(value, mark, row[0]);
    out.push_back(std::move(one));
  }
  return out;
}

http::Request parsed(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  std::istringstream head(text.substr(0, end));
  http::Request out;
  std::string line;
  std::getline(head, line);
  while (std::getline(head, line)) {
    const std::size_t colon = line.find(':');
    std::string name = trimmed(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    out.headers[name] = trimmed(line.substr(colon + 1));
  }
  out.body = text.substr(end + 4);
  return out;
}

TEST(CloudEvents, TheProjectsOwnConformanceFeaturesHold) {
  const std::filesystem::path file = std::filesystem::path(TDKT_SOURCE_DIR).parent_path() / "shared" /
                                     "corpora/events/cloudevents/features/http-protocol-binding.feature";
  std::ifstream in(file);
  if (!in) GTEST_SKIP() << "the CloudEvents conformance corpus is not beside this tree";
  const auto scenarios = scenariosOf(in);
  EXPECT_EQ(scenarios.size(), 4U);
  for (const Scenario& one : scenarios) {
    const auto read = readCloudEvents(parsed(one.http));
    ASSERT_TRUE(read) << one.http;
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->front().attributes, one.attributes);
    EXPECT_EQ(nlohmann::json::parse(read->front().data), nlohmann::json::parse(one.json));
  }
}

}  // namespace
}  // namespace tdkt::inbox
