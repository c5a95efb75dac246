#pragma once
// Reads one object of the settings file: every key is claimed by exactly one call, the rest is unknown.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::app {

/// One object and the errors met so far. The first error is kept and told by finish(); until then every call
/// may be made, targets of faulty keys stay as they were. Keeps references: object and base outlive it.
/// Codes, all kInput with the key's path as field: "config.missing", "config.type", "config.value",
/// "config.unknown-key" (with the nearest known key).
class Section {
 public:
  using Json = nlohmann::ordered_json;

  /// `name` is the path of the object in the file, "" at its top; `base` is where relative paths begin.
  Section(const Json& object, std::string name, const std::filesystem::path& base);

  void text(const char* key, std::string& target);
  void optionalText(const char* key, std::string& target);
  void path(const char* key, std::string& target);
  void optionalPath(const char* key, std::string& target);
  void secret(const char* key, Secret& target);
  void optionalSecret(const char* key, Secret& target);
  void flag(const char* key, bool& target);
  void millimetres(const char* key, double& target);
  void port(const char* key, std::uint16_t& target);
  void number(const char* key, int& target, int least, int most);
  void choice(const char* key, std::string& target, std::initializer_list<std::string_view> known);
  void map(const char* key, std::map<std::string, std::string>& target);
  void texts(const char* key, const std::function<void(std::string)>& each);
  void optionalTexts(const char* key, const std::function<void(std::string)>& each);
  /// Null when it is absent: the section may be left out.
  const Json* optionalChild(const char* key);
  /// Null when it is absent, which is an error.
  const Json* child(const char* key);

  /// After all keys were claimed: the first error, an unknown key included.
  Result<Done> finish();

 private:
  std::string where(const std::string& key) const;
  void fail(const char* code, std::string detail, const char* key);
  /// Null when the key is absent.
  const Json* claimed(const char* key);
  void claim(const char* key, std::string& target, bool required, bool isPath);

  const Json& object_;
  std::string name_;
  const std::filesystem::path& base_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace tdkt::app
