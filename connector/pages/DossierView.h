#pragma once
// Parts of view models that the panel and the desk share. Pure: data in, JSON for a template out.

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/SigningShelf.h"
#include "workflow/Store.h"
#include "workflow/engine/Calendar.h"
#include "workflow/engine/Event.h"
#include "workflow/model/Dossier.h"

namespace tdkt::pages {

using ViewJson = nlohmann::ordered_json;

/// Code, subject, sender, received, phase, counts.
ViewJson summaryView(const workflow::DossierState& dossier);
/// One row per line, in the order of the list; `fold` holds the text a search looks in.
ViewJson linesView(const std::vector<workflow::Line>& lines);
ViewJson documentsView(const std::vector<workflow::DossierDocument>& documents);
ViewJson issuedView(const std::vector<issuing::IssuedFile>& files);
/// The events of a stored log, for historyView().
std::vector<workflow::Event> plainEvents(std::vector<workflow::StoredEvent> stored);
/// Who did what when, with reasons, oldest first. Events without meaning for people are left out. `notes`:
/// visits of a signer who signs on his own machine.
ViewJson historyView(const std::vector<workflow::Event>& events, const directory::Directory& directory,
                     const std::vector<issuing::HandOverNote>& notes = {});
/// Every task with its holder and due date, oldest first.
ViewJson workItemsView(const std::vector<workflow::WorkItem>& items, const directory::Directory& directory,
                       const workflow::WorkingCalendar& calendar, CivilDate today);
/// {"date","text","late","unsettled"}: "Còn 3 ngày làm việc", "Hạn hôm nay", "Quá hạn 2 ngày làm việc"; and
/// why the day may still move, when no notice has settled the days up to it.
ViewJson deadlineView(CivilDate due, CivilDate today, const workflow::WorkingCalendar& calendar);

}  // namespace tdkt::pages
