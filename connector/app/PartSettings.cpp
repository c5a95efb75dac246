#include "connector/app/PartSettings.h"

#include <algorithm>
#include <thread>

#include "connector/pages/OidcPages.h"
#include "signing/keys/Algorithms.h"

namespace tdkt::app {
namespace {

issuing::FileSignerSettings fileSignerSettings(const SigningSettings& from, const ServiceFiles& loaded) {
  issuing::FileSignerSettings out;
  out.personImage = loaded.personImage;
  out.sealImage = loaded.sealImage;
  out.sealWidthMillimetres = from.sealWidthMillimetres;
  out.handOverFor = std::chrono::hours(from.handOverHours);
  if (const auto level = signing::levelOf(from.level)) out.level = *level;
  // Several for each core: most of them wait for the disk, and those that wait together share its work.
  out.threads = from.threads > 0 ? static_cast<std::size_t>(from.threads)
                                 : std::size_t{4} * std::max(1U, std::thread::hardware_concurrency());
  return out;
}

}  // namespace

issuing::DecisionTexts textsOf(const DecisionSettings& decision, const directory::Directory& directory) {
  const auto signers = directory.holdersOf(decision.signerRole);
  return {decision.issuerParent, decision.issuerName,
          decision.authority,    decision.place,
          decision.province,     decision.signerCapacity,
          decision.signerPost,   signers.empty() ? std::string() : signers.front()->name,
          decision.recipients};
}

office::RestSettings restSettings(const OfficeSettings& from, const Clock& clock) {
  office::RestSettings rest;
  rest.baseUrl = from.baseUrl;
  rest.token = from.apiToken;
  rest.breaker = std::make_shared<office::CircuitBreaker>(clock);
  return rest;
}

issuing::ExtensionSettings extensionSettings(const SigningSettings& signing) {
  issuing::ExtensionSettings out;
  out.attempts = signing.extensionAttempts;
  out.renewWithin = std::chrono::hours(24) * signing.renewWithinDays;
  return out;
}

issuing::IssuerSettings issuerSettings(const Settings& settings, const ServiceFiles& loaded) {
  return {textsOf(settings.decision, loaded.directory),
          settings.decision.notation,
          settings.publicUrl,
          loaded.verifyIdKey,
          settings.signing.expectedSubject,
          fileSignerSettings(settings.signing, loaded)};
}

std::vector<events::Subscriber> subscribersOf(const Settings& settings) {
  std::vector<events::Subscriber> out;
  for (const SubscriberSettings& one : settings.subscribers)
    out.push_back({one.id, one.url, one.secrets, one.types});
  return out;
}

http::ServerSettings serverSettings(const Settings& from, const storage::BlobStore& blobs) {
  http::ServerSettings out;
  out.address = from.address;
  out.port = from.port;
  out.incoming = blobs.incoming();
  if (!from.tls.certificateFile.empty())
    out.tls = http::TlsSettings{from.tls.certificateFile, from.tls.keyFile, from.tls.clientAuthoritiesFile};
  return out;
}

http::ServerSettings monitorServerSettings(const MonitorSettings& from) {
  http::ServerSettings out;
  out.address = from.address;
  out.port = from.port;
  out.threads = 2;
  return out;
}

identity::SessionLimits sessionLimits(const SignInSettings& from) {
  return {std::chrono::minutes(from.idleMinutes), std::chrono::hours(from.sessionHours)};
}

std::vector<std::string> issuerNames(const SignInSettings& from) {
  std::vector<std::string> out;
  for (const IssuerSettings& one : from.issuers) out.push_back(one.issuer);
  return out;
}

office::VofficeSettings vofficeSettings(const SigningOfOffice& from) {
  office::VofficeSettings out;
  out.url = from.url;
  out.appCode = from.appCode;
  out.appPass = from.appPass;
  out.accountName = from.accountName;
  out.accountPass = from.accountPass;
  out.sender = from.sender;
  out.signers = from.signers;
  if (!from.spaceUri.empty()) out.spaceUri = from.spaceUri;
  if (!from.fileElement.empty()) out.fileElement = from.fileElement;
  if (!from.signerElement.empty()) out.signerElement = from.signerElement;
  out.refusedStatuses = from.refusedStatuses;
  return out;
}

pages::SignInOffer offerOf(const SignInSettings& from) {
  pages::SignInOffer offer{from.passwords, {}};
  for (const IssuerSettings& one : from.issuers)
    offer.issuers.push_back({pages::OidcPages::beginPath(one.id), one.name});
  return offer;
}

}  // namespace tdkt::app
