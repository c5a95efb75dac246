#include "signing/PadesSigner.h"

#include <algorithm>
#include <exception>

#include "signing/FileOctets.h"
#include "signing/cms/CmsBuilder.h"
#include "signing/cms/Digest.h"
#include "signing/pdf/SignatureRevision.h"

namespace tdkt::signing {
namespace {

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

/// The part of the source file that stands in no PreparedSignature; empty when the whole file does.
using Source = const SourceFile*;

/// Digest of what /ByteRange covers. `take` may be null; else it gets the source's octets on their way.
Result<Bytes> contentDigest(const PreparedSignature& prepared, Source source, TargetFile* copy) {
  cms::Digester digester(prepared.algorithm.hash);
  if (source != nullptr) {
    TDKT_CHECK(source->forEach([&](std::string_view piece) -> Result<Done> {
      digester.add(piece);
      return copy == nullptr ? Done{} : copy->write(piece);
    }));
  }
  const std::string_view own = prepared.pdf;
  digester.add(own.substr(0, prepared.range[1] - prepared.base));
  digester.add(own.substr(prepared.range[2] - prepared.base));
  return digester.finish();
}

/// Room for the chain and the longest signature is proven before any key is used.
Result<Done> rehearse(const CertificateChain& chain, const SignatureAlgorithm& algorithm, std::size_t room) {
  const Bytes longest(cms::longestSignature(chain.front()), '\xFF');
  const Bytes digest(cms::sizeOf(algorithm.hash), '\0');
  TDKT_ASSIGN(const Bytes rehearsal, cms::encode(chain, algorithm, digest, longest, std::nullopt));
  if (rehearsal.size() > room)
    return inputError("signing.contents.small", "the chain alone needs " + std::to_string(rehearsal.size()));
  return Done{};
}

/// The new revision after `octets`; with `source` they stay in their file, without they come along.
Result<PreparedSignature> prepareOctets(const SigningJobId& job, std::string_view octets, Source source,
                                        const CertificateChain& chain, SignatureSpec spec) {
  TDKT_CHECK(mayBeUsed(chain, spec.claimedAt));
  PreparedSignature out;
  out.algorithm = spec.algorithm.value_or(defaultAlgorithm(chain.front()));
  TDKT_CHECK(cms::checkFit(chain.front(), out.algorithm));
  if (spec.signerName.empty()) spec.signerName = chain.front().commonName();
  TDKT_CHECK(rehearse(chain, out.algorithm, spec.reserveBytes));
  TDKT_ASSIGN(auto revision, pdf::appendSignature(octets, spec));
  out.job = job;
  out.range = revision.range;
  out.base = source == nullptr ? 0 : octets.size();
  out.pdf = source == nullptr ? Bytes(octets) + revision.increment : std::move(revision.increment);
  for (const Certificate& certificate : chain) out.certificateChainPem += certificate.pem();
  out.parsedChain = chain;
  TDKT_ASSIGN(const Bytes digest, contentDigest(out, source, nullptr));
  TDKT_ASSIGN(out.signedAttributes, cms::signedAttributes(chain, out.algorithm, digest));
  out.toSign = {out.algorithm.hash, cms::digestOf(out.algorithm.hash, out.signedAttributes)};
  return out;
}

Result<PreparedSignature> prepareUnguarded(const SigningJobId& job, std::string_view octets, Source source,
                                           const CertificateChain& chain, const SignatureSpec& spec) {
  try {
    return prepareOctets(job, octets, source, chain, spec);
  } catch (const std::exception&) {
    return inputError("signing.pdf.malformed", "the file cannot be read");
  }
}

Error changed(const char* what) {
  return corruptError("signing.prepared.malformed", what);
}

/// The stored state comes from outside this process: it must still be what prepare() made.
Result<Done> stillConsistent(const PreparedSignature& prepared, std::uint64_t base) {
  const auto& r = prepared.range;
  const std::uint64_t end = prepared.base + prepared.pdf.size();
  if (prepared.base != base) return changed("the state was made for a file of another size");
  if (r[0] != 0 || r[1] < prepared.base || r[1] > end || r[2] < r[1] + 2 || r[2] > end || r[3] != end - r[2])
    return changed("the byte range does not fit the file");
  if (prepared.toSign.hash != prepared.algorithm.hash ||
      cms::digestOf(prepared.toSign.hash, prepared.signedAttributes) != prepared.toSign.digest)
    return changed("the digest does not fit the signed attributes");
  return Done{};
}

/// Parsing a certificate takes longer than building a CMS: done again only for a state that was stored.
Result<CertificateChain> chainOf(const PreparedSignature& prepared) {
  if (!prepared.parsedChain.empty()) return prepared.parsedChain;
  return Certificate::bundleFromPem(prepared.certificateChainPem);
}

/// The CMS for a state whose signature was checked against certificate, attributes and file.
Result<Bytes> checkedCms(const PreparedSignature& prepared, const Bytes& digest, const Bytes& rawSignature,
                         TimeStamper* stamper) {
  TDKT_ASSIGN(const CertificateChain chain, chainOf(prepared));
  TDKT_CHECK(cms::checkFit(chain.front(), prepared.algorithm));
  TDKT_ASSIGN(const Bytes attributes, cms::signedAttributes(chain, prepared.algorithm, digest));
  if (attributes != prepared.signedAttributes) return changed("the file does not fit the signed attributes");
  if (!cms::matches(chain.front(), prepared.algorithm, prepared.toSign.digest, rawSignature))
    return inputError("signing.signature.mismatch", "the signature was not made by the certificate's key");
  std::optional<Bytes> token;
  if (stamper != nullptr) {
    TDKT_ASSIGN(token, stamper->stamp(sha256(rawSignature)));
  }
  return cms::encode(chain, prepared.algorithm, digest, rawSignature, token);
}

Result<Bytes> finish(const PreparedSignature& prepared, const Bytes& rawSignature, TimeStamper* stamper) {
  TDKT_CHECK(stillConsistent(prepared, 0));
  TDKT_ASSIGN(const Bytes digest, contentDigest(prepared, nullptr, nullptr));
  TDKT_ASSIGN(const Bytes cms, checkedCms(prepared, digest, rawSignature, stamper));
  Bytes out = prepared.pdf;
  TDKT_CHECK(pdf::fillHole(out, 0, prepared.range, cms));
  return out;
}

}  // namespace

Result<PreparedSignature> PadesSigner::prepare(const SigningJobId& job, const Bytes& pdf,
                                               const CertificateChain& chain,
                                               const SignatureSpec& spec) const {
  return prepareUnguarded(job, pdf, nullptr, chain, spec);
}

Result<Bytes> PadesSigner::complete(const PreparedSignature& prepared, const Bytes& rawSignature) const {
  return finish(prepared, rawSignature, nullptr);
}

Result<Bytes> PadesSigner::completeWithTimeStamp(const PreparedSignature& prepared, const Bytes& rawSignature,
                                                 TimeStamper& stamper) const {
  return finish(prepared, rawSignature, &stamper);
}

Result<PreparedSignature> PadesSigner::prepareFile(const SigningJobId& job, const std::string& source,
                                                   const CertificateChain& chain,
                                                   const SignatureSpec& spec) const {
  TDKT_ASSIGN(const SourceFile file, SourceFile::open(source));
  return prepareUnguarded(job, file.octets(), &file, chain, spec);
}

Result<Done> PadesSigner::completeFile(const PreparedSignature& prepared, const Bytes& rawSignature,
                                       const std::string& source, const std::string& target,
                                       TimeStamper* stamper) const {
  TDKT_ASSIGN(const SourceFile file, SourceFile::open(source));
  TDKT_CHECK(stillConsistent(prepared, file.octets().size()));
  TDKT_ASSIGN(TargetFile out, TargetFile::open(target));
  TDKT_ASSIGN(const Bytes digest, contentDigest(prepared, &file, &out));
  TDKT_ASSIGN(const Bytes cms, checkedCms(prepared, digest, rawSignature, stamper));
  Bytes increment = prepared.pdf;
  TDKT_CHECK(pdf::fillHole(increment, prepared.base, prepared.range, cms));
  TDKT_CHECK(out.write(increment));
  return out.commit();
}

}  // namespace tdkt::signing
