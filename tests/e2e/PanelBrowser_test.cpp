#include <gtest/gtest.h>

#include "tests/e2e/Browser.h"
#include "tests/e2e/PageWorld.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kFrame = "#tdkt-panel";

class PagesInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
    browser_ = std::make_unique<Browser>();
  }
  void enterOffice(const std::string& user) {
    browser_->open(world_.officeUrl() + "/");
    browser_->click("button[value='" + user + "']");
    browser_->waitForText("h1", "Chờ xử lý");
  }
  void openDocument(const std::string& user) {
    const auto n = world_.receiveNomination();
    world_.showTasksTo(user, n);
    enterOffice(user);
    browser_->open(world_.officeUrl() + "/documents/" + std::to_string(n));
  }
  void expectNoComplaints() {
    for (const std::string& line : browser_->complaints()) ADD_FAILURE() << line;
  }
  void pictures(const std::string& name) {
    for (const int width : {360, 1024, 1440}) {
      browser_->resize(width, 900);
      browser_->screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/" + name + "-" +
                                std::to_string(width) + ".png");
    }
    browser_->resize(1024, 900);
  }
  std::size_t acts() {
    std::size_t done = 0;
    for (const auto& item : world_.dossier().workItems)
      done += item.state == workflow::WorkItemState::kDone ? 1U : 0U;
    return done;
  }

  PageWorld world_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(PagesInABrowser, AnOfficialAgreesInsideTheFrameWithOneClickAndOneConfirmation) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] {
    browser_->waitForText("h2", "Tiếp nhận, kiểm tra thể thức");
    EXPECT_EQ(browser_->count("tr[data-fold]"), 48U);
    EXPECT_EQ(browser_->evaluate("location.hash"), "");
    browser_->click("button[data-outcome=agree]");
    browser_->waitForText("#confirm", "48 dòng");
  });
  pictures("panel-confirm");
  browser_->insideFrame(kFrame, [&] {
    browser_->click("#confirm-yes");
    browser_->waitForText("#notice", "Đã ghi nhận ý kiến: Đồng ý");
    browser_->waitForText("#view", "Trần Quốc Đạt");
  });
  EXPECT_EQ(acts(), 1U);
  EXPECT_EQ(world_.dossier().workItems.at(0).outcome, workflow::Outcome::kAgree);
  expectNoComplaints();
}

TEST_F(PagesInABrowser, AReturnWithoutAReasonIsAskedForItAndKeptOutOfTheDossier) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] {
    browser_->click("button[data-outcome=return]");
    browser_->click("#confirm-yes");
    browser_->waitForText("#confirm-error", "Hãy ghi lý do");
    EXPECT_EQ(browser_->focused(), "div#confirm-error");
    EXPECT_EQ(acts(), 0U);
    browser_->type("#confirm-reason", "Thiếu biên bản họp Hội đồng của Trường Tiểu học Kỳ Phú");
    browser_->click("#confirm-yes");
    browser_->waitForText("#notice", "Trả lại");
    browser_->waitForText(".history", "Lý do: Thiếu biên bản họp Hội đồng");
  });
  EXPECT_EQ(world_.dossier().phase, workflow::Phase::kReturned);
}

TEST_F(PagesInABrowser, ADoubleClickOnTheConfirmationActsOnce) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] {
    browser_->click("button[data-outcome=agree]");
    browser_->waitFor("#confirm-yes");
    browser_->doubleClick("#confirm-yes");
    browser_->waitForText("#notice", "Đã ghi nhận ý kiến: Đồng ý");
  });
  EXPECT_EQ(acts(), 1U);
}

TEST_F(PagesInABrowser, AnActOnAChangedDossierIsRefusedInVietnameseAndThePageReloads) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] {
    browser_->click("button[data-outcome=agree]");
    browser_->waitFor("#confirm-yes");
    world_.actAs("off-hanh", workflow::Outcome::kAgree);
    browser_->click("#confirm-yes");
    browser_->waitForText("#notice", "Việc này đã được xử lý");
    browser_->waitForText("#view", "Ông/bà không có việc nào đang chờ");
  });
  EXPECT_EQ(acts(), 1U);
}

TEST_F(PagesInABrowser, TheListIsSearchedWithoutTonesAndAPdfIsShownInThePage) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] {
    browser_->type("#search", "giang a pao");
    browser_->waitForText("#search-count", "1 dòng phù hợp");
    EXPECT_TRUE(browser_->visible("tr[data-fold*='giang a pao']"));
    browser_->click("button[data-preview]");
    browser_->waitForText("#preview-state", "1 trang");
    EXPECT_EQ(browser_->count("#preview-pages canvas"), 1U);
  });
  browser_->screenshot(std::string(TDKT_BINARY_DIR) + "/../pictures/panel-preview.png");
  expectNoComplaints();
}

