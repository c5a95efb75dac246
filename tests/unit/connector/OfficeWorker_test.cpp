#include "connector/office/OfficeWorker.h"

#include <gtest/gtest.h>

#include "connector/pages/Messages.h"
#include "tests/fakes/Province.h"

namespace tdkt::office {
namespace {

using workflow::Outcome;

/// Two secretaries, one of them unknown to the e-office.
directory::Directory people() {
  std::string text = fakes::sourceFile("integration/demo_data/directory.json");
  const std::string first = "\"officials\": [";
  text.replace(text.find(first), first.size(),
               first +
                   R"({"id": "off-hai-van", "name": "Hồ Văn Hải", "post": "Chuyên viên", "unit": "Sở Nội vụ",)"
                   R"( "roles": ["secretariat"], "hostUsers": {"eoffice": "hai.hv"}},)"
                   R"({"id": "off-ba", "name": "Hồ Văn Ba", "post": "Chuyên viên", "unit": "Sở Nội vụ",)"
                   R"( "roles": ["secretariat"], "hostUsers": {"another": "ba.hv"}},)");
  return *directory::Directory::fromJson(text);
}

class OfficeWork : public ::testing::Test {
 protected:
  DossierId start() {
    const DossierId id("dossier-118");
    auto command = workflow::testing::aStart(province.definition->hash);
    command.header.office = province.office;
    EXPECT_TRUE(province.engine.handle(
        {CommandId("start"), id, OfficialId(), CorrelationId("corr"), "host", std::move(command)}));
    return id;
  }
  int drain() {
    int worked = 0;
    while (worker.runOnce()) ++worked;
    return worked;
  }
  std::vector<edxml::Message> sent() {
    std::vector<edxml::Message> out;
    for (const auto& [key, bytes] : gateway.messages) {
      auto message = edxml::parse(bytes);
      EXPECT_TRUE(message) << message.error().detail;
      out.push_back(*message);
    }
    return out;
  }
  std::string errorOfFirst() {
    const auto rows = *province.outbox.unfinished(10);
    return rows.empty() ? "" : rows.front().errorCode;
  }

