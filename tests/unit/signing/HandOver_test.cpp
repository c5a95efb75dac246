#include "signing/HandOver.h"

#include <gtest/gtest.h>

#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {

class HandOver : public Signed {
 protected:
  PreparedSignature prepared(std::optional<SignatureAlgorithm> algorithm = std::nullopt) {
    SignatureSpec how = spec("Chair");
    how.algorithm = algorithm;
    const auto key = pki().holder(chair());
    const auto made = signer.prepare(SigningJobId("job-1"), fakes::smallPdf(), key->chain(), how);
    EXPECT_TRUE(made) << made.error().code;
    // As the service has it after a restart: from its text.
    return *PreparedSignature::deserialize(made->serialize());
  }
  static std::string refusal(const HandedOver& handed, const fakes::Identity& who = chair()) {
    const auto checked = checkHandedOver(handed, who.certificate);
    return checked ? "" : checked.error().code;
  }
};

TEST_F(HandOver, WhatIsHandedOverPassesTheSignersCheckAndItsSignatureCompletesTheFile) {
  const PreparedSignature state = prepared();
  const auto handed = handOver(state);
  ASSERT_TRUE(handed) << handed.error().detail;
  EXPECT_EQ(handed->job.text(), "job-1");
  EXPECT_EQ(handed->digest, sha256(handed->signedAttributes));
  EXPECT_EQ(refusal(*handed), "");
  const auto raw = pki().holder(chair())->sign(handed->job, {handed->algorithm.hash, handed->digest});
  ASSERT_TRUE(raw);
  EXPECT_TRUE(isSignatureOf(*handed, chair().certificate, *raw));
  const auto out = signer.complete(state, *raw);
  ASSERT_TRUE(out) << out.error().code;
  EXPECT_EQ(verify(*out).verdict, Verdict::kValid);
}

TEST_F(HandOver, ADigestOfSomethingElseIsNotSigned) {
  HandedOver handed = *handOver(prepared());
  handed.digest = sha256("a contract nobody has seen");
  EXPECT_EQ(refusal(handed), "signing.handover.digest");
  handed.digest.resize(20);
  EXPECT_EQ(refusal(handed), "signing.handover.digest");
}

TEST_F(HandOver, AttributesThatSayAnythingElseThanThisDocumentAndThisCertificateAreNotSigned) {
  const HandedOver good = *handOver(prepared());
  const fakes::Identity deputy = pki().signer("Trần Văn Phó", false);
  EXPECT_EQ(refusal(good, deputy), "signing.handover.attributes") << "another certificate";
  HandedOver other = good;
  other.documentDigest = sha256("another document");
  EXPECT_EQ(refusal(other), "signing.handover.attributes");
  other = good;
  other.documentDigest += "\x01";
  EXPECT_EQ(refusal(other), "signing.handover.attributes");
  for (std::size_t i = 0; i < good.signedAttributes.size(); ++i) {
    other = good;
    other.signedAttributes[i] = static_cast<char>(other.signedAttributes[i] ^ 1);
    other.digest = sha256(other.signedAttributes);
    EXPECT_EQ(refusal(other), "signing.handover.attributes") << "octet " << i;
  }
}

TEST_F(HandOver, AnAlgorithmOfAnotherKindOfKeyIsToldBeforeAnythingElse) {
  HandedOver handed = *handOver(prepared());
  handed.algorithm = {Scheme::kEcdsa, Hash::kSha256};
  EXPECT_EQ(refusal(handed), "signing.algorithm.key");
}

TEST_F(HandOver, LongerHashesAreHandedOverWithTheirOwnDigests) {
  const auto handed = handOver(prepared(SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha512}));
  ASSERT_TRUE(handed);
  EXPECT_EQ(handed->documentDigest.size(), 64U);
  EXPECT_EQ(handed->digest.size(), 64U);
  EXPECT_EQ(refusal(*handed), "");
}

TEST_F(HandOver, OctetsOfAnyKindMayBeAskedAbout) {
  const HandedOver handed = *handOver(prepared());
  for (const Bytes& raw : {Bytes(), Bytes("x"), Bytes(256, '\0'), Bytes(100'000, '\xFF')})
    EXPECT_FALSE(isSignatureOf(handed, chair().certificate, raw));
}

TEST_F(HandOver, AStateThatLeavesItsFileOutOrWasChangedIsNotHandedOver) {
  PreparedSignature state = prepared();
  state.range[2] = state.pdf.size() + 1;
  EXPECT_EQ(handOver(state).error().code, "signing.prepared.malformed");
  state = prepared();
  state.base = 10;
  EXPECT_EQ(handOver(state).error().code, "signing.prepared.malformed");
}

}  // namespace tdkt::signing
