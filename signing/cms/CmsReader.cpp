#include "signing/cms/CmsReader.h"

#include <openssl/ess.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "signing/cms/CmsParts.h"
#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

using EssV1 = ssl::Owned<ESS_SIGNING_CERT, ESS_SIGNING_CERT_free>;
using EssV2 = ssl::Owned<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free>;
using TstInfo = ssl::Owned<TS_TST_INFO, TS_TST_INFO_free>;
using DigestContext = ssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

constexpr int kMaxCertificates = 32;

/// What is digested, and who may know its SHA-256 already.
struct Content {
  const Covered& parts;
  const std::function<Bytes()>& sha256;
};

Bytes hash(const EVP_MD* digest, const Content& data) {
  if (data.sha256 && EVP_MD_get_type(digest) == NID_sha256) return data.sha256();
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const DigestContext context(EVP_MD_CTX_new());
  bool good = context && EVP_DigestInit_ex(context.get(), digest, nullptr) == 1;
  for (const std::string_view part : data.parts)
    good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  if (!good || EVP_DigestFinal_ex(context.get(), out, &length) != 1) return {};
  return {reinterpret_cast<char*>(out), length};
}

std::optional<Bytes> attributeOf(const CMS_SignerInfo* signer, int nid, int type) {
  auto* object = OBJ_nid2obj(nid);
  // -3: exactly one attribute of this kind with exactly one value.
  const auto* value = static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, object, -3, type));
  return value == nullptr ? std::nullopt : std::optional(ssl::toBytes(value));
}

/// What differs between a signature over a file and a token over its own TSTInfo.
struct Expected {
  int contentType = NID_pkcs7_data;
  bool detached = true;
  bool namesSigner = true;  ///< the signing-certificate attribute must be there
};

class Reader {
 public:
  Reader(Expected expected, CertificateMemory* memory) : expected_(expected), memory_(memory) {}

  /// False when it is no signed data at all.
  bool open(std::string_view contents) {
    return decode(contents) && OBJ_obj2nid(CMS_get0_type(cms_.get())) == NID_pkcs7_signed &&
           OBJ_obj2nid(CMS_get0_eContentType(cms_.get())) == expected_.contentType &&
           (CMS_is_detached(cms_.get()) == 1) == expected_.detached;
  }

