#pragma once
// What the desk shows of the steps of a dossier that wait for the outside world: opinions, postings,
// consents; and of answers that fit no dossier. Pure.

#include <string>
#include <vector>

#include "connector/clock/TimerQueue.h"
#include "connector/inbox/AnswerTray.h"
#include "connector/pages/DossierView.h"
#include "workflow/Store.h"

namespace tdkt::pages {

struct MatterData {
  const workflow::DossierState& dossier;
  const workflow::Definition& definition;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  UtcTime now;
};

/// {"dossier", "opinions":[…], "postings":[…], "consents":[…], "none"}.
ViewJson mattersView(const MatterData& data);
/// {"answers":[…], "hasAnswers"}.
ViewJson trayView(const std::vector<inbox::UnmatchedAnswer>& answers);

/// {"overdue":[…], "stuck":[…], "hasOverdue", "hasStuck"}: open tasks past their due date, earliest first,
/// and timers whose rule failed.
ViewJson clockView(const std::vector<workflow::WorkListRow>& open,
                   const std::vector<clock::StuckTimer>& stuck, const directory::Directory& directory,
                   const workflow::WorkingCalendar& calendar, CivilDate today);

}  // namespace tdkt::pages
