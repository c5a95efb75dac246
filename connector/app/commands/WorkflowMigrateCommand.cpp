#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/PartSettings.h"
#include "connector/app/SignerCapacity.h"
#include "connector/app/commands/StoragePlace.h"
#include "connector/clock/DefinitionChange.h"
#include "connector/events/EventTap.h"
#include "connector/storage/Migrate.h"
#include "connector/storage/SqlStore.h"

namespace tdkt::app {
namespace {

using Json = nlohmann::ordered_json;
using clock::MovingDossier;
using workflow::Definition;

/// What the service would work with, as far as moving dossiers needs it.
struct World {
  Settings settings;
  directory::Directory directory;
  workflow::WorkingCalendar calendar;
  std::unique_ptr<storage::Database> database;
};

Result<std::unique_ptr<World>> openWorld(const std::string& configFile) {
  if (configFile.empty()) return inputError("usage", "this option is needed", "--config");
  auto world = std::make_unique<World>();
  TDKT_ASSIGN(world->settings, loadSettings(configFile));
  TDKT_ASSIGN(const std::string people, readFile(world->settings.directoryFile));
  TDKT_ASSIGN(world->directory, directory::Directory::fromJson(people));
  TDKT_ASSIGN(const std::string days, readFile(world->settings.calendarFile));
  TDKT_ASSIGN(world->calendar, workflow::WorkingCalendar::fromJson(days));
  TDKT_ASSIGN(world->database, openExisting(world->settings.storage));
  TDKT_ASSIGN(const auto state, storage::schemaState(*world->database));
  if (!state.missing.empty())
    return inputError("config.schema", "the database is older than this tdkt: run tdkt migrate first");
  return world;
}

/// The new procedure, fit to be deployed here.
Result<std::shared_ptr<const Definition>> readNew(const World& world, const std::string& path,
                                                  const std::string& text, const std::string& hash) {
  const auto checked = workflow::checkDefinition(text, {world.directory.roles()});
  for (const workflow::Finding& finding : checked.findings) {
    if (!finding.fatal) continue;
    return inputError("config.procedure", finding.rule + ": " + finding.english,
                      path + ":" + std::to_string(finding.line));
  }
  if (!checked.definition || checked.definition->hash != hash)
    return inputError("migrate.plan", "the plan was made for another file: its \"to\" is not this one", path);
  TDKT_CHECK(checkSignerCapacity(*checked.definition, world.settings.decision, world.directory));
  return checked.definition;
}

Result<std::shared_ptr<const Definition>> readOld(workflow::Store& store, const std::string& hash) {
  TDKT_ASSIGN(const std::string text, store.loadDefinition(hash));
  workflow::DefinitionContext context;
  context.deployed = true;
  const auto checked = workflow::checkDefinition(text, context);
  if (!checked.definition) return corruptError("workflow.definition", "the old definition no longer passes");
  return checked.definition;
}

Json toJson(const std::vector<MovingDossier>& rows) {
  Json out = Json::array();
  for (const MovingDossier& row : rows) {
    Json one{{"dossier", row.id.text()}, {"code", row.code}, {"subject", row.subject}, {"goes", row.goes}};
    if (row.goes) {
      one["offeredAgain"] = row.offeredAgain;
    } else {
      one.update({{"rule", row.rule}, {"node", row.node}, {"message", row.message}});
    }
    out.push_back(std::move(one));
  }
  return out;
}

void print(const std::vector<MovingDossier>& rows) {
  std::size_t going = 0;
  for (const MovingDossier& row : rows) {
    std::cout << row.id.text() << " " << row.code << ": ";
    if (row.goes) {
      ++going;
      std::cout << "goes over";
      if (row.offeredAgain > 0) std::cout << ", tasks offered again: " << row.offeredAgain;
    } else {
      std::cout << "stays: " << row.rule << (row.node.empty() ? "" : " [" + row.node + "]") << " "
                << row.message;
    }
    std::cout << "\n";
  }
  std::cout << going << " of " << rows.size() << "\n";
}

Result<int> run(const Options& options) {
  TDKT_ASSIGN(const auto world, openWorld(options.get("--config")));
  TDKT_ASSIGN(const std::string planText, readFile(options.positional[0], 1U << 20U));
  TDKT_ASSIGN(const auto file, workflow::migrationFileFromJson(planText));
  const std::string newPath = options.get("--to");
  TDKT_ASSIGN(const std::string newText, readFile(newPath, 1U << 20U));
  TDKT_ASSIGN(const auto to, readNew(*world, newPath, newText, file.to));

  const SystemClock clock;
  SystemRandom random;
  outbox::Outbox outbox(*world->database, clock, random);
  issuing::IssueRegister files(*world->database, clock);
  const events::EventTap tap(subscribersOf(world->settings), world->settings.publicUrl, files, outbox);
  storage::SqlStore store(*world->database, [&](const auto& commit) { return tap(commit); });
  workflow::Engine engine(store, world->directory, world->calendar, clock);
  TDKT_ASSIGN(const auto from, readOld(store, file.from));

  clock::DefinitionChange change(*world->database, store, engine, world->directory, world->calendar, clock);
  const clock::DefinitionPlan plan{file, *from, *to};
  const OfficialId actor(options.get("--as"));
  const bool apply = options.has("--apply");
  if (apply) TDKT_CHECK(store.saveDefinition(to->hash, newText));
  TDKT_ASSIGN(const auto rows, apply ? change.apply(plan, actor) : change.preview(plan, actor));
  if (options.has("--json")) {
    std::cout << Json{{"applied", apply}, {"dossiers", toJson(rows)}}.dump(2) << "\n";
  } else {
    print(rows);
    if (!apply) std::cout << "nothing was moved; --apply moves them\n";
  }
  const bool all = std::all_of(rows.begin(), rows.end(), [](const MovingDossier& row) { return row.goes; });
  return static_cast<int>(all ? kYes : kNo);
}

}  // namespace

int runWorkflowMigrate(const std::vector<std::string>& arguments) {
  const auto options = parseOptions(arguments, {{"--json", "--apply"}, {"--config", "--to", "--as"}, 1, 1});
  if (!options) return fail(options.error());
  for (const char* needed : {"--config", "--to", "--as"}) {
    if (options->get(needed).empty()) return fail(inputError("usage", "this option is needed", needed));
  }
  const auto done = run(*options);
  return done ? *done : static_cast<int>(fail(done.error()));
}

}  // namespace tdkt::app
