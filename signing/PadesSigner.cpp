#include "signing/PadesSigner.h"

#include <exception>

#include "signing/cms/CmsBuilder.h"
#include "signing/pdf/SignatureRevision.h"

namespace tdkt::signing {
namespace {

constexpr double kPointsPerMillimetre = 72.0 / 25.4;

Bytes signedOctets(const Bytes& pdf, const std::array<std::uint64_t, 4>& range) {
  return pdf.substr(range[0], range[1]) + pdf.substr(range[2], range[3]);
}

Result<Done> mayBeUsed(const CertificateChain& chain, UtcTime at) {
  if (chain.empty()) return inputError("signing.certificate.none", "no certificate was given");
  const Certificate& leaf = chain.front();
  if (at < leaf.notBefore() || leaf.notAfter() < at) {
    return inputError("signing.certificate.expired", "not valid at the time of signing");
  }
  if (!leaf.maySignDocuments())
    return inputError("signing.certificate.usage", "key usage forbids signing documents");
  return Done{};
}

Result<CertificateChain> chainOf(const PreparedSignature& prepared) {
  return Certificate::bundleFromPem(prepared.certificateChainPem);
}

Result<Bytes> fillHole(const PreparedSignature& prepared, const Bytes& cms) {
  const std::size_t room = prepared.range[2] - prepared.range[1] - 2;
  const std::string hex = toHex(cms);
  if (hex.size() > room)
    return inputError("signing.contents.small", "the CMS needs more room than was reserved");
  Bytes out = prepared.pdf;
  out.replace(prepared.range[1] + 1, hex.size(), hex);
  return out;
}

/// The stored state comes from outside this process: it must still be what prepare() made.
Result<Done> stillConsistent(const PreparedSignature& prepared) {
  const auto& r = prepared.range;
  if (r[0] != 0 || r[2] < r[1] + 2 || r[2] > prepared.pdf.size() || r[2] + r[3] != prepared.pdf.size()) {
    return corruptError("signing.prepared.malformed", "the byte range does not fit the file");
  }
  if (sha256(prepared.signedAttributes) != prepared.toSign.digest) {
    return corruptError("signing.prepared.malformed", "the digest does not fit the signed attributes");
  }
  return Done{};
}

Result<Bytes> finish(const PreparedSignature& prepared, const Bytes& rawSignature, TimeStamper* stamper) {
  TDKT_CHECK(stillConsistent(prepared));
  TDKT_ASSIGN(const CertificateChain chain, chainOf(prepared));
  const Bytes digest = sha256(signedOctets(prepared.pdf, prepared.range));
  TDKT_ASSIGN(const Bytes attributes, cms::signedAttributes(chain, digest));
  if (attributes != prepared.signedAttributes) {
    return corruptError("signing.prepared.malformed", "the file does not fit the signed attributes");
  }
  if (!cms::matches(chain.front(), prepared.toSign.digest, rawSignature)) {
    return inputError("signing.signature.mismatch", "the signature was not made by the certificate's key");
  }
  std::optional<Bytes> token;
  if (stamper != nullptr) {
    TDKT_ASSIGN(token, stamper->stamp(sha256(rawSignature)));
  }
  TDKT_ASSIGN(const Bytes encoded, cms::encode(chain, digest, rawSignature, token));
  return fillHole(prepared, encoded);
}

Result<PreparedSignature> prepareUnguarded(const SigningJobId& job, const Bytes& pdf,
                                           const CertificateChain& chain, const SignatureSpec& spec) {
  TDKT_CHECK(mayBeUsed(chain, spec.claimedAt));
  SignatureSpec named = spec;
  if (named.signerName.empty()) named.signerName = chain.front().commonName();
  const Bytes longest(cms::longestSignature(chain.front()), '\xFF');
  TDKT_ASSIGN(const Bytes rehearsal, cms::encode(chain, Bytes(32, '\0'), longest, std::nullopt));
  if (rehearsal.size() > spec.reserveBytes) {
    return inputError("signing.contents.small", "the chain alone needs " + std::to_string(rehearsal.size()));
  }
  TDKT_ASSIGN(auto revision, pdf::appendSignature(pdf, named));
  PreparedSignature out;
  out.job = job;
  out.range = revision.range;
  out.pdf = std::move(revision.pdf);
  for (const Certificate& certificate : chain) out.certificateChainPem += certificate.pem();
  TDKT_ASSIGN(out.signedAttributes, cms::signedAttributes(chain, sha256(signedOctets(out.pdf, out.range))));
  out.toSign.digest = sha256(out.signedAttributes);
  return out;
}

}  // namespace

Result<PreparedSignature> PadesSigner::prepare(const SigningJobId& job, const Bytes& pdf,
                                               const CertificateChain& chain,
                                               const SignatureSpec& spec) const {
  try {
    return prepareUnguarded(job, pdf, chain, spec);
  } catch (const std::exception&) {
    return inputError("signing.pdf.malformed", "the file cannot be read");
  }
}

Result<Bytes> PadesSigner::complete(const PreparedSignature& prepared, const Bytes& rawSignature) const {
  return finish(prepared, rawSignature, nullptr);
}

Result<Bytes> PadesSigner::completeWithTimeStamp(const PreparedSignature& prepared, const Bytes& rawSignature,
                                                 TimeStamper& stamper) const {
  return finish(prepared, rawSignature, &stamper);
}

PageBox sealBoxFor(const PageBox& signatureImage, double sealWidthMillimetres) {
  const double side = sealWidthMillimetres * kPointsPerMillimetre;
  const double rightEdge = signatureImage.x + signatureImage.width / 3;
  const double middle = signatureImage.y + signatureImage.height / 2;
  return {signatureImage.page, rightEdge - side, middle - side / 2, side, side};
}

}  // namespace tdkt::signing
