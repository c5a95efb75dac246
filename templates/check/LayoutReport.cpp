#include <algorithm>

#include "templates/check/LayoutRules.h"
#include "workflow/base/Json.h"
#include "workflow/base/Resource.h"

namespace tdkt::templates::rules {
std::span<const Resource> resources();
}  // namespace tdkt::templates::rules

namespace tdkt::templates::check {
namespace {

using Json = nlohmann::ordered_json;

const char* wordOf(Verdict verdict) {
  if (verdict == Verdict::kMet) return "met";
  return verdict == Verdict::kBroken ? "broken" : "not-applicable";
}

const char* vietnamese(Verdict verdict) {
  if (verdict == Verdict::kMet) return "ĐẠT           ";
  return verdict == Verdict::kBroken ? "KHÔNG ĐẠT     " : "không áp dụng ";
}

Verdict verdictOf(const std::string& word) {
  if (word == "met") return Verdict::kMet;
  return word == "broken" ? Verdict::kBroken : Verdict::kNotApplicable;
}

/// One line, nothing a terminal would obey.
std::string harmless(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
      ' ');
  return text;
}

}  // namespace

bool LayoutReport::met() const {
  return std::none_of(rows.begin(), rows.end(),
                      [](const RowResult& row) { return row.verdict == Verdict::kBroken && !row.advice; });
}

std::string LayoutReport::text() const {
  std::string out;
  std::size_t broken = 0;
  for (const RowResult& row : rows) {
    if (row.verdict == Verdict::kBroken && !row.advice) ++broken;
    out += vietnamese(row.verdict) + row.id + ": " + row.title;
    if (row.advice) out += " [khuyến nghị]";
    if (row.verdict != Verdict::kNotApplicable) out += ": " + harmless(row.measured);
    if (row.verdict == Verdict::kBroken) out += "; yêu cầu: " + row.wanted;
    out += " (" + row.law + ")\n";
  }
  out += (met() ? "ĐẠT" : "KHÔNG ĐẠT " + std::to_string(broken) + " mục") + ", " + source + "\n";
  return out;
}

std::string LayoutReport::toJson() const {
  Json out = {
      {"schema", "urn:tdkt:layout-report:1"}, {"source", source}, {"met", met()}, {"rows", Json::array()}};
  for (const RowResult& row : rows) {
    out["rows"].push_back({{"id", row.id},
                           {"title", row.title},
                           {"law", row.law},
                           {"verdict", wordOf(row.verdict)},
                           {"advice", row.advice},
                           {"wanted", row.wanted},
                           {"measured", row.measured}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<LayoutReport> layoutReportFromJson(std::string_view text) {
  TDKT_ASSIGN(const Json all, json::parse(text));
  const auto rows = all.is_object() ? all.find("rows") : all.end();
  if (!all.is_object() || rows == all.end() || !rows->is_array())
    return inputError("check.report", "no rows");
  LayoutReport out;
  out.source = json::optionalString(all, "source");
  for (const Json& row : *rows) {
    if (!row.is_object()) return inputError("check.report", "a row is no object");
    const auto advice = row.find("advice");
    out.rows.push_back({json::optionalString(row, "id"), json::optionalString(row, "title"),
                        json::optionalString(row, "law"), json::optionalString(row, "wanted"),
                        json::optionalString(row, "measured"),
                        verdictOf(json::optionalString(row, "verdict")),
                        advice != row.end() && advice->is_boolean() && advice->get<bool>()});
  }
  return out;
}

std::string decree30Rows() {
  return std::string(findResource(rules::resources(), "decree30.json").value_or(""));
}

}  // namespace tdkt::templates::check
