#include "connector/app/demo/Programs.h"

#include <filesystem>

#include "connector/app/demo/DemoClock.h"
#include "workflow/base/Json.h"

namespace tdkt::app::demo {

std::string ownFolder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
}

Programs::Programs(DemoFolder folder, std::string programs)
    : folder_(std::move(folder)), programs_(std::move(programs)) {}

ChildSpec Programs::spec(const std::string& program, std::vector<std::string> arguments,
                         const std::string& log) const {
  return {programs_ + "/" + program, std::move(arguments), folder_.environment(), folder_.at("log/" + log)};
}

Result<Done> Programs::start() {
  const ChildSpec init =
      spec("tdkt-trust-services",
           {"init", folder_.at("pki"), "--softhsm", "/usr/lib/softhsm/libsofthsm2.so", "--token-dir",
            folder_.at("token"), "--pin-file", folder_.at("token/pin"), "--clock", clockFileOf(folder_)},
           "trust.log");
  TDKT_ASSIGN(const int made, ChildProcess::run(init));
  if (made != 0) return unavailableError("demo.pki", "the demo PKI could not be made; see " + init.logFile);
  TDKT_ASSIGN(trust_, ChildProcess::start(
                          spec("tdkt-trust-services",
                               {"serve", folder_.at("pki"), "--port", std::to_string(folder_.state.trustPort),
                                "--clock", clockFileOf(folder_)},
                               "trust.log")));
  TDKT_ASSIGN(office_, ChildProcess::start(spec("tdkt-office-simulator",
                                                {"--data", folder_.at("office"), "--port",
                                                 std::to_string(folder_.state.officePort), "--config",
                                                 folder_.at("office/config.json")},
                                                "office.log")));
  return startService();
}

Result<Done> Programs::startService() {
  TDKT_ASSIGN(service_, ChildProcess::start(
                            spec("tdkt", {"serve", "--config", folder_.at("config.json")}, "service.log")));
  return Done{};
}

void Programs::killService() {
  if (service_) service_->kill();
}

int Programs::stop() {
  const int code = service_ ? service_->stop() : 0;
  if (office_) office_->stop();
  if (trust_) trust_->stop();
  return code;
}

std::string Programs::said(const char* name) const {
  if (!service_) return {};
  const auto line = json::parse(service_->readyLine());
  return line ? json::optionalString(*line, name) : std::string();
}

}  // namespace tdkt::app::demo
