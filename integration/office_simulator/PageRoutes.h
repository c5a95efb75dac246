#pragma once
// The pages of the simulated e-office, in Vietnamese, and the addresses its buttons call.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "connector/http/Router.h"
#include "connector/pages/TemplateSet.h"
#include "integration/office_simulator/Office.h"
#include "integration/office_simulator/Settings.h"
#include "integration/office_simulator/Story.h"
#include "integration/office_simulator/TdktClient.h"
#include "workflow/base/Random.h"

namespace tdkt::simulator {

class PageRoutes {
 public:
  PageRoutes(Office& office, Story& story, const TdktClient& tdkt, const Settings& settings,
             const Clock& clock, Random& random);
  void addTo(http::Router& router);

 private:
  using Json = nlohmann::ordered_json;
  using Answer = Result<http::Response>;
  using UserHandler = Answer (PageRoutes::*)(const http::Request&, const User&);
  void add(http::Router& router, const std::string& method, const std::string& pattern, UserHandler handle);

  http::Response chooseUser(const http::Request& request);
  http::Response signIn(const http::Request& request);
  Answer inbox(const http::Request& request, const User& user);
  Answer tasks(const http::Request& request, const User& user);
  Answer coordination(const http::Request& request, const User& user);
  Answer document(const http::Request& request, const User& user);
  Answer openPanel(const http::Request& request, const User& user);
  Answer file(const http::Request& request, const User& user);
  Answer composePage(const http::Request& request, const User& user);
  http::Response simCompose(const http::Request& request);
  http::Response simAct(const http::Request& request);

  const User* userOf(const http::Request& request);
  Result<Json> frameView(const User& user, const std::string& active, const std::string& title);
  Result<Json> documentView(const Document& document, const User& user);
  Answer taskPage(const http::Request& request, const User& user, bool own);
  http::Response page(const std::string& name, const Json& view, int status = 200) const;
  http::Response errorPage(const Error& error) const;

  Office& office_;
  Story& story_;
  const TdktClient& tdkt_;
  const Settings& settings_;
  const Clock& clock_;
  Random& random_;
  pages::TemplateSet templates_;
};

}  // namespace tdkt::simulator
