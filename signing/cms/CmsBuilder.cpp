#include "signing/cms/CmsBuilder.h"

#include <openssl/objects.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "signing/cms/Digest.h"

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

using Algorithm = ssl::Owned<X509_ALGOR, X509_ALGOR_free>;
using PssParameters = ssl::Owned<RSA_PSS_PARAMS, RSA_PSS_PARAMS_free>;
using EncodedString = ssl::Owned<ASN1_STRING, ASN1_STRING_free>;

/// AlgorithmIdentifier of a hash with NULL parameters, as RFC 4055 §2.1 has it inside PSS parameters.
Algorithm algorithmOf(Hash hash) {
  Algorithm out(X509_ALGOR_new());
  X509_ALGOR_set0(out.get(), OBJ_nid2obj(EVP_MD_get_type(functionOf(hash))), V_ASN1_NULL, nullptr);
  return out;
}

EncodedString packed(void* object, const ASN1_ITEM* item) {
  return EncodedString(ASN1_item_pack(object, item, nullptr));
}

/// RSASSA-PSS with MGF1 of the same hash and a salt as long as the hash. Source: RFC 4055 §3.1, RFC 4056.
bool setPss(X509_ALGOR* target, Hash hash) {
  const PssParameters parameters(RSA_PSS_PARAMS_new());
  EncodedString inner = packed(algorithmOf(hash).get(), ASN1_ITEM_rptr(X509_ALGOR));
  if (!parameters || !inner) return false;
  parameters->hashAlgorithm = algorithmOf(hash).release();
  parameters->maskGenAlgorithm = X509_ALGOR_new();
  X509_ALGOR_set0(parameters->maskGenAlgorithm, OBJ_nid2obj(NID_mgf1), V_ASN1_SEQUENCE, inner.release());
  parameters->saltLength = ASN1_INTEGER_new();
  ASN1_INTEGER_set(parameters->saltLength, static_cast<long>(sizeOf(hash)));
  EncodedString outer = packed(parameters.get(), ASN1_ITEM_rptr(RSA_PSS_PARAMS));
  if (!outer) return false;
  return X509_ALGOR_set0(target, OBJ_nid2obj(NID_rsassaPss), V_ASN1_SEQUENCE, outer.release()) == 1;
}

Result<Draft> makeDraft(const CertificateChain& chain, const SignatureAlgorithm& algorithm,
                        const Bytes& digest) {
  if (chain.empty()) return bugError("signing.cms.build", "no certificate");
  const CertificateChain issuers(chain.begin() + 1, chain.end());
  const ssl::BorrowedStack stack = ssl::stackOf(issuers);
  Draft out{ssl::Cms(CMS_sign(nullptr, nullptr, stack.get(), nullptr, kFlags))};
  if (!out.cms) return buildError();
  // The public key stands in for the private one: nothing is signed here, OpenSSL only compares the public
  // halves.
  X509* leaf = ssl::shared(chain.front());
  out.signer = CMS_add1_signer(out.cms.get(), leaf, X509_get0_pubkey(leaf), functionOf(algorithm.hash),
                               CMS_NOSMIMECAP | CMS_CADES | CMS_BINARY | CMS_PARTIAL);
  if (out.signer == nullptr) return buildError();
  const bool typed = CMS_signed_add1_attr_by_NID(out.signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                                 OBJ_nid2obj(NID_pkcs7_data), -1) == 1;
  const bool digested = CMS_signed_add1_attr_by_NID(out.signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
                                                    digest.data(), static_cast<int>(digest.size())) == 1;
  if (!typed || !digested) return buildError();
  X509_ALGOR* identifier = nullptr;
  CMS_SignerInfo_get0_algs(out.signer, nullptr, nullptr, nullptr, &identifier);
  if (algorithm.scheme == Scheme::kRsaPss && !setPss(identifier, algorithm.hash)) return buildError();
  return out;
}