TEST_F(PagesInABrowser, ThePanelReadsWellAtEveryWidth) {
  openDocument("hanh.pth");
  browser_->insideFrame(kFrame, [&] { browser_->waitFor("button[data-outcome=agree]"); });
  pictures("office-document");
  browser_->open(world_.officeUrl() + "/documents/1/panel");
  browser_->waitFor("button[data-outcome=agree]");
  EXPECT_EQ(browser_->evaluate("location.hash"), "");
  for (const int width : {360, 1024, 1440}) {
    browser_->resize(width, 900);
    EXPECT_EQ(browser_->evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "true")
        << width;
  }
  pictures("panel");
  browser_->open(world_.officeUrl() + "/tasks");
  pictures("office-tasks");
  browser_->open(world_.officeUrl() + "/inbox");
  pictures("office-inbox");
  expectNoComplaints();
}

TEST_F(PagesInABrowser, NobodyMayFrameThePagesThatAreNotThePanel) {
  openDocument("hanh.pth");
  browser_->complaints();
  browser_->open(world_.officeUrl() + "/");
  browser_->evaluate("(() => { const f = document.createElement('iframe'); f.src = '" + world_.tdktUrl() +
                     "/verify'; f.id = 'stranger'; document.body.append(f); })()");
  browser_->waitUntil([&] { return !browser_->complaints().empty(); }, "a complaint about the frame");
}

signing::VerifyReport goodReport() {
  signing::VerifyReport report;
  report.verdict = signing::Verdict::kValid;
  report.sha256 = std::string(64, 'a');
  signing::SignatureReport person;
  person.verdict = signing::Verdict::kValid;
  person.level = "B-T";
  person.indication = "TOTAL-PASSED";
  person.signer = "Nguyễn Đức Thịnh";
  person.organisation = "Ủy ban nhân dân tỉnh An Hòa";
  person.issuer = "CA thử nghiệm";
  person.serial = "5F01";
  person.claimedTime = person.bestTime = parseIso("2026-11-20T09:15:00+07:00");
  report.signatures = {person, person};
  report.signatures[1].signer = "Ủy ban nhân dân tỉnh An Hòa";
  report.signatures[1].coversWholeFile = true;
  return report;
}

TEST_F(PagesInABrowser, AnUploadedFileGetsOneVerdictInWordsForTheWholeFile) {
  world_.report = goodReport();
  world_.report.verdict = signing::Verdict::kInvalid;
  world_.report.signatures[1].verdict = signing::Verdict::kInvalid;
  world_.report.signatures[1].reasons = {
      {"pdf.changed-after-signing", "Nội dung tệp đã thay đổi sau khi ký.", "changed after signing"}};
  browser_->open(world_.tdktUrl() + "/verify");
  pictures("verify-form");
  browser_->type("#file", std::string(TDKT_SOURCE_DIR) + "/integration/demo_data/nominees.json");
  browser_->clickText("button", "Kiểm tra");
  browser_->waitForText("#verdict", "KHÔNG HỢP LỆ");
  browser_->waitForText(".signature.invalid", "Nội dung tệp đã thay đổi sau khi ký.");
  pictures("verify-invalid");
  expectNoComplaints();
}

TEST_F(PagesInABrowser, VerifyingWorksWithoutJavaScript) {
  world_.report = goodReport();
  BrowserSettings plain;
  plain.javaScript = false;
  Browser browser(plain);
  browser.open(world_.tdktUrl() + "/verify");
  browser.clickText("button", "Kiểm tra");
  browser.waitForText("[role=alert]", "Hãy chọn một tệp PDF");
  EXPECT_EQ(browser.focused(), "body") << "the page's script ran";
  browser.type("#file", std::string(TDKT_SOURCE_DIR) + "/integration/demo_data/nominees.json");
  browser.clickText("button", "Kiểm tra");
  browser.waitForText("#verdict-word", "HỢP LỆ");
}

TEST_F(PagesInABrowser, NoChosenFileIsToldSoAtTheTopAndTheMessageHasTheFocus) {
  browser_->open(world_.tdktUrl() + "/verify");
  browser_->clickText("button", "Kiểm tra");
  browser_->waitForText("[role=alert]", "Hãy chọn một tệp PDF");
  EXPECT_EQ(browser_->focused(), "p");
}

TEST_F(PagesInABrowser, TheCodeOfAQrOpensTheVerdictOfThePublishedFile) {
  world_.receiveNomination();
  world_.report = goodReport();
  browser_->open(world_.tdktUrl() + "/v/" + world_.publishDecision("%PDF-1.7 decision"));
  browser_->waitForText("#verdict", "HỢP LỆ");
  browser_->waitForText("h1", "Quyết định 01-QĐ-UBND.pdf");
  pictures("verify-valid");
  browser_->open(world_.tdktUrl() + "/v/khong-co");
  browser_->waitForText("[role=alert]", "Không có văn bản nào mang mã này");
}

