// tdkt-office-simulator --data DIR --port N --config FILE.json [--address A] [--no-retry]

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/http/HttpServer.h"
#include "integration/office_simulator/ApiRoutes.h"
#include "integration/office_simulator/CallQueue.h"
#include "integration/office_simulator/PageRoutes.h"
#include "integration/office_simulator/Story.h"
#include "workflow/base/ShiftedClock.h"

namespace {

using namespace tdkt;
using namespace tdkt::simulator;

constexpr int kAttempts = 12;

Result<http::ServerSettings> serverSettings(const app::Options& options) {
  http::ServerSettings settings;
  settings.address = options.get("--address", "127.0.0.1");
  const std::string port = options.get("--port", "0");
  const bool digits =
      !port.empty() && port.size() < 6 && port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) > 65535)
    return inputError("usage", "a port is a number up to 65535", "--port");
  settings.port = static_cast<std::uint16_t>(std::stoi(port));
  return settings;
}

void waitForSignal(const sigset_t& signals) {
  int received = 0;
  sigwait(&signals, &received);
}

Result<Done> serve(const app::Options& options, const sigset_t& signals) {
  TDKT_ASSIGN(const std::string text, app::readFile(options.get("--config")));
  TDKT_ASSIGN(const Settings settings, settingsFromJson(text));
  TDKT_ASSIGN(const http::ServerSettings where, serverSettings(options));
  const ShiftedClock clock(settings.clockFile);
  SystemRandom random;
  std::filesystem::create_directories(options.get("--data"));
  TDKT_ASSIGN(const auto office, Office::open(options.get("--data") + "/office.sqlite", clock));
  const TdktClient tdkt(settings, clock, random);
  Mood mood;
  CallQueue queue(*office, tdkt, clock, random, options.has("--no-retry") ? 1 : kAttempts, mood);
  Story story(*office, queue, settings, clock);
  PageRoutes pages(*office, story, tdkt, settings, clock, random);
  ApiRoutes api(*office, settings, mood);
  http::Router router;
  pages.addTo(router);
  api.addTo(router);
  http::HttpServer server(router, where);
  TDKT_CHECK(server.start());
  std::cout << R"({"event":"ready","port":)" << server.port() << "}" << std::endl;
  waitForSignal(signals);
  server.stop();
  return Done{};
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // Blocked before any thread starts, so that every thread inherits it and sigwait() gets the signal.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    const auto options =
        app::parseOptions(std::vector<std::string>(argv + 1, argv + argc),
                          {{"--no-retry"}, {"--data", "--port", "--config", "--address"}, 0, 0});
    if (!options) return app::fail(options.error());
    for (const char* needed : {"--data", "--config"}) {
      if (options->get(needed).empty())
        return app::fail(inputError("usage", "this option is needed", needed));
    }
    const auto done = serve(*options, signals);
    return done ? app::kYes : app::fail(done.error());
  } catch (const std::exception& e) {
    return app::fail(bugError("exception", e.what()));
  }
}
