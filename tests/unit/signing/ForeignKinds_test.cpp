// Lawful things that other products write and we did not: what we cannot check is not called wrong, and what
// changes nothing is not called a change.

#include "signing/pdf/Increment.h"
#include "tests/unit/signing/AttackBases.h"

namespace tdkt::signing {
namespace {

using pdf::at;
using pdf::Dictionary;
using pdf::Name;

/// The signer's certificate as if its key were another one, by the same issuer.
trust::CertificatePtr withKey(const fakes::Identity& who, EVP_PKEY* key, const fakes::Identity& issuer) {
  trust::CertificatePtr out(X509_dup(who.own.certificate.get()));
  if (X509_set_pubkey(out.get(), key) != 1 || X509_sign(out.get(), issuer.own.key.get(), EVP_sha256()) == 0)
    stopOnMisuse("a certificate cannot be changed");
  return out;
}

Bytes cmsWith(const Bytes& covered, const fakes::Identity& who, X509* shown, unsigned more) {
  const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | CMS_DETACHED | CMS_NOCERTS | more;
  const OwnedCms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags), CMS_ContentInfo_free);
  CMS_add1_signer(cms.get(), who.own.certificate.get(), who.own.key.get(), EVP_sha256(), flags);
  CMS_add1_cert(cms.get(), shown);
  const trust::BioPtr data(BIO_new_mem_buf(covered.data(), static_cast<int>(covered.size())));
  if (CMS_final(cms.get(), data.get(), nullptr, flags) != 1) stopOnMisuse("a CMS cannot be made");
  return trust::toDer(i2d_CMS_ContentInfo, cms.get());
}

}  // namespace

class ForeignKinds : public AttackBases {
 protected:
  /// A file with one signature of organisation() that shows `certificate`.
  VerifyReport judged(X509* certificate, unsigned more) {
    return verify(
        withField(fakes::smallPdf(), {"Signer", "Sig", "adbe.pkcs7.detached"},
                  [&](const Bytes& covered) { return cmsWith(covered, organisation(), certificate, more); }));
  }
  /// once() with one more revision.
  template <class Change>
  VerifyReport after(const Bytes& source, Change change) {
    const auto file = pdf::File::open(source);
    pdf::Increment increment(*file);
    Dictionary catalog = file->catalog();
    Dictionary form = *file->dictionary(at(catalog, "AcroForm"));
    change(increment, catalog, form);
    catalog["AcroForm"] = form;
    increment.replace(*at(file->trailer(), "Root").as<pdf::Ref>(), catalog);
    const Bytes prepared = increment.write().pdf;
    return verify(sign(prepared, organisation(), spec("Organisation", {1, 50, 50, 40, 40})));
  }
};

TEST_F(ForeignKinds, AnAlgorithmThatWeCannotCheckIsNotCalledWrong) {
  for (const char* kind : {"ED25519", "ED448"}) {
    const trust::KeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, kind));
    const auto report = judged(withKey(organisation(), key.get(), pki().issuing).get(), 0);
    EXPECT_EQ(report.verdict, Verdict::kIndeterminate) << report.toJson();
    EXPECT_TRUE(hasReason(report, "cms.unsupported-algorithm"));
    EXPECT_FALSE(hasReason(report, "cms.signature"));
  }
}

TEST_F(ForeignKinds, ASignatureWithoutSignedAttributesGetsThatReasonAndNoOther) {
  const auto report = judged(organisation().own.certificate.get(), CMS_NOATTR);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate) << report.toJson();
  EXPECT_TRUE(hasReason(report, "cms.signed-attributes"));
  for (const char* other : {"cms.digest", "cms.content-type", "cms.signature"})
    EXPECT_FALSE(hasReason(report, other)) << other;
}

TEST_F(ForeignKinds, ALaterSignerMaySayTheVersionAndBringAFontAlong) {
  const auto report = after(once(), [](pdf::Increment& increment, Dictionary& catalog, Dictionary& form) {
    catalog["Version"] = Name{"1.7"};
    catalog["Extensions"] = Dictionary{{"ADBE", Dictionary{{"BaseVersion", Name{"1.7"}}}}};
    const pdf::Ref font = increment.add(Dictionary{{"Type", Name{"Font"}}, {"Subtype", Name{"Type1"}}});
    form["DR"] = Dictionary{{"Font", Dictionary{{"Helv", font}}}};
  });
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
}

TEST_F(ForeignKinds, AFontOrAVersionThatWasThereMayNotBeExchanged) {
  const auto withFont = [&](const char* base, bool redrawn) {
    return [base, redrawn](pdf::Increment& increment, Dictionary& catalog, Dictionary& form) {
      const pdf::Ref font = increment.add(Dictionary{{"Type", Name{"Font"}}, {"BaseFont", Name{base}}});
      form["DR"] = Dictionary{{"Font", Dictionary{{base, font}, {"Helv", font}}}};
      if (redrawn) form["NeedAppearances"] = true;
      catalog["Version"] = Name{"1.7"};
    };
  };
  const auto source = [&](bool redrawn) {
    const Bytes plain = fakes::smallPdf();
    const auto file = pdf::File::open(plain);
    pdf::Increment increment(*file);
    Dictionary catalog = file->catalog();
    Dictionary form{{"Fields", pdf::Array{}}};
    withFont("Times", redrawn)(increment, catalog, form);
    catalog["AcroForm"] = form;
    increment.replace(*at(file->trailer(), "Root").as<pdf::Ref>(), catalog);
    return sign(increment.write().pdf, chair(), spec("Chair"));
  };
  const auto nothing = [](pdf::Increment&, Dictionary&, Dictionary&) {};
  EXPECT_EQ(after(source(true), nothing).verdict, Verdict::kValid);
  EXPECT_TRUE(hasReason(after(source(false), withFont("Courier", false)), "pdf.changed-after-signing"));
  const auto added = [](pdf::Increment& increment, Dictionary& catalog, Dictionary& form) {
    const auto font = increment.add(Dictionary{{"Type", Name{"Font"}}});
    Dictionary resources = *at(form, "DR").as<Dictionary>();
    Dictionary fonts = *at(resources, "Font").as<Dictionary>();
    fonts["New"] = font;
    resources["Font"] = fonts;
    form["DR"] = resources;
    catalog["Version"] = Name{"2.0"};
  };
  EXPECT_EQ(after(source(false), added).verdict, Verdict::kValid);
  EXPECT_TRUE(hasReason(after(source(true), added), "pdf.changed-after-signing"));
  EXPECT_TRUE(hasReason(after(source(false), [](pdf::Increment&, Dictionary& catalog,
                                                Dictionary&) { catalog.erase("Version"); }),
                        "pdf.changed-after-signing"));
}

}  // namespace tdkt::signing
