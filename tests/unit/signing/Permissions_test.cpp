// What a signature allows and forbids for those after it.

#include "signing/cms/CmsBuilder.h"
#include "signing/cms/Digest.h"
#include "signing/pdf/Increment.h"
#include "tests/unit/signing/AttackBases.h"

namespace tdkt::signing {
namespace {

using pdf::Array;
using pdf::at;
using pdf::Dictionary;
using pdf::Name;
using pdf::Value;

/// A page with empty, named signature fields, and one more "First" with a lock.
Bytes formWithLock(const Dictionary& lock) {
  const Bytes source = fakes::smallPdf();
  const auto file = pdf::File::open(source);
  pdf::Increment increment(*file);
  const pdf::Ref page = file->pages()->front();
  Array fields;
  for (const char* name : {"First", "Second", "Third"}) {
    Dictionary widget{{"Type", Name{"Annot"}},
                      {"Subtype", Name{"Widget"}},
                      {"FT", Name{"Sig"}},
                      {"T", pdf::textString(name)},
                      {"P", page},
                      {"F", std::int64_t{132}},
                      {"Rect", Array{std::int64_t{0}, std::int64_t{0}, std::int64_t{0}, std::int64_t{0}}}};
    if (std::string(name) == "First") widget["Lock"] = lock;
    fields.emplace_back(increment.add(widget));
  }
  Dictionary changed = *file->dictionary(page);
  changed["Annots"] = fields;
  increment.replace(page, changed);
  Dictionary catalog = file->catalog();
  catalog["AcroForm"] = Dictionary{{"Fields", fields}, {"SigFlags", std::int64_t{3}}};
  increment.replace(*at(file->trailer(), "Root").as<pdf::Ref>(), catalog);
  return increment.write().pdf;
}

}  // namespace

class Permissions : public Signed {
 protected:
  Result<PreparedSignature> prepare(const Bytes& pdf, const SignatureSpec& how) {
    return signer.prepare(SigningJobId("job"), pdf, pki().holder(organisation())->chain(), how);
  }
  Error refusal(const Bytes& pdf, const SignatureSpec& how) {
    const auto out = prepare(pdf, how);
    return out ? inputError("signed", "") : out.error();
  }
  SignatureSpec certifying() const {
    SignatureSpec out = spec("Certified");
    out.certify = true;
    return out;
  }
  SignatureSpec invisible(const std::string& field) const {
    SignatureSpec out = spec(field);
    out.box.reset();
    return out;
  }

