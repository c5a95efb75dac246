#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "templates/compile/Compiler.h"
#include "workflow/base/Json.h"

namespace tdkt::templates {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kSchema = "urn:tdkt:template-package:1";
constexpr const char* kName = "manifest.json";

Error damaged(const std::string& part, const char* why) {
  return corruptError("templates.package.damaged", why, part);
}

Bytes wholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

}  // namespace

std::string manifestOf(const std::map<std::string, Bytes>& parts, std::string_view source) {
  ordered_json out = {{"schema", kSchema}, {"source", sha256Hex(source)}, {"parts", ordered_json::object()}};
  for (const auto& [name, octets] : parts) out["parts"][name] = sha256Hex(octets);
  return out.dump(2) + "\n";
}

Result<Done> checkManifest(const std::string& directory) {
  if (!fs::exists(directory + "/" + kName)) return Done{};
  const auto manifest = json::parse(wholeFile(directory + "/" + kName));
  if (!manifest || json::optionalString(*manifest, "schema") != kSchema || !manifest->contains("parts") ||
      !(*manifest)["parts"].is_object())
    return damaged(kName, "this is no manifest; compile the template again");
  std::set<std::string> known = {kName};
  for (const auto& [name, digest] : (*manifest)["parts"].items()) {
    known.insert(name);
    if (name.find('/') != std::string::npos || !digest.is_string()) return damaged(kName, "a bad part");
    if (sha256Hex(wholeFile(directory + "/" + name)) != digest.get<std::string>())
      return damaged(name, "the part was changed or lost after compiling; compile the template again");
  }
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (known.count(name) == 0)
      return damaged(name, "the package holds a file that the compiler did not write");
  }
  return Done{};
}

}  // namespace tdkt::templates
