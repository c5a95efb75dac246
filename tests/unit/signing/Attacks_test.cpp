// Every class of attack of pdf-insecurity.org that fits our files, made from our own fresh output. None may
// be valid.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "signing/pdf/Increment.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

using pdf::Array;
using pdf::Dictionary;
using pdf::File;
using pdf::Increment;
using pdf::Name;
using pdf::Ref;

/// Overwrites the text after `key` up to `end` with `text`, padded, so that no offset moves.
Bytes overwrite(Bytes pdf, const std::string& key, char end, std::string text) {
  const std::size_t from = pdf.rfind(key) + key.size();
  const std::size_t to = pdf.find(end, from);
  text.resize(to - from, ' ');
  return pdf.replace(from, to - from, text);
}

Bytes append(const Bytes& source, void (*change)(const File&, Increment&)) {
  const auto file = File::open(source);
  if (!file) stopOnMisuse("the source cannot be opened");
  Increment increment(*file);
  change(*file, increment);
  return increment.write().pdf;
}

Ref pageOf(const File& file) {
  return file.pages()->front();
}

const pdf::Field& fieldOf(const std::vector<pdf::Field>& fields) {
  return fields.front();
}

void changePageContents(const File& file, Increment& increment) {
  Dictionary page = *file.dictionary(pageOf(file));
  page["Contents"] = increment.addStream({}, "BT /F1 24 Tf 72 720 Td (Another decision) Tj ET");
  increment.replace(pageOf(file), page);
}

void replaceContentStream(const File& file, Increment& increment) {
  const Ref contents = *pdf::at(*file.dictionary(pageOf(file)), "Contents").as<Ref>();
  const Ref copy = increment.addStream({}, "BT ET");
  increment.replace(contents, Dictionary{{"Length", std::int64_t{0}}});
  static_cast<void>(copy);
}

void changePageTree(const File& file, Increment& increment, bool add) {
  const Ref root = *pdf::at(file.catalog(), "Pages").as<Ref>();
  Dictionary tree = *file.dictionary(root);
  Array kids = *file.array(pdf::at(tree, "Kids"));
  if (add) {
    kids.emplace_back(increment.add(*file.dictionary(pageOf(file))));
  } else {
    kids.pop_back();
  }
  tree["Count"] = static_cast<std::int64_t>(kids.size());
  tree["Kids"] = std::move(kids);
  increment.replace(root, tree);
}

void addPage(const File& file, Increment& increment) {
  changePageTree(file, increment, true);
}
void removePage(const File& file, Increment& increment) {
  changePageTree(file, increment, false);
}

void replaceReason(const File& file, Increment& increment) {
  const Ref value = *pdf::at(fieldOf(*file.fields()).dictionary, "V").as<Ref>();
  Dictionary signature = *file.dictionary(value);
  signature["Reason"] = pdf::textString("Something else");
  increment.replace(value, signature);
}

void replaceAppearance(const File& file, Increment& increment) {
  const auto fields = *file.fields();
  Dictionary widget = fieldOf(fields).dictionary;
  widget["AP"] = Dictionary{{"N", increment.addStream({{"Subtype", Name{"Form"}}}, "0 0 500 500 re f")}};
  increment.replace(fieldOf(fields).ref, widget);
}

void addAnnotation(const File& file, Increment& increment, Dictionary annotation) {
  Dictionary page = *file.dictionary(pageOf(file));
  Array list =
      file.array(pdf::at(page, "Annots")) == nullptr ? Array{} : *file.array(pdf::at(page, "Annots"));
  annotation["Rect"] = Array{std::int64_t{0}, std::int64_t{0}, std::int64_t{500}, std::int64_t{500}};
  annotation["AP"] = Dictionary{{"N", increment.addStream({{"Subtype", Name{"Form"}}}, "0 0 500 500 re f")}};
  list.emplace_back(increment.add(annotation));
  page["Annots"] = std::move(list);
  increment.replace(pageOf(file), page);
}

void sneakAnnotation(const File& file, Increment& increment) {
  addAnnotation(file, increment, {{"Type", Name{"Annot"}}, {"Subtype", Name{"Stamp"}}});
}

void sneakUnsignedField(const File& file, Increment& increment) {
  addAnnotation(file, increment,
                {{"Type", Name{"Annot"}},
                 {"Subtype", Name{"Widget"}},
                 {"FT", Name{"Sig"}},
                 {"T", pdf::textString("x")}});
}