  /// The content inside, of a CMS that is not detached.
  std::string_view content() const {
    ASN1_OCTET_STRING** inside = CMS_get0_content(cms_.get());
    if (inside == nullptr || *inside == nullptr) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(*inside)),
            static_cast<std::size_t>(ASN1_STRING_length(*inside))};
  }

  CmsFacts read(const Content& covered) {
    readSigner();
    if (signer_ != nullptr) {
      findSigner();
      checkSigned(covered);
      readTimeStamp();
    }
    ssl::drainErrors();
    return std::move(facts_);
  }

 private:
  bool decode(std::string_view contents) {
    if (memory_ != nullptr) {
      if (const auto parts = cutCertificates(contents); parts && recall(*parts))
        return decodeWhole(parts->rest);
    }
    facts_.certificates.clear();
    if (!decodeWhole(contents)) return false;
    const ssl::OwnedStack certificates(CMS_get1_certs(cms_.get()));
    for (int i = 0; certificates && i < sk_X509_num(certificates.get()) && i < kMaxCertificates; ++i) {
      if (auto copy = ssl::copyOf(sk_X509_value(certificates.get(), i))) facts_.certificates.push_back(*copy);
    }
    return true;
  }

  bool decodeWhole(std::string_view contents) {
    const unsigned char* cursor = ssl::octets(contents);
    const unsigned char* end = cursor + contents.size();
    cms_.reset(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(contents.size())));
    return cms_ && std::all_of(cursor, end, [](unsigned char c) { return c == 0; });
  }

  bool recall(const CmsParts& parts) {
    for (const std::string_view der : parts.certificates) {
      auto known = memory_->read(der);
      if (!known) return false;
      facts_.certificates.push_back(std::move(*known));
    }
    return true;
  }

  void find(const char* code) { facts_.findings.emplace_back(code); }

  void readSigner() {
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms_.get());
    if (sk_CMS_SignerInfo_num(signers) != 1) return find("cms.signer-count");
    signer_ = sk_CMS_SignerInfo_value(signers, 0);
    X509_ALGOR* digestAlgorithm = nullptr;
    CMS_SignerInfo_get0_algs(signer_, nullptr, nullptr, &digestAlgorithm, nullptr);
    digest_ = EVP_get_digestbyobj(digestAlgorithm->algorithm);
    facts_.digest = ssl::digestName(digest_);
    facts_.signatureValue = ssl::toBytes(CMS_SignerInfo_get0_signature(signer_));
  }

  /// Without signed attributes the signature is over the content itself: then the same signature also fits
  /// other attributes made into content, so such a one is not judged. Source: RFC 5652 §5.3, §5.4.
  void checkSigned(const Content& covered) {
    if (CMS_signed_get_attr_count(signer_) < 1) {
      find("cms.signed-attributes");
      if (expected_.namesSigner) find("cms.signing-certificate");
      return;
    }
    checkContentType();
    checkDigest(covered);
    checkSigner();
  }

  void checkContentType() {
    auto* object = OBJ_nid2obj(NID_pkcs9_contentType);
    const auto* type =
        static_cast<const ASN1_OBJECT*>(CMS_signed_get0_data_by_OBJ(signer_, object, -3, V_ASN1_OBJECT));
    if (type == nullptr || OBJ_obj2nid(type) != expected_.contentType) find("cms.content-type");
  }

  void checkDigest(const Content& covered) {
    if (facts_.digest.empty()) return find("cms.unsupported-algorithm");
    const auto stated = attributeOf(signer_, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    if (!stated || stated->empty() || *stated != hash(digest_, covered)) find("cms.digest");
  }

  void findSigner() {
    for (const Certificate& certificate : facts_.certificates) {
      if (CMS_SignerInfo_cert_cmp(signer_, ssl::shared(certificate)) == 0) facts_.signer = certificate;
    }
    if (!facts_.signer) find("cms.signer-missing");
  }

  void checkSigner() {
    if (!facts_.signer) return;
    // What we cannot compute is not thereby wrong. Source: ETSI EN 319 102-1 §5.2.8.
    if (!facts_.digest.empty() && facts_.signer->keyAlgorithm().empty()) {
      find("cms.unsupported-algorithm");
    } else if (!facts_.digest.empty()) {
      CMS_SignerInfo_set1_signer_cert(signer_, ssl::shared(*facts_.signer));
      if (CMS_SignerInfo_verify(signer_) != 1) find("cms.signature");
    }
    if (!namesSigner()) find("cms.signing-certificate");
  }

  /// The signed attributes must name the certificate, or another one for the same key could be slipped in.
  bool namesSigner() const {
    const auto newer = attributeOf(signer_, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
    const auto older = attributeOf(signer_, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE);
    if (!newer && !older) return !expected_.namesSigner;
    EssV1 first;
    EssV2 second;
    if (older) {
      const unsigned char* cursor = ssl::octets(*older);
      first.reset(d2i_ESS_SIGNING_CERT(nullptr, &cursor, static_cast<long>(older->size())));
    }
    if (newer) {
      const unsigned char* cursor = ssl::octets(*newer);
      second.reset(d2i_ESS_SIGNING_CERT_V2(nullptr, &cursor, static_cast<long>(newer->size())));
    }
    if ((older && !first) || (newer && !second) || !facts_.signer) return false;
    const ssl::BorrowedStack chain = ssl::stackOf({*facts_.signer});
    return OSSL_ESS_check_signing_certs(first.get(), second.get(), chain.get(), 0) == 1;
  }

  void readTimeStamp() {
    const int index = CMS_unsigned_get_attr_by_NID(signer_, NID_id_smime_aa_timeStampToken, -1);
    if (index < 0) return;
    X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(signer_, index);
    const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(attribute, 0);
    facts_.timeStampToken =
        value != nullptr && value->type == V_ASN1_SEQUENCE ? ssl::toBytes(value->value.sequence) : Bytes();
  }

  Expected expected_;
  CertificateMemory* memory_;
  CmsFacts facts_;
  ssl::Cms cms_;
  CMS_SignerInfo* signer_ = nullptr;
  const EVP_MD* digest_ = nullptr;
};

/// Imprint and time of the TSTInfo. Nothing when it cannot be read.
bool readInfo(std::string_view content, const Content& stamped, TokenFacts& out) {
  const unsigned char* cursor = ssl::octets(content);
  const TstInfo info(d2i_TS_TST_INFO(nullptr, &cursor, static_cast<long>(content.size())));
  if (!info || cursor != ssl::octets(content) + content.size()) return false;
  const auto at = ssl::timeOf(TS_TST_INFO_get_time(info.get()));
  if (!at) return false;
  out.at = *at;
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const EVP_MD* digest = EVP_get_digestbyobj(TS_MSG_IMPRINT_get_algo(imprint)->algorithm);
  out.imprint = ssl::digestName(digest);
  const Bytes stated = ssl::toBytes(TS_MSG_IMPRINT_get_msg(imprint));
  const bool fits = digest != nullptr && !stated.empty() && stated == hash(digest, stamped);
  if (!fits) out.cms.findings.emplace_back("timestamp.imprint");
  return true;
}

}  // namespace

CmsFacts readCms(std::string_view contents, const Covered& covered, bool cades,
                 const std::function<Bytes()>& sha256, CertificateMemory* memory) {
  Reader reader({NID_pkcs7_data, true, cades}, memory);
  if (reader.open(contents)) return reader.read({covered, sha256});
  ssl::drainErrors();
  CmsFacts out;
  out.findings.emplace_back("cms.malformed");
  return out;
}

std::optional<TokenFacts> readToken(std::string_view contents, const Covered& stamped,
                                    const std::function<Bytes()>& sha256, CertificateMemory* memory) {
  Reader reader({NID_id_smime_ct_TSTInfo, false, true}, memory);
  TokenFacts out;
  if (!reader.open(contents)) {
    ssl::drainErrors();
    return std::nullopt;
  }
  out.cms = reader.read({{reader.content(), {}}, {}});
  const bool readable = readInfo(reader.content(), {stamped, sha256}, out);
  ssl::drainErrors();
  if (!readable) return std::nullopt;
  if (out.cms.signer && !out.cms.signer->stampsTimeOnly()) out.cms.findings.emplace_back("timestamp.usage");
  return out;
}

}  // namespace tdkt::signing::cms
