// The main job as people do it: every program real, every click in a real browser.

#include <gtest/gtest.h>

#include <cstdlib>

#include "connector/app/demo/Programs.h"
#include "connector/http/HttpClient.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/storage/Database.h"
#include "tests/e2e/Browser.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kFrame = "#tdkt-panel";
constexpr const char* kDocument = "/documents/1";

class StoryInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
    auto folder = app::demo::openDemoFolder(folder_.file("demo"), 0, random_);
    ASSERT_TRUE(folder) << folder.error().detail;
    programs_.emplace(*folder, TDKT_BINARY_DIR);
    const auto started = programs_->start();
    ASSERT_TRUE(started) << started.error().detail;
    BrowserSettings settings;
    settings.width = 1440;
    settings.height = 1000;
    settings.patience = std::chrono::seconds(60);
    browser_ = std::make_unique<Browser>(settings);
  }

  std::string office(const std::string& path) const { return programs_->folder().state.officeUrl() + path; }
  std::string service(const std::string& path) const { return programs_->folder().state.serviceUrl() + path; }

  void enterOffice(const std::string& user) {
    browser_->open(office("/"));
    browser_->click("button[value='" + user + "']");
    browser_->waitForText("h1", "Chờ xử lý");
  }

  /// The official finds the task in the e-office's own list and opens the document.
  void openTask(const std::string& user, const std::string& title) {
    enterOffice(user);
    browser_->waitForText("main", title);
    browser_->open(office(kDocument));
  }

  void agreeInPanel(const std::string& user, const std::string& title,
                    const std::string& effect = "Hồ sơ chuyển sang bước tiếp theo.") {
    openTask(user, title);
    browser_->insideFrame(kFrame, [&] {
      browser_->waitForText(".task h2", title);
      browser_->click("button[data-outcome=agree]");
      browser_->waitForText("#confirm-effect", effect);
    });
    picture("confirm-" + user);
    browser_->insideFrame(kFrame, [&] {
      browser_->click("#confirm-yes");
      browser_->waitForText("#notice", "Đã ghi nhận ý kiến: Đồng ý");
    });
    browser_->waitForText(".side", "Đồng ý");
  }

  void agreeInHost(const std::string& user, const std::string& title) {
    openTask(user, title);
    browser_->click("button[value=agree]");
    browser_->waitForText("h1", "Chờ xử lý");
  }

  /// With TDKT_PICTURES=DIR the story leaves its pictures there: how docs/pictures are made.
  void picture(const std::string& name) {
    if (const char* folder = std::getenv("TDKT_PICTURES")) {
      browser_->screenshot(std::string(folder) + "/" + name + ".png");
    }
  }

  void expectNoComplaints() {
    for (const std::string& line : browser_->complaints()) ADD_FAILURE() << line;
  }

  issuing::IssuedFile decision() {
    const SystemClock clock;
    const auto database = storage::Database::open(programs_->folder().at("service/tdkt.db"));
    issuing::IssueRegister issueRegister(**database, clock);
    return issueRegister.filesOf(issueRegister.dossiersWithFiles()->front())->front();
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  std::optional<app::demo::Programs> programs_;
  std::unique_ptr<Browser> browser_;
};

}  // namespace

TEST_F(StoryInABrowser, ANominationIsSentApprovedSignedGivenBackAndVerifiedWithoutLeavingTheEOffice) {
  enterOffice("hanh.pth");
  browser_->open(office("/compose"));
  browser_->clickText("button", "Gửi đề nghị tặng Bằng khen");
  browser_->waitForText("main", "118/TTr-SGDĐT");

  agreeInPanel("hanh.pth", "Tiếp nhận, kiểm tra thể thức");
  agreeInHost("dat.tq", "Thẩm định hồ sơ");
  agreeInPanel("dung.lm", "Ý kiến của Công an tỉnh");
  agreeInHost("anh.vtn", "Ý kiến của Thuế tỉnh");
  agreeInPanel("thinh.nd", "Chủ tịch quyết định", "Số, ngày được cấp");
  agreeInPanel("thinh.nd", "Ký quyết định", "ký bằng chữ ký số");
  agreeInHost("huong.dt", "Đóng dấu, phát hành");

  browser_->open(office(kDocument));
  browser_->waitForText("#document-status", "Đã ban hành Quyết định số 01/QĐ-UBND");
  browser_->waitForText(".files", "Quyết định 01-QĐ-UBND.pdf");
  browser_->insideFrame(kFrame, [&] { browser_->waitForText("#phase", "Đã ban hành"); });
  picture("office-issued");
  expectNoComplaints();

  browser_->open(service("/v/" + decision().verifyId));
  browser_->waitForText("#verdict", "HỢP LỆ");
  EXPECT_EQ(browser_->text("#verdict").find("KHÔNG"), std::string::npos);
  EXPECT_EQ(browser_->count(".signature"), 2U);
  picture("verify-valid");

  browser_->open(programs_->deskLink());
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->waitForText("tbody", "118/TTr-SGDĐT");
  picture("desk");
  expectNoComplaints();
}

}  // namespace tdkt::e2e