Bytes derLength(std::size_t length) {
  if (length < 0x80) return Bytes(1, static_cast<char>(length));
  Bytes octets;
  for (; length > 0; length >>= 8U) octets.insert(octets.begin(), static_cast<char>(length & 0xFFU));
  return Bytes(1, static_cast<char>(0x80U | octets.size())) + octets;
}

Bytes tagged(char tag, std::string_view content) {
  Bytes out(1, tag);
  out += derLength(content.size());
  out += content;
  return out;
}

/// Steps through DER that OpenSSL just wrote.
class DerWalk {
 public:
  explicit DerWalk(const Bytes& der) : der_(der), end_(der.size()) {}
  std::size_t position() const { return at_; }

  /// Into the element at hand; false when it is not there.
  bool enter() {
    const auto [content, after] = element();
    if (after == 0) return false;
    at_ = content;
    end_ = after;
    return true;
  }
  /// Behind the element at hand.
  bool next() {
    const auto [content, after] = element();
    if (after != 0) at_ = after;
    return after != 0;
  }
  /// To the last one of this level.
  bool toLast() {
    for (auto [content, after] = element(); after != 0; after = element().second) {
      if (after == end_) return true;
      at_ = after;
    }
    return false;
  }

 private:
  /// Where its content begins, and what follows it; 0 for none.
  std::pair<std::size_t, std::size_t> element() const {
    const unsigned char* cursor = ssl::octets(der_) + at_;
    long size = 0;
    int tag = 0;
    int kind = 0;
    if ((ASN1_get_object(&cursor, &size, &tag, &kind, static_cast<long>(end_ - at_)) & 0x80) != 0)
      return {0, 0};
    const auto content = static_cast<std::size_t>(cursor - ssl::octets(der_));
    return {content, content + static_cast<std::size_t>(size)};
  }

  const Bytes& der_;
  std::size_t at_ = 0;
  std::size_t end_;
};

bool isNamedCurve(const EVP_PKEY* key) {
  char name[64] = {};
  if (EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) != 1) return false;
  const int curve = OBJ_txt2nid(name);
  return curve == NID_X9_62_prime256v1 || curve == NID_secp384r1 || curve == NID_secp521r1;
}

/// A key made for PSS only (SubjectPublicKeyInfo id-RSASSA-PSS) must not sign by the older scheme.
bool fitsRsa(int kind, Scheme scheme) {
  return kind == EVP_PKEY_RSA ? scheme != Scheme::kEcdsa
                              : kind == EVP_PKEY_RSA_PSS && scheme == Scheme::kRsaPss;
}

bool setPadding(EVP_PKEY_CTX* context, const SignatureAlgorithm& algorithm) {
  if (algorithm.scheme != Scheme::kRsaPss) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, functionOf(algorithm.hash)) == 1;
}

}  // namespace

Result<Done> checkFit(const Certificate& certificate, const SignatureAlgorithm& algorithm) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate.native());
  const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  const bool fits = kind == EVP_PKEY_EC ? algorithm.scheme == Scheme::kEcdsa && isNamedCurve(key)
                                        : fitsRsa(kind, algorithm.scheme) && EVP_PKEY_get_bits(key) >= 2048;
  ssl::drainErrors();
  if (!fits)
    return inputError("signing.algorithm.key", "the certificate's key cannot sign so, or is too weak");
  return Done{};
}