  fakes::Province province;
  const directory::Directory directory = people();
  fakes::RememberingOffice gateway;
  bool configured = true;
  OfficeWorker worker{province.outbox,
                      province.store,
                      directory,
                      {"H99.01", "ỦY BAN NHÂN DÂN TỈNH AN HÒA", "UBND tỉnh An Hòa", "Hội đồng TĐKT"},
                      [this](const OfficeId&) { return configured ? &gateway : nullptr; },
                      province.clock};
};

TEST_F(OfficeWork, ATaskIsOpenedForEveryHolderTheEofficeKnowsAndForNoOther) {
  const DossierId id = start();
  drain();
  ASSERT_EQ(gateway.opened.size(), 2U);
  EXPECT_EQ(gateway.opened[0].assignee, "hai.hv");
  EXPECT_EQ(gateway.opened[1].assignee, "hanh.pth");
  const auto* item = workflow::testing::openItem(*province.store.load(id), "receive");
  ASSERT_NE(item, nullptr);
  for (const HostTask& task : gateway.opened) {
    EXPECT_EQ(task.title, "Tiếp nhận, kiểm tra thể thức");
    EXPECT_EQ(task.document, workflow::testing::aHeader().hostDocumentId);
    EXPECT_EQ(task.due, *parseIsoDate("2026-11-24"));
    EXPECT_EQ(task.key.size(), 32U);
  }
}

TEST_F(OfficeWork, AnActClosesItsTaskInTheWordsOfTheEoffice) {
  const DossierId id = start();
  const std::string receive = workflow::testing::openItem(*province.store.load(id), "receive")->id.text();
  ASSERT_TRUE(province.act(id, "receive"));
  const std::string appraise = workflow::testing::openItem(*province.store.load(id), "appraise")->id.text();
  ASSERT_TRUE(province.act(id, "appraise", Outcome::kReturn, "Thiếu tờ trình"));
  drain();
  EXPECT_EQ(gateway.closed.at(receive), "Đồng ý");
  EXPECT_EQ(gateway.closed.at(appraise), "Trả lại");
}

TEST_F(OfficeWork, ARefusalReachesTheSenderAsStatus06ThatReadsBack) {
  const DossierId id = start();
  ASSERT_TRUE(province.act(id, "receive", Outcome::kRefuse, "Sai thẩm quyền <&>"));
  drain();
  EXPECT_EQ(gateway.statuses.back(), "Không được khen thưởng: Sai thẩm quyền <&>");
  bool told = false;
  for (const edxml::Message& message : sent()) {
    EXPECT_TRUE(message.isStatus);
    EXPECT_EQ(message.from.id, "H99.01");
    EXPECT_EQ(message.responseForOrganisation, "H99.12");
    EXPECT_EQ(message.responseForCode, "118/TTr-SGDĐT");
    EXPECT_EQ(message.responseForDocumentId, workflow::testing::aHeader().hostDocumentId);
    if (message.statusCode != "06") continue;
    told = true;
    EXPECT_EQ(message.statusDescription, "Không được khen thưởng: Sai thẩm quyền <&>");
  }
  EXPECT_TRUE(told);
}

TEST_F(OfficeWork, AReminderIsARemarkAtTheDocumentAndNoTaskIsTouched) {
  const DossierId id = start();
  drain();
  const auto state = *province.store.load(id);
  const auto* item = workflow::testing::openItem(state, "receive");
  ASSERT_NE(item, nullptr);
  const auto before = gateway.opened.size();
  province.clock.advance(std::chrono::hours(24 * 7));
  ASSERT_TRUE(province.engine.handle(
      {CommandId("remind"), id, OfficialId(), CorrelationId("corr"), "clock",
       workflow::RemindWorkItem{item->id, workflow::ReminderKind::kOverdue, item->due, "chair"}}));
  drain();
  const std::string said = gateway.statuses.back();
  EXPECT_EQ(said.rfind("Quá hạn 24/11/2026: Tiếp nhận, kiểm tra thể thức – ", 0), 0U) << said;
  EXPECT_NE(said.find(". Báo theo dõi: "), std::string::npos) << said;
  EXPECT_EQ(gateway.opened.size(), before);
  EXPECT_TRUE(gateway.closed.empty());
}

TEST_F(OfficeWork, ADoorRefusalIsStatus02AndNeedsNoDossier) {
  const Error why = inputError("intake.list.missing", "no list");
  const std::map<std::string, std::string> data = {
      {"office", "eoffice"},     {"organisation", "H99.12"},
      {"code", "118/TTr-SGDĐT"}, {"date", "2026-11-20"},
      {"documentId", "d-1"},     {"description", "Không tiếp nhận: " + pages::sentenceFor(why)}};
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(
        province.outbox.enqueue("office", kDoorRefusal, EffectId("refusal"), data, CorrelationId("corr")));
  }
  EXPECT_EQ(drain(), 1);
  ASSERT_EQ(gateway.messages.size(), 1U);
  const auto message = sent().front();
  EXPECT_TRUE(message.isStatus);
  EXPECT_EQ(message.statusCode, "02");
  EXPECT_EQ(message.responseForDocumentId, "d-1");
  EXPECT_NE(message.statusDescription.find("Thiếu danh sách"), std::string::npos);
  EXPECT_TRUE(gateway.statuses.empty());
}

TEST_F(OfficeWork, AnEofficeThatIsAwayHearsEverythingLaterInOrder) {
  start();
  gateway.away = true;
  drain();
  EXPECT_EQ(errorOfFirst(), "office.away");
  EXPECT_TRUE(gateway.opened.empty());
  gateway.away = false;
  province.clock.advance(std::chrono::seconds(10));
  drain();
  EXPECT_EQ(gateway.opened.size(), 2U);
  EXPECT_TRUE(province.outbox.unfinished(10)->empty());
}

TEST_F(OfficeWork, AnOfficeNoLongerConfiguredKeepsTheEffectWaiting) {
  start();
  configured = false;
  drain();
  EXPECT_EQ(errorOfFirst(), "office.unconfigured");
  configured = true;
  province.clock.advance(std::chrono::seconds(10));
  drain();
  EXPECT_TRUE(province.outbox.unfinished(10)->empty());
}

TEST_F(OfficeWork, AnEffectNobodyKnowsIsSetAside) {
  start();
  ASSERT_TRUE(province.database->script("UPDATE outbox SET kind = 'other' WHERE channel = 'office'"));
  EXPECT_TRUE(worker.runOnce());
  EXPECT_EQ(errorOfFirst(), "office.effect.unknown");
  EXPECT_EQ(province.outbox.unfinished(10)->front().state, "dead");
}

}  // namespace
}  // namespace tdkt::office
