// The chair signs on his own machine: the panel in the e-office's page, and the page that needs no script.
// Real programs, a real token, a real browser.

#include <gtest/gtest.h>

#include <filesystem>

#include "connector/app/demo/Programs.h"
#include "connector/app/demo/Story.h"
#include "tests/e2e/Browser.h"
#include "tests/fakes/SignerAtHome.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kFrame = "#tdkt-panel";

class OwnMachineInABrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!Browser::installed()) GTEST_SKIP() << "Chromium or chromedriver is not installed";
    auto folder = app::demo::openDemoFolder(folder_.file("demo"), 0, random_);
    ASSERT_TRUE(folder) << folder.error().detail;
    fakes::moveChairsKeyHome(*folder);
    programs_.emplace(*folder, TDKT_BINARY_DIR);
    const auto started = programs_->start();
    ASSERT_TRUE(started) << started.error().detail;
    chair_.emplace(*folder, TDKT_BINARY_DIR, folder_.file(""));
  }
  std::string office(const std::string& path) const { return programs_->folder().state.officeUrl() + path; }
  std::string service(const std::string& path) const { return programs_->folder().state.serviceUrl() + path; }

  void pictures(Browser& browser, const std::string& name) {
    for (const int width : {360, 1024, 1440}) {
      browser.resize(width, 900);
      browser.screenshotWhole(std::string(TDKT_BINARY_DIR) + "/../pictures/" + name + "-" +
                              std::to_string(width) + ".png");
    }
    browser.resize(1024, 900);
  }
  std::string written(const std::string& name, const issuing::SignatureFile& file) {
    const std::string path = folder_.file(name);
    EXPECT_TRUE(app::writeFileWhole(path, file.toJson()));
    return path;
  }

  /// In the panel: 49 files wait; an upload with two swapped signatures keeps the other 47.
  void bringMostInThePanel(issuing::SignatureFile file) {
    BrowserSettings settings;
    settings.downloads = folder_.file("downloads");
    std::filesystem::create_directories(settings.downloads);
    Browser browser(settings);
    browser.open(office("/"));
    browser.click("button[value='thinh.nd']");
    browser.waitForText("h1", "Chờ xử lý");
    browser.open(office("/documents/1"));
    browser.insideFrame(kFrame, [&] {
      browser.waitForText("#own-signing", "49 văn bản");
      browser.waitForText("#own-signing", "Tải tệp mã băm (49 văn bản)");
    });
    pictures(browser, "own-panel-waiting");
    browser.insideFrame(kFrame, [&] { browser.clickText("button", "Tải tệp mã băm (49 văn bản)"); });
    const std::string saved = settings.downloads + "/Mã băm 01-QĐ-UBND (49 văn bản).json";
    browser.waitUntil([&] { return std::filesystem::exists(saved); }, "the file of digests in the downloads");
    EXPECT_EQ(issuing::DigestFile::fromJson(*app::readFile(saved))->items.size(), 49U);
    std::swap(file.items[3].signature, file.items[4].signature);
    browser.insideFrame(kFrame, [&] {
      browser.clickText("button", "Gửi chữ ký");
      browser.waitForText("#notice", "Hãy chọn tệp chữ ký");
      browser.type("#own-file", written("swapped.json", file));
      browser.clickText("button", "Gửi chữ ký");
      browser.waitForText("#notice",
                          "Đã nhận 47 chữ ký. 2 chữ ký không được nhận. Còn thiếu chữ ký của 2 văn bản.");
      browser.waitForText("#notice", "Chữ ký này là của một văn bản khác trong cùng hồ sơ");
      browser.waitForText("#own-signing", "đã nhận 47/49");
      browser.waitForText(".history",
                          "Gửi 47 chữ ký ký trên máy của mình; 2 chữ ký không được nhận; còn thiếu 2");
    });
    pictures(browser, "own-panel-partial");
    for (const std::string& line : browser.complaints()) {
      if (line.find("422") == std::string::npos) ADD_FAILURE() << line;
    }
  }

  /// On the page of its own, with scripts switched off: the rest.
  void bringTheRestWithoutScript(const issuing::SignatureFile& file) {
    BrowserSettings plain;
    plain.javaScript = false;
    Browser browser(plain);
    const auto ticket = chair_->ticket();
    ASSERT_TRUE(ticket) << ticket.error().detail;
    browser.open(service("/sign/" + *ticket));
    browser.clickText("button", "Mở trang ký");
    browser.waitForText("#own-signing", "2 văn bản");
    pictures(browser, "own-page-waiting");
    browser.type("#own-file",
                 written("digests-again.json", issuing::SignatureFile{file.certificateSha256, {}}));
    browser.clickText("button", "Gửi chữ ký");
    browser.waitForText(".notice", "Đã nhận 0 chữ ký. Còn thiếu chữ ký của 2 văn bản.");
    browser.type("#own-file", written("all.json", file));
    browser.clickText("button", "Gửi chữ ký");
    browser.waitForText(".notice", "Đã nhận 2 chữ ký. 47 chữ ký đã có từ trước. Đã đủ chữ ký");
    pictures(browser, "own-page-done");
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
  SystemClock clock_;
  std::optional<app::demo::Programs> programs_;
  std::optional<fakes::SignerAtHome> chair_;
};

}  // namespace

TEST_F(OwnMachineInABrowser, DigestsOutSignaturesInOnceInThePanelAndOnceWithoutAnyScript) {
  app::demo::Story story(programs_->folder(), clock_);
  const auto played = story.play([&](const std::string& step) {
    if (step != "issue") return;
    const auto digests = fakes::SignerAtHome::insist([&]() -> Result<Bytes> {
      TDKT_ASSIGN(const std::string key, chair_->openPage());
      return chair_->fetch(key);
    });
    ASSERT_TRUE(digests) << digests.error().detail;
    EXPECT_NE(chair_->signBatch(*digests, folder_.file("none.json"), "organisation"), 0)
        << "another key of the token";
    const auto file = chair_->signedDigests(*digests);
    ASSERT_TRUE(file) << file.error().detail;
    bringMostInThePanel(*file);
    bringTheRestWithoutScript(*file);
  });
  ASSERT_TRUE(played) << played.error().code << ": " << played.error().detail;
  EXPECT_TRUE(played->faults.empty()) << played->toJson();
  EXPECT_EQ(played->files.size(), 49U);
}

}  // namespace tdkt::e2e