Result<CmsForm> CmsForm::of(const CertificateChain& chain, const SignatureAlgorithm& algorithm) {
  const Bytes nothing(sizeOf(algorithm.hash), '\0');
  TDKT_ASSIGN(const Draft draft, makeDraft(chain, algorithm, nothing));
  CmsForm out;
  std::vector<Bytes> attributes;
  Bytes stating;
  for (int i = 0; i < CMS_signed_get_attr_count(draft.signer); ++i) {
    X509_ATTRIBUTE* attribute = CMS_signed_get_attr(draft.signer, i);
    attributes.push_back(ssl::encode(attribute, i2d_X509_ATTRIBUTE));
    if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) == NID_pkcs9_messageDigest)
      stating = attributes.back();
  }
  // They differ before a digest could tell them apart, so their order is the same for every digest.
  std::sort(attributes.begin(), attributes.end());
  for (const Bytes& attribute : attributes) {
    out.attributes_ += attribute;
    if (attribute == stating) out.at_ = out.attributes_.size() - nothing.size();
  }
  const Bytes whole = ssl::encode(draft.cms.get(), i2d_CMS_ContentInfo);
  DerWalk walk(whole);
  const bool found = walk.enter() && walk.next() && walk.enter() && walk.enter();
  const std::size_t start = walk.position();
  if (!found || !walk.toLast()) return buildError();
  out.head_ = whole.substr(start, walk.position() - start);
  if (!walk.enter() || !walk.enter()) return buildError();
  out.signer_ = whole.substr(walk.position());
  const std::size_t set = out.signer_.find(out.attributes_);
  // An empty OCTET STRING stands where the signature will.
  if (set == Bytes::npos || !out.signer_.ends_with(std::string_view("\x04\0", 2))) return buildError();
  out.signer_.resize(out.signer_.size() - 2);
  out.inSigner_ = set + out.at_;
  return out;
}

Bytes CmsForm::attributes(std::string_view contentDigest) const {
  Bytes body = attributes_;
  body.replace(at_, contentDigest.size(), contentDigest);
  return tagged('\x31', body);
}

Bytes CmsForm::fill(std::string_view contentDigest, std::string_view rawSignature,
                    const std::optional<Bytes>& timeStampToken) const {
  static const Bytes signedData("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 11);
  static const Bytes tokenKind("\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x02\x0E", 13);
  Bytes signer = signer_;
  signer.replace(inSigner_, contentDigest.size(), contentDigest);
  signer += tagged('\x04', rawSignature);
  if (timeStampToken) signer += tagged('\xA1', tagged('\x30', tokenKind + tagged('\x31', *timeStampToken)));
  const Bytes body = head_ + tagged('\x31', tagged('\x30', signer));
  return tagged('\x30', signedData + tagged('\xA0', tagged('\x30', body)));
}

Result<Bytes> signedAttributes(const CertificateChain& chain, const SignatureAlgorithm& algorithm,
                               const Bytes& contentDigest) {
  TDKT_ASSIGN(const CmsForm form, CmsForm::of(chain, algorithm));
  return form.attributes(contentDigest);
}

Result<Bytes> encode(const CertificateChain& chain, const SignatureAlgorithm& algorithm,
                     const Bytes& contentDigest, const Bytes& rawSignature,
                     const std::optional<Bytes>& timeStampToken) {
  TDKT_ASSIGN(const CmsForm form, CmsForm::of(chain, algorithm));
  return form.fill(contentDigest, rawSignature, timeStampToken);
}

std::size_t longestSignature(const Certificate& certificate) {
  const int size = EVP_PKEY_get_size(X509_get0_pubkey(certificate.native()));
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

bool matches(const Certificate& certificate, const SignatureAlgorithm& algorithm, const Bytes& digest,
             const Bytes& rawSignature) {
  const ssl::KeyContext context(EVP_PKEY_CTX_new(X509_get0_pubkey(certificate.native()), nullptr));
  const bool ready = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                     setPadding(context.get(), algorithm) &&
                     EVP_PKEY_CTX_set_signature_md(context.get(), functionOf(algorithm.hash)) == 1;
  const bool good = ready && EVP_PKEY_verify(context.get(), ssl::octets(rawSignature), rawSignature.size(),
                                             ssl::octets(digest), digest.size()) == 1;
  ssl::drainErrors();
  return good;
}

}  // namespace tdkt::signing::cms
