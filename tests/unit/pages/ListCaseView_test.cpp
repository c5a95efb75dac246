#include "connector/pages/ListCaseView.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/Messages.h"
#include "connector/pages/ReadingNotesView.h"
#include "connector/pages/TemplateSet.h"

namespace tdkt::pages {
namespace {

using lists::Column;
using Choice = lists::CellDecision::Choice;

inbox::OpenCase caseOf(const Bytes& csv) {
  auto review = lists::reviewList(csv, {}, {});
  EXPECT_TRUE(review);
  inbox::OpenCase out;
  out.head.delivery = 7;
  out.head.subject = "Đề nghị <b>khen</b>";
  out.lists.push_back({"Danh sách.csv", "abc", std::move(*review)});
  return out;
}

std::string pageOf(const inbox::OpenCase& open, const FormAgain& again = {}) {
  return TemplateSet(assets::resources()).render("desk_list_case", listCaseView(open, again));
}

TEST(PlanFromForm, ReadsEverySheetAndLeavesOutColumnsWithoutAMeaning) {
  const auto plan = planFromForm({{"sheet0", "1"},
                                  {"heading0", "3"},
                                  {"last0", ""},
                                  {"column0-2", "person"},
                                  {"column0-3", ""},
                                  {"column0-4", "unit"},
                                  {"sheet1", "3"},
                                  {"read1", "no"},
                                  {"column1-1", "person"}});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->size(), 2U);
  EXPECT_EQ(plan->at(0).headingRow, 3U);
  EXPECT_EQ(plan->at(0).columns, (std::map<Column, std::size_t>{{Column::kPerson, 2}, {Column::kUnit, 4}}));
  EXPECT_EQ(plan->at(1).sheet, 3U);
  EXPECT_FALSE(plan->at(1).read);
  EXPECT_TRUE(plan->at(1).columns.empty());
}

TEST(PlanFromForm, OneMeaningForTwoColumnsAndARowThatIsNoNumberAreRefused) {
  const auto twice = planFromForm({{"sheet0", "1"}, {"column0-2", "unit"}, {"column0-5", "unit"}});
  EXPECT_EQ(twice.error().code, "lists.columns.repeated");
  EXPECT_EQ(twice.error().field, "E");
  EXPECT_EQ(planFromForm({{"sheet0", "1"}, {"last0", "hết"}}).error().code, "json.type");
  EXPECT_EQ(planFromForm({{"sheet0", "1"}, {"last0", "99999999999999999999"}}).error().code, "json.type");
}

TEST(CellsFromForm, ACellWithoutAChoiceStaysOpenUnlessAllAreTakenAsRead) {
  const Fields form = {{"cell0", "A3"},        {"choice0", "typed"}, {"text0", "Bộ"}, {"cell1", "A4"},
                       {"choice1", "perhaps"}, {"cell2", "A5"},      {"text2", "x"}};
  EXPECT_EQ(cellsFromForm(form), (lists::CellDecisions{{"A3", {Choice::kTyped, "Bộ"}}}));
  Fields all = form;
  all["all"] = "read";
  EXPECT_EQ(cellsFromForm(all),
            (lists::CellDecisions{{"A3", {Choice::kTyped, "Bộ"}}, {"A5", {Choice::kRead, {}}}}));
}

TEST(ListCaseView, ACellIsShownFromBothSidesWithItsRowAndNothingOfItIsMarkup) {
  const std::string page =
      pageOf(caseOf("Hä vµ tªn,§¬n vÞ\nNguyÔn V¨n An,<i>Së</i>\nBé,<script>\nTrÇn ThÞ Hoa,Së Y tÕ\n"));
  EXPECT_NE(page.find("Ô A3"), std::string::npos);
  EXPECT_NE(page.find(">Bé<"), std::string::npos);
  EXPECT_NE(page.find(">Bộ<"), std::string::npos);
  EXPECT_NE(page.find("Bé · &lt;script&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_NE(page.find("&lt;b&gt;khen"), std::string::npos);
}

TEST(ListCaseView, WhatSomebodyFilledInIsShownAgainWithTheReason) {
  const auto open = caseOf("TT,Người được khen,Nơi làm\n1,Lê Mẫu,Sở Y tế\n");
  FormAgain again;
  again.error = "Không được";
  again.plan = {{1, true, 1, 0, {{Column::kUnit, 3}}}};
  const ViewJson view = listCaseView(open, again);
  const ViewJson& columns = view["columnsForm"]["sheets"][0]["columns"];
  ASSERT_EQ(columns.size(), 3U);
  EXPECT_EQ(columns[2]["heading"], "Nơi làm");
  EXPECT_EQ(columns[2]["examples"], "Sở Y tế");
  for (const auto& meaning : columns[2]["meanings"]) EXPECT_EQ(meaning["chosen"], meaning["code"] == "unit");
  EXPECT_NE(pageOf(open, again).find("Không được"), std::string::npos);
}

TEST(ReadingNotesView, EqualChangesAreOneRowAndAPlainListIsNotSpokenOf) {
  const auto directory = directory::Directory::fromJson(R"({"officials":[]})");
  ASSERT_TRUE(directory);
  inbox::FileNotes notes;
  notes.file = "Danh sách.csv";
  EXPECT_EQ(readingNotesView({notes}, {}, *directory, true)["any"], false);
  for (int row = 2; row < 14; ++row)
    notes.warnings.push_back({"B" + std::to_string(row), "lists.converted", "Së Y tÕ", "Sở Y tế", {}});
  notes.warnings.push_back({"A4", "lists.duplicate", "Lê Mẫu", {}, "A2"});
  const ViewJson view = readingNotesView({notes}, {}, *directory, true);
  ASSERT_EQ(view["files"][0]["changes"].size(), 1U);
  EXPECT_EQ(view["files"][0]["count"], 12);
  EXPECT_EQ(view["files"][0]["changes"][0]["cells"], "B2, B3, B4, B5, B6, B7, B8, B9 và 4 ô nữa");
  EXPECT_EQ(view["files"][0]["repeats"][0]["first"], "A2");
}

TEST(ReadingNotesView, LettersNobodyCanTellApartAreNamed) {
  EXPECT_EQ(oddLetters("Vаn\xC2\xA0"
                       "A\xE2\x80\x8B, а"),
            "U+0430, U+00A0, U+200B");
  EXPECT_EQ(oddLetters("Nguyễn Đức Thịnh"), "");
}

TEST(Messages, EveryQuestionAndChangeOfAListHasItsSentence) {
  for (const char* code :
       {"lists.case", "lists.case.changed", "lists.choice.missing", "lists.columns.absent",
        "lists.columns.decided", "lists.columns.kind", "lists.columns.repeated", "lists.columns.unknown",
        "lists.converted", "lists.decided", "lists.decomposed", "lists.invisible", "lists.legacy",
        "lists.lookalike", "lists.returned", "lists.sheets", "lists.space"}) {
    EXPECT_TRUE(hasSentence(code)) << code;
  }
}

}  // namespace
}  // namespace tdkt::pages
