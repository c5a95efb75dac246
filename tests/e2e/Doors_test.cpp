// Every route, asked as every kind of visitor, answers what the one table of doors says.

#include "connector/pages/Doors.h"

#include <gtest/gtest.h>

#include <set>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/Programs.h"
#include "tests/e2e/PageWorld.h"
#include "tests/fakes/Visitor.h"
#include "workflow/base/Json.h"

namespace tdkt::e2e {
namespace {

using pages::Door;
using pages::RouteDoor;

enum class Who { kNobody, kNoRole, kSecretary, kClerk, kAdmin, kEnded, kForged };
constexpr std::pair<Who, const char*> kVisitors[] = {
    {Who::kNobody, "nobody"},
    {Who::kNoRole, "an official without a role here"},
    {Who::kSecretary, "the secretary"},
    {Who::kClerk, "the clerk"},
    {Who::kAdmin, "the administrator"},
    {Who::kEnded, "somebody whose session is over"},
    {Who::kForged, "somebody signed in, with a form of another site"}};

/// A list whose columns a person must name.
const std::string kDoubtful =
    "UBND HUYỆN MẪU\nDANH SÁCH ĐỀ NGHỊ\nTT,Người được khen,Việc đang làm,Nơi làm\n1,Lê Thị Mẫu,Giáo "
    "viên,Trường Mẫu\n2,Hà Văn Mẫu,Bác sĩ,Trạm y tế Mẫu\nCộng: 2 người,,,\n";

class Doors : public testing::Test {
 protected:
  void SetUp() override {
    world_.receiveNomination();
    verifyId_ = world_.publishDecision("%PDF-1.7 decision");
    waitingList_ = world_.deliver(kDoubtful);
  }
  /// The cookie of a fresh session.
  std::string sessionOf(const char* official) {
    return *world_.deskAccess().redeem(
        world_.deskAccess().issueLink(OfficialId(official), std::chrono::minutes(5)));
  }
  std::string cookieOf(Who who) {
    switch (who) {
      case Who::kNobody:
        return {};
      case Who::kNoRole:
        return sessionOf("off-thinh");
      case Who::kSecretary:
      case Who::kForged:
        return sessionOf("off-hanh");
      case Who::kClerk:
        return sessionOf("off-huong");
      case Who::kAdmin:
        return sessionOf("off-son");
      case Who::kEnded: {
        const std::string cookie = sessionOf("off-hanh");
        world_.clock.advance(std::chrono::minutes(61));
        return cookie;
      }
    }
    return {};
  }
  /// The route's address with objects that exist, or with those of nobody.
  std::string addressOf(std::string pattern, bool existing = true) {
    const std::string document = "documents/" + world_.dossier().documents.at(0).id.text();
    const std::string list = "lists/" + std::to_string(waitingList_);
    const struct {
      std::string part;
      std::string object;
      std::string absent;
    } objects[] = {{"{id}/documents/{document}", "dossier-1/" + document, "x/documents/x"},
                   {"lists/{id}/files/{sha}", list + "/files/" + sha256Hex(kDoubtful), "lists/999/files/x"},
                   {"lists/{id}", list, "lists/999"},
                   {"documents/{id}", document, "documents/x"},
                   {"{id}", "dossier-1", "dossier-x"},
                   {"{verifyId}", verifyId_, "verify-x"},
                   {"{ticket}", "ticket", "ticket-x"},
                   {"{office}", "eoffice", "office-x"},
                   {"{issuer}", "sso", "sso-x"}};
    for (const auto& one : objects) {
      const auto at = pattern.find(one.part);
      if (at != std::string::npos) pattern.replace(at, one.part.size(), existing ? one.object : one.absent);
    }
    return pattern;
  }
  int ask(const RouteDoor& route, Who who, const std::string& address) {
    fakes::Visitor visitor(world_.router());
    const std::string cookie = cookieOf(who);
    if (!cookie.empty()) visitor.cookies["desk"] = cookie;
    if (route.method == "GET") return visitor.get(address).status;
    const auto grant = world_.deskAccess().authorise(cookie);
    const std::string csrf = grant && who != Who::kForged ? grant->csrf : "";
    return visitor.post(address, {{"csrf", csrf}}, who == Who::kForged ? "cross-site" : "same-origin").status;
  }
  /// What the door answers before anything behind it is looked at; 0: it opens, and what is behind decides.
  static int refusalOf(const RouteDoor& route, Who who) {
    const bool signedIn = who != Who::kNobody && who != Who::kEnded;
    const bool forged = who == Who::kForged && route.method != "GET";
    switch (route.door) {
      case Door::kOpen:
        return 0;
      case Door::kForm:
        return 403;  // this visitor never saw the form
      case Door::kPanel:
      case Door::kOffice:
        return 401;  // a session of the desk opens neither
      case Door::kSession:
        return forged ? 403 : signedIn ? 0 : 401;
      case Door::kDesk:
        if (forged) return 403;
        if (!signedIn) return 401;
        return who == Who::kSecretary || who == Who::kClerk || who == Who::kForged ? 0 : 403;
      case Door::kAdmin:
        if (forged) return 403;
        if (!signedIn) return 401;
        return who == Who::kAdmin ? 0 : 403;
    }
    return -1;
  }

