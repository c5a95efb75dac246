#pragma once
// Tells the e-office what changed: tasks in its own list, the document's status, edXML status messages.

#include <functional>
#include <string>

#include "connector/directory/Directory.h"
#include "connector/office/OfficeGateway.h"
#include "connector/outbox/Outbox.h"
#include "workflow/Store.h"
#include "workflow/base/Clock.h"

namespace tdkt::office {

using GatewayOf = std::function<OfficeGateway*(const OfficeId&)>;

/// Who we are in the messages we send.
struct OwnOrganisation {
  std::string id;
  std::string name;
  std::string inCharge;
  std::string department;
};

/// An effect that tells a sender his delivery was refused at the door (edXML status 02), or his update or
/// take-back (16); not tied to a dossier.
inline constexpr const char* kDoorRefusal = "door-refusal";
/// An effect that tells a sender what became of his delivery short of a refusal: it waits for a person (01),
/// a waiting one was taken back (15). Same data as kDoorRefusal.
inline constexpr const char* kDoorStatus = "door-status";
/// An effect that opens a task again in the host after an act there that could not be taken.
inline constexpr const char* kActRefused = "act-refused";

/// One effect at a time, in order per dossier. Run by one thread.
class OfficeWorker {
 public:
  OfficeWorker(outbox::Outbox& outbox, workflow::Store& store, const directory::Directory& directory,
               OwnOrganisation own, GatewayOf gatewayOf, const Clock& clock);
  /// As IssuingWorker::runOnce().
  bool runOnce();

 private:
  using Data = std::map<std::string, std::string>;
  Result<Done> work(const outbox::LeasedEffect& effect);
  Result<Done> openTask(const Data& data, const workflow::DossierState& dossier, OfficeGateway& gateway);
  Result<Done> closeTask(const Data& data, const workflow::DossierState& dossier, OfficeGateway& gateway);
  Result<Done> status(const std::string& key, const Data& data, const workflow::DossierState& dossier,
                      OfficeGateway& gateway);
  std::string namesOf(const std::string& role) const;
  std::string reminderText(const Data& data) const;
  static std::string consentText(const Data& data);
  Result<Done> doorRefusal(const outbox::LeasedEffect& effect);
  Result<Done> actRefused(const outbox::LeasedEffect& effect);

  outbox::Outbox& outbox_;
  workflow::Store& store_;
  const directory::Directory& directory_;
  OwnOrganisation own_;
  GatewayOf gatewayOf_;
  const Clock& clock_;
};

}  // namespace tdkt::office
