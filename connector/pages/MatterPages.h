#pragma once
// The desk's pages for what a dossier waits for outside: opinions, public postings, consents; and the tray of
// answers that fit no dossier.

#include <string>

#include "connector/clock/TimerQueue.h"
#include "connector/inbox/AnswerTray.h"
#include "connector/pages/DeskPages.h"
#include "workflow/Store.h"
#include "workflow/base/Random.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {

/// All outlive the pages.
struct MatterParts {
  workflow::Store& store;
  workflow::Engine& engine;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  inbox::AnswerTray& tray;
  clock::TimerQueue& timers;
  const Clock& clock;
  Random& random;
};

/// Behind the desk's door. Each form carries the id of its command, so that a form sent twice acts once.
/// Thread-safe.
class MatterPages {
 public:
  MatterPages(MatterParts parts, DeskPages& desk) : parts_(parts), desk_(desk) {}
  void addTo(http::Router& router);

 private:
  using Answer = DeskPages::Answer;
  using Visitor = DeskPages::Visitor;
  /// A form of a dossier read as a command. Errors: kInput "json.missing"…
  using ReadForm = Result<workflow::Command> (MatterPages::*)(const http::Request&) const;

  Answer show(const http::Request& request, const Visitor& visitor);
  Answer tray(const Visitor& visitor);
  Answer overdue(const Visitor& visitor);
  Answer match(const http::Request& request, const Visitor& visitor);
  Answer closeAnswer(const http::Request& request, const Visitor& visitor);

  Result<workflow::Command> publish(const http::Request& request) const;
  Result<workflow::Command> interrupt(const http::Request& request) const;
  Result<workflow::Command> resume(const http::Request& request) const;
  Result<workflow::Command> comment(const http::Request& request) const;
  Result<workflow::Command> classify(const http::Request& request) const;
  Result<workflow::Command> settle(const http::Request& request) const;
  Result<workflow::Command> ask(const http::Request& request) const;
  Result<workflow::Command> closeRound(const http::Request& request) const;
  Result<workflow::Command> late(const http::Request& request) const;
  Result<workflow::Command> sent(const http::Request& request) const;
  Result<workflow::Command> answered(const http::Request& request) const;

  void addForm(http::Router& router, const std::string& path, ReadForm read);
  Result<workflow::Reply> tell(const http::Request& request, const DossierId& dossier, const Visitor& visitor,
                               workflow::Command command);

  MatterParts parts_;
  DeskPages& desk_;
};

}  // namespace tdkt::pages