void sneakForgedSignatureField(const File& file, Increment& increment) {
  const Ref value =
      increment.add(Dictionary{{"Type", Name{"Sig"}}, {"ByteRange", Array{}}, {"Contents", pdf::String{}}});
  const Ref field = increment.add(Dictionary{
      {"Subtype", Name{"Widget"}}, {"FT", Name{"Sig"}}, {"T", pdf::textString("x")}, {"V", value}});
  const Ref form = *pdf::at(file.catalog(), "AcroForm").as<Ref>();
  Dictionary changed = *file.dictionary(form);
  Array fields = *file.array(pdf::at(changed, "Fields"));
  fields.emplace_back(field);
  changed["Fields"] = std::move(fields);
  increment.replace(form, changed);
}

void addOpenAction(const File& file, Increment& increment) {
  Dictionary catalog = file.catalog();
  catalog["OpenAction"] = Dictionary{{"S", Name{"JavaScript"}}, {"JS", pdf::textString("app.alert(1)")}};
  increment.replace(*pdf::at(file.trailer(), "Root").as<Ref>(), catalog);
}

void dropForm(const File& file, Increment& increment) {
  Dictionary catalog = file.catalog();
  catalog.erase("AcroForm");
  increment.replace(*pdf::at(file.trailer(), "Root").as<Ref>(), catalog);
}

/// Signature wrapping: a second dictionary claims the old range and carries the old /Contents somewhere else.
void wrap(const File& file, Increment& increment) {
  const auto fields = *file.fields();
  Dictionary value = *file.dictionary(pdf::at(fieldOf(fields).dictionary, "V"));
  Dictionary widget = fieldOf(fields).dictionary;
  widget["V"] = increment.add(value);
  increment.replace(fieldOf(fields).ref, widget);
}

struct Attack {
  const char* name;
  void (*change)(const File&, Increment&);
};

constexpr Attack kIncremental[] = {
    {"page contents exchanged", changePageContents},
    {"content stream emptied", replaceContentStream},
    {"page added", addPage},
    {"page removed", removePage},
    {"reason replaced", replaceReason},
    {"appearance replaced", replaceAppearance},
    {"annotation sneaked in", sneakAnnotation},
    {"unsigned field sneaked in", sneakUnsignedField},
    {"forged signature field sneaked in", sneakForgedSignatureField},
    {"script added", addOpenAction},
    {"form dropped", dropForm},
    {"signature wrapped", wrap},
};

std::string rangeOf(const Bytes& pdf) {
  const std::size_t from = pdf.rfind("/ByteRange [") + 12;
  return pdf.substr(from, pdf.find(']', from) - from);
}

std::array<std::uint64_t, 4> numbersOf(const std::string& text) {
  std::istringstream in(text);
  std::array<std::uint64_t, 4> out{};
  for (auto& number : out) in >> number;
  return out;
}

}  // namespace

using Attacks = Signed;

TEST_F(Attacks, NoOctetOutsideTheSignaturesCanBeChanged) {
  const Bytes good = twice();
  ASSERT_EQ(verify(good).verdict, Verdict::kValid);
  const auto range = numbersOf(rangeOf(good));
  for (std::size_t i = 0; i < good.size(); i += 41) {
    if (i >= range[1] && i < range[2]) continue;  // the newest CMS is covered by its own test below
    Bytes bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x01);
    EXPECT_NE(verify(bad).verdict, Verdict::kValid) << "octet " << i;
  }
}

TEST_F(Attacks, NoSignedOctetOfTheCmsCanBeChanged) {
  const Bytes good = once();
  const auto range = numbersOf(rangeOf(good));
  const auto cms = *fromHex(good.substr(range[1] + 1, range[2] - range[1] - 2));
  const std::size_t used = cms.find_last_not_of('\0') + 1;
  // The signature value is the last thing in the CMS.
  Bytes bad = good;
  char& last = bad[range[1] + 1 + (used - 4) * 2];
  last = last == '0' ? '1' : '0';
  EXPECT_TRUE(hasReason(verify(bad), "cms.signature"));
  Bytes padded = good;
  padded[range[2] - 2] = '7';
  EXPECT_TRUE(hasReason(verify(padded), "cms.malformed"));
}

TEST_F(Attacks, IncrementalUpdatesThatChangeAnythingAreInvalid) {
  for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
    const Bytes good = twice(style, 2);
    for (const Attack& attack : kIncremental) {
      const VerifyReport report = verify(append(good, attack.change));
      EXPECT_EQ(report.verdict, Verdict::kInvalid) << attack.name << "\n" << report.toJson();
    }
  }
}

