// The published JSON schema of step lists and the strict reader know the same fields.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "workflow/definition/Steps.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

const Json& schema() {
  static const Json kSchema = [] {
    std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/workflow/definition/steps.schema.json");
    return Json::parse(in);
  }();
  return kSchema;
}

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const Json& row : schema()["properties"]["steps"]["items"]["oneOf"]) {
    const auto reference = row["$ref"].get<std::string>();
    out.push_back(reference.substr(reference.rfind('/') + 1));
  }
  return out;
}

/// A value the schema allows at a property.
Json sample(const Json& property) {
  if (property.contains("$ref")) {
    const auto reference = property["$ref"].get<std::string>();
    const std::string name = reference.substr(reference.rfind('/') + 1);
    if (name == "text") return "Văn bản";
    if (name == "id") return "some-id";
    if (name == "role") return "chair";
    if (name == "fraction") return "2/3";
    if (name == "days") return 5;
    return {{"title", "Ký"}, {"role", "chair"}, {"workingDays", 1}};
  }
  if (property.contains("const")) return property["const"];
  if (property.contains("enum")) return property["enum"].back();
  if (property["type"] == "boolean") return false;
  if (property["type"] == "integer") return property["minimum"];
  if (property["type"] == "object") return Json::object();
  if (property["type"] == "array")
    return Json::array({{{"id", "a1"}, {"title", "Ý kiến"}, {"role", "clerk"}}});
  return "= lines > 1";
}

Json smallest(const std::string& kind) {
  const Json& form = schema()["$defs"][kind];
  Json out;
  for (const Json& name : form["required"])
    out[name.get<std::string>()] = sample(form["properties"][name.get<std::string>()]);
  return out;
}

/// The reader's answer to a list in which `step` is the one under test.
std::string answer(const std::string& kind, const Json& step) {
  Json list = {{"format", "tdkt-steps-1"}, {"id", "p"}, {"name", "P"}, {"steps", Json::array()}};
  if (kind != "submit") list["steps"].push_back({{"kind", "submit"}, {"id", "start"}});
  list["steps"].push_back(step);
  const auto read = stepsFromJson(list.dump());
  if (read) return "";
  const std::string& field = read.error().field;
  return read.error().code + " " +
         field.substr(field.find('.') == std::string::npos ? 0 : field.find('.') + 1);
}

TEST(StepsSchema, TheTwelveKindsAreThoseOfTheReader) {
  EXPECT_EQ(kinds().size(), 12U);
  for (const std::string& kind : kinds()) EXPECT_TRUE(stepKindFrom(kind)) << kind;
}

TEST(StepsSchema, WhatTheSchemaRequiresTheReaderRequires) {
  for (const std::string& kind : kinds()) {
    EXPECT_EQ(answer(kind, smallest(kind)), "") << kind;
    for (const Json& name : schema()["$defs"][kind]["required"]) {
      Json step = smallest(kind);
      step.erase(name.get<std::string>());
      EXPECT_NE(answer(kind, step), "") << kind << " without " << name;
    }
  }
}

TEST(StepsSchema, TheReaderKnowsTheFieldsOfTheSchemaAndNoOther) {
  std::set<std::string> every = {"colour"};
  for (const std::string& kind : kinds()) {
    for (const auto& [name, property] : schema()["$defs"][kind]["properties"].items()) every.insert(name);
  }
  for (const std::string& kind : kinds()) {
    const Json& properties = schema()["$defs"][kind]["properties"];
    for (const std::string& name : every) {
      Json step = smallest(kind);
      const bool known = properties.contains(name);
      step[name] = known ? sample(properties[name]) : Json("x");
      const std::string said = answer(kind, step);
      EXPECT_EQ(said == "steps.field " + name, !known) << kind << " " << name << ": " << said;
    }
  }
}

TEST(StepsSchema, EveryChoiceOfTheSchemaIsAValueOfTheReader) {
  for (const std::string& kind : kinds()) {
    for (const auto& [name, property] : schema()["$defs"][kind]["properties"].items()) {
      if (!property.contains("enum")) continue;
      for (const Json& choice : property["enum"]) {
        Json step = smallest(kind);
        step[name] = choice;
        EXPECT_EQ(answer(kind, step), "") << kind << " " << name << " " << choice;
      }
      Json step = smallest(kind);
      step[name] = "something else";
      EXPECT_EQ(answer(kind, step), "steps.value " + name) << kind;
    }
  }
}

}  // namespace
}  // namespace tdkt::workflow
