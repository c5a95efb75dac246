#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/lists/ListReview.h"

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

/// What the secretariat would be asked at the desk.
Json questionsOf(const Bytes& file) {
  Json out = Json::array();
  const auto review = lists::reviewList(file, {}, {});
  if (!review) return out;
  for (const lists::PlanDoubt& one : review->columns)
    out.push_back({{"cell", one.cell}, {"code", one.code}, {"given", one.heading}});
  for (const lists::ListWarning& one : review->cells)
    out.push_back({{"cell", one.cell}, {"code", one.code}, {"given", one.given}, {"read", one.read}});
  return out;
}

void printQuestions(const Json& questions) {
  if (!questions.empty()) std::cerr << "\nBàn thư ký sẽ hỏi (the desk would ask):\n";
  for (const Json& one : questions) {
    std::cerr << one.value("cell", "") << "  " << one.value("code", "") << "  " << one.value("given", "");
    if (one.contains("read")) std::cerr << "  →  " << one.value("read", "");
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
  const Json questions = reading.encoding ? Json::array() : questionsOf(*file);
  if (!list) {
    printQuestions(questions);
    return fail(list.error());
  }
  if (options->flags.count("--json") != 0) {
    Json out = jsonOf(*list);
    out["questions"] = questions;
    std::cout << out.dump(2) << "\n";
  } else {
    printPlain(*list);
    printQuestions(questions);
  }
  return kYes;
}

}  // namespace tdkt::app