TEST_F(Attacks, AddedAndRemovedPagesAreNamed) {
  const Bytes good = twice(fakes::XrefStyle::kTable, 2);
  EXPECT_TRUE(hasReason(verify(append(good, addPage)), "pdf.page-count"));
  EXPECT_TRUE(hasReason(verify(append(good, removePage)), "pdf.page-count"));
}

TEST_F(Attacks, BrokenByteRangesAreInvalid) {
  const Bytes good = once();
  const auto r = numbersOf(rangeOf(good));
  const auto text = [](std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
    return std::to_string(a) + " " + std::to_string(b) + " " + std::to_string(c) + " " + std::to_string(d);
  };
  const std::vector<std::string> ranges = {
      text(0, r[1], r[2], r[3] + 1000),     // past the end
      text(0, r[1], r[1] - 50, r[3]),       // overlapping
      text(0, r[1] - 10, r[2], r[3]),       // the gap is too big
      text(0, r[1], r[2] + 10, r[3] - 10),  // too big behind
      text(0, r[1], r[2], r[3] - 20),       // ends inside the revision
      text(1, r[1] - 1, r[2], r[3]),        // does not begin at 0
      "0 " + std::to_string(good.size()),   // one range
      text(0, r[1], r[2], r[3]) + " 0 0",   // three ranges
      "0 -1 18446744073709551615 9",        // overflow
      "",
  };
  for (const std::string& range : ranges) {
    const VerifyReport report = verify(overwrite(good, "/ByteRange [", ']', range));
    EXPECT_EQ(report.verdict, Verdict::kInvalid) << range;
  }
}

TEST_F(Attacks, AForeignSignatureInTheHoleIsInvalid) {
  const Bytes good = once();
  const Bytes other = sign(fakes::smallPdf(fakes::XrefStyle::kTable, 2), chair(), spec("Chair"));
  const auto r = numbersOf(rangeOf(good));
  const auto o = numbersOf(rangeOf(other));
  Bytes bad = good;
  bad.replace(r[1], r[2] - r[1], other.substr(o[1], o[2] - o[1]));
  EXPECT_TRUE(hasReason(verify(bad), "cms.digest"));
}

TEST_F(Attacks, AppendedOctetsAreInvalid) {
  EXPECT_TRUE(hasReason(verify(once() + "garbage"), "pdf.trailing-bytes"));
  const Bytes good = once();
  const std::string pointer = good.substr(good.rfind("startxref"));
  EXPECT_EQ(verify(good + "% hidden\n" + pointer).verdict, Verdict::kInvalid);
}

TEST_F(Attacks, CuttingTheLastRevisionLeavesTheFirstSignatureOnly) {
  const Bytes first = once();
  const Bytes both = sign(first, organisation(), spec("Organisation"));
  EXPECT_EQ(verify(both.substr(0, first.size())).signatures.size(), 1U);
  EXPECT_NE(verify(both.substr(0, both.size() - 30)).verdict, Verdict::kValid);
}

TEST_F(Attacks, AFileWithoutSignatureOrWithoutSenseIsInvalid) {
  EXPECT_TRUE(hasReason(verify(fakes::smallPdf()), "pdf.no-signature"));
  EXPECT_TRUE(hasReason(verify(""), "pdf.malformed"));
  EXPECT_EQ(verify("%PDF-1.7\nstartxref\n9\n%%EOF").verdict, Verdict::kInvalid);
}

TEST_F(Attacks, DeepNestingIsRefusedWithoutExhaustingTheStack) {
  std::string deep = "%PDF-1.7\n";
  const std::size_t start = deep.size();
  deep += "xref\n0 0\ntrailer\n<</Root ";
  for (int i = 0; i < 100'000; ++i) deep += "<</A[";
  EXPECT_TRUE(hasReason(verify(deep + "\nstartxref\n" + std::to_string(start) + "\n%%EOF"), "pdf.malformed"));
}

TEST_F(Attacks, NoFileOfThePublicCorpusIsValidOrCrashesUs) {
  const std::filesystem::path corpus = std::filesystem::path(TDKT_SOURCE_DIR) / "../shared/corpora/pdf";
  if (!std::filesystem::exists(corpus)) GTEST_SKIP() << "../shared/corpora/pdf is not here";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const Bytes octets((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_NE(verify(octets).verdict, Verdict::kValid) << entry.path();
    const auto prepared =
        signer.prepare(SigningJobId("job"), octets, pki().holder(chair())->chain(), spec("Corpus-Chair"));
    if (prepared) {
      EXPECT_GT(prepared->pdf.size(), octets.size());
    }
  }
}

}  // namespace tdkt::signing
