#include "signing/cms/CmsBuilder.h"
#include "signing/cms/CmsReader.h"
#include "signing/cms/Digest.h"
#include "signing/cms/OpenSsl.h"
#include "tests/fakes/AnyKey.h"
#include "tests/unit/signing/Judges.h"
#include "tests/unit/signing/SignedFixture.h"
#include "workflow/base/Json.h"

namespace tdkt::signing {
namespace {

struct Case {
  const char* key;
  std::optional<SignatureAlgorithm> algorithm;
  const char* words;  ///< what OpenSSL calls the signature algorithm
};

const Case kCases[] = {
    {"RSA-2048", {}, "rsaEncryption"},
    {"RSA-3072", SignatureAlgorithm{Scheme::kRsaPkcs1, Hash::kSha384}, "rsaEncryption"},
    {"RSA-4096", SignatureAlgorithm{Scheme::kRsaPkcs1, Hash::kSha512}, "rsaEncryption"},
    {"RSA-2048", SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha256}, "rsassaPss"},
    {"RSA-3072", SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha384}, "rsassaPss"},
    {"RSA-2048", SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha512}, "rsassaPss"},
    {"P-256", {}, "ecdsa-with-SHA256"},
    {"P-384", {}, "ecdsa-with-SHA384"},
    {"P-521", {}, "ecdsa-with-SHA512"},
    {"P-256", SignatureAlgorithm{Scheme::kEcdsa, Hash::kSha512}, "ecdsa-with-SHA512"},
};

}  // namespace

class Algorithms : public Signed {
 protected:
  PreparedSignature prepare(KeyHolder& key, std::optional<SignatureAlgorithm> algorithm) {
    SignatureSpec how = spec("Signer");
    how.algorithm = algorithm;
    const auto prepared = signer.prepare(SigningJobId("job"), fakes::smallPdf(), key.chain(), how);
    EXPECT_TRUE(prepared) << prepared.error().code << " " << prepared.error().detail;
    return *prepared;
  }

  /// The CMS in the file's only hole.
  static Bytes cmsOf(const Bytes& pdf, const PreparedSignature& prepared) {
    return *fromHex(pdf.substr(prepared.range[1] + 1, prepared.range[2] - prepared.range[1] - 2));
  }
};

TEST_F(Algorithms, TheCmsIsWhatOpenSslWouldWriteItself) {
  const auto key = pki().holder(chair());
  const Bytes token = *stamper.stamp(sha256("x"));
  const Bytes ours = *cms::encode(key->chain(), key->algorithm(), sha256("content"), Bytes(256, 's'), token);
  const auto* cursor = reinterpret_cast<const unsigned char*>(ours.data());
  const ssl::Cms read(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(ours.size())));
  ASSERT_TRUE(read);
  EXPECT_EQ(cursor, reinterpret_cast<const unsigned char*>(ours.data()) + ours.size());
  CMS_SignerInfo* signed_ = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(read.get()), 0);
  EXPECT_EQ(CMS_signed_get_attr_count(signed_), 3);
  EXPECT_EQ(CMS_unsigned_get_attr_count(signed_), 1);
  EXPECT_EQ(ssl::toBytes(CMS_SignerInfo_get0_signature(signed_)), Bytes(256, 's'));
  EXPECT_EQ(ssl::encode(read.get(), i2d_CMS_ContentInfo), ours);
}

TEST_F(Algorithms, EveryKeyAndHashGivesASignatureThatOurVerifierAndOtherJudgesAccept) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(std::string(c.key) + " " + c.words);
    fakes::AnyKey key(pki(), c.key, c.algorithm);
    const PreparedSignature prepared = prepare(key, c.algorithm);
    EXPECT_EQ(prepared.toSign.hash, key.algorithm().hash);
    EXPECT_EQ(prepared.toSign.digest.size(), cms::sizeOf(key.algorithm().hash));
    const auto done = signer.complete(prepared, *key.sign(prepared.job, prepared.toSign));
    ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
    EXPECT_EQ(verify(*done).verdict, Verdict::kValid) << verify(*done).toJson();
    if (const auto poppler = judge("pdfsig", "-nocert", *done)) {
      EXPECT_EQ(countOf(*poppler, "Signature is Valid"), 1U) << *poppler;
    }
  }
}

TEST_F(Algorithms, TheCmsNamesTheAlgorithmAsTheRfcsAsk) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(std::string(c.key) + " " + c.words);
    fakes::AnyKey key(pki(), c.key, c.algorithm);
    const PreparedSignature prepared = prepare(key, c.algorithm);
    const Bytes pdf = *signer.complete(prepared, *key.sign(prepared.job, prepared.toSign));
    const std::string shown = printedCms(cmsOf(pdf, prepared));
    EXPECT_NE(shown.find(std::string("signatureAlgorithm: \n          algorithm: ") + c.words),
              std::string::npos)
        << shown;
    // RFC 5754 §2: a SHA-2 digest algorithm has no parameters.
    EXPECT_EQ(countOf(shown, "parameter: <ABSENT>") >= 2U, true) << shown;
    EXPECT_EQ(shown.find("signingTime"), std::string::npos);
  }
}

