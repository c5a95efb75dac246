#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/DeskView.h"
#include "connector/pages/DossierView.h"
#include "connector/pages/TemplateSet.h"
#include "connector/pages/VerifyView.h"

namespace tdkt::pages {
namespace {

CivilDate day(const char* iso) {
  return parseIsoDate(iso).value();
}

TEST(DeadlineView, CountsWorkingDaysAndTellsWhatIsLate) {
  const auto calendar = workflow::WorkingCalendar::fromJson(R"({"version":"t","days":[]})");
  ASSERT_TRUE(calendar);
  EXPECT_EQ(deadlineView(day("2026-11-24"), day("2026-11-20"), *calendar)["text"], "Còn 2 ngày làm việc");
  EXPECT_EQ(deadlineView(day("2026-11-20"), day("2026-11-20"), *calendar)["text"], "Hạn hôm nay");
  const auto late = deadlineView(day("2026-11-18"), day("2026-11-20"), *calendar);
  EXPECT_EQ(late["text"], "Quá hạn 2 ngày làm việc");
  EXPECT_EQ(late["late"], true);
  EXPECT_EQ(deadlineView(day("2026-11-20"), day("2026-11-21"), *calendar)["late"], true);
}

TEST(VerifyView, OneBadSignatureDecidesTheWordOfTheWholeFile) {
  signing::VerifyReport report;
  report.verdict = signing::Verdict::kInvalid;
  report.signatures.resize(2);
  report.signatures[0].verdict = signing::Verdict::kValid;
  report.signatures[1].verdict = signing::Verdict::kInvalid;
  const ViewJson view = verifyView(report, std::nullopt, "a.pdf");
  EXPECT_EQ(view["word"], "KHÔNG HỢP LỆ");
  EXPECT_EQ(view["signatures"][0]["word"], "HỢP LỆ");
  EXPECT_EQ(view["signatures"][1]["word"], "KHÔNG HỢP LỆ");
}

TEST(ProblemsView, ADeadStepOfIssuingMayBeAnnulledAndNothingElse) {
  outbox::OutboxRow step;
  step.state = "dead";
  step.channel = "issuing";
  step.kind = "action";
  outbox::OutboxRow status = step;
  status.channel = "office";
  status.kind = "host-status";
  ViewJson view = problemsView({}, {step, status});
  EXPECT_EQ(view["dead"][0]["annullable"], true);
  EXPECT_EQ(view["dead"][1]["annullable"], false);
  view["csrf"] = "form-token";
  const std::string page = TemplateSet(assets::resources()).render("desk_problems", view);
  EXPECT_NE(page.find("/desk/problems/annul"), std::string::npos);
  EXPECT_EQ(page.find("/desk/problems/annul"), page.rfind("/desk/problems/annul"));
}

TEST(ExtensionsView, TellsWhatWaitsSinceWhenAndWhyAndOffersToTryNow) {
  issuing::ExtensionJob waiting;
  waiting.verifyId = "abc";
  waiting.fileName = "Quyết định 01-QĐ-UBND.pdf";
  waiting.target = signing::Level::kArchive;
  waiting.state = "due";
  waiting.since = *parseIso("2026-11-20T15:04:00+07:00");
  waiting.attempts = 2;
  waiting.errorCode = "transport.connect";
  waiting.published = true;
  issuing::ExtensionJob unpublished = waiting;
  unpublished.published = false;
  const std::string page =
      TemplateSet(assets::resources()).render("desk_extensions", extensionsView({waiting, unpublished}));
  EXPECT_NE(page.find("Quyết định 01-QĐ-UBND.pdf"), std::string::npos);
  EXPECT_NE(page.find("Chờ mức B-LTA"), std::string::npos);
  EXPECT_NE(page.find("15:04 20/11/2026"), std::string::npos);
  EXPECT_NE(page.find("Chưa kết nối được dịch vụ"), std::string::npos);
  EXPECT_EQ(page.find("/desk/extensions/retry"), page.rfind("/desk/extensions/retry"))
      << "only what is published can be raised";
}

TEST(ProblemsView, ShowsRejectedAndDeadRowsWithVietnameseReasonsAndLeavesOutWhatIsWell) {
  inbox::InboxRow rejected;
  rejected.state = "rejected";
  rejected.errorCode = "edxml.doctype";
  inbox::InboxRow well;
  well.state = "done";
  outbox::OutboxRow dead;
  dead.state = "dead";
  dead.kind = "host-status";
  dead.errorCode = "office.refused";
  outbox::OutboxRow waiting;
  waiting.state = "due";
  const ViewJson view = problemsView({rejected, well}, {dead, waiting});
  EXPECT_EQ(view["problemCount"], 2);
  EXPECT_EQ(view["rejected"].size(), 1U);
  EXPECT_NE(view["rejected"][0]["reason"].get<std::string>().find("DOCTYPE"), std::string::npos);
  EXPECT_EQ(view["retried"].size(), 0U);
}

TEST(TemplateSet, EscapesWhatComesFromOutside) {
  ViewJson view = verifyView({}, std::nullopt, "<script>alert(1)</script>\"'&.pdf");
  const std::string html = TemplateSet(assets::resources()).render("verify_result", view);
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(1)"), std::string::npos);
}

TEST(TemplateSet, APageThatIsNotThereIsABug) {
  EXPECT_THROW(TemplateSet(assets::resources()).render("no_such_page", ViewJson::object()), std::logic_error);
}

}  // namespace
}  // namespace tdkt::pages
