#include "workflow/base/Json.h"

#include <optional>
#include <set>
#include <vector>

namespace tdkt::json {
namespace {

using nlohmann::ordered_json;

/// Sees every key before anything is built: the parser alone would let the last of two equal keys win, and
/// its callback would look through a whole list after each of its objects.
class KeyWatch : public nlohmann::json_sax<ordered_json> {
 public:
  explicit KeyWatch(std::size_t members) : members_(members) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool start_object(std::size_t /*size*/) override {
    keys_.emplace_back();
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool key(string_t& name) override {
    if (keys_.back().size() == members_) {
      fault_ = inputError("json.members", "more than " + std::to_string(members_) + " keys in one object");
    } else if (!keys_.back().insert(name).second) {
      fault_ = inputError("json.duplicate-key", "a key stands twice in one object", name);
    }
    return !fault_;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& why) override {
    fault_ = inputError("json.syntax", why.what());
    return false;
  }
  const std::optional<Error>& fault() const { return fault_; }

 private:
  const std::size_t members_;
  std::optional<Error> fault_;
  std::vector<std::set<std::string>> keys_;
};

/// Nesting counted on the raw bytes, outside strings: cheap, and before any recursion.
bool nestsDeeper(std::string_view text, int limit) {
  int depth = 0;
  bool inString = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
      continue;
    }
    if (c == '"') inString = true;
    if (c == '{' || c == '[') {
      if (++depth > limit) return true;
    }
    if (c == '}' || c == ']') --depth;
  }
  return false;
}

}  // namespace

Result<ordered_json> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return inputError("json.size", "larger than " + std::to_string(limits.bytes) + " bytes");
  }
  if (nestsDeeper(text, limits.depth)) {
    return inputError("json.depth", "nested deeper than " + std::to_string(limits.depth));
  }
  KeyWatch watch(limits.members);
  if (!ordered_json::sax_parse(text, &watch))
    return watch.fault().value_or(inputError("json.syntax", "not JSON"));
  try {
    ordered_json value = ordered_json::parse(text);
    if (!value.is_object() && !value.is_array()) {
      return inputError("json.top-level", "an object or an array was expected");
    }
    return value;
  } catch (const ordered_json::exception& e) {
    return inputError("json.syntax", e.what());
  }
}

Result<std::string> requireString(const ordered_json& object, const char* key) {
  if (!object.is_object() || !object.contains(key))
    return inputError("json.missing", "a field is missing", key);
  const auto& value = object.at(key);
  if (!value.is_string()) return inputError("json.type", "a text was expected", key);
  return value.get<std::string>();
}

std::string optionalString(const ordered_json& object, const char* key, std::string fallback) {
  if (!object.is_object() || !object.contains(key) || !object.at(key).is_string()) return fallback;
  return object.at(key).get<std::string>();
}

}  // namespace tdkt::json
