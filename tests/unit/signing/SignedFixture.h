#pragma once
// One PKI, two signers and the two-signature chain that most tests here start from.

#include <gtest/gtest.h>

#include "signing/PadesSigner.h"
#include "signing/Verifier.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/SmallPdf.h"
#include "tests/fakes/TestPki.h"

namespace tdkt::signing {

class Signed : public ::testing::Test {
 protected:
  static fakes::TestPki& pki() {
    static fakes::TestPki shared;  // keys take time to make and never change
    return shared;
  }
  static const fakes::Identity& chair() {
    static const fakes::Identity shared = pki().signer("Nguyễn Đức Thịnh", false);
    return shared;
  }
  static const fakes::Identity& organisation() {
    static const fakes::Identity shared = pki().signer("ỦY BAN NHÂN DÂN TỈNH AN HÒA");
    return shared;
  }

  SignatureSpec spec(const std::string& field, PageBox box = {1, 300, 200, 120, 60}) const {
    SignatureSpec out;
    out.field = field;
    out.box = box;
    out.reason = "Ban hành quyết định";
    out.claimedAt = pki().now;
    return out;
  }

  Bytes sign(const Bytes& pdf, const fakes::Identity& who, const SignatureSpec& how, bool stamped = false) {
    const auto key = pki().holder(who);
    const auto prepared = signer.prepare(SigningJobId("job"), pdf, key->chain(), how);
    EXPECT_TRUE(prepared) << prepared.error().code << " " << prepared.error().detail;
    const auto raw = key->sign(prepared->job, prepared->toSign);
    const auto out =
        stamped ? signer.completeWithTimeStamp(*prepared, *raw, stamper) : signer.complete(*prepared, *raw);
    EXPECT_TRUE(out) << out.error().code << " " << out.error().detail;
    return *out;
  }

  Bytes once(fakes::XrefStyle style = fakes::XrefStyle::kTable, int pages = 1) {
    return sign(fakes::smallPdf(style, pages), chair(), spec("Chair"));
  }
  Bytes twice(fakes::XrefStyle style = fakes::XrefStyle::kTable, int pages = 1) {
    const Bytes first = sign(fakes::smallPdf(style, pages), chair(), spec("Chair"), true);
    return sign(first, organisation(), spec("Organisation", {1, 240, 180, 100, 100}), true);
  }

  VerifyReport verify(const Bytes& pdf) {
    CrlSource crls = pki().crls();
    return Verifier(pki().trusted(), &crls).verify(pdf, pki().now);
  }
  VerifyReport verify(const Bytes& pdf, RevocationSource& source, UtcTime at) {
    return Verifier(pki().trusted(), &source).verify(pdf, at);
  }

  static bool hasReason(const VerifyReport& report, const std::string& code) {
    for (const Reason& reason : report.reasons) {
      if (reason.code == code) return true;
    }
    for (const SignatureReport& signature : report.signatures) {
      for (const Reason& reason : signature.reasons) {
        if (reason.code == code) return true;
      }
    }
    return false;
  }

  static bool hasNote(const VerifyReport& report, const std::string& code) {
    for (const SignatureReport& signature : report.signatures) {
      for (const Reason& note : signature.notes) {
        if (note.code == code) return true;
      }
    }
    return false;
  }

  PadesSigner signer;
  fakes::FixedRandom random;
  fakes::LocalServices services{pki()};
  HttpTimeStamper stamper{"tsa", {pki().root.certificate}, services, random};
};

}  // namespace tdkt::signing
