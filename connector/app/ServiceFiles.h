#pragma once
// What the service reads from files and checks before anything runs. Private to connector/app.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/app/Settings.h"
#include "connector/directory/Directory.h"
#include "connector/directory/Organisations.h"
#include "connector/issuing/Wording.h"
#include "connector/office/profile/HostLink.h"
#include "signing/KeyHolder.h"
#include "signing/StampImage.h"
#include "templates/Filler.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"
#include "workflow/base/Secret.h"
#include "workflow/definition/Definition.h"
#include "workflow/engine/Calendar.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::app {

/// A procedure that passed its checks.
struct LoadedProcedure {
  std::string bpmn;
  std::shared_ptr<const workflow::Definition> definition;
  std::vector<std::string> awards;  ///< codes; empty: every award no other one names
};

struct ServiceFiles {
  directory::Directory directory;
  directory::Organisations organisations;
  workflow::WorkingCalendar calendar;
  workflow::RulePack rules;
  std::vector<LoadedProcedure> procedures;  ///< the first is `procedureFile`
  std::unique_ptr<templates::Filler> decisionTemplate;
  std::unique_ptr<templates::Filler> certificateTemplate;
  std::unique_ptr<templates::Filler> minutesTemplate;  ///< null: no council section
  std::unique_ptr<templates::Filler> recordTemplate;
  issuing::DecisionWording wording;
  std::unique_ptr<signing::KeyHolder> personKey;  ///< null: he signs on his own machine
  signing::CertificateChain ownChain;             ///< and this is his certificate, then its issuers
  std::optional<signing::SignatureAlgorithm> ownAlgorithm;
  std::unique_ptr<signing::KeyHolder> organisationKey;
  std::vector<signing::Certificate> roots;
  std::shared_ptr<const signing::StampImage> personImage;
  std::shared_ptr<const signing::StampImage> sealImage;
  Secret verifyIdKey;
  std::map<std::string, std::unique_ptr<office::HostLink>> links;  ///< by office id; polled ones only
};

/// All that needs no key: directory, calendar, rules, procedures, templates. What `tdkt check-config` asks
/// too. Errors: kInput "config.*" and those of the parts, with the file as field.
Result<Done> loadPacks(const Settings& settings, ServiceFiles& loaded);

/// Errors: kInput "config.*" and those of the parts, with the file as field; kUnavailable when the token is
/// away.
Result<ServiceFiles> loadServiceFiles(const Settings& settings, const Clock& clock, Random& random);

}  // namespace tdkt::app
