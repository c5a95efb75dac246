#include "connector/office/profile/HostProfile.h"

#include <span>

#include "workflow/base/Json.h"
#include "workflow/base/Resource.h"

namespace tdkt::office::profiles {
std::span<const Resource> resources();
}

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

Result<Json> schema() {
  const auto bytes = findResource(profiles::resources(), "host.schema.json");
  if (!bytes) return bugError("profile.schema", "the schema is not built in");
  return json::parse(*bytes);
}

bool isPointer(const std::string& text) {
  if (text.empty() || text[0] != '/') return false;
  for (std::size_t at = text.find('~'); at != std::string::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

Ability abilityFrom(const std::string& text) {
  if (text == "comment") return Ability::kComment;
  return text == "none" ? Ability::kNone : Ability::kNative;
}

/// Reads what the schema has passed, and looks for what no schema sees.
class Reader {
 public:
  Reader(const Json& root, ProfileReading& out) : root_(root), out_(out) {}

  void read() {
    HostProfile& profile = out_.profile.emplace();
    if (root_.contains("authorisation")) {
      profile.header = root_["authorisation"]["header"];
      profile.prefix = json::optionalString(root_["authorisation"], "prefix");
    }
    profile.identityUrl = address("identity", "url", {});
    profile.account = pointer(root_["identity"], "account", "/identity");
    profile.everySeconds = root_.value("everySeconds", 60);
    readList(profile.list);
    profile.itemUrl = address("item", "url", {"{id}"});
    profile.itemAuthor = pointer(root_["item"], "author", "/item");
    readFiles(profile.files);
    readTables(profile);
    for (const auto& [name, source] : root_["fields"].items())
      profile.fields[name] = readSource(source, name, profile);
    readWriteBack(profile.writeBack);
    if (!out_.findings.empty()) out_.profile.reset();
  }

 private:
  void found(std::string at, const char* code, const char* detail) {
    out_.findings.push_back({std::move(at), code, detail});
  }

  std::string pointer(const Json& object, const char* key, const std::string& at) {
    std::string text = json::optionalString(object, key);
    if (!text.empty() && !isPointer(text))
      found(at + "/" + key, "profile.pointer", "a JSON Pointer begins with a slash");
    return text;
  }

  /// One slash only: "//other.example" would leave the host.
  std::string address(const char* section, const char* key, const std::vector<const char*>& placeholders) {
    const std::string at = std::string("/") + section + "/" + key;
    std::string text = root_[section][key];
    if (text[0] != '/' || text[1] == '/')
      found(at, "profile.address", "an address begins with one slash and stays on the host");
    for (const char* placeholder : placeholders) {
      if (text.find(placeholder) == std::string::npos)
        found(at, "profile.placeholder", "a placeholder is missing");
    }
    return text;
  }

  void readList(ListProfile& list) {
    const Json& from = root_["list"];
    list.url = address("list", "url", {"{since}", "{offset}"});
    list.rows = pointer(from, "rows", "/list");
    list.id = pointer(from, "id", "/list");
    list.changed = pointer(from, "changed", "/list");
    list.pageSize = from["pageSize"];
    list.clockSeconds = from.value("clockSeconds", 1);
    const std::string start = json::optionalString(from, "start", "1970-01-01T00:00:00Z");
    const auto instant = parseIso(start);
    if (!instant) return found("/list/start", "profile.start", "an instant like 2026-01-01T00:00:00Z");
    list.start = *instant;
  }

  void readFiles(FilesProfile& files) {
    const Json& from = root_["files"];
    files.rows = pointer(from, "rows", "/files");
    files.name = pointer(from, "name", "/files");
    files.url = pointer(from, "url", "/files");
    files.size = pointer(from, "size", "/files");
    files.description = pointer(from, "description", "/files");
    files.author = pointer(from, "author", "/files");
  }

  void readTables(HostProfile& profile) {
    if (!root_.contains("tables")) return;
    for (const auto& [name, rows] : root_["tables"].items()) {
      for (const auto& [from, to] : rows.items()) profile.tables[name][from] = to;
    }
  }

  FieldSource readSource(const Json& from, const std::string& name, const HostProfile& profile) {
    const std::string at = "/fields/" + name;
    FieldSource source;
    source.json = pointer(from, "json", at);
    source.rows = pointer(from, "rows", at);
    source.where = pointer(from, "where", at);
    source.is = json::optionalString(from, "is");
    source.take = pointer(from, "take", at);
    if (from.contains("text")) source.constant = from["text"].get<std::string>();
    source.lookup = json::optionalString(from, "lookup");
    if (!source.lookup.empty() && profile.tables.count(source.lookup) == 0)
      found(at + "/lookup", "profile.table", "there is no such table");
    source.before = json::optionalString(from, "before");
    source.after = json::optionalString(from, "after");
    source.date = json::optionalString(from, "date");
    if (from.contains("default")) source.fallback = from["default"].get<std::string>();
    return source;
  }

  void readWriteBack(WriteBackProfile& out) {
    const Json& from = root_["writeBack"];
    out.dialect = from["dialect"];
    out.task = abilityFrom(from["task"]);
    out.status = abilityFrom(from["status"]);
    out.attach = abilityFrom(from["attach"]);
    out.message = abilityFrom(from["message"]);
    if (!from.contains("redmine"))
      return found("/writeBack/redmine", "profile.dialect", "the dialect's own section is needed");
    const Json& redmine = from["redmine"];
    out.redmine.project = redmine["project"];
    out.redmine.taskTracker = redmine["taskTracker"];
    for (const auto& [phase, status] : redmine["statuses"].items()) out.redmine.statuses[phase] = status;
    for (const auto& [state, status] : redmine["taskStates"].items()) out.redmine.taskStates[state] = status;
  }

  const Json& root_;
  ProfileReading& out_;
};

}  // namespace

std::string FieldSource::shown() const {
  if (constant) return "\"" + *constant + "\"";
  std::string out = json.empty() ? rows + "[" + where + " = " + is + "]" + take : json;
  if (!before.empty()) out += ", before \"" + before + "\"";
  if (!after.empty()) out += ", after \"" + after + "\"";
  if (!lookup.empty()) out += ", table " + lookup;
  if (!date.empty()) out += ", date " + date;
  return out;
}

Result<ProfileReading> readProfile(std::string_view text) {
  TDKT_ASSIGN(const Json root, json::parse(text));
  TDKT_ASSIGN(const Json rules, schema());
  ProfileReading out;
  TDKT_ASSIGN(out.findings, checkSchema(rules, root));
  if (out.findings.empty()) Reader(root, out).read();
  return out;
}

Result<HostProfile> profileFrom(std::string_view text) {
  TDKT_ASSIGN(ProfileReading reading, readProfile(text));
  if (reading.profile) return *std::move(reading.profile);
  const SchemaFinding& first = reading.findings.front();
  return inputError(first.code, first.detail, first.pointer);
}

}  // namespace tdkt::office
