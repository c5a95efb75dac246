#pragma once
// What the attack campaigns share: signed files of many kinds, forged CMS, and a tally that fails the test as
// soon as one forgery is valid.

#include <openssl/cms.h>

#include <iostream>
#include <map>
#include <random>

#include "tests/fakes/RichPdf.h"
#include "tests/unit/signing/LongTerm.h"

namespace tdkt::signing {

using OwnedCms = std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)>;

struct Hole {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where the gap of the last (or first) signature is.
inline Hole holeOf(const Bytes& pdf, bool last = true) {
  const std::size_t key = last ? pdf.rfind("/ByteRange [") : pdf.find("/ByteRange [");
  std::size_t begin = 0;
  std::size_t end = 0;
  if (std::sscanf(pdf.c_str() + key + 12, "0 %zu %zu", &begin, &end) != 2) stopOnMisuse("no range");
  return {begin, end};
}

inline Bytes cmsIn(const Bytes& pdf, bool last = true) {
  const Hole hole = holeOf(pdf, last);
  return *fromHex(pdf.substr(hole.begin + 1, hole.end - hole.begin - 2));
}

inline Bytes withCms(Bytes pdf, const Bytes& der, bool last = true) {
  const Hole hole = holeOf(pdf, last);
  std::string digits = toHex(der);
  if (digits.size() > hole.end - hole.begin - 2) digits.resize(hole.end - hole.begin - 2);
  digits.resize(hole.end - hole.begin - 2, '0');
  return pdf.replace(hole.begin + 1, digits.size(), digits);
}

inline OwnedCms parsed(const Bytes& der) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(der.data());
  return {d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(der.size())), CMS_ContentInfo_free};
}

/// How detachedCms() signs.
struct CmsPlan {
  const fakes::Identity* by = nullptr;
  const fakes::Identity* also = nullptr;  ///< a second SignerInfo
  const EVP_MD* digest = EVP_sha256();
  bool pss = false;
  bool attached = false;
  bool named = true;  ///< with signing-certificate
  std::vector<X509*> more = {};
};

inline Bytes detachedCms(const Bytes& covered, const CmsPlan& plan) {
  const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP |
                         (plan.attached ? 0U : unsigned{CMS_DETACHED}) |
                         (plan.named ? unsigned{CMS_CADES} : 0U) | (plan.pss ? unsigned{CMS_KEY_PARAM} : 0U);
  const OwnedCms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags), CMS_ContentInfo_free);
  for (const fakes::Identity* who : {plan.by, plan.also}) {
    if (who == nullptr) continue;
    CMS_SignerInfo* signer =
        CMS_add1_signer(cms.get(), who->own.certificate.get(), who->own.key.get(), plan.digest, flags);
    if (signer == nullptr) stopOnMisuse("no signer");
    if (plan.pss) {
      EVP_PKEY_CTX* context = CMS_SignerInfo_get0_pkey_ctx(signer);
      EVP_PKEY_CTX_set_rsa_padding(context, 6);  // RSA_PKCS1_PSS_PADDING
    }
  }
  for (X509* one : plan.more) CMS_add1_cert(cms.get(), one);
  const trust::BioPtr data(BIO_new_mem_buf(covered.data(), static_cast<int>(covered.size())));
  if (CMS_final(cms.get(), data.get(), nullptr, flags) != 1) stopOnMisuse("a CMS cannot be made");
  return trust::toDer(i2d_CMS_ContentInfo, cms.get());
}

/// Counts what was tried by class; nothing tried may be valid.
class Tally {
 public:
  void refuse(const std::string& family, const VerifyReport& report, const std::string& what = {}) {
    ++tried_[family];
    if (report.verdict != Verdict::kValid) return;
    ++valid_;
    ADD_FAILURE() << family << " " << what << " is valid\n" << report.toJson();
  }
  int total() const {
    int out = 0;
    for (const auto& [family, count] : tried_) out += count;
    return out;
  }
  ~Tally() {
    for (const auto& [family, count] : tried_) std::cout << "  " << count << "\t" << family << "\n";
    std::cout << "  " << total() << "\tforgeries tried, " << valid_ << " valid\n";
  }

 private:
  std::map<std::string, int> tried_;
  int valid_ = 0;
};

struct Base {
  std::string name;
  Bytes file;
};

class AttackBases : public LongTerm {
 protected:
  static const fakes::Identity& rsaChair() {
    static const fakes::Identity shared = pki().signer("Chair with RSA", false);
    return shared;
  }
  static const fakes::Identity& stranger() {
    static const fakes::TestPki others;
    static const fakes::Identity shared = others.signer("Nguyễn Đức Thịnh");
    return shared;
  }

  SignatureSpec small(const std::string& field, int place) const {
    return spec(field, {1, 300.0 + 60 * place, 200, 100, 60});
  }

  /// Every kind of file we make ourselves: both cross-reference kinds and key kinds, one or two signatures,
  /// each level. All are valid before anybody bends them.
  const std::vector<Base>& bases() {
    static const std::vector<Base> shared = makeBases();
    return shared;
  }

  VerifyReport judge(const Bytes& file) const { return verifyOn(1, file); }

  /// A signature made by OpenSSL alone, with whatever keys an attacker (or another product) would write.
  Bytes foreign(const Bytes& pdf, FieldParts parts, CmsPlan plan) {
    parts.type = "Sig";
    if (parts.subFilter == "ETSI.RFC3161") parts.subFilter = "ETSI.CAdES.detached";
    plan.more = {pki().issuing.own.certificate.get()};
    return withField(pdf, parts, [&](const Bytes& covered) { return detachedCms(covered, plan); });
  }

  std::mt19937 dice{20261120};
  std::size_t roll(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice);
  }

 private:
  std::vector<Base> makeBases() {
    std::vector<Base> out;
    for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
      for (const fakes::Identity* who : {&organisation(), &rsaChair()}) {
        const std::string kind = std::string(style == fakes::XrefStyle::kTable ? "table" : "stream") +
                                 (who == &rsaChair() ? ", RSA, " : ", EC, ");
        const Bytes plain = fakes::richPdf(style);
        const Bytes basic = sign(plain, *who, small("Chair", 0));
        const Bytes first = sign(plain, *who, small("Chair", 0), true);
        const Bytes both = sign(first, organisation(), small("Organisation", 1), true);
        out.push_back({kind + "B-B", basic});
        out.push_back({kind + "two B-T", both});
        out.push_back({kind + "B-LT", longTerm(both)});
        out.push_back({kind + "B-LTA", archived(both)});
      }
    }
    return out;
  }
};

}  // namespace tdkt::signing
