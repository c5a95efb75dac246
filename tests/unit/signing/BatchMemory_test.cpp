// Files of a batch, which begin alike: judged with what was remembered of the others exactly as each alone.

#include "signing/pdf/Increment.h"
#include "tests/unit/signing/SignedFixture.h"
#include "workflow/base/HashedOctets.h"

namespace tdkt::signing {

class BatchMemory : public Signed {
 protected:
  /// What a template gives all files of a batch: more octets than BeginningMemory wants to see.
  static Bytes longBeginning() {
    const Bytes small = fakes::smallPdf();
    const auto file = pdf::File::open(small);
    pdf::Increment increment(*file);
    Bytes font;
    for (unsigned i = 0; i < 60'000; ++i) font += static_cast<char>((i * i + i / 7) % 251);
    increment.addStream({}, font);
    return increment.write().pdf;
  }
  Bytes once(int number) {
    SignatureSpec how = spec("Chair");
    how.reason = "Ban hành quyết định số " + std::to_string(number);
    return sign(beginning, chair(), how);
  }
  Bytes twice(int number) {
    return sign(once(number), organisation(), spec("Organisation", {1, 250, 200, 80, 80}));
  }

  /// The report with every memory warm, which must be that of a verifier which never saw a file.
  VerifyReport judged(const Bytes& pdf) {
    HashedOctets octets{Bytes(pdf)};
    beginnings.prepare(octets);
    auto report = warm.verify(octets, pki().now);
    const Verifier cold(pki().trusted(), &revocation);
    EXPECT_EQ(report.toJson(), cold.verify(pdf, pki().now).toJson());
    return report;
  }
  bool isKnown(const Bytes& pdf) {
    HashedOctets octets{Bytes(pdf)};
    beginnings.prepare(octets);
    return octets.known().which != nullptr;
  }

  const Bytes beginning = longBeginning();
  signing::CrlSource revocation = pki().crls();
  BeginningMemory beginnings;
  Verifier warm{pki().trusted(), &revocation};
};

TEST_F(BatchMemory, EveryFileIsJudgedAsIfItWereTheOnlyOne) {
  for (int i = 1; i <= 4; ++i) {
    const auto report = judged(twice(i));
    EXPECT_EQ(report.verdict, Verdict::kValid);
    EXPECT_EQ(report.signatures.size(), 2U);
  }
  EXPECT_TRUE(isKnown(twice(5))) << "or the test says nothing";
}

TEST_F(BatchMemory, AnObjectOfTheSharedBeginningThatIsReplacedLaterIsFound) {
  for (int i = 1; i <= 3; ++i) judged(twice(i));
  const Bytes good = twice(4);
  ASSERT_TRUE(isKnown(good));
  const auto file = pdf::File::open(good);
  const pdf::Dictionary* page = file->dictionary(pdf::Value(file->pages()->front()));
  const pdf::Ref* contents = pdf::at(*page, "Contents").as<pdf::Ref>();
  ASSERT_NE(contents, nullptr);
  pdf::Increment increment(*file);
  increment.replaceStream(*contents, {}, "BT (another text) Tj ET");
  const auto report = judged(increment.write().pdf);
  EXPECT_EQ(report.verdict, Verdict::kInvalid);
}

TEST_F(BatchMemory, AnOctetOfTheSharedBeginningThatIsChangedIsFound) {
  for (int i = 1; i <= 3; ++i) judged(twice(i));
  for (const std::size_t place : {100U, 1000U, 20'000U}) {
    Bytes bad = twice(4);
    bad[place] = static_cast<char>(bad[place] ^ 1);
    EXPECT_EQ(judged(bad).verdict, Verdict::kInvalid) << place;
  }
}

TEST_F(BatchMemory, ASignerRevokedMeanwhileIsNotBelievedBecauseHisPathIsRemembered) {
  ASSERT_EQ(judged(twice(1)).verdict, Verdict::kValid);
  revocation = pki().crls({{organisation().certificate.serialHex(), pki().now.plus(-std::chrono::hours(1))}});
  EXPECT_EQ(judged(twice(2)).verdict, Verdict::kInvalid);
}

TEST_F(BatchMemory, TheNewRevisionAloneIsWhatTheWholeFileWouldHaveHadAtItsEnd) {
  const auto key = pki().holder(chair());
  HashedOctets source{Bytes(beginning)};
  const auto whole = signer.prepare(SigningJobId("job"), beginning, key->chain(), spec("Chair"));
  const auto after = signer.prepareAfter(SigningJobId("job"), source, key->chain(), spec("Chair"));
  ASSERT_TRUE(whole && after);
  EXPECT_EQ(after->toSign.digest, whole->toSign.digest);
  const Bytes raw = *key->sign(after->job, after->toSign);
  const Bytes expected = *signer.complete(*whole, raw);
  EXPECT_EQ(beginning + *signer.completeAfter(*after, source, raw, nullptr), expected);
  const auto stored = PreparedSignature::deserialize(after->serialize());
  EXPECT_EQ(beginning + *signer.completeAfter(*stored, source, raw, nullptr), expected) << "after a restart";
}

TEST_F(BatchMemory, ARevisionOfAnotherFileIsRefused) {
  const auto key = pki().holder(chair());
  HashedOctets source{Bytes(beginning)};
  const auto made = signer.prepareAfter(SigningJobId("job"), source, key->chain(), spec("Chair"));
  const auto stored = PreparedSignature::deserialize(made->serialize());
  const Bytes raw = *key->sign(stored->job, stored->toSign);
  Bytes changed = beginning;
  changed[500] = static_cast<char>(changed[500] ^ 1);
  for (Bytes& wrong : std::vector<Bytes>{changed, beginning + " "}) {
    HashedOctets other(std::move(wrong));
    EXPECT_EQ(signer.completeAfter(*stored, other, raw, nullptr).error().code, "signing.prepared.malformed");
  }
}

}  // namespace tdkt::signing
