#include "connector/pages/ReadingNotesView.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "connector/pages/Messages.h"
#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

constexpr std::size_t kCellsNamed = 8;
constexpr std::size_t kOpenUpTo = 20;

bool isOdd(char32_t c) {
  const bool eth = c == 0xD0 || c == 0xF0 || c == 0x189 || c == 0x256;
  const bool space = c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200F);
  const bool hidden =
      c == 0xAD || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
  return eth || space || hidden || (c >= 0x300 && c <= 0x52F);  // marks that stand alone, Greek, Cyrillic
}

std::string codePointName(char32_t c) {
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "U+%04X", static_cast<unsigned>(c));
  return out.data();
}

std::string cellsText(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size() && i < kCellsNamed; ++i) out += (i == 0 ? "" : ", ") + cells[i];
  if (cells.size() > kCellsNamed) out += " và " + std::to_string(cells.size() - kCellsNamed) + " ô nữa";
  return out;
}

/// Equal changes together, in the order of their first cell.
ViewJson changesView(const std::vector<lists::ListWarning>& warnings) {
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places;
  std::vector<std::pair<lists::ListWarning, std::vector<std::string>>> groups;
  for (const lists::ListWarning& one : warnings) {
    if (one.code == "lists.duplicate") continue;
    const auto [place, fresh] = places.emplace(std::tuple(one.code, one.given, one.read), groups.size());
    if (fresh) groups.emplace_back(one, std::vector<std::string>());
    groups[place->second].second.push_back(one.cell);
  }
  ViewJson out = ViewJson::array();
  for (const auto& [one, cells] : groups) {
    const std::string odd = one.code == "lists.converted" ? std::string() : oddLetters(one.given);
    out.push_back({{"cells", cellsText(cells)},
                   {"given", one.given},
                   {"read", one.read},
                   {"same", one.given == one.read},
                   {"odd", odd},
                   {"why", sentenceFor(inputError(one.code, {}))}});
  }
  return out;
}

ViewJson repeatsView(const std::vector<lists::ListWarning>& warnings) {
  ViewJson out = ViewJson::array();
  for (const lists::ListWarning& one : warnings) {
    if (one.code == "lists.duplicate")
      out.push_back({{"cell", one.cell}, {"name", one.given}, {"first", one.of}});
  }
  return out;
}

std::string unreadColumns(const std::vector<lists::ListColumn>& columns) {
  std::string out;
  for (const lists::ListColumn& one : columns) {
    if (one.meaning.empty()) out += (out.empty() ? "" : ", ") + one.heading + " (" + one.cell + ")";
  }
  return out;
}

ViewJson fileView(const inbox::FileNotes& notes, const directory::Directory& directory) {
  const directory::Official* by = directory.find(notes.decidedBy);
  ViewJson changes = changesView(notes.warnings);
  const auto cells = std::count_if(notes.warnings.begin(), notes.warnings.end(),
                                   [](const auto& one) { return one.code != "lists.duplicate"; });
  const bool hasChanges = !changes.empty();
  const bool open = changes.size() <= kOpenUpTo;
  return {{"file", notes.file},
          {"decidedBy", by == nullptr ? notes.decidedBy.text() : by->name},
          {"remembered", notes.remembered},
          {"unread", unreadColumns(notes.columns)},
          {"hasChanges", hasChanges},
          {"open", open},
          {"count", cells},
          {"changes", std::move(changes)},
          {"repeats", repeatsView(notes.warnings)}};
}

/// Nothing to look at: everything was read as it stands.
bool isPlain(const inbox::FileNotes& notes) {
  return notes.warnings.empty() && notes.decidedBy.empty() && !notes.remembered;
}

}  // namespace

std::string oddLetters(const std::string& text) {
  std::string out;
  for (const char32_t c : text::codePoints(text)) {
    const std::string name = codePointName(c);
    if (isOdd(c) && out.find(name) == std::string::npos) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

ViewJson readingNotesView(const std::vector<inbox::FileNotes>& files,
                          const std::vector<inbox::AlsoProposed>& twice,
                          const directory::Directory& directory, bool links) {
  ViewJson shown = ViewJson::array();
  for (const inbox::FileNotes& notes : files) {
    if (!isPlain(notes)) shown.push_back(fileView(notes, directory));
  }
  ViewJson also = ViewJson::array();
  for (const inbox::AlsoProposed& one : twice) {
    also.push_back({{"ordinal", one.ordinal},
                    {"name", one.name},
                    {"other", one.other.text()},
                    {"code", one.otherCode},
                    {"unit", one.otherUnit},
                    {"sameUnit", one.sameUnit},
                    {"link", links}});
  }
  const bool any = !shown.empty() || !also.empty();
  const bool hasTwice = !also.empty();
  return {{"any", any}, {"files", std::move(shown)}, {"hasTwice", hasTwice}, {"twice", std::move(also)}};
}

}  // namespace tdkt::pages
