#include "signing/cms/CmsReader.h"

#include <openssl/ess.h>

#include <algorithm>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

using EssV2 = ssl::Owned<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free>;

Bytes hash(const EVP_MD* digest, std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(data.data(), data.size(), out, &length, digest, nullptr) != 1) return {};
  return {reinterpret_cast<char*>(out), length};
}

bool isStrong(const EVP_MD* digest) {
  const int type = digest == nullptr ? NID_undef : EVP_MD_get_type(digest);
  return type == NID_sha256 || type == NID_sha384 || type == NID_sha512;
}

bool isStrongKey(const Certificate& certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate.native());
  if (key == nullptr) return false;
  const int kind = EVP_PKEY_get_base_id(key);
  const int bits = EVP_PKEY_get_bits(key);
  return (kind == EVP_PKEY_RSA && bits >= 2048) || (kind == EVP_PKEY_EC && bits >= 256);
}

std::optional<Bytes> attributeOf(const CMS_SignerInfo* signer, int nid, int type) {
  auto* object = OBJ_nid2obj(nid);
  // -3: exactly one attribute of this kind with exactly one value.
  const auto* value = static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, object, -3, type));
  return value == nullptr ? std::nullopt : std::optional(ssl::toBytes(value));
}

class Reader {
 public:
  Reader(std::string_view signedOctets, bool cades) : signedOctets_(signedOctets), cades_(cades) {}

  CmsFacts read(std::string_view contents) {
    readEnvelope(contents);
    if (signer_ != nullptr) {
      checkContentType();
      checkDigest();
      checkSigner();
      readToken();
    }
    ssl::drainErrors();
    return std::move(facts_);
  }

 private:
  void find(const char* code) { facts_.findings.emplace_back(code); }

  void readEnvelope(std::string_view contents) {
    const unsigned char* cursor = ssl::octets(contents);
    const unsigned char* end = cursor + contents.size();
    cms_.reset(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(contents.size())));
    const bool padded = cms_ && std::all_of(cursor, end, [](unsigned char c) { return c == 0; });
    if (!padded || OBJ_obj2nid(CMS_get0_type(cms_.get())) != NID_pkcs7_signed) return find("cms.malformed");
    if (CMS_is_detached(cms_.get()) != 1) find("cms.malformed");
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms_.get());
    if (sk_CMS_SignerInfo_num(signers) != 1) return find("cms.signer-count");
    signer_ = sk_CMS_SignerInfo_value(signers, 0);
    const ssl::OwnedStack certificates(CMS_get1_certs(cms_.get()));
    for (int i = 0; certificates && i < sk_X509_num(certificates.get()) && i < 32; ++i) {
      if (auto copy = ssl::copyOf(sk_X509_value(certificates.get(), i))) facts_.certificates.push_back(*copy);
    }
    X509_ALGOR* digestAlgorithm = nullptr;
    CMS_SignerInfo_get0_algs(signer_, nullptr, nullptr, &digestAlgorithm, nullptr);
    digest_ = EVP_get_digestbyobj(digestAlgorithm->algorithm);
    facts_.signatureValue = ssl::toBytes(CMS_SignerInfo_get0_signature(signer_));
  }

  void checkContentType() {
    auto* object = OBJ_nid2obj(NID_pkcs9_contentType);
    const auto* type =
        static_cast<const ASN1_OBJECT*>(CMS_signed_get0_data_by_OBJ(signer_, object, -3, V_ASN1_OBJECT));
    if (type == nullptr || OBJ_obj2nid(type) != NID_pkcs7_data) find("cms.content-type");
  }

  void checkDigest() {
    if (digest_ == nullptr) return find("cms.weak-algorithm");
    if (!isStrong(digest_)) find("cms.weak-algorithm");
    const auto stated = attributeOf(signer_, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    if (!stated || *stated != hash(digest_, signedOctets_)) find("cms.digest");
  }

  void checkSigner() {
    for (const Certificate& certificate : facts_.certificates) {
      if (CMS_SignerInfo_cert_cmp(signer_, ssl::shared(certificate)) == 0) facts_.signer = certificate;
    }
    if (!facts_.signer) return find("cms.signer-missing");
    if (!isStrongKey(*facts_.signer)) find("cms.weak-algorithm");
    CMS_SignerInfo_set1_signer_cert(signer_, ssl::shared(*facts_.signer));
    if (CMS_signed_get_attr_count(signer_) < 1 || CMS_SignerInfo_verify(signer_) != 1) find("cms.signature");
    if (!namesSigner()) find("cms.signing-certificate");
  }

  /// The signed attributes must name the certificate, or another one for the same key could be slipped in.
  bool namesSigner() const {
    const auto encoded = attributeOf(signer_, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
    if (!encoded) return !cades_;
    const unsigned char* cursor = ssl::octets(*encoded);
    const EssV2 attribute(d2i_ESS_SIGNING_CERT_V2(nullptr, &cursor, static_cast<long>(encoded->size())));
    if (!attribute || !facts_.signer) return false;
    const ssl::BorrowedStack chain = ssl::stackOf({*facts_.signer});
    return OSSL_ESS_check_signing_certs(nullptr, attribute.get(), chain.get(), 0) == 1;
  }

  void readToken() {
    const int index = CMS_unsigned_get_attr_by_NID(signer_, NID_id_smime_aa_timeStampToken, -1);
    if (index < 0) return;
    X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(signer_, index);
    const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(attribute, 0);
    facts_.timeStampToken =
        value != nullptr && value->type == V_ASN1_SEQUENCE ? ssl::toBytes(value->value.sequence) : Bytes();
  }

  std::string_view signedOctets_;
  bool cades_;
  CmsFacts facts_;
  ssl::Cms cms_;
  CMS_SignerInfo* signer_ = nullptr;
  const EVP_MD* digest_ = nullptr;
};

}  // namespace

CmsFacts readCms(std::string_view contents, std::string_view signedOctets, bool cades) {
  return Reader(signedOctets, cades).read(contents);
}

}  // namespace tdkt::signing::cms
