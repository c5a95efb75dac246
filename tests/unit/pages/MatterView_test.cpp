// The desk's page of postings, consents and opinions, rendered from a dossier that lived through them.

#include "connector/pages/MatterView.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/MatterWords.h"
#include "connector/pages/TemplateSet.h"
#include "tests/unit/workflow/Procedures.h"

namespace tdkt::pages {
namespace {

using namespace workflow;           // NOLINT: this file is about nothing else
using namespace workflow::testing;  // NOLINT

std::string demoDirectory() {
  std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/integration/demo_data/directory.json", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct World {
  explicit World(const std::string& step) : bench(procedureWith(step)) {
    bench.now = at("2026-03-02");
    bench.start();
  }
  std::string page() {
    ViewJson view = mattersView({bench.state, bench.definition(), people, plan, bench.now});
    view["csrf"] = "token";
    view["command"] = "c0ffee";
    std::string html = TemplateSet(assets::resources()).render("desk_matters", view);
    if (const char* keep = std::getenv("TDKT_KEEP_PAGES"))
      std::ofstream(std::string(keep) + "/matters-" + std::to_string(++kept) + ".html") << html;
    return html;
  }
  bool shows(const std::string& text) { return page().find(text) != std::string::npos; }

  static inline int kept = 0;
  Bench bench;
  directory::Directory people = directory::Directory::fromJson(demoDirectory()).value();
  WorkingCalendar plan = calendar2026();
};

constexpr const char* kPosting = R"({"kind": "posting", "id": "post", "title": "Công khai danh sách",
  "role": "secretariat", "workingDays": 2, "days": 10})";

TEST(MatterView, APostingAsksForItsPublicationThenTellsItsLastDay) {
  World world(kPosting);
  EXPECT_TRUE(world.shows("Xác nhận đã công khai"));
  EXPECT_TRUE(world.shows("Chờ công khai"));
  (void)world.bench.tell(ConfirmPublication{openItem(world.bench.state, "post")->id, day("2026-03-02"),
                                            "https://anhoa.gov.vn/<cong-khai>",
                                            approvalDigest(world.bench.state)});
  EXPECT_FALSE(world.shows("Xác nhận đã công khai"));
  EXPECT_TRUE(world.shows("đến hết ngày <strong>16/03/2026</strong>"));
  EXPECT_TRUE(world.shows("còn 10 ngày làm việc"));
  EXPECT_TRUE(world.shows("https://anhoa.gov.vn/&lt;cong-khai&gt;")) << "escaped";
  EXPECT_TRUE(world.shows("Danh sách không còn xem được"));
}

TEST(MatterView, AComplaintShowsItsLineAndAsksForAConclusion) {
  World world(kPosting);
  Bench& bench = world.bench;
  const WorkItemId item = openItem(bench.state, "post")->id;
  (void)bench.tell(ConfirmPublication{item, day("2026-03-02"), "Bảng tin", approvalDigest(bench.state)});
  (void)bench.tell(AddPostingComment{item, "c-1", "", "Chưa đủ thành tích", day("2026-03-02")});
  EXPECT_TRUE(world.shows("Không nêu tên"));
  EXPECT_TRUE(world.shows("Phân loại"));
  (void)bench.tell(ClassifyPostingComment{"post", "c-1", CommentKind::kComplaint, LineId("line-2")});
  EXPECT_TRUE(world.shows("Dòng 2. Trần Đức Thuận"));
  EXPECT_TRUE(world.shows("Phản ánh đúng: dòng ra khỏi danh sách"));
  (void)bench.tell(SettlePostingComment{"post", "c-1", "Đã xác minh", false});
  EXPECT_TRUE(world.shows("Phản ánh không đúng"));
}

TEST(MatterView, AConsentTellsWhatWasSentAndThatTheAnswerIsToBeRead) {
  World world(R"({"kind": "consent", "id": "ask", "title": "Hiệp y với Bộ Y tế", "role": "secretariat",
    "workingDays": 10, "agency": "Bộ Y tế"})");
  EXPECT_TRUE(world.shows("chưa gửi"));
  (void)world.bench.tell(
      ConfirmConsentSent{openItem(world.bench.state, "ask")->id, "1234/UBND-NC", day("2026-03-02")});
  EXPECT_TRUE(world.shows("số 1234/UBND-NC, ngày 02/03/2026"));
  (void)world.bench.tell(RecordConsentAnswer{"ask", "77/BYT-TCCB", "Bộ Y tế", day("2026-03-02"), ""});
  EXPECT_TRUE(world.shows("Đã có văn bản trả lời"));
  EXPECT_FALSE(world.shows("Ghi đã gửi"));
}

