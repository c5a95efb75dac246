#include "workflow/base/Json.h"

#include <set>
#include <vector>

namespace tdkt::json {
namespace {

using nlohmann::ordered_json;

/// Ends the parser's work; never leaves this file.
struct TooManyMembers {};

/// Sees every key while the parser works; the parser alone would let the last of two equal keys win.
class KeyWatch {
 public:
  explicit KeyWatch(std::size_t members) : members_(members) {}
  bool operator()(int /*depth*/, ordered_json::parse_event_t event, ordered_json& parsed) {
    using Event = ordered_json::parse_event_t;
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end && !keys_.empty()) keys_.pop_back();
    if (event != Event::key || keys_.empty()) return true;
    if (keys_.back().size() == members_) throw TooManyMembers();
    if (!keys_.back().insert(parsed.get<std::string>()).second) {
      duplicate_ = parsed.get<std::string>();
    }
    return true;
  }
  const std::string& duplicate() const { return duplicate_; }

 private:
  const std::size_t members_;
  std::string duplicate_;
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
  try {
    ordered_json value = ordered_json::parse(text, std::ref(watch));
    if (!watch.duplicate().empty()) {
      return inputError("json.duplicate-key", "a key stands twice in one object", watch.duplicate());
    }
    if (!value.is_object() && !value.is_array()) {
      return inputError("json.top-level", "an object or an array was expected");
    }
    return value;
  } catch (const TooManyMembers&) {
    return inputError("json.members", "more than " + std::to_string(limits.members) + " keys in one object");
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
