#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/StoragePlace.h"
#include "connector/directory/Directory.h"
#include "connector/identity/Accounts.h"
#include "connector/identity/Identities.h"
#include "connector/pages/SignInPages.h"
#include "connector/storage/Migrate.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;

constexpr std::chrono::hours kSetupLinkLife{24};

/// What every `tdkt user` works on.
struct World {
  Settings settings;
  directory::Directory directory;
  std::unique_ptr<storage::Database> database;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<identity::Accounts> accounts;
  std::unique_ptr<identity::Identities> identities;
};

Result<std::unique_ptr<World>> openWorld(const std::string& configFile) {
  if (configFile.empty()) return inputError("usage", "this option is needed", "--config");
  auto world = std::make_unique<World>();
  TDKT_ASSIGN(world->settings, loadSettings(configFile));
  TDKT_ASSIGN(const std::string people, readFile(world->settings.directoryFile));
  TDKT_ASSIGN(world->directory, directory::Directory::fromJson(people));
  TDKT_ASSIGN(world->database,
              storage::Database::open(world->settings.storage.url, world->settings.storage.password));
  TDKT_CHECK(storage::migrateAtStart(*world->database, world->settings.storage.url));
  world->accounts = std::make_unique<identity::Accounts>(*world->database, world->clock, world->random);
  world->identities = std::make_unique<identity::Identities>(*world->database, world->clock);
  return world;
}

/// Switches the terminal's echo off while it lives.
class Silence {
 public:
  Silence() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~Silence() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

Secret readLine(const char* prompt) {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  const Silence silence;
  if (terminal) std::cerr << prompt << std::flush;
  std::string line;
  std::getline(std::cin, line);
  if (terminal) std::cerr << "\n";
  return Secret(std::move(line));
}

/// From a terminal twice, without echo; from a pipe its first line.
Result<Secret> askPassword() {
  Secret password = readLine("Password: ");
  if (::isatty(STDIN_FILENO) != 1) return password;
  const Secret again = readLine("Again: ");
  if (password.reveal() != again.reveal())
    return inputError("identity.password.differs", "typed twice, not alike");
  return password;
}

Result<Done> giveWayIn(World& world, const std::string& name, const Options& options) {
  if (options.has("--link")) {
    TDKT_ASSIGN(const std::string link, world.accounts->issueSetupLink(name, kSetupLinkLife));
    std::cout << pages::SignInPages::setupUrl(world.settings.publicUrl, link) << "\n";
    return Done{};
  }
  TDKT_ASSIGN(const Secret password, askPassword());
  return world.accounts->setPassword(name, password);
}

Result<OfficialId> officialOf(const World& world, const Options& options) {
  const OfficialId official(options.get("--official"));
  if (world.directory.find(official) == nullptr)
    return inputError("identity.official", "nobody of this id in the directory file", official.text());
  return official;
}

Result<Done> add(World& world, const std::string& name, const Options& options) {
  TDKT_ASSIGN(const OfficialId official, officialOf(world, options));
  TDKT_CHECK(world.accounts->add(name, official));
  return giveWayIn(world, name, options);
}

Result<Done> list(World& world, const std::string& /*name*/, const Options& options) {
  TDKT_ASSIGN(const auto accounts, world.accounts->list());
  ordered_json rows = ordered_json::array();
  for (const identity::Account& one : accounts) {
    const char* state = !one.active ? "disabled" : one.hasPassword ? "active" : "waiting";
    rows.push_back({{"name", one.name}, {"official", one.official.text()}, {"state", state}});
    if (!options.has("--json")) std::cout << one.name << "\t" << one.official.text() << "\t" << state << "\n";
  }
  if (options.has("--json")) std::cout << rows.dump(2) << "\n";
  return Done{};
}

Result<Done> disable(World& world, const std::string& name, const Options& /*options*/) {
  return world.accounts->setActive(name, false);
}

Result<Done> enable(World& world, const std::string& name, const Options& /*options*/) {
  return world.accounts->setActive(name, true);
}

Result<Done> link(World& world, const std::string& subject, const Options& options) {
  const auto& issuers = world.settings.signIn.issuers;
  const bool known = std::any_of(issuers.begin(), issuers.end(), [&](const IssuerSettings& one) {
    return one.issuer == options.get("--issuer");
  });
  if (!known)
    return inputError("identity.issuer", "not one of signIn.issuers in the settings",
                      options.get("--issuer"));
  TDKT_ASSIGN(const OfficialId official, officialOf(world, options));
  return world.identities->link({options.get("--issuer"), subject, official});
}

Result<Done> unlink(World& world, const std::string& subject, const Options& options) {
  return world.identities->unlink(options.get("--issuer"), subject);
}

struct Verb {
  std::string_view name;
  Result<Done> (*run)(World&, const std::string&, const Options&);
  bool takesName;
};

constexpr Verb kVerbs[] = {{"add", add, true},         {"list", list, false},    {"reset", giveWayIn, true},
                           {"disable", disable, true}, {"enable", enable, true}, {"link", link, true},
                           {"unlink", unlink, true}};

}  // namespace

int runUser(const std::vector<std::string>& arguments) {
  const auto options =
      parseOptions(arguments, {{"--link", "--json"}, {"--config", "--official", "--issuer"}, 1, 2});
  if (!options) return fail(options.error());
  for (const Verb& verb : kVerbs) {
    if (options->positional.front() != verb.name) continue;
    if (options->positional.size() != (verb.takesName ? 2U : 1U))
      return fail(inputError("usage", verb.takesName ? "a name is needed" : "one argument too many"));
    const auto world = openWorld(options->get("--config"));
    if (!world) return fail(world.error());
    const auto done = verb.run(**world, verb.takesName ? options->positional[1] : std::string(), *options);
    return done ? static_cast<int>(kYes) : static_cast<int>(fail(done.error()));
  }
  return fail(
      inputError("usage", "add, list, reset, disable, enable, link or unlink", options->positional.front()));
}

}  // namespace tdkt::app
