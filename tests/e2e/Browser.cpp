#include "tests/e2e/Browser.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/e2e/WebDriver.h"
#include "workflow/base/Bytes.h"

namespace tdkt::e2e {
namespace {

using Steady = std::chrono::steady_clock;

constexpr const char* kElement = "element-6066-11e4-a52e-4f735466cecf";
constexpr std::chrono::milliseconds kLookAgain{40};

std::string idOf(const Json& element) {
  return element.at(kElement).get<std::string>();
}

void writePng(const std::string& file, const std::string& base64) {
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream(file, std::ios::binary) << fromBase64(base64).value_or("");
}

}  // namespace

struct Browser::Impl {
  explicit Impl(const BrowserSettings& settings) : patience(settings.patience), driver(settings) {}

  std::vector<std::string> find(const std::string& css) {
    std::vector<std::string> ids;
    for (const Json& element :
         driver.call("POST", "/elements", {{"using", "css selector"}, {"value", css}})) {
      ids.push_back(idOf(element));
    }
    return ids;
  }

  /// Does `work` on the first such element, again while it is not there, stale or covered.
  Json onElement(const std::string& css, const std::function<Json(const std::string&)>& work) {
    const auto until = Steady::now() + patience;
    std::string last = "not there";
    do {
      try {
        const auto ids = find(css);
        if (!ids.empty()) return work("/element/" + ids.front());
      } catch (const BrowserError& e) {
        last = e.what();
      }
      std::this_thread::sleep_for(kLookAgain);
    } while (Steady::now() < until);
    throw BrowserError(css + ": " + last);
  }

  Json run(const std::string& script, const Json& arguments = Json::array()) {
    return driver.call("POST", "/execute/sync", {{"script", script}, {"args", arguments}});
  }

  std::chrono::milliseconds patience;
  WebDriver driver;
};

Browser::Browser(BrowserSettings settings) : impl_(std::make_unique<Impl>(settings)) {
  resize(settings.width, settings.height);
}

Browser::~Browser() = default;

bool Browser::installed() {
  return access("/usr/bin/chromedriver", X_OK) == 0 && access("/usr/bin/chromium", X_OK) == 0;
}

void Browser::open(const std::string& url) {
  impl_->driver.call("POST", "/url", {{"url", url}});
}
std::string Browser::address() {
  return impl_->driver.call("GET", "/url").get<std::string>();
}
std::string Browser::title() {
  return impl_->driver.call("GET", "/title").get<std::string>();
}
void Browser::reload() {
  impl_->driver.call("POST", "/refresh");
}

void Browser::resize(int width, int height) {
  // A headless window cannot be narrower than 500 pixels; the emulated screen can.
  impl_->driver.call(
      "POST", "/goog/cdp/execute",
      {{"cmd", "Emulation.setDeviceMetricsOverride"},
       {"params", {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}}}});
}

void Browser::click(const std::string& css) {
  impl_->onElement(css, [&](const std::string& at) { return impl_->driver.call("POST", at + "/click"); });
}

void Browser::clickText(const std::string& css, const std::string& wanted) {
  waitUntil(
      [&] {
        for (const std::string& id : impl_->find(css)) {
          const std::string at = "/element/" + id;
          if (impl_->driver.call("GET", at + "/text").get<std::string>().find(wanted) == std::string::npos)
            continue;
          impl_->driver.call("POST", at + "/click");
          return true;
        }
        return false;
      },
      css + " with the text " + wanted);
}

void Browser::doubleClick(const std::string& css) {
  impl_->onElement(css, [&](const std::string& at) {
    const Json origin = {{kElement, at.substr(at.rfind('/') + 1)}};
    Json steps = {{{"type", "pointerMove"}, {"duration", 0}, {"origin", origin}, {"x", 0}, {"y", 0}}};
    for (int i = 0; i < 2; ++i) {
      steps.push_back({{"type", "pointerDown"}, {"button", 0}});
      steps.push_back({{"type", "pointerUp"}, {"button", 0}});
    }
    const Json pointer = {{"type", "pointer"}, {"id", "mouse"}, {"actions", steps}};
    return impl_->driver.call("POST", "/actions", {{"actions", Json::array({pointer})}});
  });
}

void Browser::type(const std::string& css, const std::string& keys) {
  impl_->onElement(css, [&](const std::string& at) {
    return impl_->driver.call("POST", at + "/value", {{"text", keys}});
  });
}

