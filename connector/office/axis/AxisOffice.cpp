#include "connector/office/axis/AxisOffice.h"

#include <algorithm>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Log.h"

namespace tdkt::office {

AxisOffice::AxisOffice(OfficeId office, std::unique_ptr<Axis> axis, int everySeconds,
                       inbox::EventInbox& eventInbox, const Clock& clock, Letterhead letterhead)
    : office_(std::move(office)),
      axis_(std::move(axis)),
      everySeconds_(everySeconds),
      inbox_(eventInbox),
      clock_(clock),
      letterhead_(std::move(letterhead)) {}

bool AxisOffice::runOnce() {
  const std::int64_t now = clock_.now().millis;
  if (now < nextAt_) return false;
  nextAt_ = now + 1000LL * everySeconds_;
  const long before = counts().fresh;
  const auto done = round();
  if (!done) log::warning("axis.failed", {{"office", office_.text()}, {"code", done.error().code}});
  return counts().fresh != before;
}

PullCounts AxisOffice::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

Result<Done> AxisOffice::round() {
  const std::lock_guard lock(mutex_);
  const auto whole = [&]() -> Result<Done> {
    TDKT_ASSIGN(const std::vector<AxisRow> rows, axis_->pending());
    for (const AxisRow& row : rows) {
      const auto taken = take(row);
      if (taken) continue;
      log::warning("axis.item", {{"id", row.id}, {"code", taken.error().code}});
      const std::string& code = taken.error().code;
      if (code == "office.connect" || code == "office.circuit.open" || code.rfind("storage.", 0) == 0)
        return taken.error();
    }
    return Done{};
  }();
  ++(whole ? counts_.rounds : counts_.failed);
  return whole;
}

Result<Done> AxisOffice::take(const AxisRow& row) {
  TDKT_ASSIGN(const Bytes message, axis_->fetch(row));
  auto kept = inbox_.accept({office_, "axis:" + row.id, inbox::DeliveryKind::kEdxml, message});
  if (!kept && kept.error().code == "inbox.key.reused") {
    // The axis gave one id to two contents: both are kept, the intake tells what the second one is.
    const std::string key = "axis:" + row.id + ":" + sha256Hex(message).substr(0, 32);
    kept = inbox_.accept({office_, key, inbox::DeliveryKind::kEdxml, message});
  }
  if (!kept) return kept.error();
  ++(kept->accepted == inbox::Accepted::kNew ? counts_.fresh : counts_.repeated);
  const log::Context context(kept->correlation.text());
  log::info("inbox.accepted", {{"row", std::to_string(kept->row)}, {"from", "axis"}});
  TDKT_CHECK(axis_->confirm(row));
  ++counts_.confirmed;
  return Done{};
}

Result<Done> AxisOffice::openTask(const HostTask& /*task*/) {
  return Done{};
}
Result<Done> AxisOffice::closeTask(const std::string& /*key*/, const std::string& /*document*/,
                                   const std::string& /*state*/) {
  return Done{};
}
Result<Done> AxisOffice::setStatus(const HostStatus& /*status*/) {
  return Done{};
}
Result<Done> AxisOffice::attach(const HostAttachment& attachment) {
  if (!attachment.letter) {
    log::warning("axis.attach.unsupported", {{"sha256", attachment.sha256}});
    return Done{};
  }
  const DecisionLetter& letter = *attachment.letter;
  std::string day = isoDate(letter.date);
  std::replace(day.begin(), day.end(), '-', '/');
  edxml::Message message;
  message.from = letterhead_.own;
  message.to = {{letter.receiverCode, "", letter.receiverName, "", ""}};
  message.documentId = letterhead_.own.id + "," + day + "," + letter.number + "/" + letter.notation;
  message.codeNumber = letter.number;
  message.codeNotation = letter.notation;
  message.place = letterhead_.place;
  message.promulgatedOn = letter.date;
  message.documentType = "Quyết định";
  message.subject = letter.subject;
  message.signerName = letterhead_.signerName;
  message.signerPosition = letterhead_.signerPost;
  message.responseForOrganisation = letter.receiverCode;
  message.responseForCode = letter.answersCode;
  message.responseForDate = letter.answersDate;
  message.responseForDocumentId = attachment.document;
  message.timestamp = startOfVietnamDay(letter.date);  // not now: a repeat is the same octets
  TDKT_ASSIGN(const Bytes octets,
              edxml::writeDocument(message, {{attachment.name, letter.subject, attachment.mediaType,
                                              attachment.bytes, false}}));
  const std::lock_guard lock(mutex_);
  return axis_->send(MessageKind::kDocument, octets);
}

Result<Done> AxisOffice::sendEdxml(const std::string& /*key*/, const Bytes& message) {
  TDKT_ASSIGN(const edxml::Message said, edxml::parse(message));
  const std::lock_guard lock(mutex_);
  return axis_->send(said.isStatus ? MessageKind::kStatus : MessageKind::kDocument, message);
}

}  // namespace tdkt::office
