#pragma once
// The wire under Browser: a chromedriver process and its HTTP commands.

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/e2e/Browser.h"

namespace tdkt::e2e {

using Json = nlohmann::json;

/// A chromedriver of our own on a free port; killed when this object dies.
class DriverProcess {
 public:
  DriverProcess();
  ~DriverProcess();
  DriverProcess(const DriverProcess&) = delete;
  DriverProcess& operator=(const DriverProcess&) = delete;
  int port() const { return port_; }

 private:
  void readPort();
  pid_t pid_ = -1;
  int output_ = -1;
  int port_ = 0;
};

/// One session. `call` gives the "value" of the answer or throws BrowserError.
class WebDriver {
 public:
  explicit WebDriver(const BrowserSettings& settings);
  ~WebDriver();
  WebDriver(const WebDriver&) = delete;
  WebDriver& operator=(const WebDriver&) = delete;

  Json call(const std::string& method, const std::string& path, const Json& body = Json::object());

 private:
  Json send(const std::string& method, const std::string& path, const Json& body) const;
  std::string profile_;
  DriverProcess process_;
  std::string session_;
};

}  // namespace tdkt::e2e
