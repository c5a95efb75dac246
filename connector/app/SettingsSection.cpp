#include "connector/app/SettingsSection.h"

#include <algorithm>

namespace tdkt::app {
namespace {

namespace fs = std::filesystem;

std::size_t editDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

Section::Section(const Json& object, std::string name, const fs::path& base)
    : object_(object), name_(std::move(name)), base_(base) {}

void Section::text(const char* key, std::string& target) {
  claim(key, target, true, false);
}
void Section::optionalText(const char* key, std::string& target) {
  claim(key, target, false, false);
}
void Section::path(const char* key, std::string& target) {
  claim(key, target, true, true);
}
void Section::optionalPath(const char* key, std::string& target) {
  claim(key, target, false, true);
}

void Section::secret(const char* key, Secret& target) {
  std::string value;
  claim(key, value, true, false);
  target = Secret(value);
}

void Section::optionalSecret(const char* key, Secret& target) {
  std::string value;
  claim(key, value, false, false);
  target = Secret(value);
}

void Section::flag(const char* key, bool& target) {
  const Json* value = claimed(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) return fail("config.type", "true or false was expected", key);
  target = value->get<bool>();
}

void Section::millimetres(const char* key, double& target) {
  const Json* value = claimed(key);
  if (value == nullptr) return;
  if (!value->is_number()) return fail("config.type", "a number was expected", key);
  target = value->get<double>();
  if (target < 5 || target > 100) fail("config.value", "5 to 100 millimetres", key);
}

void Section::port(const char* key, std::uint16_t& target) {
  int wide = target;
  number(key, wide, 0, 65535);
  target = static_cast<std::uint16_t>(wide);
}

void Section::number(const char* key, int& target, int least, int most) {
  const Json* value = claimed(key);
  if (value == nullptr) return;
  const bool fits =
      value->is_number_integer() && value->get<std::int64_t>() >= least && value->get<std::int64_t>() <= most;
  if (!fits) {
    return fail(
        "config.value",
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " was expected",
        key);
  }
  target = value->get<int>();
}

void Section::choice(const char* key, std::string& target, std::initializer_list<std::string_view> known) {
  claim(key, target, false, false);
  if (std::find(known.begin(), known.end(), target) != known.end()) return;
  std::string detail = "one of";
  for (const std::string_view one : known) detail.append(" ").append(one);
  fail("config.value", std::move(detail), key);
}

void Section::map(const char* key, std::map<std::string, std::string>& target) {
  const Json* value = claimed(key);
  if (value == nullptr) return;
  if (!value->is_object()) return fail("config.type", "an object of texts was expected", key);
  for (const auto& [name, text] : value->items()) {
    if (!text.is_string()) return fail("config.type", "an object of texts was expected", key);
    target[name] = text.get<std::string>();
  }
}

void Section::texts(const char* key, const std::function<void(std::string)>& each) {
  const Json* value = claimed(key);
  if (value == nullptr || !value->is_array()) return fail("config.missing", "a list is needed", key);
  for (const auto& item : *value) {
    if (!item.is_string()) return fail("config.type", "a list of texts was expected", key);
    each(item.get<std::string>());
  }
}

void Section::optionalTexts(const char* key, const std::function<void(std::string)>& each) {
  if (optionalChild(key) != nullptr) texts(key, each);
}

const Section::Json* Section::optionalChild(const char* key) {
  return claimed(key);
}

const Section::Json* Section::child(const char* key) {
  const Json* value = claimed(key);
  if (value == nullptr) fail("config.missing", "this section is needed", key);
  return value;
}

Result<Done> Section::finish() {
  if (error_) return *error_;
  for (const auto& [key, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const auto nearest = std::min_element(
        known_.begin(), known_.end(),
        [&k = key](const auto& a, const auto& b) { return editDistance(a, k) < editDistance(b, k); });
    return inputError("config.unknown-key", "unknown key; the nearest known one is \"" + *nearest + "\"",
                      where(key));
  }
  return Done{};
}

std::string Section::where(const std::string& key) const {
  return name_.empty() ? key : name_ + "." + key;
}

void Section::fail(const char* code, std::string detail, const char* key) {
  if (!error_) error_ = inputError(code, std::move(detail), where(key));
}

const Section::Json* Section::claimed(const char* key) {
  known_.emplace_back(key);
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

void Section::claim(const char* key, std::string& target, bool required, bool isPath) {
  const Json* value = claimed(key);
  if (value == nullptr) {
    if (required) fail("config.missing", "this key is needed", key);
    return;
  }
  if (!value->is_string()) return fail("config.type", "a text was expected", key);
  target = value->get<std::string>();
  if (isPath && !target.empty() && fs::path(target).is_relative())
    target = (base_ / target).lexically_normal().string();
}

}  // namespace tdkt::app
