// What happens to single nominees and to a dossier that must stop, in the browser of those who do it.

#include <gtest/gtest.h>

#include "tests/e2e/Browser.h"
#include "tests/e2e/PageWorld.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kDossier = "dossier-1";

class LinesInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
    browser_ = std::make_unique<Browser>();
    world_.receiveNomination();
  }
  void openPanel(const std::string& official) {
    browser_->open(world_.panelLink(official, DossierId(kDossier)));
    browser_->waitFor("button[data-outcome=agree]");
  }
  void openDesk() {
    browser_->open(world_.deskLink("off-hanh"));
    browser_->clickText("button", "Vào bàn làm việc");
    browser_->waitForText("h1", "Hồ sơ đề nghị khen thưởng");
    openDossier();
  }
  void openDossier() {
    browser_->open(world_.tdktUrl() + "/desk/dossiers/" + kDossier);
    browser_->waitForText("h2", "Danh sách đề nghị");
  }
  /// Opens the row of the nominee and writes why.
  void leaveOut(const std::string& line, const std::string& why) {
    browser_->evaluate("document.querySelector('[data-drop=\"" + line +
                       "\"]').closest('details').open = true");
    if (!why.empty()) browser_->type("[data-drop='" + line + "']", why);
  }
  workflow::LineState stateOf(std::size_t ordinal) const {
    return world_.dossier().lines.at(ordinal - 1).state;
  }
  void expectNothingCutOff(const char* where) {
    for (const int width : {390, 1280}) {
      browser_->resize(width, 900);
      EXPECT_EQ(browser_->evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "true")
          << where << " " << width;
      EXPECT_EQ(browser_->evaluate("[...document.querySelectorAll('table.lines td')].every(cell => "
                                   "cell.scrollWidth <= cell.clientWidth + 1)"),
                "true")
          << where << " " << width;
    }
  }

  PageWorld world_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(LinesInABrowser, AnOfficialLeavesTwoNomineesOutWithReasonsAndTheOthersGoOn) {
  openPanel("off-hanh");
  leaveOut("line-2", "");
  browser_->click("button[data-outcome=agree]");
  browser_->waitForText("#notice", "Hãy ghi lý do không đề nghị");
  leaveOut("line-2", "Thiếu xác nhận của xã");
  leaveOut("line-7", "Đã khen cùng thành tích");
  expectNothingCutOff("panel");
  browser_->click("button[data-outcome=agree]");
  browser_->waitForText("#confirm", "Thiếu xác nhận của xã");
  browser_->waitForText("#confirm", "Đã khen cùng thành tích");
  browser_->click("#confirm-yes");
  browser_->waitForText("#notice", "Đã ghi nhận ý kiến: Đồng ý");
  EXPECT_EQ(stateOf(2), workflow::LineState::kDropped);
  EXPECT_EQ(stateOf(7), workflow::LineState::kDropped);
  EXPECT_EQ(stateOf(1), workflow::LineState::kProposed);
  EXPECT_EQ(world_.dossier().tokens.count("appraise"), 1U);
}

TEST_F(LinesInABrowser, ReasonsThatAreBeingTypedSurviveAPageThatIsDrawnAnew) {
  world_.actAs("off-hanh", workflow::Outcome::kAgree);
  openPanel("off-dat");
  leaveOut("line-3", "Chưa đủ hai năm");
  world_.hold(LineId("line-5"), "Đơn số 7");
  browser_->evaluate("loadView()");
  browser_->waitForText("#view", "Đơn số 7");
  EXPECT_EQ(browser_->evaluate("document.querySelector('[data-drop=\"line-3\"]').value"), "Chưa đủ hai năm");
}

TEST_F(LinesInABrowser, AReturnTellsWhatIsMissingAndByWhenAndTheNextVersionBeginsAgain) {
  openPanel("off-hanh");
  browser_->click("button[data-outcome=return]");
  browser_->type("#confirm-reason", "Hồ sơ chưa đủ");
  browser_->type("#confirm-missing", "Biên bản họp xét");
  browser_->click("#confirm-yes");
  browser_->waitForText("#notice", "Trả lại");
  const auto dossier = world_.dossier();
  EXPECT_EQ(dossier.phase, workflow::Phase::kReturned);
  const auto& supplement = std::get<workflow::Supplement>(dossier.matters.at("receive"));
  EXPECT_EQ(supplement.missing, std::vector<std::string>{"Biên bản họp xét"});
}

