#include "tests/unit/issuing/IssuingFixture.h"

namespace tdkt::issuing {
namespace {

/// The shipped certificate, which refuses some people and counts whom it was asked for.
class ChoosyFiller : public templates::Filler {
 public:
  Result<templates::FilledDocument> fill(const templates::FieldSet& fields, UtcTime madeAt) const override {
    const std::string& name = fields.texts.at("recipientName");
    {
      const std::lock_guard guard(mutex_);
      asked.push_back(name);
    }
    if (away) return unavailableError("storage.full", "no room");
    if (refused.count(name) != 0)
      return inputError("templates.text.too-long", "the text does not fit at the smallest size",
                        "recipientName");
    return shared().certificate->fill(fields, madeAt);
  }
  Result<Done> checkPrintable(const std::string& field, const std::string& text) const override {
    return shared().certificate->checkPrintable(field, text);
  }
  std::string id() const override { return "certificate/1"; }
  std::string sha256() const override { return shared().certificate->sha256(); }

  std::set<std::string> refused;
  bool away = false;
  mutable std::vector<std::string> asked;

 private:
  mutable std::mutex mutex_;
};

class Rendering : public Issuing {
 protected:
  static std::vector<workflow::Line> people(const std::vector<std::string>& names) {
    auto out = lines(static_cast<int>(names.size()));
    for (std::size_t i = 0; i < names.size(); ++i) out[i].nominee.name = names[i];
    return out;
  }
  /// Until nothing is due, with the choosy template on several threads.
  void work() {
    auto several = settings();
    several.signing.threads = 4;
    Issuer other{partsWith(filler), several};
    IssuingWorker hand{province.outbox, province.store, province.engine, other,
                       [this](const OfficeId&) { return &office; }};
    while (hand.runOnce()) {
    }
  }
  std::string deadDetail() {
    const auto view = pages::problemsView({}, *province.outbox.unfinished(100));
    return view["dead"].empty() ? "" : view["dead"][0]["detail"].get<std::string>();
  }
  std::vector<std::string> renderedFor(const DossierId& id) {
    std::vector<std::string> out;
    for (const IssuedFile& file : files(id)) out.push_back(file.recipient);
    return out;
  }