  PageWorld world_;
  std::string verifyId_;
  std::int64_t waitingList_ = 0;  ///< the case that the secretariat is asked about
};

TEST_F(Doors, EveryRouteHasADoorAndEveryDoorARoute) {
  std::set<http::RouteName> known;
  for (const http::RouteName& route : world_.router().routes()) {
    EXPECT_NE(pages::doorOf(route.method, route.pattern), nullptr)
        << route.method << " " << route.pattern << " is behind no door: add it to connector/pages/Doors.cpp";
    known.insert(route);
  }
  for (const RouteDoor& door : pages::routeDoors())
    EXPECT_TRUE(known.count({std::string(door.method), std::string(door.pattern)}))
        << door.method << " " << door.pattern;
}

TEST_F(Doors, EveryRouteAnswersEveryVisitorAsTheTableSays) {
  for (const RouteDoor& route : pages::routeDoors()) {
    for (const auto& [who, name] : kVisitors) {
      const std::string address = addressOf(std::string(route.pattern));
      const int status = ask(route, who, address);
      const int refusal = refusalOf(route, who);
      if (refusal != 0) {
        EXPECT_EQ(status, refusal) << route.method << " " << address << " as " << name;
      } else {
        // Behind the door: a page, a way on, or a form that lacks what it needs; never "who are you".
        const bool signInRoute = route.pattern.find("sign-in") != std::string_view::npos;
        EXPECT_TRUE(signInRoute || (status != 401 && status != 403))
            << route.method << " " << address << " as " << name << ": " << status;
        EXPECT_LT(status, signInRoute ? 504 : 500) << route.method << " " << address << " as " << name;
      }
    }
  }
}

TEST_F(Doors, AnObjectThatDoesNotExistIsNotFoundForThoseInsideAndTellsThoseOutsideNothing) {
  for (const RouteDoor& route : pages::routeDoors()) {
    if (route.method != "GET" || route.door != Door::kDesk ||
        route.pattern.find('{') == std::string_view::npos)
      continue;
    const std::string absent = addressOf(std::string(route.pattern), false);
    EXPECT_EQ(ask(route, Who::kSecretary, addressOf(std::string(route.pattern))), 200) << route.pattern;
    EXPECT_EQ(ask(route, Who::kSecretary, absent), 404) << absent;
    EXPECT_EQ(ask(route, Who::kNobody, absent), 401) << absent;
    EXPECT_EQ(ask(route, Who::kNoRole, absent), 403) << absent;
  }
}

TEST_F(Doors, APanelOpensItsOwnDossierAndNoOtherPersonsObject) {
  const auto asPanel = [&](const std::string& method, const std::string& path, const std::string& dossier) {
    const std::string ticket =
        world_.panelAccess().issueTicket({OfficialId("off-hanh"), DossierId(dossier), OfficeId("eoffice")});
    fakes::Visitor visitor(world_.router());
    http::Request request = visitor.asked(method, path);
    request.headers["authorization"] = "Bearer " + *world_.panelAccess().redeem(ticket);
    return world_.router().route(std::move(request)).status;
  };
  const std::string document = "/panel/api/documents/" + world_.dossier().documents.at(0).id.text();
  EXPECT_EQ(asPanel("GET", document, "dossier-1"), 200);
  EXPECT_EQ(asPanel("GET", "/panel/api/issued/" + verifyId_, "dossier-1"), 200);
  EXPECT_EQ(asPanel("GET", "/panel/api/issued/" + verifyId_, "dossier-2"), 404)
      << "issued for another dossier";
  EXPECT_EQ(asPanel("GET", document, "dossier-2"), 404);
  EXPECT_EQ(asPanel("GET", "/panel/api/view", "dossier-2"), 404);
  EXPECT_EQ(asPanel("GET", "/desk", "dossier-1"), 401) << "a panel's bearer is no session of the desk";
}

/// The real program: nothing is served that the table does not know, and it stops as it should.
TEST(ServiceDoors, TheRunningServiceHasNoRouteOutsideTheTableTellsItsStateAndDrains) {
  fakes::TemporaryFolder folder;
  SystemRandom random;
  auto opened = app::demo::openDemoFolder(folder.file("demo"), 0, random);
  ASSERT_TRUE(opened);
  auto config = nlohmann::ordered_json::parse(*app::readFile(opened->at("config.json")));
  config["monitor"] = {{"port", 0}};
  ASSERT_TRUE(app::writeFileWhole(opened->at("config.json"), config.dump(2)));
  app::demo::Programs programs(*opened, TDKT_BINARY_DIR);
  ASSERT_TRUE(programs.start());
  const auto ready = nlohmann::ordered_json::parse(programs.readyLine());
  const std::string monitor = "http://127.0.0.1:" + std::to_string(ready["monitorPort"].get<int>());
  const auto get = [](const std::string& url) {
    http::ClientRequest request;
    request.url = url;
    const auto reply = http::exchange(request);
    return reply ? *reply : http::ClientReply{};
  };
  EXPECT_EQ(get(monitor + "/healthz").status, 200);
  const auto state = get(monitor + "/readyz");
  EXPECT_EQ(state.status, 200) << state.body;
  const std::string figures = get(monitor + "/metrics").body;
  for (const char* name : {"tdkt_inbox_waiting 0", "tdkt_outbox_dead", "tdkt_storage_up 1",
                           "tdkt_issued_files", "tdkt_inbox_oldest_seconds 0"})
    EXPECT_NE(figures.find(name), std::string::npos) << name;
  std::set<http::RouteName> served;
  const std::string mark = "tdkt_http_requests_total{method=\"";
  for (auto at = figures.find(mark); at != std::string::npos; at = figures.find(mark, at + 1)) {
    const auto method =
        figures.substr(at + mark.size(), figures.find('"', at + mark.size()) - at - mark.size());
    const auto begin = figures.find("route=\"", at) + 7;
    const auto pattern = figures.substr(begin, figures.find('"', begin) - begin);
    EXPECT_NE(pages::doorOf(method, pattern), nullptr) << method << " " << pattern << " is behind no door";
    served.insert({method, pattern});
  }
  for (const RouteDoor& door : pages::routeDoors()) {
    const bool ownMachine = door.pattern == "/sign" || door.pattern.starts_with("/sign/");
    const bool is = served.count({std::string(door.method), std::string(door.pattern)}) != 0;
    EXPECT_EQ(is, !ownMachine) << door.method << " " << door.pattern
                               << " (the demo's chair signs with a key of the service)";
  }
  const std::string service = "http://127.0.0.1:" + std::to_string(ready["port"].get<int>());
  EXPECT_EQ(get(service + "/metrics").status, 404) << "figures are for the monitor's listener alone";
  EXPECT_EQ(programs.stop(), 0) << "SIGTERM ends it cleanly";
}

}  // namespace
}  // namespace tdkt::e2e
