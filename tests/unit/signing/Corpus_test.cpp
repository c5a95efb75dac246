// Signing files that others made: what is sound can be signed, and no earlier signature changes its class.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "signing/pdf/File.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(TDKT_SOURCE_DIR).parent_path() / "shared/corpora/pdf";

/// Files that our reader opens and that must not or cannot be signed all the same, each with the reason.
const std::map<std::string, std::string> kRefused = {
    {"pyhanko/broken-objstream1.pdf", "signing.pdf.malformed: the page tree is broken"},
    {"pyhanko/broken-objstream6.pdf", "signing.pdf.malformed: the page tree is broken"},
    {"pyhanko/certified-with-indirect-refs-in-dir.pdf",
     "signing.pdf.locked: the signature in field Sig1 certifies the file as final (DocMDP P=1)"},
    {"pyhanko/circular-page-tree.pdf", "signing.pdf.malformed: the page tree is broken"},
    {"pyhanko/form-tree-circular-ref-input.pdf", "signing.pdf.malformed: the form's field tree is broken"},
    // its cross-reference table points beside the page
    {"pyhanko/minimal-annotless.pdf", "signing.pdf.malformed: the page tree is broken"},
    // pages must be indirect objects (ISO 32000-1 §7.7.3.3)
    {"pyhanko/page-tree-direct-kid.pdf", "signing.pdf.malformed: the page tree is broken"}};

Bytes readWhole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

std::vector<fs::path> corpusFiles() {
  std::vector<fs::path> out;
  std::error_code absent;
  for (fs::recursive_directory_iterator it(kCorpus, absent), end; !absent && it != end;
       it.increment(absent)) {
    if (it->is_regular_file()) out.push_back(it->path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Verdict and reasons of each signature, by field and order: its class.
std::vector<std::string> classesOf(const VerifyReport& report, std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(count, report.signatures.size()); ++i) {
    const SignatureReport& signature = report.signatures[i];
    std::string text = signature.field + " " + toString(signature.verdict);
    for (const Reason& reason : signature.reasons) text += " " + reason.code;
    out.push_back(text);
  }
  return out;
}

}  // namespace

class Corpus : public Signed {};

TEST_F(Corpus, EveryFileThatOpensIsSignedAndItsEarlierSignaturesKeepTheirClass) {
  const auto files = corpusFiles();
  if (files.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  const auto key = pki().holder(organisation());
  CrlSource crls = pki().crls();
  const Verifier verifier(pki().trusted(), &crls);
  std::size_t opened = 0;
  std::size_t signedBefore = 0;
  std::map<std::string, std::string> refused;
  for (const fs::path& path : files) {
    const std::string name = fs::relative(path, kCorpus).string();
    SCOPED_TRACE(name);
    const Bytes source = readWhole(path);
    if (!pdf::File::open(source)) continue;
    ++opened;
    SignatureSpec how = spec("TdktOrganisation");
    how.box.reset();
    const auto prepared = signer.prepare(SigningJobId("job"), source, key->chain(), how);
    if (!prepared) {
      refused[name] = prepared.error().code + ": " + prepared.error().detail;
      continue;
    }
    const auto out = signer.complete(*prepared, *key->sign(prepared->job, prepared->toSign));
    ASSERT_TRUE(out) << out.error().code;
    EXPECT_EQ(out->substr(0, source.size()), source);
    const VerifyReport before = verifier.verify(source, pki().now);
    const VerifyReport after = verifier.verify(*out, pki().now);
    signedBefore += before.signatures.empty() ? 0U : 1U;
    EXPECT_EQ(classesOf(after, before.signatures.size()), classesOf(before, before.signatures.size()));
    ASSERT_EQ(after.signatures.size(), before.signatures.size() + 1);
    EXPECT_EQ(after.signatures.back().verdict, Verdict::kValid) << after.toJson();
  }
  EXPECT_EQ(refused, kRefused);
  RecordProperty("opened", static_cast<int>(opened));
  RecordProperty("signedBefore", static_cast<int>(signedBefore));
  EXPECT_GT(signedBefore, 0U);
}

}  // namespace tdkt::signing
