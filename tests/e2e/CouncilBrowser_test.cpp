// A council votes in the browser: secretary, members and chair, each on his own page, scripts switched off.

#include <gtest/gtest.h>

#include "tests/e2e/Browser.h"
#include "tests/e2e/PageWorld.h"
#include "tests/unit/council/Procedure.h"

namespace tdkt::e2e {
namespace {

/// Five members, one of whom may preside; the secretary is none of them.
PageScene councilScene(bool secret) {
  const auto official = [](const char* id, const char* name, const char* post, const char* roles) {
    return std::string("{\"id\":\"") + id + "\",\"name\":\"" + name + "\",\"post\":\"" + post +
           "\",\"unit\":\"An Hòa\",\"roles\":[" + roles + "],\"hostUsers\":{\"eoffice\":\"" + id + "\"}}";
  };
  const std::string people =
      official("hanh", "Phạm Thị Hồng Hạnh", "Chuyên viên, thư ký Hội đồng", "\"secretariat\"") + "," +
      official("thinh", "Nguyễn Đức Thịnh", "Chủ tịch Ủy ban nhân dân tỉnh",
               R"("chair","council","council.chair")") +
      "," + official("phuoc", "Lê Hữu Phước", "Giám đốc Sở Nội vụ", "\"council\"") + "," +
      official("dung", "Lê Mạnh Dũng", "Phó Giám đốc Công an tỉnh", "\"council\"") + "," +
      official("anh", "Vũ Thị Ngọc Ánh", "Phó Trưởng Thuế tỉnh", "\"council\"") + "," +
      official("son", "Hoàng Văn Sơn", "Chủ tịch Liên đoàn Lao động tỉnh", "\"council\"") + "," +
      official("huong", "Đỗ Thu Hương", "Văn thư", "\"clerk\"");
  return {"{\"officials\":[" + people + "]}", workflow::testing::councilBpmn(secret)};
}

class CouncilInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
  }
  void begin(bool secret, bool javaScript) {
    world_ = std::make_unique<PageWorld>(councilScene(secret));
    document_ = world_->receiveNomination();
    BrowserSettings settings;
    settings.javaScript = javaScript;
    browser_ = std::make_unique<Browser>(settings);
  }
  void enter(const std::string& official) {
    browser_->open(world_->ballotLink(official));
    browser_->click("button.primary");
    browser_->waitForText("h1", "Hội đồng bỏ phiếu");
  }
  void act(const std::string& value) { browser_->click("button[name=act][value=" + value + "]"); }
  void picture(const std::string& name) {
    for (const int width : {360, 1024}) {
      browser_->resize(width, 900);
      browser_->screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/" + name + "-" +
                                std::to_string(width) + ".png");
    }
  }
  workflow::Ballot ballot() const {
    return std::get<workflow::Ballot>(world_->dossier().matters.at("council"));
  }
  void openBallot(const std::vector<std::string>& present) {
    enter("hanh");
    browser_->type("input[name=establishing]", "Quyết định số 15/QĐ-UBND ngày 05/01/2026");
    browser_->type("input[name=venue]", "Phòng họp số 2");
    for (const std::string& id : present) browser_->click("input[name=present][value=" + id + "]");
    picture("ballot-open");
    act("open");
    browser_->waitForText(".notice", "Đã mở bỏ phiếu");
  }
  std::string takeCode() {
    act("key");
    const std::string code = browser_->text(".code code");
    picture("ballot-code");
    act("key");
    browser_->waitForText(".notice", "Đã nhận mã");
    return code;
  }
  void voteAll(const std::string& who) {
    enter(who);
    act("paper");
    browser_->click("button[name=all][value=y]");
    browser_->waitForText("h1", "Xem lại phiếu");
    act("vote");
    browser_->waitForText(".notice", "phiếu");
  }
  void askToClose() {
    enter("hanh");
    browser_->clickText("summary", "Kết thúc bỏ phiếu");
    browser_->type("input[name=minutesNumber]", "05/BB-HĐTĐKT");
    browser_->type("input[name=recordNumber]", "06/BB-HĐTĐKT");
    browser_->type("textarea[name=counters]",
                   "Lê Hữu Phước, Giám đốc Sở Nội vụ\nPhạm Thị Hồng Hạnh, Chuyên viên");
    browser_->type("textarea[name=proceedings]", "Thường trực Hội đồng báo cáo kết quả thẩm định.");
    picture("ballot-close");
    act("close");
    browser_->waitForText(".notice", "chờ người chủ trì");
  }

  std::unique_ptr<PageWorld> world_;
  std::int64_t document_ = 0;
  std::unique_ptr<Browser> browser_;
};