TEST_F(PagesInABrowser, TheSecretarySeesDossiersAndTriesADeadEffectAgain) {
  world_.receiveNomination();
  world_.actAs("off-hanh", workflow::Outcome::kAgree);
  world_.publishDecision("%PDF-1.7 decision");
  const auto delivery =
      world_.inbox->accept({OfficeId("eoffice"), "msg-1", inbox::DeliveryKind::kEdxml, "<x/>"});
  ASSERT_TRUE(
      world_.inbox->reject(delivery->row, inputError("edxml.missing", "no code number", "CodeNumber")));
  const auto effect = world_.outbox->lease("office", 30);
  ASSERT_TRUE(effect && effect->has_value());
  ASSERT_TRUE(world_.outbox->dead((*effect)->row, inputError("office.refused", "status 400")));

  const std::string link = world_.deskLink("off-hanh");
  browser_->open(link);
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->waitForText("h1", "Hồ sơ đề nghị khen thưởng");
  browser_->waitForText("tbody", "Thẩm định hồ sơ");  // where it is, and how long it may be there
  browser_->waitForText("tbody", "Còn 10 ngày làm việc");
  pictures("desk-list");
  browser_->clickText("tbody a", "118/TTr-SGDĐT");
  browser_->waitForText(".history", "Đồng ý – Tiếp nhận, kiểm tra thể thức");
  pictures("desk-dossier");
  browser_->clickText("nav a", "Cần người xem");
  browser_->waitForText(".card", "Thông điệp edXML thiếu thông tin bắt buộc. (Vị trí: CodeNumber.)");
  pictures("desk-problems");
  browser_->clickText("button", "Thử lại");
  browser_->waitGone("form[action='/desk/problems/replay']");
  browser_->clickText("nav a", "Sổ cấp số");
  browser_->waitForText("h1", "Sổ cấp số");
  expectNoComplaints();

  browser_->open(link);
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->waitForText("[role=alert]", "Đường dẫn đăng nhập đã dùng");
}

TEST_F(PagesInABrowser, TheSecretarySeesWhichFilesWaitForTheirLevelAndHasOneTriedNow) {
  world_.receiveNomination();
  const std::string file = world_.publishDecision("%PDF-1.7 decision");
  ASSERT_TRUE(world_.extensions->enqueue(file, signing::Level::kLongTerm));
  const auto job = world_.extensions->lease(30);
  ASSERT_TRUE(job && job->has_value());
  ASSERT_TRUE(world_.extensions->later(**job, unavailableError("signing.tsa.timeout", "no answer in 10 s")));
  ASSERT_GT(world_.extensions->unfinished(9)->at(0).nextAt.millis, 0);

  browser_->open(world_.deskLink("off-hanh"));
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->clickText("nav a", "Chờ nâng mức");
  browser_->waitForText(".card", "Quyết định 01-QĐ-UBND.pdf");
  browser_->waitForText(".card", "Chờ mức B-LT");
  browser_->waitForText(".card", "Dịch vụ cấp dấu thời gian không trả lời");
  pictures("desk-extensions");
  browser_->clickText("button", "Thử ngay");
  browser_->waitUntil([&] { return world_.extensions->unfinished(9)->at(0).nextAt.millis == 0; },
                      "the job to be due");
  browser_->waitForText("h1", "Chờ nâng mức chữ ký");
  ASSERT_TRUE(world_.extensions->dead(**job, deniedError("signing.certificate.revoked", "told by ocsp")));
  browser_->open(world_.tdktUrl() + "/desk/extensions");
  browser_->waitForText(".badge.refused", "Đã dừng, cần người xem");
  pictures("desk-extensions-dead");
  expectNoComplaints();
}

TEST_F(PagesInABrowser, TheSecretaryAnnulsADecisionWhoseSignerHasTheWrongCertificate) {
  world_.receiveNomination();
  for (const char* official : {"off-hanh", "off-dat", "off-dung", "off-anh", "off-thinh"})
    world_.actAs(official, workflow::Outcome::kAgree);
  const auto step = world_.outbox->lease("issuing", 30);
  ASSERT_TRUE(step && step->has_value());
  ASSERT_TRUE(world_.outbox->dead(
      (*step)->row, deniedError("signing.certificate.person", "the document names another signer",
                                "“Nguyễn Đức Thịnh” / “Trần Văn Khác”")));

  browser_->open(world_.deskLink("off-hanh"));
  browser_->clickText("button", "Vào bàn làm việc");
  browser_->clickText("nav a", "Cần người xem");
  browser_->waitForText(".card", "“Nguyễn Đức Thịnh” / “Trần Văn Khác”");
  pictures("desk-annul");
  browser_->clickText("summary", "Hủy hồ sơ");
  browser_->type("form[action='/desk/problems/annul'] [name=reason]", "Người ký đã nghỉ hưu, làm lại hồ sơ");
  browser_->click("form[action='/desk/problems/annul'] button");
  browser_->waitForText("h1", "Sổ cấp số");
  EXPECT_EQ(world_.dossier().phase, workflow::Phase::kRefused);
  EXPECT_TRUE(world_.dossier().actions.empty());
  expectNoComplaints();
}

TEST_F(PagesInABrowser, AnActInTheHostIsSentOnceHoweverOftenItsButtonIsPressed) {
  openDocument("hanh.pth");
  browser_->doubleClick("button[value=agree]");
  browser_->waitForText("h1", "Chờ xử lý");
  browser_->waitForText(".row-side", "Đã gửi: Đồng ý");
}

}  // namespace
}  // namespace tdkt::e2e
