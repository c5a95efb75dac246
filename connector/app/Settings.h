#pragma once
// Everything an administrator may set, read once at start into plain structs. An unknown key is an error.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::app {

/// The document axis an e-office is reached through.
struct AxisOfOffice {
  std::string dialect;  ///< "vxp", "lgsp", "edoc"
  std::string baseUrl;
  std::string systemId;
  Secret secret;
};

/// The signing service of an e-office that signs by itself (office/signing/Voffice.h).
struct SigningOfOffice {
  std::string url;  ///< empty = it does not; our own keys sign
  std::string appCode;
  Secret appPass;
  std::string accountName;
  Secret accountPass;
  std::string sender;
  std::vector<std::string> signers;  ///< e-mail addresses, person first, organisation last
  std::string spaceUri;              ///< these three: empty = as the adapter has them
  std::string fileElement;
  std::string signerElement;
  std::vector<int> refusedStatuses;
};

/// One connected e-office.
struct OfficeSettings {
  std::string id;          ///< short, in URLs: "eoffice"
  std::string name;        ///< shown at the desk
  std::string baseUrl;     ///< of its API
  std::string pageOrigin;  ///< who may frame the panel: "https://eoffice.example"
  Secret apiToken;
  std::vector<Secret> webhookSecrets;  ///< "whsec_…"; several while rotating
  Secret webhookBearer;                ///< empty = only signed calls are taken
  std::string dropFolder;              ///< empty = none
  AxisOfOffice axis;                   ///< dialect empty = none
  SigningOfOffice signing;             ///< url empty = none
  std::string profile;                 ///< host profile file of a polled office; empty = it pushes to us
  /// SHA-256 (hexadecimal) of the TLS certificates it may come with; empty = none is asked for.
  std::vector<std::string> clientCertificates;
};

/// The keys and services of signing.
struct SigningSettings {
  std::string module;     ///< PKCS#11 library; needed with token and pinFile unless both keys are remote
  std::string token;      ///< token label
  std::string pinFile;    ///< file with the PIN on its first line
  std::string personKey;  ///< key label
  std::string organisationKey;
  std::string personRemote;        ///< description of a remote key, instead of personKey (RemoteKey.h)
  std::string organisationRemote;  ///< the same, instead of organisationKey
  std::string personCertificate;   ///< PEM, instead of personKey: the official signs on his own machine
  int handOverHours = 24;          ///< how long digests handed to that machine may be signed
  std::string personAlgorithm;     ///< of the token's key: "rsa-pss-sha256"; empty = the key's usual one
  std::string organisationAlgorithm;
  int sessions = 1;         ///< signatures at once on the token
  std::string issuersFile;  ///< PEM: intermediates above both certificates
  std::string trustFile;    ///< PEM: roots we believe
  std::string tsaUrl;
  std::string ocspUrl;
  std::string personImage;  ///< PNG, blue signature, transparent
  std::string sealImage;    ///< PNG, red seal, transparent
  double sealWidthMillimetres = 36;
  std::string level = "B-T";  ///< wanted in the end: B-B, B-T, B-LT, B-LTA
  /// Hours that the last good revocation answer may be old to sign anyway; 0: it must be fresh.
  int revocationTolerance = 0;
  int extensionAttempts = 40;  ///< of raising a file, over days; then a person must look
  int renewWithinDays = 90;    ///< before an archive time-stamp's certificate ends
  int threads = 0;             ///< files filled or signed at once; 0: four for each core
  /// Printed name → subject of the certificate, where they are spelled differently.
  std::map<std::string, std::string> expectedSubject;
};

/// Who issues and how the decision reads.
struct DecisionSettings {
  std::string issuerParent;    ///< may be empty
  std::string issuerName;      ///< "ỦY BAN NHÂN DÂN TỈNH AN HÒA"
  std::string authority;       ///< "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH AN HÒA"
  std::string place;           ///< "An Hòa"
  std::string province;        ///< "tỉnh An Hòa"
  std::string notation;        ///< "QĐ-UBND"
  std::string organisationId;  ///< mã định danh: "H99.01"
  std::string organisationInCharge;
  std::string department;    ///< who works on dossiers here, named in status messages; may be empty
  std::string defaultAward;  ///< for a list without an award column; empty: such a list is refused
  /// A take-back after somebody acted is put to whoever holds the dossier, instead of stopping it at once.
  std::string signerCapacity;           ///< "" or "KT. CHỦ TỊCH"
  std::string signerPost;               ///< "CHỦ TỊCH"
  std::string signerRole;               ///< role whose holder signs: "chair"
  std::vector<std::string> recipients;  ///< nơi nhận lines
};

