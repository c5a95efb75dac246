#pragma once
// View model of the ballot page: what a member, the secretary and who presides see. Pure. Nobody sees a
// figure or another's vote before the count; the secretary sees who has voted.

#include <string>

#include "connector/pages/DossierView.h"
#include "workflow/council/Ballot.h"
#include "workflow/definition/Definition.h"

namespace tdkt::pages {

struct BallotData {
  const workflow::DossierState& dossier;
  const workflow::Node& node;
  const workflow::Ballot& ballot;
  const directory::Directory& directory;
  const directory::Official& viewer;
  std::string bearer;
  std::string command;  ///< fresh: makes the form's command the same however often it is sent
};

/// The whole page.
ViewJson ballotView(const BallotData& data);

/// One paper to be filled in: by a member for himself, or by the secretary from a letter.
struct PaperDraft {
  OfficialId member;
  std::string reference;  ///< of a letter; empty: the member himself
  std::string marks;      ///< one per line, 'r' where he recuses himself; empty: nothing chosen yet
};
ViewJson paperView(const BallotData& data, const PaperDraft& draft);

/// What was chosen, to be confirmed: counts, and every line that is not a plain yes.
ViewJson reviewView(const BallotData& data, const PaperDraft& draft, const std::string& handle);

/// Who may open the page at all: the secretary, members, who presides.
bool mayEnterBallot(const BallotData& data);

}  // namespace tdkt::pages
