#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/Service.h"
#include "connector/app/Signals.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"
#include "workflow/base/ShiftedClock.h"

namespace tdkt::app {
namespace {

int serve(const std::string& configFile) {
  blockEndSignals();
  const auto settings = loadSettings(configFile);
  if (!settings) {
    fail(settings.error());
    return kBadConfiguration;
  }
  const ShiftedClock clock(settings->clockFile);
  SystemRandom random;
  auto service = Service::open(*settings, clock, random);
  if (!service) {
    fail(service.error());
    return service.error().kind == ErrorKind::kInput ? kBadConfiguration : exitCodeFor(service.error());
  }
  if (const auto started = (*service)->start(); !started) return fail(started.error());
  std::cout << nlohmann::ordered_json{{"event", "ready"},
                                      {"port", (*service)->port()},
                                      {"monitorPort", (*service)->monitorPort()},
                                      {"deskLink", (*service)->deskLink()},
                                      {"adminLink", (*service)->adminLink()}}
                   .dump()
            << std::endl;
  waitForEndSignal();
  log::info("service.stopping");
  (*service)->drain();
  return kYes;
}

}  // namespace

int runServe(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{}, {"--config"}, 0, 0});
  if (!options) return fail(options.error());
  if (options->get("--config").empty()) return fail(inputError("usage", "this option is needed", "--config"));
  return serve(options->get("--config"));
}

}  // namespace tdkt::app
