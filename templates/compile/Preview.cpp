#include "templates/compile/Preview.h"

#include <algorithm>
#include <set>

#include "templates/layout/PackageReader.h"
#include "templates/pdf/Utf8.h"
#include "workflow/base/Json.h"

namespace tdkt::templates {
namespace {

using nlohmann::ordered_json;

constexpr const char* kPerson = "Nguyễn Thị Hồng Hạnh";
/// Eight words: compound family name, two middle names and a double given name.
constexpr const char* kLongPerson = "Công Tằng Tôn Nữ Nguyễn Phước Thanh Trường";
constexpr const char* kText = "Nội dung ví dụ";
constexpr std::size_t kRows = 500;
constexpr std::size_t kGroups = 2;

std::string first(const std::string& text, std::size_t letters) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    if (count == letters) return text.substr(0, at);
    nextLetter(text, at);
  }
  return text;
}

std::size_t lettersOf(const std::string& text) {
  std::size_t count = 0;
  forEachLetter(text, [&](char32_t) { ++count; });
  return count;
}

/// Half as long again, with its own words.
std::string longer(const std::string& text) {
  if (text.empty()) return text;
  const std::size_t wanted = lettersOf(text) * 3 / 2;
  std::string out = text;
  while (lettersOf(out) < wanted) out += " " + text;
  out = first(out, wanted);
  const std::size_t space = out.rfind(' ');
  return lettersOf(out) > lettersOf(text) && space != std::string::npos && space >= text.size()
             ? out.substr(0, space)
             : out;
}

void codesIn(const std::vector<Block>& blocks, std::set<std::string>& out) {
  for (const Block& block : blocks) {
    if (const auto* code = std::get_if<QrCode>(&block.content)) out.insert(code->field);
    if (const auto* columns = std::get_if<Columns>(&block.content)) {
      for (const Column& column : columns->columns) codesIn(column.blocks, out);
    }
  }
}

std::set<std::string> codesOf(const Package& package) {
  std::set<std::string> out;
  for (const Section& section : package.sections) {
    codesIn(section.flow, out);
    for (const FixedBox& box : section.boxes) codesIn(box.blocks, out);
  }
  return out;
}

std::string longest(const FieldRule& rule, const std::string& sample) {
  std::string out = rule.kind == FieldKind::kPerson   ? std::string(kLongPerson)
                    : rule.kind == FieldKind::kDate   ? std::string("2026-12-30")
                    : rule.kind == FieldKind::kNumber ? std::string("12345/QĐ-UBND")
                                                      : longer(sample.empty() ? kText : sample);
  return rule.maxLength > 0 ? first(out, rule.maxLength) : out;
}

TableData longTable(const TableData* sample, std::size_t columns) {
  std::vector<std::string> cells(columns, kText);
  for (std::size_t c = 0; sample != nullptr && c < columns; ++c) {
    for (const TableGroup& group : sample->groups) {
      for (const auto& row : group.rows) {
        if (c < row.size() && lettersOf(row[c]) > lettersOf(cells[c])) cells[c] = row[c];
      }
    }
  }
  TableData out;
  for (std::size_t g = 0; g < kGroups; ++g) {
    TableGroup group{"Cá nhân, tập thể, hộ gia đình", {}};
    group.rows.assign(kRows / kGroups, cells);
    out.groups.push_back(std::move(group));
  }
  return out;
}

}  // namespace

Result<std::string> sampleFor(std::string_view layoutXml) {
  TDKT_ASSIGN(const Package package, readPackage(layoutXml));
  const std::set<std::string> codes = codesOf(package);
  ordered_json out = {{"texts", ordered_json::object()},
                      {"lists", ordered_json::object()},
                      {"tables", ordered_json::object()}};
  for (const auto& [name, rule] : package.fields) {
    if (rule.kind == FieldKind::kList) {
      out["lists"][name] = {"Nội dung thứ nhất", "Nội dung thứ hai"};
    } else if (rule.kind == FieldKind::kTable) {
      const std::vector<std::string> row(rule.columns, kText);
      out["tables"][name]["groups"] = {{{"title", "Cá nhân"}, {"rows", {row, row, row}}}};
    } else {
      const std::string text = codes.count(name) != 0            ? "https://khenthuong.example/v/7KQ2M9XH4T"
                               : rule.kind == FieldKind::kPerson ? kPerson
                               : rule.kind == FieldKind::kDate   ? "2026-11-20"
                               : rule.kind == FieldKind::kNumber ? "1234/QĐ-UBND"
                                                                 : kText;
      out["texts"][name] = rule.maxLength > 0 ? first(text, rule.maxLength) : text;
    }
  }
  return out.dump(2) + "\n";
}

Result<FieldSet> worstCase(std::string_view layoutXml, const FieldSet& sample) {
  TDKT_ASSIGN(const Package package, readPackage(layoutXml));
  const std::set<std::string> codes = codesOf(package);
  FieldSet out = sample;
  for (const auto& [name, rule] : package.fields) {
    if (codes.count(name) != 0) continue;
    if (rule.kind == FieldKind::kList) {
      auto& items = out.lists[name];
      if (items.empty()) items = {kText};
      const std::vector<std::string> before = items;
      for (std::string& item : items) item = longer(item);
      items.insert(items.end(), before.begin(), before.end());
    } else if (rule.kind == FieldKind::kTable) {
      const auto found = sample.tables.find(name);
      out.tables[name] = longTable(found == sample.tables.end() ? nullptr : &found->second, rule.columns);
    } else {
      out.texts[name] = longest(rule, out.texts[name]);
    }
  }
  return out;
}

}  // namespace tdkt::templates
