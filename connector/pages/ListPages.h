#pragma once
// The desk's page "Danh sách cần xác nhận": what a list's columns mean, cell by cell what is right, or back
// to the sender. Plain forms; nothing here needs a script.

#include "connector/inbox/ListDesk.h"
#include "connector/pages/DeskPages.h"
#include "connector/pages/ListCaseView.h"

namespace tdkt::pages {

struct ListPagesParts {
  inbox::ListDesk& lists;
  inbox::ListCases& cases;
  const directory::Directory& directory;
};

/// Stands on the desk's session and frame; open to whoever may enter the desk. Thread-safe.
class ListPages {
 public:
  ListPages(DeskPages& desk, ListPagesParts parts) : desk_(desk), parts_(parts) {}
  void addTo(http::Router& router);

 private:
  using Answer = DeskPages::Answer;
  using Visitor = DeskPages::Visitor;
  using Handle = Answer (ListPages::*)(const http::Request&, const Visitor&);
  void add(http::Router& router, const std::string& method, const std::string& pattern, Handle handle);

  Answer list(const http::Request& request, const Visitor& visitor);
  Answer open(const http::Request& request, const Visitor& visitor);
  Answer file(const http::Request& request, const Visitor& visitor);
  Answer columns(const http::Request& request, const Visitor& visitor);
  Answer cells(const http::Request& request, const Visitor& visitor);
  Answer giveBack(const http::Request& request, const Visitor& visitor);
  Answer forget(const http::Request& request, const Visitor& visitor);

  Answer show(const Visitor& visitor, std::int64_t delivery, const FormAgain& again);
  /// After a decision: the case again while it is open, with the reason when the decision did not serve.
  Answer next(const Visitor& visitor, std::int64_t delivery, const Result<Done>& outcome, FormAgain again);

  DeskPages& desk_;
  ListPagesParts parts_;
};

}  // namespace tdkt::pages
