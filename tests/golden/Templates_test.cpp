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

/// A package and the data it is tried with; no `variant`: its own sample.json.
struct Case {
  const char* form;
  const char* variant = nullptr;

  std::string name() const { return variant == nullptr ? form : variant; }
  FieldSet fields() const {
    if (variant == nullptr) return sample(form);
    return fieldSetFromJson(
               readText(std::string(TDKT_SOURCE_DIR) + "/tests/golden/samples/" + variant + ".json"))
        .value();
  }
};

class Golden : public testing::TestWithParam<Case> {};

TEST_P(Golden, TheSampleIsLaidOutAsReviewed) {
  const std::string path =
      std::string(TDKT_SOURCE_DIR) + "/tests/golden/" + GetParam().name() + ".layout.txt";
  const auto pages = layOut(GetParam().form, GetParam().fields());
  ASSERT_TRUE(pages) << pages.error().code << " " << pages.error().field;
  const std::string now = dump(*pages);
  if (std::getenv("TDKT_ACCEPT_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << now;
  EXPECT_EQ(readText(path), now);
}

// The file a reader opens, too: TDKT_GOLDEN_PDF names a directory to leave it in, for looking at.
TEST_P(Golden, TheSampleBecomesAFileWithAPlaceToSign) {
  const auto made = filler(GetParam().form).fill(GetParam().fields(), kMadeAt);
  ASSERT_TRUE(made) << made.error().code << " " << made.error().field;
  EXPECT_FALSE(made->places.empty());
  if (const char* directory = std::getenv("TDKT_GOLDEN_PDF")) {
    std::ofstream(std::string(directory) + "/" + GetParam().name() + ".pdf", std::ios::binary) << made->pdf;
  }
}

INSTANTIATE_TEST_SUITE_P(Packages, Golden,
                         testing::Values(Case{"decision"}, Case{"decision", "decision-collective"},
                                         Case{"decision", "decision-one"},
                                         Case{"decision", "decision-one-with-list"}, Case{"annex"},
                                         Case{"submission"}, Case{"councilMinutes"}, Case{"ballot"},
                                         Case{"notice"}, Case{"revocation"}, Case{"correction"},
                                         Case{"certificate"}, Case{"meritCertificate"},
                                         Case{"emulationCertificate"}));

}  // namespace
}  // namespace tdkt::templates
