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
  std::string profile;                 ///< host profile file of a polled office; empty = it pushes to us
};

/// The keys and services of signing.
struct SigningSettings {
  std::string module;     ///< PKCS#11 library
  std::string token;      ///< token label
  std::string pinFile;    ///< file with the PIN on its first line
  std::string personKey;  ///< key label
  std::string organisationKey;
  std::string issuersFile;  ///< PEM: intermediates above both certificates
  std::string trustFile;    ///< PEM: roots we believe
  std::string tsaUrl;
  std::string ocspUrl;
  std::string personImage;  ///< PNG, blue signature, transparent
  std::string sealImage;    ///< PNG, red seal, transparent
  double sealWidthMillimetres = 36;
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
  std::string signerCapacity;           ///< "" or "KT. CHỦ TỊCH"
  std::string signerPost;               ///< "CHỦ TỊCH"
  std::string signerRole;               ///< role whose holder signs: "chair"
  std::vector<std::string> recipients;  ///< nơi nhận lines
};

struct Settings {
  std::string dataDirectory;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string publicUrl;  ///< what QR codes and tickets point to
  std::string directoryFile;
  std::string organisationsFile;  ///< codes and their aliases; empty = none
  std::string procedureFile;      ///< BPMN
  std::string calendarFile;
  std::string rulesFile;
  std::string decisionTemplate;  ///< package directory
  std::string certificateTemplate;
  std::string fontDirectory;
  std::string pdfjsDirectory;
  bool demo = false;  ///< a banner on every page says so
  std::vector<OfficeSettings> offices;
  SigningSettings signing;
  DecisionSettings decision;
};

/// Reads the configuration file. Relative paths are taken from the file's own folder.
/// Errors: kNotFound "file.read", those of json::parse, kInput "config.unknown-key" (with the nearest known
/// key), "config.missing", "config.type", "config.value".
Result<Settings> loadSettings(const std::string& path);

}  // namespace tdkt::app
