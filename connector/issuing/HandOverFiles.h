#pragma once
// The two files between the service and the official's own machine: digests go out, signatures come back.
//
//   DigestFile::toJson() ─ download ─► `tdkt sign batch`, one PIN ─► SignatureFile::toJson() ─ upload ─►
//   fromJson()
//
// JSON, UTF-8, `version` 1. Unknown keys, repeated keys and other versions are refused on both sides. Format:
// docs/own-machine.md with docs/digests.schema.json and docs/signatures.schema.json.

#include <string>
#include <string_view>
#include <vector>

#include "signing/HandOver.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::issuing {

inline constexpr std::size_t kMostHandedOver = 20'000;            ///< signatures in one file
inline constexpr std::size_t kLargestDigestFile = 48U << 20U;     ///< octets
inline constexpr std::size_t kLargestSignatureFile = 16U << 20U;  ///< octets
inline constexpr std::size_t kLargestRawSignature = 1024;         ///< octets: RSA-8192

/// One document that waits for a signature.
struct DigestItem {
  std::string name;        ///< "Quyết định 01-QĐ-UBND.pdf"
  std::string fileSha256;  ///< of the file the official was shown, hex; the signature is added to it
  signing::HandedOver handed;
};

/// What one official is asked to sign with one PIN entry.
struct DigestFile {
  std::string dossier;            ///< "118/TTr-SGDĐT"
  std::string decision;           ///< "01/QĐ-UBND"
  std::string subject;            ///< what the dossier asks for
  std::string signer;             ///< the name in the certificate
  std::string certificateSha256;  ///< of its DER, hex
  UtcTime expiresAt;              ///< signatures are not taken after it
  std::vector<DigestItem> items;

  std::string toJson() const;
  /// Errors: those of json::parse; kInput "handover.format" (no such file, or another version),
  /// "handover.field" (missing, unknown or malformed; field names it), "handover.many".
  static Result<DigestFile> fromJson(std::string_view text);
};

/// One signature, as the key gave it.
struct SignatureItem {
  std::string id;      ///< of the DigestItem's job
  std::string digest;  ///< that was signed, hex
  Bytes signature;
};

/// What comes back; may hold fewer signatures than were asked for.
struct SignatureFile {
  std::string certificateSha256;  ///< of the certificate whose key signed
  std::vector<SignatureItem> items;

  std::string toJson() const;
  /// Errors: those of DigestFile::fromJson; kInput "handover.unsigned" (a DigestFile was given back).
  static Result<SignatureFile> fromJson(std::string_view text);
};

}  // namespace tdkt::issuing
