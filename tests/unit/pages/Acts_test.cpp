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

TEST_F(Acts, ParentAndChildAreShownWithALinkAndTheLineSaysWhereItWent) {
  bench.start(3);
  EXPECT_EQ(count(rendered("desk_dossier", desk()), "<input type=\"checkbox\" name=\"line\""), 3);
  const auto step = bench.tell(SplitDossier{{LineId("line-2")}, "Chờ bổ sung minh chứng", ""});
  ASSERT_TRUE(step);
  const DossierState child = step->born.at(0).next;
  const std::string parentPage = rendered("desk_dossier", desk());
  EXPECT_EQ(count(parentPage, "<a href=\"/desk/dossiers/" + child.id.text() + "\">1 trường hợp</a>"), 1);
  EXPECT_EQ(count(parentPage, "Đã tách hồ sơ"), 2) << "at the line, and in the history";
  EXPECT_EQ(count(parentPage, "<input type=\"checkbox\" name=\"line\""), 2);
  EXPECT_EQ(count(rendered("panel_view", panel()), "1 trường hợp đã tách sang hồ sơ riêng"), 1);
  const std::string parent = bench.state.id.text();
  bench.state = child;
  EXPECT_EQ(
      count(rendered("desk_dossier", desk()), "<a href=\"/desk/dossiers/" + parent + "\">118/TTr-SGDĐT</a>"),
      1);
  EXPECT_EQ(count(rendered("panel_view", panel()), "Hồ sơ này được tách từ hồ sơ 118/TTr-SGDĐT"), 1);
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

TEST(DeskActs, ASplitNamesItsLinesItsStepAndWhatIsMissing) {
  const std::string fields = "act=split&line=line-2&line=line-3&at=appraise&reason=x&version=7";
  const auto command = deskCommand(form(fields));
  ASSERT_TRUE(command) << command.error().detail;
  const auto& plain = std::get<SplitDossier>(*command);
  EXPECT_EQ(plain.lines, (std::vector<LineId>{LineId("line-2"), LineId("line-3")}));
  EXPECT_EQ(plain.at, "appraise");
  EXPECT_FALSE(plain.supplement);
  const auto asked = deskCommand(form(fields + "&supplement=yes&due=2026-11-30&missing=B%E1%BA%A3n"));
  ASSERT_TRUE(asked);
  EXPECT_EQ(std::get<SplitDossier>(*asked).supplement->due, parseIsoDate("2026-11-30"));
  EXPECT_EQ(std::get<SplitDossier>(*asked).supplement->missing, std::vector<std::string>{"Bản"});
  EXPECT_EQ(deskCommand(form(fields + "&supplement=yes&due=mai")).error().code, "workflow.return.due");
  const DossierId dossier("dossier-1");
  EXPECT_NE(deskCommandId(form(fields), dossier),
            deskCommandId(form("act=split&line=line-2&at=appraise&reason=x&version=7"), dossier));
}

}  // namespace
}  // namespace tdkt::pages