TEST_F(CouncilInABrowser, ASecretBallotRunsFromTheOpeningToTheMinutesWithoutScripts) {
  begin(true, false);
  openBallot({"thinh", "phuoc", "dung", "anh"});
  const std::string secretaryCode = takeCode();
  enter("thinh");
  const std::string presidingCode = takeCode();

  enter("dung");
  browser_->resize(360, 800);
  act("paper");
  browser_->click("input[name=v0][value=n]");
  browser_->click("input[name=v1][value=r]");
  browser_->click("input[name=v2][value=y]");
  picture("ballot-paper");
  browser_->click(".sticky button");
  browser_->waitForText(".notice.bad", "để trống");
  picture("ballot-review");
  act("vote");
  browser_->waitForText(".notice", "Đã bỏ phiếu kín");
  const std::string handle = browser_->text(".code code");
  picture("ballot-voted");
  EXPECT_EQ(ballot().find(OfficialId("dung"))->recused, std::vector<int>{1});

  act("paper");
  browser_->type("input[name=replaces]", handle);
  browser_->click("input[name=v0][value=y]");
  browser_->click(".sticky button");
  act("vote");
  browser_->waitForText(".notice", "Đã bỏ phiếu kín");

  for (const char* who : {"thinh", "phuoc", "anh", "son"}) voteAll(who);
  EXPECT_EQ(ballot().voted(), 5);
  EXPECT_EQ(ballot().lettersCounted(), 1);  // who is absent votes in writing
  enter("hanh");
  browser_->waitForText("h2", "Đã bỏ phiếu 5/5");
  picture("ballot-turnout");
  askToClose();

  enter("thinh");
  picture("ballot-confirm");
  browser_->type("input[name=secretaryCode]", secretaryCode);
  browser_->type("input[name=presidingCode]", secretaryCode);
  act("confirm");
  browser_->waitForText(".notice.bad", "Mã mở hòm phiếu không đúng");
  browser_->type("input[name=secretaryCode]", secretaryCode);
  browser_->type("input[name=presidingCode]", presidingCode);
  act("confirm");
  browser_->waitForText(".notice", "Đã kiểm phiếu");
  EXPECT_EQ(ballot().counts[0].yes, 5);
  EXPECT_EQ(ballot().counts[1], (workflow::LineCount{4, 0, 0, 0, 1, 5, true}));
  EXPECT_FALSE(ballot().counts[3].yes == 5);  // left blank by one

  world_->makeMinutes();
  enter("hanh");
  picture("ballot-counted");
  EXPECT_EQ(browser_->count("button[name=kind]"), 2U);
  act("forward");
  browser_->waitForText(".notice", "Đã chuyển bước tiếp theo");
  EXPECT_EQ(world_->dossier().tokens.count("chair"), 1U);
}

TEST_F(CouncilInABrowser, AMemberOpensHisBallotFromThePanelInsideTheOffice) {
  begin(false, true);
  openBallot({"thinh", "phuoc", "dung", "anh", "son"});
  world_->showTasksTo("thinh", document_);
  browser_->open(world_->officeUrl() + "/");
  browser_->click("button[value='thinh']");
  browser_->waitForText("h1", "Chờ xử lý");
  browser_->open(world_->officeUrl() + "/documents/" + std::to_string(document_));
  browser_->insideFrame("#tdkt-panel", [&] {
    browser_->waitForText("h2", "Hội đồng bỏ phiếu");
    browser_->click("form[action='/ballot'] button");
  });
  browser_->toNewestWindow();
  browser_->waitForText("h1", "Hội đồng bỏ phiếu");
  // The page is no cell of a list, in which every blank must be seen.
  EXPECT_EQ(browser_->evaluate("getComputedStyle(document.querySelector('main')).whiteSpace"), "normal");
  act("paper");
  browser_->click("button[name=all][value=y]");
  act("vote");
  browser_->waitForText(".notice", "Đã ghi nhận phiếu");
  EXPECT_TRUE(ballot().find(OfficialId("thinh"))->voted);
  EXPECT_EQ(browser_->text("main").find("Đạt"), std::string::npos);  // no figure before the count
  for (const std::string& line : browser_->complaints()) ADD_FAILURE() << line;
}

TEST_F(CouncilInABrowser, SomebodyOutsideTheCouncilSeesNothingOfIt) {
  begin(false, false);
  openBallot({"thinh", "phuoc", "dung", "anh", "son"});
  browser_->open(world_->ballotLink("huong"));
  browser_->click("button.primary");
  browser_->waitForText(".notice.bad", "không có trong danh sách thành viên");
}

}  // namespace
}  // namespace tdkt::e2e
