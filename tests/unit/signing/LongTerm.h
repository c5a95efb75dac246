#pragma once
// Builds the long-term parts of a signed file for the verifier's tests: a DSS, document time-stamps. Tests
// bend every piece, so this is no place for the product's own Extender.

#include <openssl/cms.h>

#include <functional>
#include <string>
#include <vector>

#include "signing/pdf/Filters.h"
#include "signing/pdf/Increment.h"
#include "tests/fakes/TestPki.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {

/// What goes into a DSS, as DER.
struct DssParts {
  std::vector<Bytes> certificates;
  std::vector<Bytes> ocsps;
  std::vector<Bytes> crls;
  bool packed = false;         ///< streams with FlateDecode
  bool onlyInRelated = false;  ///< everything in a /VRI entry instead of the common lists
};

inline Bytes append(const Bytes& source,
                    const std::function<void(const pdf::File&, pdf::Increment&)>& change) {
  const auto file = pdf::File::open(source);
  if (!file) stopOnMisuse("the source cannot be opened");
  pdf::Increment increment(*file);
  change(*file, increment);
  return increment.write().pdf;
}

inline Bytes withDss(const Bytes& pdf, const DssParts& parts) {
  return append(pdf, [&](const pdf::File& file, pdf::Increment& increment) {
    const auto list = [&](const std::vector<Bytes>& items) {
      pdf::Array out;
      for (const Bytes& item : items) {
        pdf::Dictionary dictionary;
        if (parts.packed) dictionary["Filter"] = pdf::Name{"FlateDecode"};
        out.emplace_back(increment.addStream(dictionary, parts.packed ? pdf::deflate(item) : item));
      }
      return out;
    };
    pdf::Dictionary dss;
    if (const pdf::Dictionary* old = file.dictionary(pdf::at(file.catalog(), "DSS"))) dss = *old;
    const auto put = [&](pdf::Dictionary& store, const char* key, const std::vector<Bytes>& items) {
      pdf::Array all =
          file.array(pdf::at(store, key)) == nullptr ? pdf::Array{} : *file.array(pdf::at(store, key));
      for (pdf::Value& item : list(items)) all.push_back(std::move(item));
      if (!all.empty()) store[key] = std::move(all);
    };
    if (parts.onlyInRelated) {
      pdf::Dictionary related;
      put(related, "Cert", parts.certificates);
      put(related, "OCSP", parts.ocsps);
      put(related, "CRL", parts.crls);
      dss["VRI"] = pdf::Dictionary{{"0123456789ABCDEF0123456789ABCDEF01234567", increment.add(related)}};
    } else {
      put(dss, "Certs", parts.certificates);
      put(dss, "OCSPs", parts.ocsps);
      put(dss, "CRLs", parts.crls);
    }
    pdf::Dictionary catalog = file.catalog();
    catalog["DSS"] = increment.add(dss);
    increment.replace(*pdf::at(file.trailer(), "Root").as<pdf::Ref>(), catalog);
  });
}

/// A new signature field holding `contents` of a kind, made for the digest of what its range covers.
struct FieldParts {
  std::string name;
  std::string type = "DocTimeStamp";
  std::string subFilter = "ETSI.RFC3161";
  pdf::Array rect = {std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, std::int64_t{0}};
  pdf::Dictionary more = {};    ///< further keys of the signature dictionary
  pdf::Dictionary widget = {};  ///< further keys of the widget
};

inline Bytes withField(const Bytes& pdf, const FieldParts& parts,
                       const std::function<Bytes(const Bytes& covered)>& make) {
  constexpr std::size_t kRoom = 12000;
  const auto file = pdf::File::open(pdf);
  if (!file) stopOnMisuse("the source cannot be opened");
  pdf::Increment increment(*file);
  std::string more;
  for (const auto& [key, value] : parts.more) more += "\n/" + key + " " + pdf::serialize(value);
  const pdf::Ref value = increment.addBody(
      "<<\n/Type /" + parts.type + "\n/Filter /Adobe.PPKLite\n/SubFilter /" + parts.subFilter + more +
      "\n/ByteRange [" + std::string(48, ' ') + "]\n/Contents <" + std::string(kRoom * 2, '0') + ">\n>>");
  pdf::Dictionary widget{{"Type", pdf::Name{"Annot"}}, {"Subtype", pdf::Name{"Widget"}},
                         {"FT", pdf::Name{"Sig"}},     {"T", pdf::textString(parts.name)},
                         {"F", std::int64_t{132}},     {"V", value},
                         {"Rect", parts.rect}};
  widget["AP"] = pdf::Dictionary{{"N", increment.addStream({{"Subtype", pdf::Name{"Form"}}}, "")}};
  for (const auto& [key, item] : parts.widget) widget[key] = item;
  const pdf::Ref page = file->pages()->front();
  widget["P"] = page;
  const pdf::Ref field = increment.add(widget);
  pdf::Dictionary changed = *file->dictionary(page);
  pdf::Array annotations = file->array(pdf::at(changed, "Annots")) == nullptr
                               ? pdf::Array{}
                               : *file->array(pdf::at(changed, "Annots"));
  annotations.emplace_back(field);
  changed["Annots"] = std::move(annotations);
  increment.replace(page, changed);
  const pdf::Value& place = pdf::at(file->catalog(), "AcroForm");
  pdf::Dictionary form = file->dictionary(place) == nullptr ? pdf::Dictionary{} : *file->dictionary(place);
  pdf::Array fields =
      file->array(pdf::at(form, "Fields")) == nullptr ? pdf::Array{} : *file->array(pdf::at(form, "Fields"));
  fields.emplace_back(field);
  form["Fields"] = std::move(fields);
  form["SigFlags"] = std::int64_t{3};
  if (const pdf::Ref* ref = place.as<pdf::Ref>()) {
    increment.replace(*ref, form);
  } else {
    pdf::Dictionary catalog = file->catalog();
    catalog["AcroForm"] = increment.add(form);
    increment.replace(*pdf::at(file->trailer(), "Root").as<pdf::Ref>(), catalog);
  }
  auto written = increment.write();
  Bytes& out = written.pdf;
  const std::size_t body = written.bodies.at(value.number);
  const std::size_t hole = out.find("/Contents <", body) + 10;
  const std::size_t after = hole + kRoom * 2 + 2;
  std::string range =
      "0 " + std::to_string(hole) + " " + std::to_string(after) + " " + std::to_string(out.size() - after);
  range.resize(48, ' ');
  out.replace(out.find("/ByteRange [", body) + 12, 48, range);
  const Bytes contents = toHex(make(out.substr(0, hole) + out.substr(after)));
  if (contents.size() > kRoom * 2) stopOnMisuse("the hole is too small");
  out.replace(hole + 1, contents.size(), contents);
  return out;
}

