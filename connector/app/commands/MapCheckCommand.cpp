#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/office/profile/Mapping.h"
#include "workflow/base/Json.h"
#include "workflow/base/Text.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;
using office::MappedField;

const char* word(MappedField::State state) {
  switch (state) {
    case MappedField::State::kFound:
      return "found";
    case MappedField::State::kDefault:
      return "default";
    case MappedField::State::kMissing:
      return "missing";
    case MappedField::State::kUnreadable:
      return "unreadable";
  }
  return "";
}

/// Pads by letters, not octets: Vietnamese must stand in its column.
std::string padded(const std::string& text, std::size_t width) {
  const std::size_t length = text::length(text);
  return text + std::string(length < width ? width - length : 1, ' ');
}

void printFields(const office::MappedItem& item) {
  for (const MappedField& field : item.fields) {
    std::cout << padded(field.name + (field.needed ? " *" : ""), 18) << padded(word(field.state), 12)
              << padded(field.value, 36) << field.source << "\n";
  }
  std::cout << (item.complete() ? "complete: a nomination can be made of it\n"
                                : "not complete: a field marked * has no value\n");
}

Json jsonOf(const office::MappedItem& item) {
  Json out = {{"complete", item.complete()}, {"fields", Json::array()}};
  for (const MappedField& field : item.fields) {
    out["fields"].push_back({{"name", field.name},
                             {"needed", field.needed},
                             {"state", word(field.state)},
                             {"value", field.value},
                             {"source", field.source}});
  }
  return out;
}

/// The files the profile finds in the sample: a wrong pointer there would show only on the first real day.
void printFiles(const office::HostProfile& profile, const Json& sample) {
  const Json::json_pointer at(profile.files.rows);
  if (!sample.contains(at) || !sample.at(at).is_array()) {
    std::cout << "files: none at " << profile.files.rows << "\n";
    return;
  }
  for (const Json& row : sample.at(at)) {
    std::cout << "file: " << office::textAt(row, profile.files.name) << "  "
              << office::textAt(row, profile.files.url) << "\n";
  }
}

int check(const Options& options) {
  const auto text = readFile(options.positional[0], 1U << 20U);
  if (!text) return fail(text.error());
  const auto reading = office::readProfile(*text);
  if (!reading) return fail(reading.error()), kBadConfiguration;
  for (const auto& finding : reading->findings)
    std::cerr << "tdkt: " << finding.code << ": " << finding.detail << " [" << finding.pointer << "]\n";
  if (!reading->profile) return kBadConfiguration;
  const auto bytes = readFile(options.positional[1], 8U << 20U);
  if (!bytes) return fail(bytes.error());
  const auto sample = json::parse(*bytes, json::Limits{8U << 20U, 32});
  if (!sample) return fail(sample.error());
  const office::MappedItem item = office::mapItem(*reading->profile, *sample);
  if (options.has("--json")) {
    std::cout << jsonOf(item).dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    printFields(item);
    printFiles(*reading->profile, *sample);
  }
  return item.complete() ? kYes : kNo;
}

}  // namespace

int runMapCheck(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--json"}, {}, 2, 2});
  if (!options) return fail(options.error());
  return check(*options);
}

}  // namespace tdkt::app
