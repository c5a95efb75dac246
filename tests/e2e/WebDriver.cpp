#include "tests/e2e/WebDriver.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace tdkt::e2e {
namespace {

constexpr const char* kDriver = "/usr/bin/chromedriver";
constexpr int kStartMillis = 30'000;

std::string freshProfile() {
  std::string name = (std::filesystem::temp_directory_path() / "tdkt-browser-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw BrowserError("no folder for the profile");
  return name;
}

Json capabilities(const BrowserSettings& settings, const std::string& profile) {
  Json arguments = {
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--hide-scrollbars",
      "--user-data-dir=" + profile,
      "--window-size=" + std::to_string(settings.width) + "," + std::to_string(settings.height)};
  Json options = {{"args", arguments}, {"binary", "/usr/bin/chromium"}};
  Json prefs = Json::object();
  if (!settings.javaScript) prefs["profile.managed_default_content_settings.javascript"] = 2;
  if (!settings.downloads.empty()) prefs["download.default_directory"] = settings.downloads;
  if (!prefs.empty()) options["prefs"] = prefs;
  return {{"capabilities",
           {{"alwaysMatch",
             {{"browserName", "chrome"},
              {"goog:chromeOptions", options},
              {"goog:loggingPrefs", {{"browser", "ALL"}}}}}}}};
}

}  // namespace

DriverProcess::DriverProcess() {
  int pipeEnds[2] = {-1, -1};
  if (pipe2(pipeEnds, O_CLOEXEC) != 0) throw BrowserError("no pipe");
  pid_ = fork();
  if (pid_ == 0) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(pipeEnds[1], STDOUT_FILENO);
    dup2(pipeEnds[1], STDERR_FILENO);
    execl(kDriver, kDriver, "--port=0", static_cast<char*>(nullptr));
    _exit(127);
  }
  close(pipeEnds[1]);
  output_ = pipeEnds[0];
  if (pid_ < 0) throw BrowserError("no process");
  readPort();
}

void DriverProcess::readPort() {
  const std::string mark = "started successfully on port ";
  std::string said;
  pollfd waiting{output_, POLLIN, 0};
  while (poll(&waiting, 1, kStartMillis) == 1) {
    char buffer[512];
    const ssize_t got = read(output_, buffer, sizeof buffer);
    if (got <= 0) break;
    said.append(buffer, static_cast<std::size_t>(got));
    const auto at = said.find(mark);
    if (at != std::string::npos && said.find('\n', at) != std::string::npos) {
      port_ = std::stoi(said.substr(at + mark.size()));
      return;
    }
  }
  throw BrowserError("chromedriver did not start: " + said);
}

DriverProcess::~DriverProcess() {
  // Its own process group: Chromium's helpers go with it.
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (output_ >= 0) close(output_);
}

WebDriver::WebDriver(const BrowserSettings& settings) : profile_(freshProfile()) {
  session_ = send("POST", "/session", capabilities(settings, profile_)).at("sessionId").get<std::string>();
}

WebDriver::~WebDriver() {
  try {
    call("DELETE", "");
  } catch (const std::exception&) {
    // The driver is gone already; its destructor cleans up.
  }
  std::error_code ignored;
  std::filesystem::remove_all(profile_, ignored);
}

Json WebDriver::call(const std::string& method, const std::string& path, const Json& body) {
  return send(method, "/session/" + session_ + path, body);
}

Json WebDriver::send(const std::string& method, const std::string& path, const Json& body) const {
  Poco::Net::HTTPClientSession http("127.0.0.1", static_cast<Poco::UInt16>(process_.port()));
  http.setTimeout(Poco::Timespan(60, 0));
  Poco::Net::HTTPRequest request(method, path, "HTTP/1.1");
  const std::string text = method == "POST" ? body.dump() : std::string();
  request.setContentType("application/json; charset=utf-8");
  request.setContentLength(static_cast<std::streamsize>(text.size()));
  http.sendRequest(request) << text;
  Poco::Net::HTTPResponse response;
  std::string answer;
  Poco::StreamCopier::copyToString(http.receiveResponse(response), answer);
  const Json json = Json::parse(answer);
  const Json& value = json.at("value");
  if (value.is_object() && value.contains("error")) {
    throw BrowserError(value.at("error").get<std::string>() + ": " + value.at("message").get<std::string>());
  }
  return value;
}

}  // namespace tdkt::e2e