/// A procedure for some awards only.
struct ProcedureSettings {
  std::string file;                 ///< BPMN
  std::vector<std::string> awards;  ///< codes of the rule pack
};

/// The council's papers; empty templates: the procedure has no ballot.
struct CouncilSettings {
  std::string minutesTemplate;  ///< package directory
  std::string recordTemplate;
  std::string name = "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG";
  std::vector<std::string> recipients;  ///< nơi nhận lines of the minutes
};

/// Where dossiers, deliveries, effects and numbers are kept.
struct StorageSettings {
  std::string url;  ///< path of a SQLite file, or "postgresql://user@host/name"
  Secret password;  ///< from `passwordFile`, else from the environment (TDKT_STORAGE_PASSWORD)
};

/// When people are told of due dates.
struct ReminderSettings {
  int workingDaysBefore = 1;                ///< 0: nobody is told before
  std::string watcherRole = "secretariat";  ///< who watches an overdue task; empty: nobody
};

/// Someone who is told of our events by webhook.
struct SubscriberSettings {
  std::string id;                  ///< short, shown at the desk: "bi"
  std::string url;                 ///< http or https
  std::vector<Secret> secrets;     ///< "whsec_…"; several while rotating
  std::vector<std::string> types;  ///< of docs/api/asyncapi.json; empty = all
};

/// Our own TLS; without it the listener speaks plain HTTP.
struct TlsFiles {
  std::string certificateFile;  ///< PEM: ours, then its issuers; empty = no TLS
  std::string keyFile;          ///< PEM
  std::string
      clientAuthoritiesFile;  ///< PEM: whose certificates e-offices may show; empty = none is asked for
};

/// Where health, readiness and figures are asked.
struct MonitorSettings {
  bool enabled = false;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 = any free one
};

/// Another house's sign-in service (OpenID Connect).
struct IssuerSettings {
  std::string id;      ///< short, in URLs: "sso"
  std::string name;    ///< on the button: "Đăng nhập một cửa tỉnh An Hòa"
  std::string issuer;  ///< exactly as its tokens say it: "https://sso.example"
  std::string clientId;
  Secret clientSecret;          ///< from `clientSecretFile`; empty: a public client, PKCE alone
  std::string authoritiesFile;  ///< PEM of the authorities above its TLS certificate; empty = the system's
};

/// Who may sign in at desk and admin, and for how long.
struct SignInSettings {
  bool passwords = true;  ///< local accounts are offered
  int idleMinutes = 60;
  int sessionHours = 8;
  std::vector<IssuerSettings> issuers;
};

struct Settings {
  std::string dataDirectory;
  StorageSettings storage;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string publicUrl;  ///< what QR codes and tickets point to
  std::string directoryFile;
  std::string organisationsFile;  ///< codes and their aliases; empty = none
  std::string procedureFile;      ///< BPMN: for every award that `procedures` does not name
  std::vector<ProcedureSettings> procedures;
  std::string calendarFile;
  std::string rulesFile;
  std::string decisionTemplate;  ///< package directory
  std::string certificateTemplate;
  std::map<std::string, std::string> certificateTemplates;  ///< award code → package of its own sheet
  std::string fontDirectory;
  std::string pdfjsDirectory;
  bool demo = false;      ///< a banner on every page says so
  std::string clockFile;  ///< only with `demo`: how far the clock is moved (workflow/base/ShiftedClock.h)
  TlsFiles tls;
  MonitorSettings monitor;
  SignInSettings signIn;
  std::vector<OfficeSettings> offices;
  std::vector<SubscriberSettings> subscribers;
  SigningSettings signing;
  DecisionSettings decision;
  ReminderSettings reminders;
  CouncilSettings council;
};

/// The first line of the file; without one, the environment's TDKT_STORAGE_PASSWORD (may be absent).
/// Errors: kNotFound "file.read".
Result<Secret> storagePassword(const std::string& passwordFile);

/// Reads the configuration file. Relative paths are taken from the file's own folder.
/// Errors: kNotFound "file.read", those of json::parse, kInput "config.unknown-key" (with the nearest known
/// key), "config.missing", "config.type", "config.value".
Result<Settings> loadSettings(const std::string& path);

}  // namespace tdkt::app
