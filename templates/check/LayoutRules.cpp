#include "templates/check/LayoutRules.h"

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "templates/check/Measures.h"
#include "workflow/base/Json.h"

namespace tdkt::templates::check {
namespace {

using Json = nlohmann::ordered_json;

/// One row, read.
struct Rule {
  RowResult row;
  std::string measure;
  std::optional<double> min;
  std::optional<double> max;
  double tolerance = 0;
  std::string unit;
  std::vector<std::string> oneOf;
  std::string matches;
  std::string refuses;
  std::regex pattern;
};

struct RuleSet {
  std::string source;
  Marks marks;
  std::vector<Rule> rules;
};

Error malformed(const std::string& detail, const std::string& row) {
  return inputError("check.rules", detail, row);
}

std::vector<std::string> strings(const Json& object, const char* key) {
  std::vector<std::string> out;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return out;
  for (const Json& item : *found) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

std::string printed(double value) {
  const double rounded = std::round(value * 100) / 100;
  std::string out = std::to_string(rounded);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  std::replace(out.begin(), out.end(), '.', ',');
  return out;
}

std::string wantedOf(const Rule& rule) {
  const std::string unit = rule.unit.empty() ? "" : " " + rule.unit;
  if (rule.min && rule.max && *rule.min == *rule.max) return printed(*rule.min) + unit;
  if (rule.min && rule.max) return printed(*rule.min) + "–" + printed(*rule.max) + unit;
  if (rule.min) return "≥ " + printed(*rule.min) + unit;
  if (rule.max) return "≤ " + printed(*rule.max) + unit;
  std::string out;
  for (const std::string& word : rule.oneOf) out += (out.empty() ? "" : " | ") + word;
  if (!out.empty()) return out;
  return rule.matches.empty() ? "không: " + rule.refuses : rule.matches;
}

Result<Done> checkKeys(const Json& row, const std::string& id) {
  static const std::set<std::string> known = {"id",      "title",  "law",       "measure", "min",
                                              "max",     "unit",   "tolerance", "oneOf",   "matches",
                                              "refuses", "wanted", "advice"};
  for (const auto& [key, value] : row.items()) {
    if (known.count(key) == 0) return malformed("unknown key " + key, id);
  }
  return Done{};
}

Result<Done> readPattern(Rule& rule) {
  const std::string& text = rule.matches.empty() ? rule.refuses : rule.matches;
  if (text.empty()) return Done{};
  try {
    rule.pattern = std::regex(text, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error&) {
    return malformed("not a pattern", rule.row.id);
  }
  return Done{};
}

std::optional<double> numberAt(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

Result<Rule> readRule(const Json& row) {
  if (!row.is_object()) return malformed("a row must be an object", "");
  Rule out;
  TDKT_ASSIGN(out.row.id, json::requireString(row, "id"));
  TDKT_CHECK(checkKeys(row, out.row.id));
  TDKT_ASSIGN(out.row.title, json::requireString(row, "title"));
  TDKT_ASSIGN(out.row.law, json::requireString(row, "law"));
  TDKT_ASSIGN(out.measure, json::requireString(row, "measure"));
  if (!isMeasure(out.measure)) return malformed("unknown measure " + out.measure, out.row.id);
  out.min = numberAt(row, "min");
  out.max = numberAt(row, "max");
  out.tolerance = numberAt(row, "tolerance").value_or(0);
  out.unit = json::optionalString(row, "unit");
  out.oneOf = strings(row, "oneOf");
  out.matches = json::optionalString(row, "matches");
  out.refuses = json::optionalString(row, "refuses");
  out.row.advice = row.value("advice", false);
  const int kinds = (out.min || out.max ? 1 : 0) + (out.oneOf.empty() ? 0 : 1) +
                    (out.matches.empty() ? 0 : 1) + (out.refuses.empty() ? 0 : 1);
  if (kinds != 1) return malformed("a row wants exactly one of min/max, oneOf, matches, refuses", out.row.id);
  TDKT_CHECK(readPattern(out));
  out.row.wanted = json::optionalString(row, "wanted", wantedOf(out));
  return out;
}

Marks readMarks(const Json& marks) {
  Marks out;
  out.nation = json::optionalString(marks, "nation");
  out.motto = json::optionalString(marks, "motto");
  out.number = json::optionalString(marks, "number");
  out.to = json::optionalString(marks, "to");
  out.titles = strings(marks, "titles");
  out.bases = strings(marks, "bases");
  out.annexes = strings(marks, "annexes");
  return out;
}

Result<RuleSet> readRules(std::string_view text) {
  TDKT_ASSIGN(const Json all, json::parse(text));
  if (!all.is_object() || json::optionalString(all, "schema") != "urn:tdkt:layout-rules:1") {
    return malformed("schema must be urn:tdkt:layout-rules:1", "schema");
  }
  RuleSet out;
  TDKT_ASSIGN(out.source, json::requireString(all, "source"));
  const auto marks = all.find("marks");
  const auto rows = all.find("rows");
  if (marks == all.end() || !marks->is_object()) return malformed("needs marks", "marks");
  if (rows == all.end() || !rows->is_array() || rows->empty()) return malformed("needs rows", "rows");
  out.marks = readMarks(*marks);
  std::set<std::string> ids;
  for (const Json& row : *rows) {
    TDKT_ASSIGN(Rule rule, readRule(row));
    if (!ids.insert(rule.row.id).second) return malformed("twice", rule.row.id);
    out.rules.push_back(std::move(rule));
  }
  return out;
}

/// How far outside the wanted range; 0 is inside.
double excess(const Rule& rule, double value) {
  double out = 0;
  if (rule.min) out = std::max(out, *rule.min - rule.tolerance - value);
  if (rule.max) out = std::max(out, value - *rule.max - rule.tolerance);
  return out;
}

bool good(const Rule& rule, const Measured& value) {
  if (value.number) return (rule.min || rule.max) && excess(rule, *value.number) <= 0;
  if (!rule.oneOf.empty())
    return std::find(rule.oneOf.begin(), rule.oneOf.end(), value.text) != rule.oneOf.end();
  if (!rule.matches.empty()) return std::regex_search(value.text, rule.pattern);
  return !rule.refuses.empty() && !std::regex_search(value.text, rule.pattern);
}

std::string shown(const Rule& rule, const Measured& value) {
  const std::string page = " (trang " + std::to_string(value.page + 1) + ")";
  if (value.number) return printed(*value.number) + (rule.unit.empty() ? "" : " " + rule.unit) + page;
  return value.text + page;
}

RowResult judge(const Rule& rule, const Elements& elements) {
  RowResult out = rule.row;
  const auto values = measured(rule.measure, elements);
  if (values.empty()) return out;
  out.verdict = Verdict::kMet;
  const Measured* worst = &values.front();
  for (const Measured& value : values) {
    const bool worse =
        value.number && worst->number && excess(rule, *value.number) > excess(rule, *worst->number);
    const bool firstBad = out.verdict == Verdict::kMet && !good(rule, value);
    if (firstBad || worse) worst = &value;
    if (firstBad) out.verdict = Verdict::kBroken;
  }
  out.measured = shown(rule, *worst);
  return out;
}

}  // namespace

Result<LayoutReport> judgeLayout(const Bytes& pdf, std::string_view rules) {
  TDKT_ASSIGN(const RuleSet set, readRules(rules));
  TDKT_ASSIGN(auto pages, seePdf(pdf));
  const Elements elements = findElements(std::move(pages), set.marks);
  LayoutReport out;
  out.source = set.source;
  for (const Rule& rule : set.rules) out.rows.push_back(judge(rule, elements));
  return out;
}

}  // namespace tdkt::templates::check
