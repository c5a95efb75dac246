// An author's form is read by the real program's hidden command.
#include "connector/worker/ForeignForm.h"

#include <gtest/gtest.h>

#include "tests/unit/templates/FormFile.h"

namespace tdkt::worker {
namespace {

using templates::support::FormFile;

const char* const kStyle =
    R"(<form-style form="f" version="1" title="{subject}"><fields><text name="subject"/></fields></form-style>)";

WorkerSettings settings() {
  WorkerSettings out;
  out.command = {std::string(TDKT_BINARY_DIR) + "/tdkt", "worker"};
  return out;
}

FormFile letter() {
  FormFile form;
  form.fields = {{"subject", 100, 400, 400, 30}};
  return form;
}

TEST(ForeignForm, CompiledInTheChildEqualsCompiledHere) {
  Worker worker(settings());
  const auto there = compileForeign(worker, letter().pdf(), kStyle);
  ASSERT_TRUE(there) << there.error().code << there.error().detail;
  const auto here = templates::compileForm(letter().pdf(), kStyle);
  ASSERT_TRUE(here);
  EXPECT_EQ(there->layout, here->layout);
  EXPECT_EQ(there->background, here->background);
}

TEST(ForeignForm, TheChildsReasonReachesTheAuthor) {
  Worker worker(settings());
  FormFile form = letter();
  form.fields[0].more = "/A << /S /Launch >>";
  const auto refused = compileForeign(worker, form.pdf(), kStyle);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "templates.compile.action");
  EXPECT_NE(refused.error().detail.find("page 1, 35 mm from the left"), std::string::npos)
      << refused.error().detail;
}

TEST(ForeignForm, AFileThatEndsTheParserEndsOnlyTheChild) {
  Worker worker(settings());
  FormFile form = letter();
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<</A ";
  form.objects = {deep};
  form.catalog = "/Metadata 100 0 R";
  const auto refused = compileForeign(worker, form.pdf(), kStyle);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInput) << refused.error().code;
  EXPECT_TRUE(compileForeign(worker, letter().pdf(), kStyle));
}

}  // namespace
}  // namespace tdkt::worker
