#pragma once
// What the other side of a delivery hears when we refuse it or keep it waiting: a status for the sender of a
// document, the reopened task for the author of an act. Each notice is one effect in the outbox.

#include "connector/inbox/IntakeWorker.h"
#include "connector/office/edxml/Message.h"
#include "connector/office/profile/Mapping.h"
#include "connector/outbox/Outbox.h"
#include "workflow/Store.h"
#include "workflow/base/Error.h"

namespace tdkt::app {

/// Thread-safe. Outbox and store outlive it. Every call may be repeated: the effect's id is made from the
/// delivery. Errors: those of Outbox::enqueue and Store::openWorkItem.
/// Source: QCVN 102:2016/BTTTT, status codes 01, 02, 15, 16.
class SenderNotices {
 public:
  SenderNotices(outbox::Outbox& outbox, workflow::Store& store) : outbox_(outbox), store_(store) {}

  /// The sender of a document message learns why it was refused; nobody is told of what could not be read
  /// (`message` null) or of a mere status.
  Result<Done> refused(const inbox::LeasedDelivery& leased, const edxml::Message* message,
                       const Error& error);
  Result<Done> atDoor(const inbox::LeasedDelivery& leased, const edxml::Message& message,
                      inbox::DoorWord word);
  /// A polled item that cannot even become a message: its author learns which fields the profile found empty.
  Result<Done> incomplete(const OfficeId& office, const office::MappedItem& item,
                          const CorrelationId& correlation);

 private:
  /// An act done by the host's own button that we may not take: its task opens again there, and says why.
  Result<Done> actRefused(const inbox::LeasedDelivery& leased, const Error& error);

  outbox::Outbox& outbox_;
  workflow::Store& store_;
};

}  // namespace tdkt::app
