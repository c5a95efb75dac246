#pragma once
// What the desk shows of the steps of a dossier that wait for the outside world: opinions, postings,
// consents; and of answers that fit no dossier. Pure.

#include <string>
#include <vector>

#include "connector/inbox/AnswerTray.h"
#include "connector/pages/DossierView.h"

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

}  // namespace tdkt::pages
