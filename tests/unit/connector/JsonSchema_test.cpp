// Our small checker before a judge of the whole of JSON Schema: for every schema we ship both give the same
// verdict on the good documents and on hundreds of spoiled ones.

#include "connector/office/profile/JsonSchema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "connector/events/ApiDocuments.h"
#include "tests/fakes/Province.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

class Judge {
 public:
  explicit Judge(const Json& schema) : text_(nlohmann::json::parse(schema.dump())) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text_), schema_);
  }
  bool accepts(const Json& value) {
    const auto plain = nlohmann::json::parse(value.dump());
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(plain), nullptr);
  }

 private:
  const nlohmann::json text_;
  valijson::Schema schema_;
};

/// Every place in a document.
void places(const Json& at, const Json::json_pointer& here, std::vector<Json::json_pointer>& out) {
  out.push_back(here);
  if (at.is_object()) {
    for (const auto& [key, value] : at.items()) places(value, here / key, out);
  }
  if (at.is_array()) {
    for (std::size_t i = 0; i < at.size(); ++i) places(at[i], here / i, out);
  }
}

Json spoiled(Json value, std::mt19937& chance) {
  std::vector<Json::json_pointer> all;
  places(value, Json::json_pointer(), all);
  const auto& where = all[chance() % all.size()];
  Json& at = value[where];
  switch (chance() % 6) {
    case 0:
      at = 7;
      break;
    case 1:
      at = "other";
      break;
    case 2:
      at = Json::object();
      break;
    case 3:
      at = -1.5;
      break;
    case 4:
      if (at.is_object() && !at.empty()) at.erase(at.begin());
      break;
    default:
      if (at.is_object()) at["unknownKey"] = true;
      if (at.is_string()) at = "";
  }
  return value;
}

void expectSameVerdicts(const Json& schema, const Json& good, int mutants) {
  Judge judge(schema);
  const auto findings = checkSchema(schema, good);
  ASSERT_TRUE(findings) << findings.error().detail;
  EXPECT_TRUE(findings->empty());
  EXPECT_TRUE(judge.accepts(good));
  std::mt19937 chance(20261121);
  int refused = 0;
  for (int i = 0; i < mutants; ++i) {
    const Json bad = spoiled(good, chance);
    const auto ours = checkSchema(schema, bad);
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->empty(), judge.accepts(bad)) << bad.dump();
    refused += ours->empty() ? 0 : 1;
  }
  EXPECT_GT(refused, mutants / 4) << "hardly anything was spoiled";
}

TEST(JsonSchemaBesideAJudge, HostProfilesGetTheSameVerdict) {
  expectSameVerdicts(Json::parse(fakes::sourceFile("integration/profiles/host.schema.json")),
                     Json::parse(fakes::sourceFile("integration/profiles/redmine.json")), 400);
}

TEST(JsonSchemaBesideAJudge, OurEventsGetTheSameVerdict) {
  const Json schema = Json::parse(events::asyncApi())["components"]["schemas"]["StepDecided"];
  const Json event = Json::parse(R"({"specversion":"1.0","id":"a","source":"https://tdkt.example",
    "type":"vn.tdkt.step.decided","subject":"d","time":"2026-11-21T02:30:00Z","datacontenttype":"application/json",
    "sequence":"0000000003","data":{"dossier":"d","office":"eoffice","document":"x","sender":"H99.12",
    "code":"118/TTr","revision":1,"phase":"running","lines":2,"task":"t","step":"s","role":"r","due":"2026-12-01",
    "outcome":"agree"}})");
  expectSameVerdicts(schema, event, 400);
}

}  // namespace
}  // namespace tdkt::office
