#pragma once
// Puts PAdES signatures into a PDF in stages, without ever seeing a private key.
//
//   prepare() ──PreparedSignature──► KeyHolder::sign() ──raw──► complete() ──PDF (B-B)──► extendToT()
//
// Every stage is plain data, survives a restart and may be repeated with the same result.
// Source: ETSI EN 319 142-1, RFC 5652, RFC 5035 (signing-certificate-v2), ISO 32000-1 §12.8.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/KeyHolder.h"
#include "signing/StampImage.h"
#include "signing/TimeStamp.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/HashedOctets.h"
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

  // What is drawn, at most one; the first that is given wins. None = an empty appearance.
  Bytes appearancePdf;  ///< a PDF of one page, drawn at its own size at the box's lower left corner: the text
                        ///< stamp of annexes and copies, which brings its embedded font along
  std::shared_ptr<const StampImage> image;  ///< drawn to fill the box, aspect kept; decoded once per batch
  Bytes imagePng;                           ///< the same, decoded for this one signature

  std::vector<PageBox> keepClear;               ///< what the box must not touch: the Quốc hiệu, the text
  std::string reason;                           ///< /Reason, UTF-8 NFC
  std::string signerName;                       ///< /Name; the certificate's common name when empty
  UtcTime claimedAt;                            ///< /M; the trusted time is the time-stamp's
  std::optional<SignatureAlgorithm> algorithm;  ///< KeyHolder::algorithm(); none = defaultAlgorithm()
  /// A certification signature (DocMDP P=2: later only filling of fields and signing) instead of an approval
  /// one. Strict validators then accept later visible signatures only in fields that stand in the file
  /// already.
  bool certify = false;
  /// Room for the CMS in octets; 0 = what the chain and the algorithm need, and room for a token when one
  /// will be asked for. Too small fails closed: without a token before any key is used.
  std::size_t reserveBytes = 0;
  bool willBeTimeStamped = true;  ///< false saves the room of the token when it is certain to stay B-B
};

/// Room that is left for a time-stamp token when SignatureSpec::reserveBytes is 0: tokens carry the
/// authority's certificates, three of them with RSA-4096 take 7 KB.
inline constexpr std::size_t kTokenRoom = 10240;

/// A finished revision with a hole for the CMS. Plain data: stored, so complete() works after a restart.
struct PreparedSignature {
  SigningJobId job;
  std::uint64_t base = 0;  ///< octets of the source file that `pdf` leaves out; 0 = `pdf` is the whole file
  Bytes pdf;               ///< the file from `base` on, /Contents filled with zeros
  std::array<std::uint64_t, 4> range{};  ///< /ByteRange in the whole file: offset, length, offset, length
  Bytes certificateChainPem;             ///< the chain that prepare() was given
  SignatureAlgorithm algorithm;
  Bytes signedAttributes;  ///< DER SET OF Attribute, the octets that are hashed and signed
  ToBeSigned toSign;       ///< digest of signedAttributes
  /// What prepare() found out, so that complete() need not do so again; null after deserialize(), and then
  /// everything is checked against the octets. While it is there, `pdf` must stay as prepare() made it.
  std::shared_ptr<const struct FreshState> fresh;

  /// JSON text, base 64 inside. `leaveOut`: as many octets of the source as whoever keeps the text keeps
  /// anyway; attach() puts them back.
  std::string serialize(std::uint64_t leaveOut = 0) const;
  /// Errors: kCorrupt "signing.prepared.malformed".
  static Result<PreparedSignature> deserialize(std::string_view text);
  /// The state with its source in front again; nothing changes when it has it. complete() proves that these
  /// are the octets which were prepared. Errors: kCorrupt "signing.prepared.malformed" (another size).
  Result<Done> attach(std::string_view source);
};

/// Knows PDF and CMS. Thread-safe. Remembers what follows from a chain alone, so keep one for a batch.
class PadesSigner {
 public:
  PadesSigner();

