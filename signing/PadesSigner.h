#pragma once
// Puts PAdES signatures into a PDF in stages, without ever seeing a private key.
//
//   prepare() ──PreparedSignature──► KeyHolder::sign() ──raw──► complete() ──PDF (B-B)──► extendToT()
//
// Every stage is plain data, survives a restart and may be repeated with the same result.
// Source: ETSI EN 319 142-1, RFC 5652, RFC 5035 (signing-certificate-v2), ISO 32000-1 §12.8.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "signing/Certificate.h"
#include "signing/KeyHolder.h"
#include "signing/TimeStamp.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::signing {

/// A rectangle on a page. PDF points (1/72 inch), origin at the bottom left of the page, pages from 1.
struct PageBox {
  int page = 1;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// How one signature shall look and be described.
struct SignatureSpec {
  std::string field;           ///< AcroForm field name; created when absent; must be unsigned
  std::optional<PageBox> box;  ///< none = invisible (a zero-size widget, still with an appearance)
  Bytes imagePng;              ///< drawn to fill the box, aspect kept, transparent; empty = nothing drawn
  std::string reason;          ///< /Reason, UTF-8 NFC
  std::string signerName;      ///< /Name; the certificate's common name when empty
  UtcTime claimedAt;           ///< /M; the trusted time is the time-stamp's
  std::size_t reserveBytes = 16384;  ///< room for the CMS; too small fails closed before any key is used
};

/// A finished revision with a hole for the CMS. Plain data: stored, so complete() works after a restart.
struct PreparedSignature {
  SigningJobId job;
  Bytes pdf;                             ///< whole file, /Contents filled with zeros
  std::array<std::uint64_t, 4> range{};  ///< /ByteRange: offset, length, offset, length
  Bytes certificateChainPem;             ///< the chain that prepare() was given
  Bytes signedAttributes;                ///< DER SET OF Attribute, the octets that are hashed and signed
  ToBeSigned toSign;                     ///< SHA-256 of signedAttributes

  std::string serialize() const;  ///< JSON text, base 64 inside
  /// Errors: kCorrupt "signing.prepared.malformed".
  static Result<PreparedSignature> deserialize(std::string_view text);
};

/// Knows PDF and CMS. Stateless and thread-safe.
class PadesSigner {
 public:
  /// Appends a revision with a signature field, its appearance and a hole. The input is never modified.
  /// Approval signature (no DocMDP), SubFilter ETSI.CAdES.detached, no signing-time attribute.
  /// Errors: kInput "signing.pdf.malformed", "signing.pdf.encrypted", "signing.pdf.locked" (DocMDP P=1 or a
  /// FieldMDP lock forbids it), "signing.field.taken", "signing.box.page", "signing.image.malformed",
  /// "signing.certificate.expired" (not valid at claimedAt), "signing.certificate.usage".
  Result<PreparedSignature> prepare(const SigningJobId& job, const Bytes& pdf, const CertificateChain& chain,
                                    const SignatureSpec& spec) const;

  /// Verifies `rawSignature` against the certificate BEFORE it touches the file, then fills the hole (level
  /// B-B). Errors: kInput "signing.signature.mismatch", "signing.contents.small".
  Result<Bytes> complete(const PreparedSignature& prepared, const Bytes& rawSignature) const;

  /// complete() with an RFC 3161 token over the signature value as unsigned attribute (level B-T).
  /// Errors: those of complete() and of TimeStamper::stamp().
  Result<Bytes> completeWithTimeStamp(const PreparedSignature& prepared, const Bytes& rawSignature,
                                      TimeStamper& stamper) const;
};

/// Where the organisation's seal goes for a person's signature image: real size, its right edge over the left
/// third of the image, centred on its height.
/// Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.8.
PageBox sealBoxFor(const PageBox& signatureImage, double sealWidthMillimetres);

}  // namespace tdkt::signing
