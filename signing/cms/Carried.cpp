#include "signing/cms/Carried.h"

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

using TstInfo = ssl::Owned<TS_TST_INFO, TS_TST_INFO_free>;
using Context = ssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

Error broken(const char* why) {
  ssl::drainErrors();
  return inputError("signing.extend.broken", why);
}

struct Opened {
  ssl::Cms cms;
  CMS_SignerInfo* signer = nullptr;
};

/// The hole is padded with zero octets, which DER does not mind.
Result<Opened> open(std::string_view contents) {
  Opened out;
  const unsigned char* cursor = ssl::octets(contents);
  out.cms.reset(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(contents.size())));
  if (!out.cms || OBJ_obj2nid(CMS_get0_type(out.cms.get())) != NID_pkcs7_signed)
    return broken("no signed data in /Contents");
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(out.cms.get());
  if (sk_CMS_SignerInfo_num(signers) != 1) return broken("not exactly one signer");
  out.signer = sk_CMS_SignerInfo_value(signers, 0);
  return out;
}

Result<Carried> carried(const Opened& opened) {
  std::vector<Certificate> certificates;
  const ssl::OwnedStack stack(CMS_get1_certs(opened.cms.get()));
  for (int i = 0; stack && i < sk_X509_num(stack.get()) && i < 64; ++i) {
    if (auto copy = ssl::copyOf(sk_X509_value(stack.get(), i))) certificates.push_back(std::move(*copy));
  }
  for (const Certificate& certificate : certificates) {
    if (CMS_SignerInfo_cert_cmp(opened.signer, ssl::shared(certificate)) != 0) continue;
    Carried out{
        certificate, certificates, ssl::toBytes(CMS_SignerInfo_get0_signature(opened.signer)), {}, {}};
    return out;
  }
  return broken("the signer's certificate is missing");
}

const EVP_MD* digestOf(const CMS_SignerInfo* signer) {
  X509_ALGOR* algorithm = nullptr;
  CMS_SignerInfo_get0_algs(const_cast<CMS_SignerInfo*>(signer), nullptr, nullptr, &algorithm, nullptr);
  return algorithm == nullptr ? nullptr : EVP_get_digestbyobj(algorithm->algorithm);
}

Bytes hash(const EVP_MD* digest, const Ranges& octets) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const Context context(EVP_MD_CTX_new());
  bool good = digest != nullptr && context && EVP_DigestInit_ex(context.get(), digest, nullptr) == 1;
  for (const std::string_view part : octets)
    good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  good = good && EVP_DigestFinal_ex(context.get(), out, &length) == 1;
  return good ? Bytes(reinterpret_cast<char*>(out), length) : Bytes();
}

/// The signed attributes are signed by the certificate and state this digest.
bool holds(const Opened& opened, const Certificate& signer, const Bytes& digest) {
  const auto* stated = static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(
      opened.signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
  if (stated == nullptr || digest.empty() || ssl::toBytes(stated) != digest) return false;
  CMS_SignerInfo_set1_signer_cert(opened.signer, ssl::shared(signer));
  return CMS_SignerInfo_verify(opened.signer) == 1;
}

std::optional<Bytes> tokenOf(CMS_SignerInfo* signer) {
  const int index = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1);
  if (index < 0) return std::nullopt;
  const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(signer, index), 0);
  if (value == nullptr || value->type != V_ASN1_SEQUENCE) return Bytes();
  return ssl::toBytes(value->value.sequence);
}

}  // namespace

Result<Carried> carriedBySignature(std::string_view contents, const Ranges& octets) {
  TDKT_ASSIGN(const Opened opened, open(contents));
  TDKT_ASSIGN(Carried out, carried(opened));
  if (CMS_is_detached(opened.cms.get()) != 1 ||
      !holds(opened, out.signer, hash(digestOf(opened.signer), octets)))
    return broken("the signature does not fit the file");
  out.timeStampToken = tokenOf(opened.signer);
  ssl::drainErrors();
  return out;
}

Result<Carried> carriedByToken(std::string_view contents, const Ranges& octets) {
  TDKT_ASSIGN(const Opened opened, open(contents));
  TDKT_ASSIGN(Carried out, carried(opened));
  ASN1_OCTET_STRING** inside = CMS_get0_content(opened.cms.get());
  if (inside == nullptr || *inside == nullptr) return broken("a time-stamp without content");
  const Bytes content = ssl::toBytes(*inside);
  if (!holds(opened, out.signer, hash(digestOf(opened.signer), {content, {}})))
    return broken("a time-stamp's signature does not fit");
  const unsigned char* cursor = ssl::octets(content);
  const TstInfo info(d2i_TS_TST_INFO(nullptr, &cursor, static_cast<long>(content.size())));
  if (!info) return broken("a time-stamp without TSTInfo");
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const EVP_MD* digest = EVP_get_digestbyobj(TS_MSG_IMPRINT_get_algo(imprint)->algorithm);
  const Bytes digested = hash(digest, octets);
  out.at = ssl::timeOf(TS_TST_INFO_get_time(info.get()));
  if (digested.empty() || digested != ssl::toBytes(TS_MSG_IMPRINT_get_msg(imprint)) || !out.at)
    return broken("a time-stamp is about other octets");
  ssl::drainErrors();
  return out;
}

}  // namespace tdkt::signing::cms
