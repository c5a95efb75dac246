#include "connector/office/OfficeWorker.h"

#include "connector/office/edxml/Message.h"
#include "connector/outbox/Settle.h"
#include "workflow/base/Log.h"

namespace tdkt::office {
namespace {

constexpr int kLeaseSeconds = 60;

std::string field(const std::map<std::string, std::string>& data, const char* key) {
  const auto it = data.find(key);
  return it == data.end() ? std::string() : it->second;
}

/// How the host's task list words an end.
std::string taskStateText(const std::string& outcome) {
  if (outcome == "agree") return "Đồng ý";
  if (outcome == "return") return "Trả lại";
  if (outcome == "refuse") return "Không đồng ý";
  return "Đã hủy";
}

/// A status may leave late. Only code 06 ends a dossier, so an older word never closes the host's document
/// early.
std::string phaseTold(const std::string& code, workflow::Phase now) {
  if (code == "06") return now == workflow::Phase::kRefused ? "refused" : "issued";
  return now == workflow::Phase::kReturned && code == "05" ? "returned" : "running";
}

}  // namespace

OfficeWorker::OfficeWorker(outbox::Outbox& outbox, workflow::Store& store,
                           const directory::Directory& directory, OwnOrganisation own, GatewayOf gatewayOf,
                           const Clock& clock)
    : outbox_(outbox),
      store_(store),
      directory_(directory),
      own_(std::move(own)),
      gatewayOf_(std::move(gatewayOf)),
      clock_(clock) {}

bool OfficeWorker::runOnce() {
  return outbox::settleOne(outbox_, "office", kLeaseSeconds,
                           [this](const auto& effect) { return work(effect); });
}

Result<Done> OfficeWorker::work(const outbox::LeasedEffect& effect) {
  if (effect.kind == kDoorRefusal || effect.kind == kDoorStatus) return doorRefusal(effect);
  if (effect.kind == kActRefused) return actRefused(effect);
  TDKT_ASSIGN(const auto dossier, store_.load(effect.dossier));
  OfficeGateway* gateway = gatewayOf_(dossier.header.office);
  if (gateway == nullptr)
    return unavailableError("office.unconfigured", "the dossier's e-office is not configured");
  if (effect.kind == workflow::toString(workflow::EffectKind::kHostTaskOpened)) {
    return openTask(effect.data, dossier, *gateway);
  }
  if (effect.kind == workflow::toString(workflow::EffectKind::kHostTaskClosed)) {
    return closeTask(effect.data, dossier, *gateway);
  }
  if (effect.kind == workflow::toString(workflow::EffectKind::kHostStatus)) {
    return status(effect.effect.text(), effect.data, dossier, *gateway);
  }
  if (effect.kind == workflow::toString(workflow::EffectKind::kHostReminder)) {
    return gateway->setStatus({dossier.header.hostDocumentId, "", reminderText(effect.data)});
  }
  if (effect.kind == workflow::toString(workflow::EffectKind::kConsentRequested)) {
    return gateway->setStatus({dossier.header.hostDocumentId, "", consentText(effect.data)});
  }
  return inputError("office.effect.unknown", "no such effect", effect.kind);
}

std::string OfficeWorker::namesOf(const std::string& role) const {
  std::string names;
  for (const directory::Official* official : directory_.holdersOf(role)) {
    names += (names.empty() ? "" : ", ") + official->name;
  }
  return names.empty() ? role : names;
}

/// A reminder is a remark at the document: the task stays where it is.
std::string OfficeWorker::reminderText(const Data& data) const {
  const auto due = parseIsoDate(field(data, "due"));
  const std::string day = due ? shortDate(*due) : field(data, "due");
  const std::string task = field(data, "title") + " – " + namesOf(field(data, "role"));
  if (field(data, "kind") != "overdue") return "Sắp đến hạn " + day + ": " + task;
  const std::string watcher = field(data, "watcher");
  return "Quá hạn " + day + ": " + task + (watcher.empty() ? "" : ". Báo theo dõi: " + namesOf(watcher));
}

std::string OfficeWorker::consentText(const Data& data) {
  return "Cần gửi văn bản hiệp y tới " + field(data, "agency") + " (thời hạn trả lời " +
         field(data, "workingDays") +
         " ngày làm việc). Gửi xong, ghi số, ký hiệu và ngày của văn bản tại bàn làm việc của thư ký.";
}

Result<Done> OfficeWorker::openTask(const Data& data, const workflow::DossierState& dossier,
                                    OfficeGateway& gateway) {
  const auto due = parseIsoDate(field(data, "due"));
  const std::string excluded = "\n" + field(data, "excluded");  // one id a line: too close to a nominee
  for (const directory::Official* official : directory_.actingAs(field(data, "role"), clock_.now())) {
    if (excluded.find("\n" + official->id.text() + "\n") != std::string::npos) continue;
    const auto user = official->hostUsers.find(dossier.header.office.text());
    if (user == official->hostUsers.end()) {
      log::warning("office.holder.unmapped", {{"official", official->id.text()}});
      continue;
    }
    TDKT_CHECK(gateway.openTask({field(data, "workItem"), dossier.header.hostDocumentId, user->second,
                                 field(data, "title"), due.value_or(vietnamDate(clock_.now()))}));
  }
  return Done{};
}

Result<Done> OfficeWorker::closeTask(const Data& data, const workflow::DossierState& dossier,
                                     OfficeGateway& gateway) {
  return gateway.closeTask(field(data, "workItem"), dossier.header.hostDocumentId,
                           taskStateText(field(data, "outcome")));
}

Result<Done> OfficeWorker::status(const std::string& key, const Data& data,
                                  const workflow::DossierState& dossier, OfficeGateway& gateway) {
  TDKT_CHECK(gateway.setStatus({dossier.header.hostDocumentId, phaseTold(field(data, "code"), dossier.phase),
                                field(data, "description")}));
  edxml::StatusMessage message;
  message.from.id = own_.id;
  message.from.name = own_.name;
  message.from.inCharge = own_.inCharge;
  message.forOrganisation = dossier.header.senderCode;
  message.forCode = dossier.header.number + "/" + dossier.header.notation;
  message.forDate = dossier.header.promulgatedOn;
  message.forDocumentId = dossier.header.hostDocumentId;
  message.statusCode = field(data, "code");
  message.description = field(data, "description");
  message.department = own_.department;
  message.timestamp = clock_.now();
  return gateway.sendEdxml(key, edxml::writeStatus(message));
}

Result<Done> OfficeWorker::doorRefusal(const outbox::LeasedEffect& effect) {
  OfficeGateway* gateway = gatewayOf_(OfficeId(field(effect.data, "office")));
  if (gateway == nullptr)
    return unavailableError("office.unconfigured", "the sender's e-office is not configured");
  edxml::StatusMessage message;
  message.from.id = own_.id;
  message.from.name = own_.name;
  message.from.inCharge = own_.inCharge;
  message.forOrganisation = field(effect.data, "organisation");
  message.forCode = field(effect.data, "code");
  message.forDate = parseIsoDate(field(effect.data, "date"));
  message.forDocumentId = field(effect.data, "documentId");
  message.statusCode = field(effect.data, "statusCode").empty() ? "02" : field(effect.data, "statusCode");
  message.description = field(effect.data, "description");
  message.department = own_.department;
  message.timestamp = clock_.now();
  return gateway->sendEdxml(effect.effect.text(), edxml::writeStatus(message));
}

Result<Done> OfficeWorker::actRefused(const outbox::LeasedEffect& effect) {
  OfficeGateway* gateway = gatewayOf_(OfficeId(field(effect.data, "office")));
  if (gateway == nullptr) return unavailableError("office.unconfigured", "the e-office is not configured");
  const std::string document = field(effect.data, "document");
  TDKT_CHECK(gateway->closeTask(field(effect.data, "workItem"), document, "Chờ xử lý"));
  return gateway->setStatus({document, "", field(effect.data, "description")});
}

}  // namespace tdkt::office