  /// Appends a revision with a signature field, its appearance and a hole. The input is never modified.
  /// Approval signature unless spec.certify, SubFilter ETSI.CAdES.detached, no signing-time attribute.
  /// Errors: kInput "signing.pdf.malformed", "signing.pdf.encrypted", "signing.pdf.locked" (DocMDP P=1 or a
  /// FieldMDP lock forbids it; the detail names the signature), "signing.certify.late" (the file is signed
  /// already), "signing.field.taken", "signing.field.name", "signing.box.page" (no such page, or over its
  /// edge), "signing.box.collision" (touches spec.keepClear), "signing.image.malformed",
  /// "signing.appearance.malformed", "signing.appearance.size" (larger than the box),
  /// "signing.contents.small", "signing.certificate.none", "signing.certificate.expired" (not valid at
  /// claimedAt), "signing.certificate.usage", "signing.algorithm.key" (the key cannot sign so, or is too
  /// weak).
  Result<PreparedSignature> prepare(const SigningJobId& job, const Bytes& pdf, const CertificateChain& chain,
                                    const SignatureSpec& spec) const;

  /// Verifies `rawSignature` against the certificate BEFORE it touches the file, then fills the hole (level
  /// B-B). Errors: kInput "signing.signature.mismatch", "signing.contents.small"; kCorrupt
  /// "signing.prepared.malformed" (the stored state or its file was changed).
  /// A state that is moved in gives its file away instead of a copy.
  Result<Bytes> complete(PreparedSignature prepared, const Bytes& rawSignature) const;

  /// complete() with an RFC 3161 token over the signature value as unsigned attribute (level B-T).
  /// Errors: those of complete() and of TimeStamper::stamp().
  Result<Bytes> completeWithTimeStamp(PreparedSignature prepared, const Bytes& rawSignature,
                                      TimeStamper& stamper) const;

  /// prepare() for octets that stay where they are: only the new revision is in the result (`base` = octets
  /// of the source), and what `source` knows of its digest is used. Errors: those of prepare().
  Result<PreparedSignature> prepareAfter(const SigningJobId& job, HashedOctets& source,
                                         const CertificateChain& chain, const SignatureSpec& spec) const;

  /// complete() (with `stamper`: completeWithTimeStamp()) of such a state: the finished revision, which
  /// belongs behind `source`. Errors: those of completeWithTimeStamp().
  Result<Bytes> completeAfter(PreparedSignature prepared, HashedOctets& source, const Bytes& rawSignature,
                              TimeStamper* stamper) const;

  /// prepare() for a file of any size: only the new revision is kept in memory, and only it is in the result
  /// (`base` = octets of the source). The file must not change until completeFile(). Errors: those of
  /// prepare(); kNotFound "signing.file.read".
  Result<PreparedSignature> prepareFile(const SigningJobId& job, const std::string& source,
                                        const CertificateChain& chain, const SignatureSpec& spec) const;

  /// complete() (with `stamper`: completeWithTimeStamp()) of a state that prepareFile() made: copies `source`
  /// and appends the revision. `target` appears whole or not at all (written beside it, fsync, rename); it
  /// may be `source` itself. Errors: those of completeWithTimeStamp(); kNotFound "signing.file.read";
  /// kUnavailable "signing.file.write".
  Result<Done> completeFile(const PreparedSignature& prepared, const Bytes& rawSignature,
                            const std::string& source, const std::string& target, TimeStamper* stamper) const;

 private:
  std::shared_ptr<class FormMemory> forms_;
};

/// Where an image lands that fills `box` with its aspect kept.
PageBox drawnBox(const PageBox& box, const StampImage& image);

/// Where the organisation's seal goes for a person's signature image as drawn (drawnBox): real size, its
/// right edge over the left third of the image, centred on its height. Source: NĐ 30/2020/NĐ-CP, Phụ lục I,
/// II.8.
PageBox sealBoxFor(const PageBox& signatureImage, double sealWidthMillimetres);

/// Where the text stamp of a separate annex or a copy goes: the top right corner of a page of this size.
/// Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.8, III.1.d (margins: II.1).
PageBox annexStampBox(double pageWidth, double pageHeight, double width, double height);

/// The line of that stamp: "1234/QĐ-UBND; 2026-11-20T15:04:05+07:00". For a copy, `what` is its form and the
/// copying agency. The time must be the spec's claimedAt.
std::string annexStampLine(const std::string& what, UtcTime claimedAt);

}  // namespace tdkt::signing