inline Bytes restamped(const Bytes& token, const fakes::Identity& by);

/// `by` replaces the authority.
inline Bytes withDocumentStamp(const Bytes& pdf, const std::string& name, TimeStamper& stamper,
                               const fakes::Identity* by = nullptr) {
  return withField(pdf, {name}, [&](const Bytes& covered) {
    auto token = stamper.stamp(sha256(covered));
    if (!token) stopOnMisuse(token.error().code.c_str());
    return by == nullptr ? std::move(token).value() : restamped(*token, *by);
  });
}

/// A token with the TSTInfo of a good one, signed by somebody whom no library would let stamp.
inline Bytes restamped(const Bytes& token, const fakes::Identity& by) {
  const unsigned char* cursor = reinterpret_cast<const unsigned char*>(token.data());
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> good(
      d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(token.size())), CMS_ContentInfo_free);
  const trust::BioPtr info(BIO_new_mem_buf(ASN1_STRING_get0_data(*CMS_get0_content(good.get())),
                                           ASN1_STRING_length(*CMS_get0_content(good.get()))));
  constexpr unsigned kFlags = CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> out(
      CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags), CMS_ContentInfo_free);
  CMS_set1_eContentType(out.get(), OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
  CMS_add1_signer(out.get(), by.own.certificate.get(), by.own.key.get(), EVP_sha256(), kFlags);
  if (CMS_final(out.get(), info.get(), nullptr, kFlags) != 1) stopOnMisuse("a token cannot be forged");
  return trust::toDer(i2d_CMS_ContentInfo, out.get());
}

/// Files with everything that long-term validation needs, on one PKI whose clock can be set.
class LongTerm : public Signed {
 protected:
  static constexpr auto kDay = fakes::TestPki::kDay;

  UtcTime day(int count) const { return pki().now.plus(kDay * count); }

  DssParts evidence(const trust::Revocations& revoked = {}, int onDay = 0) const {
    DssParts out;
    out.certificates = {pki().issuing.certificate.der(), pki().root.certificate.der()};
    out.crls = {fakes::TestPki::crlOf(pki().root, {}, day(onDay)),
                fakes::TestPki::crlOf(pki().issuing, revoked, day(onDay))};
    return out;
  }
  Bytes ocspOf(const Certificate& certificate, const Certificate& issuer, int onDay = 0) {
    services.time = day(onDay);
    OcspSource source("ocsp", services, random);
    const auto answer = source.check(certificate, issuer, day(onDay));
    services.time = pki().now;
    return answer.der;
  }
  Bytes stampedOn(int onDay, const Bytes& pdf, const std::string& name) {
    services.time = day(onDay);
    Bytes out = withDocumentStamp(pdf, name, stamper);
    services.time = pki().now;
    return out;
  }
  Bytes longTerm(const Bytes& pdf) { return withDss(pdf, evidence()); }
  Bytes archived(const Bytes& pdf) { return stampedOn(1, longTerm(pdf), "Archive"); }

  /// Judged on that day with lists of that day, as an official has them.
  VerifyReport verifyOn(int onDay, const Bytes& pdf, const trust::Revocations& revoked = {}) const {
    CrlSource crls;
    pki().addCrls(crls, revoked, day(onDay));
    return Verifier(pki().trusted(), &crls).verify(pdf, day(onDay));
  }
  VerifyReport verifyAlone(int onDay, const Bytes& pdf) const {
    return Verifier(pki().trusted(), nullptr).verify(pdf, day(onDay));
  }
};

}  // namespace tdkt::signing
