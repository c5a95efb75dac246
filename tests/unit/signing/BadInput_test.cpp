// Files that are none, or not whole, or made to hurt: a code and no crash, and nothing is changed.

#include <fstream>

#include "signing/Extender.h"
#include "signing/pdf/Filters.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

Bytes withCatalog(const std::string& catalog) {
  const std::string head = "%PDF-1.7\n1 0 obj\n";
  const std::string body = head + catalog + "\nendobj\n";
  return body +
         "xref\n0 2\n0000000000 65535 f\r\n0000000009 00000 n\r\ntrailer\n<</Size 2/Root 1 0 "
         "R>>\nstartxref\n" +
         std::to_string(body.size()) + "\n%%EOF\n";
}

/// Objects packed in a stream that inflates to far more than it is.
Bytes objectStreamBomb() {
  const std::string packed = pdf::deflate(std::string(100U << 20U, ' '));
  std::string out = "%PDF-1.7\n";
  const std::size_t stream = out.size();
  out += "1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + std::to_string(packed.size()) +
         ">>\nstream\n" + packed + "\nendstream\nendobj\n";
  const std::size_t start = out.size();
  std::string rows;
  const auto row = [&](char kind, std::size_t second, char third) {
    rows += kind;
    for (const unsigned shift : {16U, 8U, 0U}) rows += static_cast<char>((second >> shift) & 0xFFU);
    rows += third;
  };
  row(0, 0, 0);
  row(1, stream, 0);
  row(2, 1, 0);  // the catalog, inside the bomb
  row(1, start, 0);
  return out + "3 0 obj\n<</Type/XRef/W[1 3 1]/Size 4/Root 2 0 R/Length " + std::to_string(rows.size()) +
         ">>\nstream\n" + rows + "\nendstream\nendobj\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace

class BadInput : public Signed {
 protected:
  std::string codeOf(const Bytes& pdf) {
    const auto out =
        signer.prepare(SigningJobId("job"), pdf, pki().holder(organisation())->chain(), spec("S"));
    return out ? "signed" : out.error().code;
  }
};

TEST_F(BadInput, WhatIsNoSoundPdfIsRefusedByName) {
  EXPECT_EQ(codeOf(""), "signing.pdf.malformed");
  EXPECT_EQ(codeOf("%PDF-1.7\n"), "signing.pdf.malformed");
  EXPECT_EQ(codeOf(Bytes(100'000, '<')), "signing.pdf.malformed");
  EXPECT_EQ(codeOf(fakes::smallPdf() + "octets after the end"), "signing.pdf.malformed");
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "<</A ";
  EXPECT_EQ(codeOf(withCatalog(nested)), "signing.pdf.malformed");
  EXPECT_EQ(codeOf(withCatalog("<</Type/Catalog/Pages 1 0 R>>")), "signing.pdf.malformed");
}

TEST_F(BadInput, AStreamThatInflatesWithoutEndIsRefused) {
  EXPECT_EQ(codeOf(objectStreamBomb()), "signing.pdf.malformed");
}

TEST_F(BadInput, NoPrefixOfASignedFileCrashesAnything) {
  const Bytes whole = twice(fakes::XrefStyle::kStream);
  const fakes::FakeClock clock(services.time);
  CrlSource crls = pki().crls();
  const Extender extender({stamper, crls, {pki().root.certificate}, clock});
  std::size_t refused = 0;
  for (std::size_t length = 0; length < whole.size(); length += 499) {
    const Bytes part = whole.substr(0, length);
    refused += codeOf(part) == "signed" ? 0U : 1U;
    EXPECT_FALSE(extender.extend(part, Level::kLongTerm)) << length;
  }
  EXPECT_GT(refused, 50U);
}

TEST_F(BadInput, AFileOnDiskIsLeftAloneAndNothingAppearsBesideIt) {
  const fakes::TemporaryFolder folder;
  const std::string source = folder.file("source.pdf");
  const Bytes whole = fakes::smallPdf();
  std::ofstream(source, std::ios::binary) << whole;
  const auto key = pki().holder(organisation());
  const auto prepared = signer.prepareFile(SigningJobId("job"), source, key->chain(), spec("S"));
  ASSERT_TRUE(prepared);
  const std::string target = folder.file("target.pdf");
  const auto wrong = pki().holder(chair())->sign(prepared->job, prepared->toSign);
  EXPECT_EQ(signer.completeFile(*prepared, *wrong, source, target, nullptr).error().code,
            "signing.signature.mismatch");
  const auto raw = key->sign(prepared->job, prepared->toSign);
  services.away = true;
  EXPECT_EQ(signer.completeFile(*prepared, *raw, source, target, &stamper).error().kind,
            ErrorKind::kUnavailable);
  EXPECT_EQ(signer.completeFile(*prepared, *raw, source, folder.path() + "/none/x", nullptr).error().code,
            "signing.file.write");
  EXPECT_EQ(signer.completeFile(*prepared, *raw, folder.file("absent"), target, nullptr).error().code,
            "signing.file.read");
  EXPECT_EQ(signer.prepareFile(SigningJobId("job"), folder.path(), key->chain(), spec("S")).error().code,
            "signing.file.read");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 1U);
  std::ifstream in(source, std::ios::binary);
  EXPECT_EQ(Bytes(std::istreambuf_iterator<char>(in), {}), whole);
}

TEST_F(BadInput, AFileThatChangedSinceItWasPreparedIsNotCompleted) {
  const fakes::TemporaryFolder folder;
  const std::string source = folder.file("source.pdf");
  Bytes whole = fakes::smallPdf();
  std::ofstream(source, std::ios::binary) << whole;
  const auto key = pki().holder(organisation());
  const auto prepared = signer.prepareFile(SigningJobId("job"), source, key->chain(), spec("S"));
  const auto raw = key->sign(prepared->job, prepared->toSign);
  const auto code = [&] {
    const auto done = signer.completeFile(*prepared, *raw, source, source, nullptr);
    return done ? std::string("done") : done.error().code;
  };
  whole[whole.find("Decision")] = 'X';
  std::ofstream(source, std::ios::binary) << whole;
  EXPECT_EQ(code(), "signing.prepared.malformed");
  std::ofstream(source, std::ios::binary) << whole << "\n";
  EXPECT_EQ(code(), "signing.prepared.malformed");
  EXPECT_EQ(signer.complete(*prepared, *raw).error().code, "signing.prepared.malformed")
      << "a state without its file";
}

TEST_F(BadInput, OnDiskAndInMemoryGiveTheSameOctets) {
  const fakes::TemporaryFolder folder;
  for (const Bytes& whole : {fakes::smallPdf(), once(fakes::XrefStyle::kStream)}) {
    const std::string source = folder.file("source.pdf");
    std::ofstream(source, std::ios::binary) << whole;
    const auto key = pki().holder(chair());  // RSA with PKCS#1: the same signature each time
    const auto onDisk = signer.prepareFile(SigningJobId("job"), source, key->chain(), spec("S"));
    const auto inMemory = signer.prepare(SigningJobId("job"), whole, key->chain(), spec("S"));
    ASSERT_TRUE(onDisk && inMemory);
    EXPECT_EQ(onDisk->base, whole.size());
    EXPECT_EQ(onDisk->range, inMemory->range);
    EXPECT_EQ(onDisk->toSign.digest, inMemory->toSign.digest);
    const auto restored = PreparedSignature::deserialize(onDisk->serialize());
    ASSERT_TRUE(restored);
    const auto raw = key->sign(onDisk->job, onDisk->toSign);
    ASSERT_TRUE(signer.completeFile(*restored, *raw, source, source, nullptr));
    std::ifstream in(source, std::ios::binary);
    EXPECT_EQ(Bytes(std::istreambuf_iterator<char>(in), {}), *signer.complete(*inMemory, *raw));
  }
}

}  // namespace tdkt::signing
