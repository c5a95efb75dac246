#pragma once
// The settings of each part of the service, made from the administrator's. Private to connector/app.

#include <string>
#include <vector>

#include "connector/app/ServiceFiles.h"
#include "connector/app/Settings.h"
#include "connector/events/EventSender.h"
#include "connector/http/HttpServer.h"
#include "connector/identity/Sessions.h"
#include "connector/issuing/ExtensionWorker.h"
#include "connector/issuing/Issuer.h"
#include "connector/office/rest/RestOfficeGateway.h"
#include "connector/office/signing/Voffice.h"
#include "connector/pages/SignInPages.h"
#include "connector/storage/BlobStore.h"

namespace tdkt::app {

office::RestSettings restSettings(const OfficeSettings& from, const Clock& clock);
/// The words of a decision that the office's own settings give; the signer's name from the directory.
issuing::DecisionTexts textsOf(const DecisionSettings& decision, const directory::Directory& directory);
issuing::ExtensionSettings extensionSettings(const SigningSettings& signing);
issuing::IssuerSettings issuerSettings(const Settings& settings, const ServiceFiles& loaded);
std::vector<events::Subscriber> subscribersOf(const Settings& settings);
http::ServerSettings serverSettings(const Settings& from, const storage::BlobStore& blobs);
http::ServerSettings monitorServerSettings(const MonitorSettings& from);
identity::SessionLimits sessionLimits(const SignInSettings& from);
/// As their tokens say them.
std::vector<std::string> issuerNames(const SignInSettings& from);
office::VofficeSettings vofficeSettings(const SigningOfOffice& from);
pages::SignInOffer offerOf(const SignInSettings& from);

}  // namespace tdkt::app
