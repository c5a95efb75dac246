#include "connector/app/SenderNotices.h"

#include <map>
#include <string>

#include "connector/office/OfficeWorker.h"
#include "connector/pages/Messages.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

std::map<std::string, std::string> doorData(const inbox::LeasedDelivery& leased,
                                            const edxml::Message& message, const std::string& statusCode,
                                            const std::string& description) {
  return {
      {"office", leased.delivery.office.text()},
      {"organisation", message.from.id},
      {"statusCode", statusCode},
      {"code", message.isStatus ? message.responseForCode : message.codeNumber + "/" + message.codeNotation},
      {"date", message.promulgatedOn ? isoDate(*message.promulgatedOn) : ""},
      {"documentId", message.isStatus ? message.responseForDocumentId : message.documentId},
      {"description", description}};
}

}  // namespace

Result<Done> SenderNotices::refused(const inbox::LeasedDelivery& leased, const edxml::Message* message,
                                    const Error& error) {
  if (leased.delivery.kind == inbox::DeliveryKind::kTaskEvent) return actRefused(leased, error);
  if (message == nullptr || (message->isStatus && message->statusCode != "13")) return Done{};
  const bool change =
      message->isStatus || message->business == edxml::BusinessType::kRevoke ||
      (message->business == edxml::BusinessType::kUpdate && error.kind == ErrorKind::kConflict);
  const std::string word =
      error.code == "lists.returned"
          ? "Trả lại để sửa danh sách: " + error.detail
          : (change ? "Không thực hiện được: " : "Không tiếp nhận: ") + pages::sentenceFor(error);
  const EffectId id(sha256Hex("door-refusal\n" + leased.delivery.office.text() + "\n" + leased.delivery.key));
  return outbox_.enqueue("office", office::kDoorRefusal, id,
                         doorData(leased, *message, change ? "16" : "02", word), leased.correlation);
}

Result<Done> SenderNotices::atDoor(const inbox::LeasedDelivery& leased, const edxml::Message& message,
                                   inbox::DoorWord word) {
  const bool waits = word == inbox::DoorWord::kWaits;
  const std::string text =
      waits ? "Đã đến. Danh sách đề nghị có chỗ cần xác nhận trước khi tiếp nhận; nơi gửi không cần gửi lại."
            : "Đồng ý cho lấy lại văn bản; hồ sơ chưa được tiếp nhận.";
  const EffectId id(sha256Hex(std::string(waits ? "door-waits\n" : "door-taken-back\n") +
                              leased.delivery.office.text() + "\n" + leased.delivery.key));
  return outbox_.enqueue("office", office::kDoorStatus, id,
                         doorData(leased, message, waits ? "01" : "15", text), leased.correlation);
}

Result<Done> SenderNotices::incomplete(const OfficeId& office, const office::MappedItem& item,
                                       const CorrelationId& correlation) {
  std::string missing;
  for (const auto& field : item.fields) {
    if (field.needed && field.value.empty()) missing += (missing.empty() ? "" : ", ") + field.name;
  }
  const std::map<std::string, std::string> data = {
      {"office", office.text()},
      {"organisation", item.header.from.id},
      {"code", item.header.codeNumber + "/" + item.header.codeNotation},
      {"date", ""},
      {"documentId", item.header.documentId},
      {"description", "Không tiếp nhận: thiếu thông tin bắt buộc (" + missing + ")"}};
  return outbox_.enqueue("office", office::kDoorRefusal,
                         EffectId(sha256Hex("incomplete\n" + correlation.text())), data, correlation);
}

Result<Done> SenderNotices::actRefused(const inbox::LeasedDelivery& leased, const Error& error) {
  const auto event = json::parse(leased.delivery.body);
  if (!event) return Done{};
  const std::string task = json::optionalString(*event, "task");
  TDKT_ASSIGN(const auto open, store_.openWorkItem(WorkItemId(task)));
  for (const auto& row : open) {
    if (row.item.id.text() != task) continue;
    const std::map<std::string, std::string> data = {
        {"office", leased.delivery.office.text()},
        {"document", row.hostDocumentId},
        {"workItem", task},
        {"description", "Chưa ghi nhận ý kiến: " + pages::sentenceFor(error)}};
    const EffectId id(
        sha256Hex("act-refused\n" + leased.delivery.office.text() + "\n" + leased.delivery.key));
    return outbox_.enqueue("office", office::kActRefused, id, data, leased.correlation);
  }
  return Done{};
}

}  // namespace tdkt::app
