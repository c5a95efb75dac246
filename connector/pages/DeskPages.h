#pragma once
// The secretariat's desk: dossiers, issued files, the register of numbers, and what needs a person. Own
// origin, own session; every form carries the session's CSRF token.

#include <functional>
#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/inbox/EventInbox.h"
#include "connector/inbox/ListCases.h"
#include "connector/inbox/ReadingNotes.h"
#include "connector/issuing/Annulment.h"
#include "connector/issuing/ExtensionJobs.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/outbox/Outbox.h"
#include "connector/pages/Access.h"
#include "connector/pages/DossierView.h"
#include "connector/pages/TemplateSet.h"
#include "connector/storage/BlobStore.h"
#include "workflow/Store.h"

namespace tdkt::pages {

struct DeskParts {
  workflow::Store& store;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  issuing::IssueRegister& issued;
  inbox::EventInbox& inbox;
  outbox::Outbox& outbox;
  const storage::BlobStore& blobs;
  DeskAccess& access;
  const Clock& clock;
  issuing::ExtensionJobs& extensions;
  issuing::Annulment& annulment;
  inbox::ListCases& cases;
  inbox::ReadingNotes& notes;
  workflow::Engine& engine;
};

/// Open to holders of the roles "secretariat" and "clerk". Thread-safe.
class DeskPages {
 public:
  DeskPages(DeskParts parts, std::string publicUrl, bool demo = false);
  void addTo(http::Router& router);

  /// The address of a one-use sign-in link, for an operator to hand over.
  std::string linkFor(const OfficialId& official, std::chrono::milliseconds lifetime);

  // What other pages of the desk stand on.
  using Answer = Result<http::Response>;
  struct Visitor {
    DeskGrant grant;
    const directory::Official* official;
  };
  using Handler = std::function<Answer(const http::Request&, const Visitor&)>;
  /// A route for those who may enter; an error of the handler becomes a page.
  void add(http::Router& router, const std::string& method, const std::string& pattern, Handler handle);
  /// `view` with what every desk page shows, rendered from the template `name`.
  Answer page(const std::string& name, const std::string& title, const Visitor& visitor, ViewJson view);

 private:
  using VisitorHandler = Answer (DeskPages::*)(const http::Request&, const Visitor&);
  void add(http::Router& router, const std::string& method, const std::string& pattern,
           VisitorHandler handle);

  Answer list(const http::Request& request, const Visitor& visitor);
  Answer dossier(const http::Request& request, const Visitor& visitor);
  Answer act(const http::Request& request, const Visitor& visitor);
  Answer document(const http::Request& request, const Visitor& visitor);
  Answer issuedFile(const http::Request& request, const Visitor& visitor);
  Answer numbers(const http::Request& request, const Visitor& visitor);
  Answer problems(const http::Request& request, const Visitor& visitor);
  Answer annul(const http::Request& request, const Visitor& visitor);
  Answer extensions(const http::Request& request, const Visitor& visitor);
  Answer raiseNow(const http::Request& request, const Visitor& visitor);
  Answer replay(const http::Request& request, const Visitor& visitor);

  Result<Visitor> visitorOf(const http::Request& request);
  Result<ViewJson> problemRows();
  http::Response errorPage(const Error& error, const http::Request& request) const;

  DeskParts parts_;
  std::string publicUrl_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
