#pragma once
// What the secretariat's desk shows. Pure.

#include <string>
#include <vector>

#include "connector/inbox/EventInbox.h"
#include "connector/issuing/ExtensionJobs.h"
#include "connector/outbox/Outbox.h"
#include "connector/pages/DossierView.h"
#include "workflow/Store.h"

namespace tdkt::pages {

/// Rows of the desk's first page and how many dossiers there are of each phase. `open`: tasks, the earliest
/// due first, of these dossiers and of others; a dossier without one among them shows no step.
ViewJson deskListView(const std::vector<workflow::DossierRow>& dossiers,
                      const std::vector<workflow::WorkListRow>& open,
                      const workflow::WorkingCalendar& calendar, CivilDate today);

struct DeskDossierData {
  const workflow::DossierState& dossier;
  const std::vector<workflow::Event>& events;
  const std::vector<issuing::IssuedFile>& issued;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  UtcTime now;
};
ViewJson deskDossierView(const DeskDossierData& data);

ViewJson numbersView(const std::vector<issuing::IssueRegister::BookRow>& rows);

/// Files that wait to be raised to a higher level: what, since when, why.
ViewJson extensionsView(const std::vector<issuing::ExtensionJob>& jobs);

/// Only what a person must look at: rejected deliveries, dead effects; and effects that are being repeated.
ViewJson problemsView(const std::vector<inbox::InboxRow>& deliveries,
                      const std::vector<outbox::OutboxRow>& effects);

}  // namespace tdkt::pages
