// Lists that need a person, at the desk and in the panel, in a real browser.
#include <gtest/gtest.h>

#include "tests/e2e/Browser.h"
#include "tests/e2e/PageWorld.h"

namespace tdkt::e2e {
namespace {

// "Bé" reads both ways, K'Br«i neither; the Cyrillic а of "Vаn" looks like ours.
const std::string kLegacy =
    "STT,Hä vµ tªn,Chøc vô,§¬n vÞ\n1,NguyÔn V¨n An,Gi¸o viªn,Së Y tÕ\n2,Bé,Gi¸o viªn,Së Y tÕ\n3,K'Br«i,Y "
    "t¸,Së Néi "
    "vô\n4,TrÇn ThÞ Hoa,Y t¸,Së Y tÕ\n5,TrÇn ThÞ Hoa,Y t¸,Së Y tÕ\n";
const std::string kUnknownColumns =
    "UBND HUYỆN MẪU\nDANH SÁCH ĐỀ NGHỊ\nTT,Người được khen,Việc đang làm,Nơi làm\n1,Lê Thị Mẫu,Giáo "
    "viên,Trường Mẫu\n2,Hà Văn "
    "Mẫu,Bác sĩ,Trạm y tế Mẫu\nCộng: 2 người,,,\n";

class ListsInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
  }
  void enterDesk(Browser& browser) {
    browser.open(world_.deskLink("off-hanh"));
    browser.clickText("button", "Vào bàn làm việc");
    browser.waitForText("h1", "Hồ sơ đề nghị khen thưởng");
  }
  static void pictures(Browser& browser, const std::string& name) {
    for (const int width : {360, 1024}) {
      browser.resize(width, 900);
      EXPECT_EQ(browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "true")
          << name << " " << width;
      browser.screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/" + name + "-" +
                              std::to_string(width) + ".png");
    }
  }

  PageWorld world_;
};

TEST_F(ListsInABrowser, TheSecretaryDecidesDoubtfulCellsAndTheOfficialSeesWhatWasRead) {
  const auto row = world_.deliver(kLegacy);
  ASSERT_TRUE(world_.dossiers().empty());
  Browser browser;
  enterDesk(browser);
  browser.clickText("nav a", "Danh sách cần xác nhận");
  browser.waitForText(".waiting-list", "2 chỗ cần quyết định");
  pictures(browser, "desk-lists");
  browser.clickText("a", "118/TTr-SGDĐT");
  browser.waitForText("h2", "2 ô cần quyết định");
  EXPECT_EQ(browser.count("fieldset.question"), 2U);
  browser.clickText("button", "Ghi quyết định");
  browser.waitForText("[role=alert]", "Chưa chọn cách đọc");
  browser.click("input[name=choice0][value=keep]");
  browser.click("#typed1");
  browser.clear("input[name=text1]");
  browser.type("input[name=text1]", "K’Brôi");
  pictures(browser, "desk-list-cells");
  browser.clickText("button", "Ghi quyết định");
  browser.waitForText("h1", "Danh sách cần xác nhận");
  browser.waitForText(".empty", "Không có danh sách nào");
  world_.work();
  ASSERT_EQ(world_.dossiers().size(), 1U);
  const auto dossier = world_.load(world_.dossiers().front().id);
  EXPECT_EQ(dossier.lines.at(1).nominee.name, "Bé");
  EXPECT_EQ(dossier.lines.at(2).nominee.name, "K’Brôi");

  browser.open(world_.tdktUrl() + "/desk/dossiers/" + dossier.id.text());
  browser.waitForText(".list-notes", "Phạm Thị Hồng Hạnh");
  browser.waitForText(".readings", "NguyÔn V¨n An");
  browser.waitForText(".readings", "Nguyễn Văn An");
  browser.waitForText(".list-notes", "Tên lặp lại trong danh sách");
  pictures(browser, "desk-list-notes");
  browser.open(world_.panelLink("off-hanh", dossier.id));
  browser.waitForText(".list-notes", "Nguyễn Văn An");
  pictures(browser, "panel-list-notes");
  for (const std::string& line : browser.complaints()) ADD_FAILURE() << line;
  browser.open(world_.tdktUrl() + "/desk/lists/" + std::to_string(row));
  browser.waitForText("[role=alert]", "không còn chờ xác nhận");
}

