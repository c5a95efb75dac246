// The rules of the house that a compiler does not keep: who may include whom, no forgotten test, no dead
// path.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tdkt {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = TDKT_SOURCE_DIR;

std::string wholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<fs::path> filesBelow(const fs::path& folder, const std::set<std::string>& endings) {
  std::vector<fs::path> out;
  if (!fs::exists(kRoot / folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    if (entry.is_regular_file() && endings.count(entry.path().extension().string()) != 0)
      out.push_back(entry.path());
  }
  return out;
}

/// "base" for workflow/base, else the first folder of a path from the root; "" for anything that is no room.
std::string roomOf(const std::string& path) {
  if (path.rfind("workflow/base/", 0) == 0) return "base";
  const std::string first = path.substr(0, path.find('/'));
  static const std::set<std::string> kRooms = {"workflow",  "templates",   "signing",
                                               "connector", "integration", "tests"};
  return kRooms.count(first) != 0 && path.find('/') != std::string::npos ? first : "";
}

const std::map<std::string, std::set<std::string>> kAllowed = {
    {"base", {"base"}},
    {"workflow", {"base", "workflow"}},
    {"templates", {"base", "templates"}},
    {"signing", {"base", "signing"}},
    {"connector", {"base", "workflow", "templates", "signing", "connector"}}};

/// Lines "file → included" that break the rule, and how many arrows were looked at.
struct Arrows {
  std::vector<std::string> broken;
  int seen = 0;
};

/// A room's own headers may be included without its name, beside the file or from the room.
bool isBesideOrInRoom(const fs::path& file, const std::string& included) {
  return fs::exists(file.parent_path() / included);
}

void scan(const fs::path& file, Arrows& arrows) {
  const std::string from = fs::relative(file, kRoot).generic_string();
  static const std::regex kInclude("^[ \t]*#[ \t]*include[ \t]*[\"<]([^\">]+)[\">]");
  std::istringstream lines(wholeFile(file));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, kInclude)) continue;
    const std::string to = roomOf(match[1]);
    if (to.empty() || isBesideOrInRoom(file, match[1])) continue;
    ++arrows.seen;
    if (kAllowed.at(roomOf(from)).count(to) == 0) arrows.broken.push_back(from + " → " + match[1].str());
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

TEST(Includes, RoomsOnlyIncludeWhatTheyMay) {
  Arrows arrows;
  for (const char* room : {"workflow", "templates", "signing", "connector"}) {
    for (const fs::path& file : filesBelow(room, {".h", ".cpp"})) scan(file, arrows);
  }
  EXPECT_TRUE(arrows.broken.empty()) << joined(arrows.broken);
  EXPECT_GT(arrows.seen, 50) << "the scan found hardly any include: it looks in the wrong place";
}

TEST(Includes, TheScanSeesAForbiddenArrow) {
  EXPECT_EQ(roomOf("workflow/base/Text.h"), "base");
  EXPECT_EQ(roomOf("signing/Verifier.h"), "signing");
  EXPECT_EQ(roomOf("vector"), "");
  EXPECT_EQ(kAllowed.at(roomOf("workflow/engine/Engine.cpp")).count(roomOf("signing/Verifier.h")), 0U);
  EXPECT_EQ(kAllowed.at(roomOf("workflow/base/Text.cpp")).count(roomOf("workflow/Store.h")), 0U);
}

TEST(Tests, EveryTestFileIsNamedInACMakeList) {
  std::string lists;
  for (const fs::path& file : filesBelow("tests", {".txt"})) {
    if (file.filename() == "CMakeLists.txt") lists += wholeFile(file);
  }
  std::vector<std::string> forgotten;
  for (const fs::path& file : filesBelow("tests", {".cpp"})) {
    const std::string name = file.filename().string();
    if (name.size() < 9 || name.rfind("_test.cpp") != name.size() - 9) continue;
    const std::regex word("(^|[\\s/])" + name + "($|[\\s)])");
    if (!std::regex_search(lists, word)) forgotten.push_back(fs::relative(file, kRoot).string());
  }
  EXPECT_TRUE(forgotten.empty()) << joined(forgotten);
}

/// A span in backquotes that looks like a path from the root: has a slash or is a file we would find there.
bool looksLikePath(const std::string& span) {
  static const std::regex kPath("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/?");
  if (!std::regex_match(span, kPath)) return false;
  return !roomOf(span).empty() || span.rfind("docs/", 0) == 0 || span.rfind("cmake/", 0) == 0;
}

TEST(Architecture, EveryPathItNamesExists) {
  const fs::path file = kRoot / "ARCHITECTURE.md";
  ASSERT_TRUE(fs::exists(file));
  const std::string text = wholeFile(file);
  static const std::regex kSpan("`([^`\n]+)`");
  std::vector<std::string> missing;
  for (std::sregex_iterator it(text.begin(), text.end(), kSpan); it != std::sregex_iterator(); ++it) {
    const std::string span = (*it)[1];
    if (looksLikePath(span) && !fs::exists(kRoot / span)) missing.push_back(span);
  }
  EXPECT_TRUE(missing.empty()) << joined(missing);
}

}  // namespace
}  // namespace tdkt