TEST_F(Algorithms, ThePssParametersNameHashMaskAndSaltInFull) {
  for (const auto& [hash, name, salt] :
       {std::tuple(Hash::kSha256, "sha256", "0x20"), std::tuple(Hash::kSha384, "sha384", "0x30"),
        std::tuple(Hash::kSha512, "sha512", "0x40")}) {
    const SignatureAlgorithm pss{Scheme::kRsaPss, hash};
    fakes::AnyKey key(pki(), "RSA-2048", pss);
    const Bytes contentDigest(cms::sizeOf(hash), '\x11');
    const auto encoded = cms::encode(key.chain(), pss, contentDigest, "signature", std::nullopt);
    ASSERT_TRUE(encoded);
    const std::string tree = printedAsn1(*encoded);
    const std::size_t at = tree.find("rsassaPss");
    ASSERT_NE(at, std::string::npos) << tree;
    const std::string parameters = tree.substr(at, 900);
    EXPECT_EQ(countOf(parameters.substr(0, parameters.find("OCTET STRING")), name), 2U) << parameters;
    EXPECT_NE(parameters.find("mgf1"), std::string::npos);
    EXPECT_NE(parameters.find(std::string("INTEGER           :") + (salt + 2)), std::string::npos)
        << parameters;
  }
}

TEST_F(Algorithms, AKeyForPssOnlySignsByPssWithoutBeingAsked) {
  fakes::AnyKey key(pki(), "RSA-PSS-2048");
  EXPECT_EQ(key.algorithm(), (SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha256}));
  const PreparedSignature prepared = prepare(key, std::nullopt);
  EXPECT_TRUE(signer.complete(prepared, *key.sign(prepared.job, prepared.toSign)));
}

TEST_F(Algorithms, AnAlgorithmThatTheKeyCannotDoIsRefusedBeforeAnything) {
  const auto code = [&](const char* kind, SignatureAlgorithm algorithm) {
    fakes::AnyKey key(pki(), kind);
    SignatureSpec how = spec("Signer");
    how.algorithm = algorithm;
    const auto out = signer.prepare(SigningJobId("job"), fakes::smallPdf(), key.chain(), how);
    return out ? std::string("signed") : out.error().code;
  };
  EXPECT_EQ(code("P-256", {Scheme::kRsaPss, Hash::kSha256}), "signing.algorithm.key");
  EXPECT_EQ(code("RSA-2048", {Scheme::kEcdsa, Hash::kSha256}), "signing.algorithm.key");
  EXPECT_EQ(code("RSA-PSS-2048", {Scheme::kRsaPkcs1, Hash::kSha256}), "signing.algorithm.key");
  EXPECT_EQ(code("RSA-1024", {Scheme::kRsaPkcs1, Hash::kSha256}), "signing.algorithm.key");
}

TEST_F(Algorithms, ASignatureBySomeOtherSchemeOfTheSameKeyIsRefused) {
  const SignatureAlgorithm pss{Scheme::kRsaPss, Hash::kSha256};
  const SignatureAlgorithm plain{Scheme::kRsaPkcs1, Hash::kSha256};
  fakes::AnyKey key(pki(), "RSA-2048", pss);
  const PreparedSignature prepared = prepare(key, plain);
  const auto done = signer.complete(prepared, *key.sign(prepared.job, prepared.toSign));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "signing.signature.mismatch");
}

TEST_F(Algorithms, TheAlgorithmSurvivesARestart) {
  const SignatureAlgorithm pss{Scheme::kRsaPss, Hash::kSha512};
  fakes::AnyKey key(pki(), "RSA-3072", pss);
  const PreparedSignature prepared = prepare(key, pss);
  const auto restored = PreparedSignature::deserialize(prepared.serialize());
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->algorithm, pss);
  EXPECT_EQ(restored->toSign.hash, Hash::kSha512);
  EXPECT_TRUE(signer.complete(*restored, *key.sign(restored->job, restored->toSign)));
}

TEST_F(Algorithms, AStateOfBeforeAlgorithmsCouldBeChosenIsStillCompleted) {
  for (const char* kind : {"RSA-2048", "P-384"}) {
    fakes::AnyKey key(pki(), kind);
    const SignatureAlgorithm then{defaultAlgorithm(key.chain().front()).scheme, Hash::kSha256};
    const PreparedSignature prepared = prepare(key, then);
    auto state = *json::parse(prepared.serialize(), {1U << 20U, 4});
    state["sha256"] = state["digest"];
    for (const char* later : {"scheme", "hash", "digest"}) state.erase(later);
    const auto restored = PreparedSignature::deserialize(state.dump());
    ASSERT_TRUE(restored) << restored.error().field;
    EXPECT_EQ(restored->algorithm, then);
    EXPECT_TRUE(signer.complete(*restored, *key.sign(restored->job, restored->toSign)));
  }
}

TEST_F(Algorithms, AStateWhoseRangeWasBentIsRefused) {
  fakes::AnyKey key(pki(), "P-256");
  const PreparedSignature good = prepare(key, std::nullopt);
  const Bytes raw = *key.sign(good.job, good.toSign);
  for (const std::uint64_t bent : {std::uint64_t{0}, UINT64_MAX, UINT64_MAX - 1, good.range[2]}) {
    PreparedSignature state = good;
    state.range[1] = bent;
    EXPECT_EQ(signer.complete(state, raw).error().code, "signing.prepared.malformed");
  }
}

}  // namespace tdkt::signing
