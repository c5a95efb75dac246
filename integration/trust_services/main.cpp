// tdkt-trust-services: the demo's PKI, made and served. Exit codes: 0 done, 64 usage, 69 not possible now.

#include <pthread.h>

#include <charconv>
#include <csignal>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/http/HttpServer.h"
#include "integration/trust_services/Pki.h"
#include "integration/trust_services/Revocations.h"
#include "integration/trust_services/TrustServices.h"
#include "workflow/base/ShiftedClock.h"

namespace tdkt::trust {
namespace {

constexpr int kUsage = 64;
constexpr int kFailed = 69;
constexpr const char* kHelp =
    "tdkt-trust-services init DIR [--softhsm MODULE --token-dir TOKENDIR --pin-file FILE] [--clock FILE]\n"
    "tdkt-trust-services serve DIR --port N [--clock FILE]\n"
    "tdkt-trust-services revoke DIR SERIALHEX\n"
    "A demonstration PKI. Nothing it issues has any legal value.\n";

using Words = std::vector<std::string>;
using Options = std::map<std::string, std::string>;

int usage() {
  std::cerr << kHelp;
  return kUsage;
}

int report(const Result<Done>& done) {
  if (done) return 0;
  const Error& error = done.error();
  std::cerr << "tdkt-trust-services: " << error.code << ": " << error.detail;
  if (!error.field.empty()) std::cerr << " [" << error.field << "]";
  std::cerr << "\n";
  return kFailed;
}

/// Name and value in turn, each name known and given once; nothing when the line says something else.
std::optional<Options> optionsFrom(const Words& words, std::size_t first,
                                   const std::vector<std::string>& known) {
  Options out;
  for (std::size_t i = first; i < words.size(); i += 2) {
    bool good = false;
    for (const std::string& name : known) good = good || name == words[i];
    if (!good || i + 1 == words.size() || !out.emplace(words[i], words[i + 1]).second) return std::nullopt;
  }
  return out;
}

/// The option's value, which is then out of the way; empty when it was not given.
std::string taken(Options& options, const std::string& name) {
  const auto node = options.extract(name);
  return node.empty() ? std::string() : node.mapped();
}

int runInit(const Words& words) {
  auto options = optionsFrom(words, 2, {"--softhsm", "--token-dir", "--pin-file", "--clock"});
  if (!options) return usage();
  const ShiftedClock clock(taken(*options, "--clock"));
  if (!options->empty() && options->size() != 3) return usage();
  SystemRandom random;
  if (options->empty()) return report(initPki(words[1], nullptr, clock, random));
  const TokenPlace place{options->at("--softhsm"), options->at("--token-dir"), options->at("--pin-file")};
  return report(initPki(words[1], &place, clock, random));
}

std::optional<std::uint16_t> portFrom(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

Result<Done> serve(const std::string& dir, std::uint16_t port, const std::string& clockFile) {
  // Blocked before any thread starts, so that only sigwait() ever sees them.
  sigset_t stopping;
  sigemptyset(&stopping);
  sigaddset(&stopping, SIGTERM);
  sigaddset(&stopping, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
  const ShiftedClock clock(clockFile);
  SystemRandom random;
  TDKT_ASSIGN(const auto services, TrustServices::open(dir, clock, random));
  http::Router router;
  services->addRoutes(router);
  http::ServerSettings settings;
  settings.port = port;
  http::HttpServer server(router, settings);
  TDKT_CHECK(server.start());
  std::cout << R"({"event":"ready","port":)" << server.port() << "}" << std::endl;
  int signal = 0;
  sigwait(&stopping, &signal);
  server.stop();
  return Done{};
}

int runServe(const Words& words) {
  auto options = optionsFrom(words, 2, {"--port", "--clock"});
  if (!options || options->count("--port") == 0) return usage();
  const auto port = portFrom(options->at("--port"));
  return port ? report(serve(words[1], *port, taken(*options, "--clock"))) : usage();
}

int runRevoke(const Words& words) {
  return words.size() == 3 ? report(revoke(words[1], words[2], SystemClock().now())) : usage();
}

int run(const Words& words) {
  if (words.size() == 1 && words[0] == "--help") {
    std::cout << kHelp;
    return 0;
  }
  if (words.size() < 2) return usage();
  if (words[0] == "init") return runInit(words);
  if (words[0] == "serve") return runServe(words);
  return words[0] == "revoke" ? runRevoke(words) : usage();
}

}  // namespace
}  // namespace tdkt::trust

int main(int argc, char** argv) {
  try {
    return tdkt::trust::run(tdkt::trust::Words(argv + 1, argv + argc));
  } catch (const std::exception& e) {
    std::cerr << "tdkt-trust-services: " << e.what() << "\n";
    return 70;
  }
}
