// Universal forgery, broken ranges, wrapping, foreign and doubled signers, flipped octets: everything that
// bends the octets of a signed file instead of appending a clean revision.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "tests/unit/signing/AttackBases.h"

namespace tdkt::signing {
namespace {

std::string rangeText(const Bytes& pdf) {
  const std::size_t from = pdf.rfind("/ByteRange [") + 12;
  return pdf.substr(from, pdf.find(']', from) - from);
}

/// Overwrites the newest /ByteRange in place, padded, so that no offset moves.
Bytes withRange(Bytes pdf, std::string text) {
  const std::size_t from = pdf.rfind("/ByteRange [") + 12;
  text.resize(pdf.find(']', from) - from, ' ');
  return pdf.replace(from, text.size(), text);
}

Bytes renamed(Bytes pdf, const std::string& key, const std::string& other) {
  const std::size_t from = pdf.rfind(key);
  return from == Bytes::npos ? pdf : pdf.replace(from, key.size(), other);
}

std::string numberAround(std::uint64_t value, std::size_t choice) {
  switch (choice % 12) {
    case 0:
      return std::to_string(value + 1);
    case 1:
      return std::to_string(value - 1);
    case 2:
      return std::to_string(value / 2);
    case 3:
      return std::to_string(value + 1000000);
    case 4:
      return "-1";
    case 5:
      return "0";
    case 6:
      return "18446744073709551615";
    case 7:
      return std::to_string(value) + ".0";
    case 8:
      return "null";
    case 9:
      return "1 0 R";
    case 10:
      return "/" + std::to_string(value);
    default:
      return std::to_string(value) + " " + std::to_string(value);
  }
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

class AttackBytes : public AttackBases {
 protected:
  /// Files whose newest signature covers them whole.
  std::vector<Base> whole() {
    std::vector<Base> out;
    for (const Base& base : bases()) {
      if (base.name.find("B-LT") == std::string::npos || base.name.find("B-LTA") != std::string::npos)
        out.push_back(base);
    }
    return out;
  }
};

TEST_F(AttackBytes, NoBrokenRangeIsValid) {
  Tally tally;
  for (const Base& base : whole()) {
    const auto good = words(rangeText(base.file));
    for (std::size_t place = 0; place < 4; ++place) {
      for (std::size_t choice = 0; choice < 12; ++choice) {
        auto bad = good;
        bad[place] = numberAround(std::stoull(good[place]), choice);
        if (bad == good) continue;
        tally.refuse("ByteRange number",
                     judge(withRange(base.file, bad[0] + " " + bad[1] + " " + bad[2] + " " + bad[3])),
                     base.name);
      }
    }
    const std::string size = std::to_string(base.file.size());
    const std::vector<std::string> shapes = {std::string(),
                                             "0 " + size,
                                             "0 " + size + " 0 0",
                                             "0 10 10 10",
                                             "0 0 0 0",
                                             rangeText(base.file).substr(0, 30) + " 0 0",
                                             good[2] + " " + good[3] + " " + good[0] + " " + good[1]};
    for (const std::string& range : shapes)
      tally.refuse("ByteRange shape", judge(withRange(base.file, range)), base.name);
  }
}

TEST_F(AttackBytes, NoUniversalForgeryIsValid) {
  Tally tally;
  for (const Base& base : whole()) {
    for (const char* other : {"/ByteRanqe", "/XyteRange"})
      tally.refuse("USF: ByteRange away", judge(renamed(base.file, "/ByteRange", other)), base.name);
    for (const char* other : {"/Xontents ", "/Content/ "})
      tally.refuse("USF: Contents away", judge(renamed(base.file, "/Contents ", other)), base.name);
    tally.refuse("USF: SubFilter away", judge(renamed(base.file, "/SubFilter", "/SubFilteX")), base.name);
    const Hole hole = holeOf(base.file);
    for (const std::string& text :
         {std::string("00"), std::string("null"), std::string("("), std::string("<>")}) {
      Bytes bad = base.file;
      std::string fill = text;
      fill.resize(hole.end - hole.begin, text == "00" ? '0' : ' ');
      tally.refuse("USF: Contents emptied", judge(bad.replace(hole.begin, fill.size(), fill)), base.name);
    }
    tally.refuse("USF: Contents all zero", judge(withCms(base.file, {})), base.name);
    Bytes spaced = base.file;
    spaced[hole.end - 3] = ' ';
    tally.refuse("gap holds more than the signature", judge(spaced), base.name);
    Bytes comment = base.file;
    comment.replace(hole.end - 9, 9, ">%hidden!");
    tally.refuse("gap holds more than the signature", judge(comment), base.name);
  }
}

TEST_F(AttackBytes, NoWrappedSignatureIsValid) {
  Tally tally;
  for (const Base& base : whole()) {
    const auto r = words(rangeText(base.file));
    const std::size_t hole = std::stoull(r[1]);
    const std::size_t after = std::stoull(r[2]);
    const std::size_t tail = base.file.size() - after;
    for (const std::size_t room : {std::size_t{100}, std::size_t{5000}}) {
      for (const bool inside : {true, false}) {
        // The signed tail moves down; what the attacker wants to show stands between.
        Bytes evil = "\n9000 0 obj\n<</Evil true>>\nendobj\n";
        evil.resize(room, ' ');
        Bytes bad = base.file.substr(0, inside ? after - 1 : after) + evil + (inside ? ">" : "");
        const std::size_t moved = bad.size();
        bad += base.file.substr(after);
        tally.refuse("wrapping: tail moved", judge(bad), base.name);
        std::string range =
            "0 " + std::to_string(hole) + " " + std::to_string(moved) + " " + std::to_string(tail);
        tally.refuse("wrapping: tail moved, range mended", judge(withRange(bad, range)), base.name);
      }
    }
    const Bytes twiceOver = base.file + base.file.substr(base.file.rfind("startxref"));
    tally.refuse("octets appended", judge(twiceOver), base.name);
    tally.refuse("octets appended", judge(base.file + "\n% more"), base.name);
    tally.refuse("octets appended", judge(base.file + base.file), base.name);
    tally.refuse("octets before", judge("%PDF-1.7\n" + base.file), base.name);
    for (const char* body :
         {"5 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n", "1 0 obj\n<<>>\nendobj\n"}) {
      tally.refuse("incremental saving without xref", judge(base.file + body), base.name);
      tally.refuse("incremental saving without xref", judge(base.file + body + "%%EOF\n"), base.name);
      tally.refuse("incremental saving, trailer only",
                   judge(base.file + body + "trailer\n<</Size 30/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"),
                   base.name);
      tally.refuse("incremental saving, old startxref",
                   judge(base.file + body + base.file.substr(base.file.rfind("startxref"))), base.name);
    }
  }
}

TEST_F(AttackBytes, NoForeignOrDoubledSignerIsValid) {
  Tally tally;
  for (const Base& base : whole()) {
    const bool archive = base.name.find("B-LTA") != std::string::npos;
    const Hole hole = holeOf(base.file);
    const Bytes covered = base.file.substr(0, hole.begin) + base.file.substr(hole.end);
    const auto put = [&](const char* family, const Bytes& cms) {
      if (cms.size() * 2 > hole.end - hole.begin - 2) stopOnMisuse("the hole is too small");
      tally.refuse(family, judge(withCms(base.file, cms)), base.name);
    };
    put("CMS of a stranger", detachedCms(covered, {&stranger()}));
    put("CMS of a stranger", detachedCms(covered, {&pki().ocsp}));
    put("CMS over other data", detachedCms("other", {&rsaChair()}));
    put("CMS over other data", detachedCms("", {&rsaChair()}));
    put("two SignerInfos", detachedCms(covered, {&rsaChair(), &stranger()}));
    put("two SignerInfos", detachedCms(covered, {&stranger(), &rsaChair()}));
    put("two SignerInfos", detachedCms(covered, {&rsaChair(), &organisation()}));
    put("attached content", detachedCms("Award: 100", {&rsaChair(), nullptr, EVP_sha256(), false, true}));
    put("weak digest", detachedCms(covered, {&rsaChair(), nullptr, EVP_sha1()}));
    put("certificate not named",
        detachedCms(covered, {&rsaChair(), nullptr, EVP_sha256(), false, false, false}));
    if (!archive) {
      const OwnedCms doubled = parsed(cmsIn(base.file));
      CMS_add1_signer(doubled.get(), stranger().own.certificate.get(), stranger().own.key.get(), EVP_sha256(),
                      CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP);
      put("two SignerInfos", trust::toDer(i2d_CMS_ContentInfo, doubled.get()));
    }
    for (const Base& other : bases()) {
      if (cmsIn(other.file) != cmsIn(base.file))
        tally.refuse("CMS of another file", judge(withCms(base.file, cmsIn(other.file))));
    }
  }
}

TEST_F(AttackBytes, NoFlippedOctetUnderASignatureIsValid) {
  Tally tally;
  const auto files = whole();
  for (int i = 0; i < 600; ++i) {
    const Base& base = files[static_cast<std::size_t>(i) % files.size()];
    const Hole hole = holeOf(base.file);
    std::size_t place = roll(base.file.size());
    while (place >= hole.begin && place < hole.end) place = roll(base.file.size());
    Bytes bad = base.file;
    bad[place] = static_cast<char>(bad[place] ^ (1 << roll(8)));
    tally.refuse("octet flipped", judge(bad), base.name + " at " + std::to_string(place));
  }
}

TEST_F(AttackBytes, FlipsInsideTheHoleNeverChangeWhoSignedOrWhen) {
  int stillValid = 0;
  const auto files = whole();
  for (int i = 0; i < 300; ++i) {
    const Base& base = files[static_cast<std::size_t>(i) % files.size()];
    const Hole hole = holeOf(base.file);
    const std::size_t used = cmsIn(base.file).find_last_not_of('\0') + 1;
    Bytes bad = base.file;
    bad[hole.begin + 1 + roll(used * 2)] = "0123456789abcdef"[roll(16)];
    const VerifyReport report = judge(bad);
    if (report.verdict != Verdict::kValid) continue;
    ++stillValid;  // a hex digit may become itself, or stand in what nobody relies on
    const VerifyReport good = judge(base.file);
    ASSERT_EQ(report.signatures.size(), good.signatures.size());
    for (std::size_t j = 0; j < good.signatures.size(); ++j) {
      EXPECT_EQ(report.signatures[j].serial, good.signatures[j].serial);
      // A stamp stands outside of what is signed: it can be lost, but never tell another time.
      if (report.signatures[j].bestTime) {
        EXPECT_EQ(report.signatures[j].bestTime, good.signatures[j].bestTime);
      }
    }
  }
  std::cout << "  300 digits of a CMS changed, " << stillValid << " without effect\n";
  EXPECT_LT(stillValid, 150);
}

TEST_F(AttackBytes, CutFilesNeverCrashAndNeverGainASignature) {
  Tally tally;
  for (const Base& base : whole()) {
    std::set<std::size_t> ends;  // ends of revisions are whole files of their own
    for (std::size_t at = 0; (at = base.file.find("%%EOF\n", at)) != Bytes::npos; at += 6)
      ends.insert(at + 6);
    for (int i = 0; i < 25; ++i) {
      const std::size_t cut = roll(base.file.size());
      if (ends.count(cut) == 0 && ends.count(cut + 1) == 0)
        tally.refuse("file cut", judge(base.file.substr(0, cut)), base.name + " at " + std::to_string(cut));
    }
  }
}

TEST_F(AttackBytes, StrongKeysAndDigestsOfOtherMakersAreTaken) {
  const fakes::Identity p384 = pki().signerOn("P-384", "P-384");
  const fakes::Identity p521 = pki().signerOn("P-521", "P-521");
  const std::vector<CmsPlan> plans = {{&rsaChair(), nullptr, EVP_sha384()},
                                      {&rsaChair(), nullptr, EVP_sha512()},
                                      {&rsaChair(), nullptr, EVP_sha256(), true},
                                      {&rsaChair(), nullptr, EVP_sha512(), true},
                                      {&p384, nullptr, EVP_sha384()},
                                      {&p521, nullptr, EVP_sha512()}};
  for (const CmsPlan& plan : plans) {
    const auto report = judge(foreign(fakes::richPdf(fakes::XrefStyle::kTable), {"Other"}, plan));
    EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  }
}

TEST_F(AttackBytes, NoForgedFileOfThePublicCorpusIsValid) {
  const std::filesystem::path corpus = std::filesystem::path(TDKT_SOURCE_DIR) / "../shared/corpora/pdf";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "../shared/corpora/pdf is not here";
  Tally tally;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const Bytes octets((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    VerifyReport report = judge(octets);
    EXPECT_FALSE(report.toJson().empty() || report.toText().empty() || report.toHtml().empty());
    tally.refuse(entry.path().parent_path().filename().string(), report, entry.path().string());
  }
}

}  // namespace tdkt::signing