  /// A real certification as final: our own one with its level changed before it was signed.
  Bytes certifiedAsFinal() {
    const auto key = pki().holder(organisation());
    auto prepared = *prepare(fakes::smallPdf(), certifying());
    prepared.pdf.replace(prepared.pdf.find("/P 2"), 4, "/P 1");
    const auto& r = prepared.range;
    const Bytes digest =
        cms::digestOf(prepared.algorithm.hash, prepared.pdf.substr(0, r[1]) + prepared.pdf.substr(r[2]));
    prepared.signedAttributes = *cms::signedAttributes(key->chain(), prepared.algorithm, digest);
    prepared.toSign.digest = cms::digestOf(prepared.algorithm.hash, prepared.signedAttributes);
    return *signer.complete(prepared, *key->sign(prepared.job, prepared.toSign));
  }
};

TEST_F(Permissions, ACertificationSaysWhatMayChangeAndStandsInTheCatalog) {
  const Bytes out = sign(fakes::smallPdf(), organisation(), certifying());
  EXPECT_EQ(verify(out).verdict, Verdict::kValid) << verify(out).toJson();
  const auto file = pdf::File::open(out);
  const Dictionary* permissions = file->dictionary(at(file->catalog(), "Perms"));
  ASSERT_NE(permissions, nullptr);
  const Dictionary* signature = file->dictionary(at(*permissions, "DocMDP"));
  ASSERT_NE(signature, nullptr);
  const Dictionary* reference = file->dictionary(file->array(at(*signature, "Reference"))->front());
  EXPECT_TRUE(at(*reference, "TransformMethod").isName("DocMDP"));
  EXPECT_TRUE(at(*file->dictionary(at(*reference, "TransformParams")), "P").isInteger(2));
}

TEST_F(Permissions, SigningAfterACertificationKeepsIt) {
  const Bytes certified = sign(fakes::smallPdf(), organisation(), certifying());
  const auto report = verify(sign(certified, chair(), invisible("Chair")));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(report.signatures.size(), 2U);
}

TEST_F(Permissions, OnlyTheFirstSignatureCanCertify) {
  EXPECT_EQ(refusal(once(), certifying()).code, "signing.certify.late");
}

TEST_F(Permissions, AnApprovalSignatureSetsNoPermissions) {
  EXPECT_EQ(once().find("/DocMDP"), Bytes::npos);
  EXPECT_EQ(once().find("/Perms"), Bytes::npos);
}

TEST_F(Permissions, AFileCertifiedAsFinalIsRefusedByNameOfItsSignature) {
  const Bytes final = certifiedAsFinal();
  ASSERT_EQ(verify(final).verdict, Verdict::kValid) << verify(final).toJson();
  const Error error = refusal(final, invisible("Chair"));
  EXPECT_EQ(error.code, "signing.pdf.locked");
  EXPECT_NE(error.detail.find("Certified"), std::string::npos) << error.detail;
  EXPECT_NE(error.detail.find("DocMDP P=1"), std::string::npos) << error.detail;
}

TEST_F(Permissions, AFieldsOwnLockIsWrittenIntoItsSignatureAndThenHolds) {
  const Bytes form = formWithLock({{"Type", Name{"SigFieldLock"}},
                                   {"Action", Name{"Include"}},
                                   {"Fields", Array{pdf::textString("Second")}}});
  const Bytes out = sign(form, chair(), invisible("First"));
  EXPECT_NE(out.find("/FieldMDP"), Bytes::npos);
  const Error error = refusal(out, invisible("Second"));
  EXPECT_EQ(error.code, "signing.pdf.locked");
  EXPECT_NE(error.detail.find("First locks this field"), std::string::npos) << error.detail;
  const auto report = verify(sign(out, organisation(), invisible("Third")));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
}

TEST_F(Permissions, ALockOfAllFieldsAllowsNoMoreSignature) {
  const Bytes out = sign(formWithLock({{"Action", Name{"All"}}}), chair(), invisible("First"));
  for (const char* name : {"Second", "New"})
    EXPECT_EQ(refusal(out, invisible(name)).code, "signing.pdf.locked");
}

TEST_F(Permissions, ALockOfAllButSomeAllowsThose) {
  const Bytes out =
      sign(formWithLock({{"Action", Name{"Exclude"}}, {"Fields", Array{pdf::textString("Third")}}}), chair(),
           invisible("First"));
  EXPECT_EQ(refusal(out, invisible("Second")).code, "signing.pdf.locked");
  EXPECT_TRUE(prepare(out, invisible("Third")));
  const auto report = verify(sign(out, organisation(), invisible("Third")));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
}

TEST_F(Permissions, ANewFieldThatALockNamesIsAChangeWhoeverSignsIt) {
  const Dictionary lock{{"Action", Name{"Exclude"}}, {"Fields", Array{pdf::textString("Allowed")}}};
  const Bytes out = sign(formWithLock(lock), chair(), invisible("First"));
  EXPECT_EQ(verify(sign(out, organisation(), invisible("Allowed"))).verdict, Verdict::kValid);
  EXPECT_EQ(refusal(out, invisible("Other")).code, "signing.pdf.locked");
  const auto carelessly = [&](const char* name) {
    CmsPlan plan{&organisation()};
    plan.more = {pki().issuing.own.certificate.get()};
    return verify(withField(out, {name, "Sig", "ETSI.CAdES.detached"},
                            [&](const Bytes& covered) { return detachedCms(covered, plan); }));
  };
  EXPECT_TRUE(hasReason(carelessly("Other"), "pdf.changed-after-signing"));
  EXPECT_FALSE(hasReason(carelessly("Allowed"), "pdf.changed-after-signing"));
}

}  // namespace tdkt::signing