void Browser::clear(const std::string& css) {
  impl_->onElement(css, [&](const std::string& at) { return impl_->driver.call("POST", at + "/clear"); });
}

std::string Browser::text(const std::string& css) {
  return impl_->onElement(css, [&](const std::string& at) { return impl_->driver.call("GET", at + "/text"); })
      .get<std::string>();
}

std::string Browser::attribute(const std::string& css, const std::string& name) {
  const Json value = impl_->onElement(
      css, [&](const std::string& at) { return impl_->driver.call("GET", at + "/attribute/" + name); });
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::size_t Browser::count(const std::string& css) {
  return impl_->find(css).size();
}

bool Browser::visible(const std::string& css) {
  const auto ids = impl_->find(css);
  return !ids.empty() && impl_->driver.call("GET", "/element/" + ids.front() + "/displayed").get<bool>();
}

void Browser::press(const std::string& keys) {
  Json steps = Json::array();
  for (std::size_t i = 0; i < keys.size();) {
    std::size_t next = i + 1;
    while (next < keys.size() && (static_cast<unsigned char>(keys[next]) & 0xC0U) == 0x80U) ++next;
    const std::string key = keys.substr(i, next - i);
    steps.push_back({{"type", "keyDown"}, {"value", key}});
    steps.push_back({{"type", "keyUp"}, {"value", key}});
    i = next;
  }
  const Json board = {{"type", "key"}, {"id", "keyboard"}, {"actions", steps}};
  impl_->driver.call("POST", "/actions", {{"actions", Json::array({board})}});
}

std::string Browser::focused() {
  return evaluate(
      "(document.activeElement?.tagName.toLowerCase() ?? '') + (document.activeElement?.id ? '#' + "
      "document.activeElement.id : '')");
}

void Browser::waitFor(const std::string& css) {
  waitUntil([&] { return visible(css); }, css);
}

void Browser::waitGone(const std::string& css) {
  waitUntil([&] { return !visible(css); }, css + " to go");
}

void Browser::waitForText(const std::string& css, const std::string& part) {
  std::string seen;
  waitUntil(
      [&] {
        for (const std::string& id : impl_->find(css)) {
          seen = impl_->driver.call("GET", "/element/" + id + "/text").get<std::string>();
          if (seen.find(part) != std::string::npos) return true;
        }
        return false;
      },
      css + " to say " + part);
}

void Browser::waitUntil(const std::function<bool()>& condition, const std::string& what) {
  const auto until = Steady::now() + impl_->patience;
  std::string last;
  do {
    try {
      if (condition()) return;
    } catch (const BrowserError& e) {
      last = e.what();  // an element went while we looked: look again
    }
    std::this_thread::sleep_for(kLookAgain);
  } while (Steady::now() < until);
  throw BrowserError("waited in vain for " + what + (last.empty() ? "" : " (" + last + ")"));
}

void Browser::insideFrame(const std::string& css, const std::function<void()>& work) {
  waitFor(css);
  impl_->driver.call("POST", "/frame", {{"id", {{kElement, impl_->find(css).at(0)}}}});
  struct Back {
    WebDriver& driver;
    ~Back() {
      try {
        driver.call("POST", "/frame", {{"id", nullptr}});
      } catch (const std::exception&) {
        // The page went; the next open() has no frame to leave.
      }
    }
  } back{impl_->driver};
  work();
}

void Browser::toNewestWindow() {
  const Json handles = impl_->driver.call("GET", "/window/handles");
  impl_->driver.call("POST", "/window", {{"handle", handles.back()}});
}

std::string Browser::evaluate(const std::string& expression) {
  const Json value = impl_->run("return String(" + expression + ");");
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<std::string> Browser::complaints() {
  std::vector<std::string> lines;
  for (const Json& entry : impl_->driver.call("POST", "/se/log", {{"type", "browser"}})) {
    const std::string level = entry.at("level").get<std::string>();
    if (level == "SEVERE" || level == "WARNING") lines.push_back(entry.at("message").get<std::string>());
  }
  return lines;
}

void Browser::screenshot(const std::string& file) {
  writePng(file, impl_->driver.call("GET", "/screenshot").get<std::string>());
}

void Browser::screenshotWhole(const std::string& file) {
  const Json shot = impl_->driver.call(
      "POST", "/goog/cdp/execute",
      {{"cmd", "Page.captureScreenshot"}, {"params", {{"captureBeyondViewport", true}, {"format", "png"}}}});
  writePng(file, shot.at("data").get<std::string>());
}

}  // namespace tdkt::e2e