TEST_F(LinesInABrowser, WhatIsNotTheirsToJudgeEndsWithItsReasonAtTheDoor) {
  openPanel("off-hanh");
  browser_->click("button[data-outcome=not-competent]");
  browser_->click("#confirm-yes");
  browser_->waitForText("#confirm-error", "Hãy ghi lý do");
  browser_->type("#confirm-reason", "Giấy khen do Chủ tịch xã quyết định, đề nghị gửi xã Đăk Mỹ");
  browser_->click("#confirm-yes");
  browser_->waitForText("#notice", "Không thuộc thẩm quyền");
  browser_->waitForText(".history", "Không thuộc thẩm quyền: Giấy khen do Chủ tịch xã quyết định");
  EXPECT_EQ(world_.dossier().phase, workflow::Phase::kRefused);
}

TEST_F(LinesInABrowser, AnAddresseeWhoIsNotCompetentHoldsNobodyUp) {
  world_.actAs("off-hanh", workflow::Outcome::kAgree);
  world_.actAs("off-dat", workflow::Outcome::kAgree);
  openPanel("off-dung");
  browser_->click("button[data-outcome=not-competent]");
  browser_->type("#confirm-reason", "Không quản lý lĩnh vực này");
  browser_->click("#confirm-yes");
  browser_->waitForText("#notice", "Không thuộc thẩm quyền");
  EXPECT_EQ(world_.dossier().phase, workflow::Phase::kRunning);
  openDesk();
  browser_->open(world_.tdktUrl() + "/desk/dossiers/" + kDossier + "/matters");
  browser_->waitForText(".files .badge", "Không thuộc thẩm quyền");
}

TEST_F(LinesInABrowser, AComplaintStopsOneNomineeAndItsEndLetsHimGoOn) {
  openDesk();
  expectNothingCutOff("desk");
  browser_->click("tbody tr:nth-child(3) summary");
  browser_->type("tbody tr:nth-child(3) textarea", "Đơn tố cáo số 12");
  browser_->click("tbody tr:nth-child(3) button[value=freeze]");
  browser_->waitForText("tbody tr:nth-child(3)", "Đơn tố cáo số 12");
  EXPECT_EQ(stateOf(3), workflow::LineState::kHeld);
  browser_->click("tbody tr:nth-child(3) summary");
  browser_->type("tbody tr:nth-child(3) textarea", "Không có sai phạm");
  browser_->click("tbody tr:nth-child(3) button[value=unfreeze]");
  browser_->waitUntil([&] { return stateOf(3) == workflow::LineState::kProposed; }, "the line to go on");
}

TEST_F(LinesInABrowser, AFrozenDossierSaysWhyRefusesActsAndItsHistoryKeepsTheConclusion) {
  openDesk();
  browser_->clickText("summary", "Tạm dừng cả hồ sơ");
  browser_->type("details.card textarea", "Đơn tố cáo số 15/ĐTC");
  browser_->click("button[value=freeze]");
  browser_->waitForText(".notice.bad", "Đơn tố cáo số 15/ĐTC");
  browser_->open(world_.panelLink("off-hanh", DossierId(kDossier)));
  browser_->waitForText(".notice.bad", "Hồ sơ đang tạm dừng");
  browser_->click("button[data-outcome=agree]");
  browser_->click("#confirm-yes");
  browser_->waitForText("#notice", "Hồ sơ đang tạm dừng");

  openDossier();
  browser_->type("form.card textarea", "Thanh tra kết luận không có sai phạm");
  browser_->click("button[value=unfreeze]");
  browser_->waitForText(".history", "Cho xử lý tiếp hồ sơ");
  browser_->waitForText(".history", "Thanh tra kết luận không có sai phạm");
  browser_->waitForText(".history", "Tạm dừng xử lý hồ sơ");
  EXPECT_EQ(world_.dossier().matters.count(workflow::kFreezeMatter), 0U);
}

TEST_F(LinesInABrowser, ARequestToGiveTheDossierBackIsAnsweredAtTheDesk) {
  world_.actAs("off-hanh", workflow::Outcome::kAgree);
  world_.recall("Cần rà soát lại danh sách");
  openDesk();
  browser_->waitForText(".card h2", "Bên gửi đề nghị rút hồ sơ");
  browser_->waitForText(".card", "Cần rà soát lại danh sách");
  browser_->waitForText(".history", "Bên gửi đề nghị rút hồ sơ");
  browser_->click("button[value=recall-no]");
  browser_->waitForText("[role=alert]", "Hãy ghi lý do");
  openDossier();
  browser_->type(".card textarea", "Hồ sơ đã trình Chủ tịch");
  browser_->click("button[value=recall-no]");
  browser_->waitForText("h2", "Danh sách đề nghị");
  browser_->waitUntil([&] { return world_.dossier().matters.count("#recall") == 0; }, "the answer");
  EXPECT_EQ(world_.dossier().phase, workflow::Phase::kRunning);
}

}  // namespace
}  // namespace tdkt::e2e
