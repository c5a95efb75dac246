#pragma once
// A small province: the real parts between the inbox and the outbox, with only the clock and chance replaced.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "connector/directory/Directory.h"
#include "connector/inbox/IntakeWorker.h"
#include "connector/office/OfficeGateway.h"
#include "connector/office/edxml/Message.h"
#include "connector/outbox/Outbox.h"
#include "connector/storage/SqlStore.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/SmallPdf.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/TestPostgres.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::fakes {

inline std::string sourceFile(const std::string& relative) {
  std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/" + relative, std::ios::binary);
  EXPECT_TRUE(in.good()) << relative;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

inline const char* const kHeadings = "Họ và tên,Đối tượng,Chức vụ,Đơn vị,Thành tích\n";

/// A list of individuals, one row each.
inline Bytes listOf(const std::vector<std::string>& names) {
  Bytes csv = kHeadings;
  for (const std::string& name : names) {
    csv += "\"" + name + "\",cá nhân,Giáo viên,Trường Tiểu học Hòa An,Hoàn thành xuất sắc nhiệm vụ năm học\n";
  }
  return csv;
}

inline edxml::Message nominationHeader(const std::string& number = "118") {
  edxml::Message message;
  message.from.id = "H99.12";
  message.from.inCharge = "UBND tỉnh An Hòa";
  message.from.name = "Sở Giáo dục và Đào tạo";
  message.to = {{"H99.01", "", "Văn phòng UBND tỉnh An Hòa", "", ""}};
  message.documentId = "H99.12,2026/11/20," + number + "/TTr-SGDĐT";
  message.codeNumber = number;
  message.codeNotation = "TTr-SGDĐT";
  message.place = "An Hòa";
  message.promulgatedOn = parseIsoDate("2026-11-20");
  message.documentType = "Tờ trình";
  message.subject = "Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  message.signerName = "Nguyễn Thị Hòa";
  message.signerPosition = "Giám đốc";
  message.timestamp = FakeClock().now();
  return message;
}

inline edxml::OutgoingAttachment submissionPdf() {
  return {"Tờ trình.pdf", "Tờ trình", "application/pdf", smallPdf(), false};
}
inline edxml::OutgoingAttachment nomineeCsv(const Bytes& csv, const std::string& name = "Danh sách.csv") {
  return {name, "Danh sách đề nghị", "text/csv", csv, false};
}

inline Bytes nomination(const Bytes& csv, const edxml::Message& header = nominationHeader()) {
  return *edxml::writeDocument(header, {submissionPdf(), nomineeCsv(csv)});
}

/// An e-office that only remembers, and may be away.
class RememberingOffice : public office::OfficeGateway {
 public:
  Result<Done> openTask(const office::HostTask& task) override {
    if (away) return unavailableError("office.away", "away");
    opened.push_back(task);
    return Done{};
  }
  Result<Done> closeTask(const std::string& key, const std::string& /*document*/,
                         const std::string& state) override {
    closed[key] = state;
    return Done{};
  }
  Result<Done> setStatus(const office::HostStatus& status) override {
    statuses.push_back(status.text);
    return Done{};
  }
  Result<Done> attach(const office::HostAttachment& attachment) override {
    if (away) return unavailableError("office.away", "away");
    attached.push_back(attachment);
    return Done{};
  }
  Result<Done> sendEdxml(const std::string& key, const Bytes& message) override {
    messages[key] = message;
    return Done{};
  }

  bool away = false;
  std::vector<office::HostTask> opened;
  std::map<std::string, std::string> closed;
  std::vector<std::string> statuses;
  std::vector<office::HostAttachment> attached;
  std::map<std::string, Bytes> messages;
};

struct Province {
  explicit Province(storage::Dialect dialect = usualDialect())
      : database(std::move(*storage::Database::open(dialect == storage::Dialect::kSqlite
                                                        ? folder.file("tdkt.db")
                                                        : TestPostgres::instance().newDatabase()))),
        calendar(workflow::testing::calendar2026()),
        directory(*directory::Directory::fromJson(sourceFile("integration/demo_data/directory.json"))) {
    EXPECT_TRUE(storage::migrate(*database));
    EXPECT_TRUE(store.saveDefinition(definition->hash, workflow::testing::provincialBpmn()));
  }

  /// Holders as the demo's directory names them.
  static OfficialId holder(const std::string& node) {
    static const std::map<std::string, const char*> kHolders = {
        {"receive", "off-hanh"},    {"appraise", "off-dat"}, {"opinion-police", "off-dung"},
        {"opinion-tax", "off-anh"}, {"chair", "off-thinh"},  {"sign", "off-thinh"},
        {"seal", "off-huong"}};
    return OfficialId(kHolders.at(node));
  }
  Result<workflow::Reply> act(const DossierId& id, const std::string& node,
                              workflow::Outcome outcome = workflow::Outcome::kAgree,
                              const std::string& reason = {}) {
    const auto state = *store.load(id);
    const auto command = workflow::testing::act(state, node, outcome, reason);
    return engine.handle({CommandId("act-" + std::to_string(++commands)), id, holder(node),
                          CorrelationId("corr"), "panel", command});
  }
  /// A dossier whose chair has agreed.
  DossierId decided(std::vector<workflow::Line> lines, const std::string& number = "118") {
    const DossierId id("dossier-" + number);
    auto start = workflow::testing::aStart(definition->hash);
    start.header = workflow::testing::aHeader(number);
    start.header.office = office;
    start.lines = std::move(lines);
    EXPECT_TRUE(engine.handle(
        {CommandId("start-" + number), id, OfficialId(), CorrelationId("corr"), "host", std::move(start)}));
    for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"}) {
      EXPECT_TRUE(act(id, node)) << node;
    }
    return id;
  }
  workflow::DossierState load(const DossierId& id) { return *store.load(id); }

  std::int64_t count(const std::string& sql) {
    auto query = database->prepare(sql);
    EXPECT_TRUE(query && *query->step()) << sql;
    return query->integer(0);
  }
  inbox::IntakeParts intakeParts() {
    return {*database, inbox, blobs, store, engine, directory, cases, notes};
  }

  const OfficeId office{"eoffice"};
  TemporaryFolder folder;
  FakeClock clock;
  FixedRandom random;
  std::unique_ptr<storage::Database> database;
  storage::BlobStore blobs{folder.file("blobs")};
  storage::SqlStore store{*database};
  std::shared_ptr<const workflow::Definition> definition = workflow::testing::provincial();
  workflow::WorkingCalendar calendar;
  directory::Directory directory;
  inbox::EventInbox inbox{*database, blobs, clock, random};
  outbox::Outbox outbox{*database, clock, random};
  workflow::Engine engine{store, directory, calendar, clock};
  inbox::ListCases cases{*database, clock};
  inbox::ReadingNotes notes{*database};
  int commands = 0;
};

}  // namespace tdkt::fakes
