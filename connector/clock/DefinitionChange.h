#pragma once
// Dossiers under way go over to another procedure: first on paper, one line each, then one command each.

#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/Store.h"
#include "workflow/base/Clock.h"
#include "workflow/definition/Migration.h"

namespace tdkt::clock {

/// What becomes of one dossier.
struct MovingDossier {
  DossierId id;
  std::string code;      ///< "118/TTr-SGDĐT"; empty when the submission has none
  std::string subject;   ///< trích yếu
  bool goes = false;     ///< it can go over, or has
  int offeredAgain = 0;  ///< open tasks that are taken back and offered under the new terms
  std::string rule;      ///< why it stays: "migrate.block", "workflow.frozen"…
  std::string node;      ///< the step that holds it, when one does
  std::string message;   ///< Vietnamese
};

/// A checked plan and both its definitions, which outlive the change.
struct DefinitionPlan {
  workflow::MigrationFile file;
  const workflow::Definition& from;
  const workflow::Definition& to;
};

/// Works beside a running service: each dossier is one command with an id made from plan and dossier, so a
/// run that broke off is repeated whole. Not thread-safe. Errors: those of Database, Store and Engine that
/// are no answer about a dossier.
class DefinitionChange {
 public:
  DefinitionChange(storage::Database& database, workflow::Store& store, workflow::Engine& engine,
                   const workflow::RoleDirectory& people, const workflow::WorkingCalendar& calendar,
                   const Clock& clock);

  /// Every dossier under way on plan.from, by id, as it would be now. Changes nothing.
  Result<std::vector<MovingDossier>> preview(const DefinitionPlan& plan, const OfficialId& actor);
  /// Moves those that can go. plan.to is in the store already.
  Result<std::vector<MovingDossier>> apply(const DefinitionPlan& plan, const OfficialId& actor);

 private:
  Result<std::vector<MovingDossier>> underWay(const std::string& definition);
  Result<Done> look(const DefinitionPlan& plan, const OfficialId& actor, MovingDossier& row);

  storage::Database& database_;
  workflow::Store& store_;
  workflow::Engine& engine_;
  const workflow::RoleDirectory& people_;
  const workflow::WorkingCalendar& calendar_;
  const Clock& clock_;
};

}  // namespace tdkt::clock
