// What officials see and send of single lines, returns, freezes and recalls.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/DeskActs.h"
#include "connector/pages/DeskView.h"
#include "connector/pages/PanelView.h"
#include "connector/pages/TemplateSet.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::pages {
namespace {

using namespace workflow;
using workflow::testing::Bench;

constexpr const char* kPeople = R"({"officials":[
  {"id":"official-1","name":"Nguyễn Đức Thịnh","post":"Chủ tịch","roles":["chair","secretariat","appraiser"]},
  {"id":"deputy","name":"Lê Văn Quân","post":"Phó Chủ tịch","roles":[]}],
 "grants":[{"id":"g","principal":"official-1","agent":"deputy","capacity":"own","from":"2026-11-01","to":"2026-11-30"}]})";

class Acts : public ::testing::Test {
 protected:
  ViewJson panel(const std::string& viewer = "official-1") {
    return panelView({bench.state, bench.log, bench.definition(), issued, directory, calendar,
                      *directory.find(OfficialId(viewer)), bench.now, "seed"});
  }
  ViewJson desk() {
    return deskDossierView({bench.state, bench.log, issued, directory, calendar, bench.now});
  }
  std::string rendered(const char* page, ViewJson view) {
    view["csrf"] = "form-token";
    return TemplateSet(assets::resources()).render(page, view);
  }
  static int count(const std::string& page, const std::string& what) {
    int found = 0;
    for (auto at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++found;
    return found;
  }

  Bench bench;
  std::vector<issuing::IssuedFile> issued;
  directory::Directory directory = *directory::Directory::fromJson(kPeople);
  WorkingCalendar calendar = workflow::testing::calendar2026();
};

TEST_F(Acts, EachLineUnderWayMayBeLeftOutAndOneThatEndedMayNot) {
  bench.start(3);
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  ASSERT_TRUE(bench.tell(WithdrawLines{{LineId("line-2")}, "Cá nhân xin rút"}));
  const std::string page = rendered("panel_view", panel());
  EXPECT_EQ(count(page, "data-drop=\""), 2);
  EXPECT_EQ(count(page, "data-per-line=\"yes\""), 1);
  EXPECT_NE(page.find("Cá nhân xin rút"), std::string::npos);
}

TEST_F(Acts, AReturnMayGoToEveryEarlierTaskOfTheWay) {
  bench.start(1);
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  const std::string page = rendered("panel_view", panel());
  EXPECT_NE(page.find("data-target=\"receive\""), std::string::npos);
  EXPECT_NE(page.find("data-target=\"appraise\""), std::string::npos);
  EXPECT_EQ(page.find("data-target=\"opinion-tax\""), std::string::npos) << "inside the parallel block";
}

TEST_F(Acts, AnAgentSeesTheTaskOfHisPrincipalAndAnExcludedOneDoesNot) {
  bench.start(1);
  bench.agree("receive");
  EXPECT_EQ(panel("deputy")["tasks"].size(), 1U);
  bench.state.workItems.back().excluded = {OfficialId("deputy")};
  EXPECT_EQ(panel("deputy")["tasks"].size(), 0U);
  EXPECT_EQ(panel()["tasks"].size(), 1U);
}

TEST_F(Acts, AFrozenDossierSaysSoAndOffersTheDeskOnlyToLiftIt) {
  bench.start(1);
  EXPECT_EQ(count(rendered("desk_dossier", desk()), "value=\"unfreeze\""), 0);
  ASSERT_TRUE(bench.tell(FreezeDossier{{}, "Có đơn tố cáo số 12"}));
  EXPECT_NE(rendered("panel_view", panel()).find("Hồ sơ đang tạm dừng: Có đơn tố cáo số 12"),
            std::string::npos);
  const std::string page = rendered("desk_dossier", desk());
  EXPECT_EQ(count(page, "value=\"unfreeze\""), 1);
  EXPECT_EQ(count(page, "Tạm dừng cả hồ sơ"), 0);
}

TEST_F(Acts, ARequestToGiveTheDossierBackIsShownWithBothAnswers) {
  bench.start(1);
  bench.agree("receive");
  ASSERT_TRUE(bench.tell(RecallDossier{"Thiếu người"}));
  const std::string page = rendered("desk_dossier", desk());
  EXPECT_NE(page.find("Lý do: Thiếu người"), std::string::npos);
  EXPECT_EQ(count(page, "value=\"recall-yes\""), 1);
  EXPECT_EQ(count(page, "value=\"recall-no\""), 1);
}

http::Request form(const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  request.body = body;
  return request;
}

TEST(DeskActs, AFormBecomesItsCommandAndTwiceTheSameFormIsOneCommand) {
  const auto request = form("act=freeze&line=line-2&reason=%C4%90%C6%A1n&version=7");
  const auto command = deskCommand(request);
  ASSERT_TRUE(command) << command.error().detail;
  EXPECT_EQ(std::get<FreezeDossier>(*command).lines, std::vector<LineId>{LineId("line-2")});
  EXPECT_EQ(std::get<FreezeDossier>(*command).reason, "Đơn");
  const DossierId dossier("dossier-1");
  EXPECT_EQ(deskCommandId(request, dossier), deskCommandId(request, dossier));
  EXPECT_NE(deskCommandId(request, dossier),
            deskCommandId(form("act=freeze&line=line-2&reason=%C4%90%C6%A1n&version=8"), dossier));
  EXPECT_TRUE(std::holds_alternative<UnfreezeDossier>(*deskCommand(form("act=unfreeze&reason=x"))));
  EXPECT_TRUE(std::get<AnswerRecall>(*deskCommand(form("act=recall-yes"))).accept);
  EXPECT_EQ(deskCommand(form("act=delete")).error().code, "workflow.outcome");
}

}  // namespace
}  // namespace tdkt::pages
