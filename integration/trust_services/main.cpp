// tdkt-trust-services init DIR [--softhsm MODULE --token-dir DIR --pin-file FILE]
// tdkt-trust-services serve DIR --port N
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "integration/trust_services/DemoPki.h"
#include "integration/trust_services/Server.h"
#include "integration/trust_services/SoftToken.h"

namespace {

using namespace tdkt;  // NOLINT: a program's own file

constexpr int kUsage = 64;
constexpr int kFailed = 69;
constexpr const char* kUsageText =
    "tdkt-trust-services init DIR [--softhsm MODULE --token-dir DIR --pin-file FILE]\n"
    "tdkt-trust-services serve DIR --port N\n";

int fail(const Error& error) {
  std::cerr << "tdkt-trust-services: " << error.code << ": " << error.detail << " [" << error.field << "]\n";
  return kFailed;
}

int usage() {
  std::cerr << kUsageText;
  return kUsage;
}

Result<Done> fillToken(const trust::DemoPki& pki, std::map<std::string, std::string>& options) {
  std::string pin;
  std::ifstream file(options["--pin-file"]);
  if (!std::getline(file, pin) || pin.empty()) {
    return inputError("trust.pin", "the PIN file is missing or empty", options["--pin-file"]);
  }
  const trust::SoftTokenSettings settings{options["--softhsm"], options["--token-dir"], "tdkt-demo",
                                          Secret(pin)};
  TDKT_CHECK(trust::initSoftToken(settings));
  TDKT_CHECK(trust::importIntoToken(settings, pki.chair, "chair"));
  return trust::importIntoToken(settings, pki.organisation, "organisation");
}

int init(const std::string& directory, std::map<std::string, std::string>& options) {
  const auto pki = trust::initDemoPki(directory, SystemClock().now());
  if (!pki) return fail(pki.error());
  if (options.count("--softhsm") == 0) return 0;
  if (options["--token-dir"].empty() || options["--pin-file"].empty()) return usage();
  const auto filled = fillToken(*pki, options);
  return filled ? 0 : fail(filled.error());
}

int serve(const std::string& directory, const std::string& port) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before the server's threads, so that they inherit it
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos)
    return usage();
  const SystemClock clock;
  const auto server = trust::Server::start(directory, static_cast<std::uint16_t>(std::stoul(port)), clock);
  if (!server) return fail(server.error());
  std::cout << R"({"event":"ready","port":)" << (*server)->port() << "}" << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words[0] == "--help") {
    std::cout << kUsageText;
    return 0;
  }
  if (words.size() < 2 || words.size() % 2 != 0) return usage();
  std::map<std::string, std::string> options;
  for (std::size_t i = 2; i < words.size(); i += 2) options[words[i]] = words[i + 1];
  if (words[0] == "init") return init(words[1], options);
  return words[0] == "serve" ? serve(words[1], options["--port"]) : usage();
}
