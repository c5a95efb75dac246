#pragma once
// Another plan of working days was loaded: every dossier with open tasks has its due dates computed again,
// one after the other, once; a crash goes on where it stopped.

#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/engine/Calendar.h"

namespace tdkt::clock {

/// Dossiers to be computed again under one change of plan.
struct PlanBatch {
  std::int64_t run = 0;  ///< tells this change from every other
  std::vector<DossierId> dossiers;
};

/// Thread-safe. Several processes on one database must be given the same plan. Errors: those of Database.
class PlanChange {
 public:
  PlanChange(storage::Database& database, const workflow::WorkingCalendar& calendar, const Clock& clock);

  /// Notes the loaded plan. True when it is another than before, so that there is work. The first plan a
  /// database ever sees is no change.
  Result<bool> begin();
  /// At most `most` dossiers behind those done; an empty batch ends the change.
  Result<PlanBatch> next(std::size_t most);
  /// Everything up to this dossier is done.
  Result<Done> reached(std::int64_t run, const DossierId& last);

 private:
  storage::Database& database_;
  const workflow::WorkingCalendar& calendar_;
  const Clock& clock_;
};

}  // namespace tdkt::clock
