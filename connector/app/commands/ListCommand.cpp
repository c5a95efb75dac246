#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/lists/NomineeList.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestList = 50U << 20U;

const char* kindName(workflow::NomineeKind kind) {
  switch (kind) {
    case workflow::NomineeKind::kIndividual:
      return "cá nhân";
    case workflow::NomineeKind::kCollective:
      return "tập thể";
    case workflow::NomineeKind::kHousehold:
      return "hộ gia đình";
  }
  return "";
}

Json jsonOf(const lists::NomineeList& list) {
  Json out = {{"columns", Json::array()}, {"nominees", Json::array()}, {"warnings", Json::array()}};
  for (const lists::ListColumn& column : list.columns) {
    out["columns"].push_back(
        {{"cell", column.cell}, {"heading", column.heading}, {"meaning", column.meaning}});
  }
  for (const lists::ListedNominee& listed : list.nominees) {
    out["nominees"].push_back({{"name", listed.nominee.name},
                               {"kind", kindName(listed.nominee.kind)},
                               {"position", listed.nominee.position},
                               {"unit", listed.nominee.unit},
                               {"achievement", listed.nominee.achievement},
                               {"award", listed.award}});
  }
  for (const lists::ListWarning& warning : list.warnings) {
    Json row = {{"cell", warning.cell}, {"code", warning.code}};
    if (!warning.read.empty()) row.update({{"given", warning.given}, {"read", warning.read}});
    out["warnings"].push_back(row);
  }
  return out;
}

void printPlain(const lists::NomineeList& list) {
  for (const lists::ListColumn& column : list.columns) {
    std::cout << column.cell << "  " << column.heading << " → "
              << (column.meaning.empty() ? "không đọc (not read)" : column.meaning) << "\n";
  }
  std::cout << "\n";
  for (const lists::ListedNominee& listed : list.nominees) {
    std::cout << kindName(listed.nominee.kind) << "  " << listed.nominee.name << "  " << listed.nominee.unit
              << "\n";
  }
  for (const lists::ListWarning& warning : list.warnings) {
    std::cerr << warning.cell << "  " << warning.code;
    if (!warning.read.empty()) std::cerr << "  " << warning.given << "  →  " << warning.read;
    std::cerr << "\n";
  }
}

}  // namespace

int runList(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--json"}, {"--from"}, 2, 2});
  if (!options) return fail(options.error());
  if (options->positional[0] != "check")
    return fail(inputError("usage", "not a command of list", options->positional[0]));
  lists::ReadOptions reading;
  if (const std::string from = options->get("--from"); !from.empty()) {
    reading.encoding = lists::legacyEncodingOf(from);
    if (!reading.encoding) return fail(inputError("usage", "tcvn3, tcvn3-capitals or vni", "--from"));
  }
  const auto file = readFile(options->positional[1], kLargestList);
  if (!file) return fail(file.error());
  const auto list = lists::readNominees(*file, reading);
  if (!list) return fail(list.error());
  if (options->flags.count("--json") != 0) {
    std::cout << jsonOf(*list).dump(2) << "\n";
  } else {
    printPlain(*list);
  }
  return kYes;
}

}  // namespace tdkt::app
