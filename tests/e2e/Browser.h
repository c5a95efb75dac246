#pragma once
// A real browser for tests: headless Chromium driven through chromedriver by the W3C WebDriver protocol.
//
//   Browser browser;
//   browser.resize(1024, 800);
//   browser.open(url);
//   browser.click("button.primary");
//   browser.insideFrame("#tdkt-panel", [&] { browser.waitForText("main", "Đồng ý"); });
//   EXPECT_TRUE(browser.complaints().empty());
//
// Every function throws BrowserError with what it was looking for; nothing sleeps without a condition.
// Source: W3C WebDriver.

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tdkt::e2e {

class BrowserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct BrowserSettings {
  int width = 1024;
  int height = 900;
  bool javaScript = true;
  std::string downloads;                       ///< folder where downloads land unasked; empty = none is kept
  std::chrono::milliseconds patience{20'000};  ///< how long every wait may last
};

/// One chromedriver, one window, one fresh profile; all gone when this object dies. Not thread-safe.
class Browser {
 public:
  explicit Browser(BrowserSettings settings = {});
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// False where Chromium or chromedriver is not installed.
  static bool installed();

  void open(const std::string& url);
  std::string address();
  std::string title();
  void reload();
  void resize(int width, int height);

  /// Elements are named by CSS selectors. These wait until the element is there.
  void click(const std::string& css);
  /// Clicks the first of `css` whose visible text is `text`.
  void clickText(const std::string& css, const std::string& text);
  void doubleClick(const std::string& css);
  /// Keys go to the element as a person types them; a file input takes a path.
  void type(const std::string& css, const std::string& text);
  void clear(const std::string& css);
  std::string text(const std::string& css);
  std::string attribute(const std::string& css, const std::string& name);
  std::size_t count(const std::string& css);
  bool visible(const std::string& css);
  /// Keys to whatever has the focus: "\uE004" Tab, "\uE007" Enter, "\uE00C" Escape.
  void press(const std::string& keys);
  /// CSS-like description of the focused element: tag, #id.
  std::string focused();

  void waitFor(const std::string& css);
  void waitGone(const std::string& css);
  void waitForText(const std::string& css, const std::string& part);
  /// Waits until `condition` is true; `what` is for the message.
  void waitUntil(const std::function<bool()>& condition, const std::string& what);

  /// Runs `work` with the frame as the current document, then returns to the page.
  void insideFrame(const std::string& css, const std::function<void()>& work);
  /// The newest window becomes the current one.
  void toNewestWindow();

  /// The value of a JavaScript expression as text.
  std::string evaluate(const std::string& expression);
  /// Errors and policy violations the browser complained of since the last call, one per line.
  std::vector<std::string> complaints();
  /// The whole window as PNG; folders are made.
  void screenshot(const std::string& file);
  /// The whole page, however long.
  void screenshotWhole(const std::string& file);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tdkt::e2e
