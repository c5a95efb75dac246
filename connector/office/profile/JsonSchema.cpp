#include "connector/office/profile/JsonSchema.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 22> kKeywords = {"$schema",
                                                   "$id",
                                                   "$defs",
                                                   "$comment",
                                                   "$ref",
                                                   "title",
                                                   "description",
                                                   "type",
                                                   "enum",
                                                   "const",
                                                   "properties",
                                                   "required",
                                                   "additionalProperties",
                                                   "items",
                                                   "minItems",
                                                   "minLength",
                                                   "maxLength",
                                                   "minimum",
                                                   "maximum",
                                                   "minProperties",
                                                   "anyOf",
                                                   "examples"};

std::string escaped(const std::string& key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

bool hasType(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

class Checker {
 public:
  explicit Checker(const Json& root) : root_(root) {}

  Result<Done> check(const Json& given, const Json& value, const std::string& at) {
    TDKT_ASSIGN(const Json* schema, resolved(given));
    for (const auto& [keyword, ignored] : schema->items()) {
      if (std::find(kKeywords.begin(), kKeywords.end(), keyword) == kKeywords.end())
        return bugError("schema.keyword", "not in our part of JSON Schema", keyword);
    }
    if (schema->contains("type") && !hasType(value, (*schema)["type"])) {
      found(at, "schema.type", "expected " + (*schema)["type"].get<std::string>());
      return Done{};  // the rest would only repeat it
    }
    checkValues(*schema, value, at);
    if (value.is_string()) checkText(*schema, value, at);
    if (value.is_number()) checkNumber(*schema, value, at);
    if (value.is_object()) TDKT_CHECK(checkObject(*schema, value, at));
    if (value.is_array()) TDKT_CHECK(checkArray(*schema, value, at));
    return checkAny(*schema, value, at);
  }

  std::vector<SchemaFinding> findings;

 private:
  Result<const Json*> resolved(const Json& schema) const {
    if (!schema.contains("$ref")) return &schema;
    const std::string reference = schema["$ref"];
    const std::string head = "#/$defs/";
    if (reference.rfind(head, 0) != 0 || !root_.contains("$defs") ||
        !root_["$defs"].contains(reference.substr(head.size()))) {
      return bugError("schema.reference", "no such definition", reference);
    }
    return &root_["$defs"][reference.substr(head.size())];
  }

  void found(const std::string& at, const char* code, std::string detail) {
    findings.push_back({at, code, std::move(detail)});
  }

  void checkValues(const Json& schema, const Json& value, const std::string& at) {
    if (schema.contains("const") && schema["const"] != value)
      found(at, "schema.enum", "expected " + schema["const"].dump());
    if (!schema.contains("enum")) return;
    const Json& allowed = schema["enum"];
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
      found(at, "schema.enum", "expected one of " + allowed.dump());
  }

  void checkText(const Json& schema, const Json& value, const std::string& at) {
    const std::size_t length = text::length(value.get<std::string>());
    if (length < schema.value("minLength", std::size_t{0})) found(at, "schema.length", "too short");
    if (schema.contains("maxLength") && length > schema["maxLength"].get<std::size_t>())
      found(at, "schema.length", "too long");
  }

  void checkNumber(const Json& schema, const Json& value, const std::string& at) {
    const double number = value.get<double>();
    const bool low = schema.contains("minimum") && number < schema["minimum"].get<double>();
    const bool high = schema.contains("maximum") && number > schema["maximum"].get<double>();
    if (low || high) found(at, "schema.range", "out of range");
  }

  Result<Done> checkObject(const Json& schema, const Json& value, const std::string& at) {
    for (const Json& key : schema.value("required", Json::array())) {
      if (!value.contains(key.get<std::string>()))
        found(at + "/" + escaped(key), "schema.missing", "this key is needed");
    }
    if (value.size() < schema.value("minProperties", std::size_t{0}))
      found(at, "schema.length", "too few entries");
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [key, item] : value.items()) {
      const std::string where = at + "/" + escaped(key);
      if (properties.contains(key)) {
        TDKT_CHECK(check(properties[key], item, where));
      } else if (!schema.contains("additionalProperties") || schema["additionalProperties"] == true) {
        continue;
      } else if (schema["additionalProperties"] == false) {
        found(where, "schema.unknown", "no such key is known here");
      } else {
        TDKT_CHECK(check(schema["additionalProperties"], item, where));
      }
    }
    return Done{};
  }

  Result<Done> checkArray(const Json& schema, const Json& value, const std::string& at) {
    if (value.size() < schema.value("minItems", std::size_t{0})) found(at, "schema.length", "too few items");
    if (!schema.contains("items")) return Done{};
    for (std::size_t i = 0; i < value.size(); ++i) {
      TDKT_CHECK(check(schema["items"], value[i], at + "/" + std::to_string(i)));
    }
    return Done{};
  }

  /// Of several shapes the one with the fewest misfits tells what is wrong: that is what the author meant.
  Result<Done> checkAny(const Json& schema, const Json& value, const std::string& at) {
    if (!schema.contains("anyOf")) return Done{};
    std::vector<SchemaFinding> nearest;
    for (const Json& shape : schema["anyOf"]) {
      Checker one(root_);
      TDKT_CHECK(one.check(shape, value, at));
      if (one.findings.empty()) return Done{};
      if (nearest.empty() || one.findings.size() < nearest.size()) nearest = std::move(one.findings);
    }
    found(at, "schema.none-fits", "none of the allowed shapes fits; the nearest one lacks:");
    findings.insert(findings.end(), nearest.begin(), nearest.end());
    return Done{};
  }

  const Json& root_;
};

}  // namespace

Result<std::vector<SchemaFinding>> checkSchema(const nlohmann::ordered_json& schema,
                                               const nlohmann::ordered_json& value) {
  Checker checker(schema);
  TDKT_CHECK(checker.check(schema, value, ""));
  return std::move(checker.findings);
}

}  // namespace tdkt::office
