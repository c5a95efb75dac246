#pragma once
// One e-office described as data: how it is read, which field of ours comes from where, what it can take
// back.
//
// The file is checked by integration/profiles/host.schema.json (built into the program), then for sense.
// There is no scripting in it: pointers, a table, a part before or after a mark, a date form.
// docs/connect-an-office.md.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/office/profile/JsonSchema.h"
#include "workflow/base/Time.h"

namespace tdkt::office {

/// Where a field's text comes from.
struct FieldSource {
  std::string json;  ///< pointer into the item; empty for the two other kinds
  std::string rows;  ///< pointer to a list, of which the row whose `where` reads `is` gives `take`
  std::string where;
  std::string is;
  std::string take;
  std::optional<std::string> constant;
  std::string lookup;  ///< name of a table
  std::string before;  ///< the part before the first such mark
  std::string after;   ///< the part after the first such mark
  std::string date;    ///< how a date is written; empty for plain text
  std::optional<std::string> fallback;

  /// As an administrator reads it: "/issue/custom_fields[/name = Số]/value".
  std::string shown() const;
};

struct ListProfile {
  std::string url;  ///< holds {since} and {offset}
  std::string rows;
  std::string id;
  std::string changed;
  int pageSize = 100;
  UtcTime start{};
  int clockSeconds = 1;
};

struct FilesProfile {
  std::string rows;
  std::string name;
  std::string url;
  std::string size;         ///< may be empty
  std::string description;  ///< may be empty
  std::string author;
};

/// What is done where the host lacks a thing.
enum class Ability { kNative, kComment, kNone };

struct RedmineProfile {
  int project = 0;
  int taskTracker = 0;
  std::map<std::string, std::string> statuses;    ///< phase → status name; a phase may be absent
  std::map<std::string, std::string> taskStates;  ///< open, agree, return, refuse, cancelled → status name
};

struct WriteBackProfile {
  std::string dialect;
  Ability task = Ability::kNative;
  Ability status = Ability::kNative;
  Ability attach = Ability::kNative;
  Ability message = Ability::kComment;
  RedmineProfile redmine;
};

/// Immutable after reading.
struct HostProfile {
  std::string header = "Authorization";
  std::string prefix = "Bearer ";
  std::string identityUrl;
  std::string account;
  int everySeconds = 60;
  ListProfile list;
  std::string itemUrl;  ///< holds {id}
  std::string itemAuthor;
  FilesProfile files;
  std::map<std::string, FieldSource> fields;
  std::map<std::string, std::map<std::string, std::string>> tables;
  WriteBackProfile writeBack;
};

struct ProfileReading {
  std::optional<HostProfile> profile;  ///< only when there is no finding
  std::vector<SchemaFinding> findings;
};

/// Findings besides those of the schema: "profile.pointer" (no JSON Pointer), "profile.table" (no such
/// table), "profile.placeholder" ({since}, {offset} or {id} is missing), "profile.address" (does not begin
/// with one slash), "profile.start" (no instant), "profile.dialect" (its section is missing). Errors: those
/// of json::parse.
Result<ProfileReading> readProfile(std::string_view text);
/// The profile, or the first finding as kInput with the pointer as its field.
Result<HostProfile> profileFrom(std::string_view text);

}  // namespace tdkt::office
