#include <gtest/gtest.h>

#include "tests/e2e/Browser.h"
#include "tests/e2e/PageWorld.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kPassword = "Mưa rào tháng bảy";

class SignInInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
    browser_ = std::make_unique<Browser>();
    ASSERT_TRUE(world_.accounts->add("hanh.pth", OfficialId("off-hanh")));
    ASSERT_TRUE(world_.accounts->setPassword("hanh.pth", Secret(kPassword)));
  }
  void expectNoComplaints() {
    for (const std::string& line : browser_->complaints()) {
      // The browser itself reports a page that came with 401 or 403: that is what is tested here.
      if (line.find("the server responded with a status of 4") == std::string::npos) ADD_FAILURE() << line;
    }
  }
  void pictures(const std::string& name) {
    for (const int width : {360, 1024}) {
      browser_->resize(width, 900);
      browser_->screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/" + name + "-" +
                                std::to_string(width) + ".png");
    }
    browser_->resize(1024, 900);
  }

  PageWorld world_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(SignInInABrowser, TheSecretarySignsInIsBroughtToThePageAskedForAndSignsOut) {
  browser_->open(world_.tdktUrl() + "/desk/numbers");
  browser_->waitForText("[role=alert]", "chưa đăng nhập");
  browser_->clickText("a", "Đăng nhập");
  browser_->waitForText("h1", "Đăng nhập");
  pictures("sign-in");
  browser_->type("#name", "hanh.pth");
  browser_->type("#password", "sai mật khẩu");
  browser_->clickText("button", "Đăng nhập");
  browser_->waitForText("[role=alert]", "Tên đăng nhập hoặc mật khẩu không đúng");
  pictures("sign-in-wrong");
  browser_->type("#password", kPassword);
  browser_->clickText("button", "Đăng nhập");
  browser_->waitForText("h1", "Sổ cấp số");
  EXPECT_EQ(browser_->evaluate("document.cookie"), "") << "no script reads the cookies";
  browser_->clickText("button", "Đăng xuất");
  browser_->waitForText("h1", "Đăng nhập");
  browser_->open(world_.tdktUrl() + "/desk");
  browser_->waitForText("[role=alert]", "chưa đăng nhập");
  expectNoComplaints();
}

TEST_F(SignInInABrowser, TheAdministratorMakesAnAccountByHisLinkAndItsHolderSetsAPassword) {
  browser_->open(world_.deskLink("off-son"));
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->waitForText("h1", "Tài khoản");
  browser_->type("#name", "huong.dt");
  browser_->click("#official option[value=off-huong]");
  browser_->clickText("button", "Thêm và cấp");
  browser_->waitForText("[role=status]", "huong.dt");
  pictures("admin-accounts");
  const std::string link = browser_->attribute("[role=status] input", "value");
  browser_->clickText("button", "Đăng xuất");
  browser_->waitForText("h1", "Đăng nhập");
  browser_->open(link);
  browser_->waitForText("h1", "Đặt mật khẩu");
  pictures("sign-in-setup");
  browser_->type("#password", "Cầu Rồng phun lửa");
  browser_->type("#again", "Cầu Rồng phun lửa");
  browser_->clickText("button", "Đặt mật khẩu");
  browser_->waitForText("h1", "Hồ sơ đề nghị khen thưởng");
  expectNoComplaints();
}

}  // namespace
}  // namespace tdkt::e2e
