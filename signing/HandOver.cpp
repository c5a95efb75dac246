#include "signing/HandOver.h"

#include "signing/cms/CmsBuilder.h"
#include "signing/cms/Digest.h"

namespace tdkt::signing {
namespace {

/// The octets before and after the hole, hashed as the signature's content is.
Result<Bytes> digestOfWhole(const PreparedSignature& prepared) {
  const auto& range = prepared.range;
  const std::uint64_t size = prepared.pdf.size();
  if (prepared.base != 0 || range[0] != 0 || range[1] > size || range[2] < range[1] || range[2] > size)
    return corruptError("signing.prepared.malformed", "the byte range does not fit the file");
  cms::Digester digester(prepared.algorithm.hash);
  const std::string_view octets = prepared.pdf;
  digester.add(octets.substr(0, range[1]));
  digester.add(octets.substr(range[2]));
  return digester.finish();
}

}  // namespace

Result<HandedOver> handOver(const PreparedSignature& prepared) {
  TDKT_ASSIGN(Bytes document, digestOfWhole(prepared));
  return HandedOver{prepared.job, prepared.algorithm, std::move(document), prepared.signedAttributes,
                    prepared.toSign.digest};
}

Result<Done> checkHandedOver(const HandedOver& handed, const Certificate& signer) {
  TDKT_CHECK(cms::checkFit(signer, handed.algorithm));
  if (handed.documentDigest.size() != cms::sizeOf(handed.algorithm.hash))
    return inputError("signing.handover.attributes", "the document's digest has another length");
  // Built anew instead of read: whatever else the octets could say, they do not say it.
  TDKT_ASSIGN(const Bytes expected, cms::signedAttributes({signer}, handed.algorithm, handed.documentDigest));
  if (expected != handed.signedAttributes) {
    return inputError("signing.handover.attributes",
                      "the attributes are not those of this document and this certificate");
  }
  if (cms::digestOf(handed.algorithm.hash, handed.signedAttributes) != handed.digest)
    return inputError("signing.handover.digest", "the digest is not that of the attributes");
  return Done{};
}

bool isSignatureOf(const HandedOver& handed, const Certificate& signer, const Bytes& rawSignature) {
  return cms::checkFit(signer, handed.algorithm) &&
         cms::matches(signer, handed.algorithm, handed.digest, rawSignature);
}

}  // namespace tdkt::signing
