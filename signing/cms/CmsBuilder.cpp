#include "signing/cms/CmsBuilder.h"

#include <algorithm>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

constexpr unsigned kFlags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY;

Error buildError() {
  return bugError("signing.cms.build", ssl::drainErrors());
}

struct Draft {
  ssl::Cms cms;
  CMS_SignerInfo* signer = nullptr;
};

Result<Draft> makeDraft(const CertificateChain& chain, const Bytes& digest) {
  if (chain.empty()) return bugError("signing.cms.build", "no certificate");
  const CertificateChain issuers(chain.begin() + 1, chain.end());
  const ssl::BorrowedStack stack = ssl::stackOf(issuers);
  Draft out{ssl::Cms(CMS_sign(nullptr, nullptr, stack.get(), nullptr, kFlags))};
  if (!out.cms) return buildError();
  // The public key stands in for the private one: nothing is signed here, OpenSSL only compares the public
  // halves.
  X509* leaf = ssl::shared(chain.front());
  out.signer = CMS_add1_signer(out.cms.get(), leaf, X509_get0_pubkey(leaf), EVP_sha256(),
                               CMS_NOSMIMECAP | CMS_CADES | CMS_BINARY | CMS_PARTIAL);
  if (out.signer == nullptr) return buildError();
  const bool typed = CMS_signed_add1_attr_by_NID(out.signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                                 OBJ_nid2obj(NID_pkcs7_data), -1) == 1;
  const bool digested = CMS_signed_add1_attr_by_NID(out.signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
                                                    digest.data(), static_cast<int>(digest.size())) == 1;
  if (!typed || !digested) return buildError();
  return out;
}

Bytes derLength(std::size_t length) {
  if (length < 0x80) return Bytes(1, static_cast<char>(length));
  Bytes octets;
  for (; length > 0; length >>= 8U) octets.insert(octets.begin(), static_cast<char>(length & 0xFFU));
  return Bytes(1, static_cast<char>(0x80U | octets.size())) + octets;
}

}  // namespace

Result<Bytes> signedAttributes(const CertificateChain& chain, const Bytes& contentSha256) {
  TDKT_ASSIGN(const Draft draft, makeDraft(chain, contentSha256));
  std::vector<Bytes> attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(draft.signer); ++i) {
    attributes.push_back(ssl::encode(CMS_signed_get_attr(draft.signer, i), i2d_X509_ATTRIBUTE));
  }
  std::sort(attributes.begin(), attributes.end());
  Bytes body;
  for (const Bytes& attribute : attributes) body += attribute;
  return "\x31" + derLength(body.size()) + body;
}

Result<Bytes> encode(const CertificateChain& chain, const Bytes& contentSha256, const Bytes& rawSignature,
                     const std::optional<Bytes>& timeStampToken) {
  TDKT_ASSIGN(const Draft draft, makeDraft(chain, contentSha256));
  if (ASN1_OCTET_STRING_set(CMS_SignerInfo_get0_signature(draft.signer), ssl::octets(rawSignature),
                            static_cast<int>(rawSignature.size())) != 1) {
    return buildError();
  }
  if (timeStampToken &&
      CMS_unsigned_add1_attr_by_NID(draft.signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
                                    timeStampToken->data(), static_cast<int>(timeStampToken->size())) != 1) {
    return buildError();
  }
  Bytes out = ssl::encode(draft.cms.get(), i2d_CMS_ContentInfo);
  if (out.empty()) return buildError();
  return out;
}

std::size_t longestSignature(const Certificate& certificate) {
  const int size = EVP_PKEY_get_size(X509_get0_pubkey(certificate.native()));
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

bool matches(const Certificate& certificate, const Bytes& sha256, const Bytes& rawSignature) {
  const ssl::KeyContext context(EVP_PKEY_CTX_new(X509_get0_pubkey(certificate.native()), nullptr));
  const bool ready = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                     EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1;
  const bool good = ready && EVP_PKEY_verify(context.get(), ssl::octets(rawSignature), rawSignature.size(),
                                             ssl::octets(sha256), sha256.size()) == 1;
  ssl::drainErrors();
  return good;
}

}  // namespace tdkt::signing::cms