TEST(MatterView, SilenceIsShownAsNoAnswerAndALateOneCanBeEntered) {
  World world(
      R"({"kind": "opinions", "id": "round", "workingDays": 5, "lapse": "deemed-agree",
    "addressees": [{"id": "tax", "title": "Ý kiến của Thuế tỉnh", "role": "opinion.tax"}]})");
  EXPECT_TRUE(world.shows("Kết thúc, không chờ nữa"));
  world.bench.now = at("2026-03-10");
  EXPECT_EQ(fire(world.bench), "");
  EXPECT_TRUE(world.shows("Không trả lời"));
  EXPECT_TRUE(world.shows("Ghi ý kiến đến muộn"));
  EXPECT_FALSE(world.shows(">Đồng ý</span>"));
}

TEST(MatterView, TheHistorySaysWhatChangedInWords) {
  Posting posting;
  posting.workingDays = 10;
  posting.lines = 3;
  EXPECT_EQ(changeOf(nullptr, posting), "Chốt danh sách để công khai: 3 trường hợp");
  Posting published = posting;
  published.state = PostingState::kPublished;
  published.round = 1;
  published.publishedOn = day("2026-03-02");
  published.lastDay = day("2026-03-16");
  published.address = "Bảng tin";
  const Matter before = posting;
  EXPECT_EQ(changeOf(&before, published),
            "Công khai danh sách từ ngày 02/03/2026 tại Bảng tin, đến hết ngày 16/03/2026");
  Consent consent;
  consent.agency = "Bộ Y tế";
  consent.workingDays = 10;
  consent.lapsed = "deemed-agree";
  EXPECT_EQ(changeOf(nullptr, consent),
            "Bộ Y tế không trả lời trong 10 ngày làm việc: theo quy trình coi như đồng ý");
  Opinions opinions;
  opinions.closedBecause = "Đủ căn cứ";
  EXPECT_EQ(changeOf(nullptr, opinions), "Thư ký kết thúc lấy ý kiến: Đủ căn cứ");
}

TEST(MatterView, OverdueTasksAreListedWithTheirHoldersAndOthersAreNot) {
  World world(kPosting);
  WorkListRow late;
  late.item = *openItem(world.bench.state, "post");
  late.item.due = day("2026-03-02");
  late.dossier = DossierId("d-1");
  late.subject = "Đề nghị tặng Bằng khen";
  WorkListRow later = late;
  later.item.due = day("2026-03-04");
  later.item.title = "Chưa đến hạn";
  clock::StuckTimer stuck;
  stuck.dossier = DossierId("d-2");
  stuck.errorCode = "workflow.definition";
  stuck.attempts = 3;
  const std::string html = TemplateSet(assets::resources())
                               .render("desk_overdue", clockView({late, later}, {stuck}, world.people,
                                                                 world.plan, day("2026-03-04")));
  EXPECT_NE(html.find("Quá hạn 2 ngày làm việc"), std::string::npos);
  EXPECT_EQ(html.find("Chưa đến hạn"), std::string::npos);
  EXPECT_NE(html.find("Đã thử 3 lần"), std::string::npos);
}

TEST(MatterView, TheTrayShowsWhatEachAnswerSaysItAnswers) {
  inbox::UnmatchedAnswer answer;
  answer.row = 7;
  answer.code = "77/BYT-TCCB";
  answer.sender = "Bộ Y tế";
  answer.answers = "99/UBND-NC";
  ViewJson view = trayView({answer});
  view["csrf"] = "token";
  const std::string html = TemplateSet(assets::resources()).render("desk_answers", view);
  EXPECT_NE(html.find("99/UBND-NC"), std::string::npos);
  EXPECT_NE(html.find("name=\"row\" value=\"7\""), std::string::npos);
  EXPECT_NE(
      TemplateSet(assets::resources()).render("desk_answers", trayView({})).find("Không có văn bản nào chờ"),
      std::string::npos);
}

}  // namespace
}  // namespace tdkt::pages
