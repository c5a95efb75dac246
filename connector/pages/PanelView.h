#pragma once
// What the approval panel shows one official of one dossier. Pure.

#include <string>
#include <vector>

#include "connector/pages/DossierView.h"
#include "workflow/definition/Definition.h"

namespace tdkt::pages {

struct PanelData {
  const workflow::DossierState& dossier;
  const std::vector<workflow::Event>& events;
  const workflow::Definition& definition;
  const std::vector<issuing::IssuedFile>& issued;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  const directory::Official& viewer;
  UtcTime now;
  std::string commandSeed;  ///< fresh for every view: a repeated click repeats the same command
};

/// The outcome "it is not mine to judge", which the engine has for opinions only; elsewhere it is a refusal
/// whose reason begins with these words.
inline constexpr const char* kNotCompetent = "not-competent";

/// Keys of panel_view.html: dossier, tasks (the viewer's own open ones, with the outcomes the definition
/// offers and the digest he would approve), waitingFor (open tasks of others), lines, documents, issued,
/// history.
ViewJson panelView(const PanelData& data);

}  // namespace tdkt::pages
