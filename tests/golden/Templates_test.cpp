// What each package prints for its sample, as text with positions and faces: a change of layout is a readable
// diff. TDKT_ACCEPT_GOLDEN=1 writes the files anew; a person reviews them before they are committed.
#include <gtest/gtest.h>

#include <cstdio>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

std::string row(const TextOp& op) {
  constexpr const char* kFaceNames[] = {"regular", "bold", "italic", "bold-italic"};
  char place[96];
  std::snprintf(place, sizeof place, "%7.2f %7.2f %5.1f %-11s ", toMm(op.x), toMm(op.y), op.size,
                kFaceNames[static_cast<std::size_t>(op.face)]);
  return place + plain(op.text) + "\n";
}

std::string dump(const std::vector<Page>& pages) {
  std::string out = "# x mm, baseline mm from the top, size pt, face, text\n";
  for (std::size_t i = 0; i < pages.size(); ++i) {
    out +=
        "page " + std::to_string(i + 1) + ", " + std::to_string(pages[i].drawing.paths.size()) + " shapes\n";
    for (const TextOp& op : pages[i].drawing.texts) out += row(op);
    for (const Room& room : pages[i].drawing.rooms) {
      char place[96];
      std::snprintf(place, sizeof place, "%7.2f %7.2f room %.2f x %.2f ", toMm(room.x), toMm(room.y),
                    toMm(room.width), toMm(room.height));
      out += place + room.name + "\n";
    }
  }
  return out;
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, TheSampleIsLaidOutAsReviewed) {
  const std::string path = std::string(TDKT_SOURCE_DIR) + "/tests/golden/" + GetParam() + ".layout.txt";
  const std::string now = dump(layOut(GetParam(), sample(GetParam())).value());
  if (std::getenv("TDKT_ACCEPT_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << now;
  EXPECT_EQ(readText(path), now);
}

INSTANTIATE_TEST_SUITE_P(Packages, Golden, testing::Values("decision", "certificate"));

}  // namespace
}  // namespace tdkt::templates