  ChoosyFiller filler;
};

INSTANTIATE_TEST_SUITE_P(On, Rendering, fakes::chosenDialect(), fakes::dialectName);

TEST_P(Rendering, OneCertificateThatCannotBeMadeIsNamedAndTheRestOfTheBatchGoesOn) {
  filler.refused = {"Đặng Quỳnh Như"};
  const DossierId id = province.decided(people({"Trần Đức Thuận", "Đặng Quỳnh Như", "Lê Trần Khả Ái"}));
  work();
  EXPECT_EQ(deadCode(), "templates.text.too-long");
  EXPECT_NE(deadDetail().find("certificate/1, recipientName, Đặng Quỳnh Như (2)"), std::string::npos)
      << deadDetail();
  EXPECT_EQ(renderedFor(id), (std::vector<std::string>{"", "Trần Đức Thuận", "Lê Trần Khả Ái"}));
}

TEST_P(Rendering, AfterRetryingOnlyTheFailedOnesAreMadeAgainAndTheDossierGoesOn) {
  filler.refused = {"Đặng Quỳnh Như"};
  const DossierId id = province.decided(people({"Trần Đức Thuận", "Đặng Quỳnh Như", "Lê Trần Khả Ái"}));
  work();
  filler.asked.clear();
  filler.refused.clear();
  ASSERT_TRUE(province.outbox.replay(deadRow()));
  work();
  EXPECT_EQ(filler.asked, std::vector<std::string>{"Đặng Quỳnh Như"});
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(files(id).size(), 4U);
  EXPECT_TRUE(province.act(id, "sign"));
}

TEST_P(Rendering, SeveralFailuresAreListedTogetherAtTheDesk) {
  filler.refused = {"Trần Đức Thuận", "Lê Trần Khả Ái"};
  province.decided(people({"Trần Đức Thuận", "Đặng Quỳnh Như", "Lê Trần Khả Ái"}));
  work();
  EXPECT_EQ(deadCode(), "issuing.files.failed");
  EXPECT_NE(deadDetail().find("recipientName, Trần Đức Thuận (1): templates.text.too-long; "),
            std::string::npos);
  EXPECT_NE(deadDetail().find("recipientName, Lê Trần Khả Ái (3): templates.text.too-long"),
            std::string::npos);
}

TEST_P(Rendering, ManyFailuresAreCountedAndTheFirstTwentyNamed) {
  std::vector<std::string> names;
  for (int i = 1; i <= 25; ++i)
    names.push_back("Nguyễn Văn " + std::string(1, static_cast<char>('A' + i - 1)));
  filler.refused = {names.begin(), names.end()};
  province.decided(people(names));
  work();
  EXPECT_NE(deadDetail().find("25 files could not be made"), std::string::npos) << deadDetail();
  EXPECT_NE(deadDetail().find("Nguyễn Văn T (20)"), std::string::npos);
  EXPECT_EQ(deadDetail().find("Nguyễn Văn U (21)"), std::string::npos);
  EXPECT_NE(deadDetail().find("(+5)"), std::string::npos);
}

TEST_P(Rendering, ANameTheFontsLackStopsItsOwnFilesOnly) {
  const DossierId id =
      province.decided(people({"Trần Đức Thuận", "Nguyễn Văn \U0001F600", "Lê Trần Khả Ái"}));
  work();
  EXPECT_EQ(deadCode(), "issuing.files.failed");  // the certificate and the decision that lists the name
  EXPECT_NE(deadDetail().find("decision/1, nominees[2], Nguyễn Văn \U0001F600: templates.glyph"),
            std::string::npos)
      << deadDetail();
  EXPECT_NE(deadDetail().find("certificate/1, recipientName, Nguyễn Văn \U0001F600 (2): templates.glyph"),
            std::string::npos);
  EXPECT_EQ(renderedFor(id), (std::vector<std::string>{"Trần Đức Thuận", "Lê Trần Khả Ái"}));
}

TEST_P(Rendering, ADecisionNamesThePersonAlthoughItsTableHasAnotherOrderThanTheList) {
  auto mixed = people({"Trần Đức Thuận", "Tổ Toán \U0001F600", "Lê Trần Khả Ái"});
  mixed[1].nominee.kind = workflow::NomineeKind::kCollective;
  const DossierId id = province.decided(mixed);
  work();
  const auto rows = tabledLines(province.load(id), shared().wording);
  ASSERT_EQ(rows.size(), 3U);
  ASSERT_NE(rows[1].nominee.name, mixed[1].nominee.name) << "the test needs another order";
  EXPECT_NE(deadDetail().find("], Tổ Toán \U0001F600: templates.glyph"), std::string::npos) << deadDetail();
}

TEST_P(Rendering, TwoAwardsInOneDecisionNameThePersonOfTheSecond) {
  auto mixed = people({"Trần Đức Thuận", "Đặng Quỳnh Như"});
  mixed[1].award = "Danh hiệu Tập thể lao động xuất sắc";
  province.decided(mixed);
  work();
  EXPECT_EQ(deadCode(), "issuing.mixed-awards");
  EXPECT_NE(deadDetail().find("line 2, Đặng Quỳnh Như"), std::string::npos) << deadDetail();
}

TEST_P(Rendering, AFullDiskIsNoFaultOfAnyFileAndIsTriedAgainLater) {
  filler.away = true;
  province.decided(people({"Trần Đức Thuận", "Đặng Quỳnh Như"}));
  work();
  EXPECT_EQ(deadCode(), "");
  EXPECT_EQ(waitingCode(), "storage.full");
}

}  // namespace
}  // namespace tdkt::issuing