TEST_F(ListsInABrowser, ColumnsAreAssignedPreviewedAndRememberedWithoutJavaScript) {
  world_.deliver(kUnknownColumns);
  BrowserSettings plain;
  plain.javaScript = false;
  plain.width = 360;
  Browser browser(plain);
  enterDesk(browser);
  browser.open(world_.tdktUrl() + "/desk/lists");
  browser.clickText("a", "Mở để xác nhận");
  browser.waitForText(".why", "Không thấy dòng tiêu đề quen thuộc");
  browser.clickText("button", "Xác nhận cách đọc");
  browser.waitForText("[role=alert]", "Mỗi trang được đọc cần một cột tên");
  browser.click("select[name=heading0] option[value='3']");
  browser.clickText("button", "Xem trước");
  browser.waitForText(".column-list", "Cột B: Người được khen");
  browser.click("select[name=column0-2] option[value=person]");
  browser.click("select[name=column0-3] option[value=position]");
  browser.click("select[name=column0-4] option[value=unit]");
  browser.type("input[name=last0]", "5");
  browser.clickText("button", "Xem trước");
  browser.waitForText("#preview", "Hà Văn Mẫu");
  browser.waitForText("#h-preview", "2 dòng");
  browser.screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/desk-list-columns-360.png");
  browser.resize(1024, 900);
  browser.screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/desk-list-columns-1024.png");
  browser.clickText("button", "Xác nhận cách đọc");
  browser.waitForText("h2", "Cách đọc cột đã ghi nhớ");
  browser.waitForText("main", "Người được khen");
  world_.work();
  ASSERT_EQ(world_.dossiers().size(), 1U);
  const auto dossier = world_.load(world_.dossiers().front().id);
  EXPECT_EQ(dossier.lines.size(), 2U);
  EXPECT_EQ(dossier.lines.at(1).nominee.unit, "Trạm y tế Mẫu");
  browser.clickText("button", "Quên cách đọc này");
  browser.waitGone("form[action='/desk/lists/forget']");
}

TEST_F(ListsInABrowser, AListIsGivenBackWithAReasonAndANameProposedTwiceIsShown) {
  const auto row = world_.deliver(kLegacy);
  Browser browser;
  enterDesk(browser);
  browser.open(world_.tdktUrl() + "/desk/lists/" + std::to_string(row));
  browser.clickText("summary", "Trả lại nơi gửi");
  browser.type(".give-back textarea", "Đề nghị gửi lại danh sách bằng phông Unicode");
  browser.clickText(".give-back button", "Trả lại nơi gửi");
  browser.waitForText(".empty", "Không có danh sách nào");
  EXPECT_TRUE(world_.dossiers().empty());
  EXPECT_EQ(world_.inbox->recent(1)->at(0).state, "rejected");
  browser.clickText("nav a", "Cần người xem");
  browser.waitForText("h1", "Cần người xem");
  EXPECT_EQ(browser.count(".card"), 0U) << "who gave it back need not look at it again";

  const std::string list = "Họ và tên,Đơn vị\nLê Thị Mẫu,Trường Mẫu\n";
  world_.deliver(list, "200");
  world_.deliver(list, "201");
  ASSERT_EQ(world_.dossiers().size(), 2U);
  browser.open(world_.tdktUrl() + "/desk");
  browser.clickText("tbody a", "200/TTr-SGDĐT");
  browser.waitForText(".twice", "201/TTr-SGDĐT");
  browser.waitForText(".twice", "cùng đơn vị");
  pictures(browser, "desk-list-twice");
  for (const std::string& line : browser.complaints()) ADD_FAILURE() << line;
}

}  // namespace
}  // namespace tdkt::e2e
