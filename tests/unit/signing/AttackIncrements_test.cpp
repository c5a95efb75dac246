// Incremental saving, shadow, sneaky annotations and fields, certification attacks: everything that appends a
// revision to a signed file.
#include <gtest/gtest.h>

#include "tests/unit/signing/AttackBases.h"

namespace tdkt::signing {
namespace {

using pdf::Array;
using pdf::at;
using pdf::Dictionary;
using pdf::File;
using pdf::Increment;
using pdf::Name;
using pdf::Ref;
using pdf::textString;
using pdf::Value;
using Is = fakes::RichObjects;

constexpr Ref ref(int number) {
  return {number, 0};
}
Value whole(std::int64_t number) {
  return Value(number);
}
Array box(std::int64_t x, std::int64_t y, std::int64_t right, std::int64_t top) {
  return {whole(x), whole(y), whole(right), whole(top)};
}

void edit(const File& file, Increment& out, const Ref& one, const std::function<void(Dictionary&)>& change) {
  Dictionary dictionary = *file.dictionary(one);
  change(dictionary);
  out.replace(one, dictionary);
}
void rewriteStream(Increment& out, int number, const std::string& octets, Dictionary keys = {}) {
  keys["Length"] = static_cast<std::int64_t>(octets.size());
  // Increment writes a replaced value only; a stream is smuggled in as its literal text.
  out.replaceBody(ref(number), pdf::serialize(keys) + "\nstream\n" + octets + "\nendstream");
}
Ref look(Increment& out) {
  return out.addStream({{"Subtype", Name{"Form"}}, {"BBox", box(0, 0, 500, 500)}}, "0 0 500 500 re f");
}
void annotate(const File& file, Increment& out, Dictionary annotation) {
  if (annotation.count("Rect") == 0) annotation["Rect"] = box(60, 600, 200, 640);
  annotation["Type"] = Name{"Annot"};
  annotation["AP"] = Dictionary{{"N", look(out)}};
  const Ref added = out.add(annotation);
  edit(file, out, ref(Is::kPage1), [&](Dictionary& page) {
    Array list = *file.array(at(page, "Annots"));
    list.emplace_back(added);
    page["Annots"] = list;
  });
}
void addField(const File& file, Increment& out, const Value& field) {
  edit(file, out, ref(Is::kForm), [&](Dictionary& form) {
    Array list = *file.array(at(form, "Fields"));
    list.push_back(field);
    form["Fields"] = list;
  });
}
pdf::Field signedField(const File& file) {
  const auto fields = file.fields();
  for (const pdf::Field& field : *fields) {
    if (field.signature) return field;
  }
  stopOnMisuse("no signature field");
}
void editSignature(const File& file, Increment& out, const char* key, const Value& value) {
  const Ref signature = *at(signedField(file).dictionary, "V").as<Ref>();
  edit(file, out, signature, [&](Dictionary& d) { d[key] = value; });
}
void editWidget(const File& file, Increment& out, const char* key, const Value& value) {
  edit(file, out, signedField(file).ref, [&](Dictionary& d) { d[key] = value; });
}
void editCatalog(const File& file, Increment& out, const char* key, const Value& value) {
  edit(file, out, ref(Is::kCatalog), [&](Dictionary& d) { d[key] = value; });
}
Dictionary signatureWidget(const std::string& name, const Value& value) {
  return {{"Subtype", Name{"Widget"}}, {"FT", Name{"Sig"}}, {"T", textString(name)}, {"V", value}};
}

struct Attack {
  const char* family;
  std::function<void(const File&, Increment&)> change;
};

std::vector<Attack> contentAttacks() {
  std::vector<Attack> out;
  for (const char* text : {"BT ET", "BT /F1 24 Tf 72 720 Td (Award: 900) Tj ET", "", "q Q"}) {
    out.push_back({"content exchanged", [=](const File& f, Increment& o) {
                     const Ref fresh = o.addStream({}, text);
                     edit(f, o, ref(Is::kPage1), [&](Dictionary& d) { d["Contents"] = fresh; });
                   }});
    out.push_back({"content appended", [=](const File& f, Increment& o) {
                     const Ref fresh = o.addStream({}, text);
                     edit(f, o, ref(Is::kPage1), [&](Dictionary& d) {
                       d["Contents"] = Array{Value(ref(Is::kContent1)), Value(fresh)};
                     });
                   }});
    for (const int number : {Is::kContent1, Is::kContent2, Is::kPicture, Is::kTextLook})
      out.push_back(
          {"stream overwritten", [=](const File&, Increment& o) { rewriteStream(o, number, text); }});
  }
  for (const char* font : {"Courier", "Symbol", "ZapfDingbats", "Times-Roman"})
    out.push_back({"font swap", [=](const File& f, Increment& o) {
                     edit(f, o, ref(Is::kFont), [&](Dictionary& d) { d["BaseFont"] = Name{font}; });
                   }});
  out.push_back({"font swap", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kFont), [&](Dictionary& d) {
                     d["Encoding"] = Dictionary{{"Differences", Array{whole(49), Value(Name{"nine"})}}};
                   });
                 }});
  out.push_back({"font swap", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kFont),
                        [&](Dictionary& d) { d["FontDescriptor"] = o.add(Dictionary{}); });
                 }});
  for (const char* key : {"MediaBox", "CropBox", "TrimBox"})
    out.push_back({"page box", [=](const File& f, Increment& o) {
                     edit(f, o, ref(Is::kPage1), [&](Dictionary& d) { d[key] = box(0, 0, 300, 300); });
                   }});
  out.push_back({"page box", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kPages), [&](Dictionary& d) { d["Rotate"] = whole(180); });
                 }});
  for (const bool add : {true, false})
    for (int at_ = 0; at_ < 2; ++at_)
      out.push_back({add ? "page added" : "page removed", [=](const File& f, Increment& o) {
                       edit(f, o, ref(Is::kPages), [&](Dictionary& d) {
                         Array kids = *f.array(at(d, "Kids"));
                         if (add) kids.insert(kids.begin() + at_, Value(ref(Is::kHiddenPage)));
                         if (!add) kids.erase(kids.begin() + at_);
                         d["Count"] = static_cast<std::int64_t>(kids.size());
                         d["Kids"] = kids;
                       });
                     }});
  out.push_back({"page exchanged", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kPages), [&](Dictionary& d) {
                     d["Kids"] = Array{Value(ref(Is::kHiddenPage)), Value(ref(Is::kPage2))};
                   });
                 }});
  out.push_back({"page exchanged", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kPages), [&](Dictionary& d) {
                     d["Kids"] = Array{Value(ref(Is::kPage2)), Value(ref(Is::kPage1))};
                   });
                 }});
  return out;
}

std::vector<Attack> shadowAttacks() {
  std::vector<Attack> out;
  out.push_back({"shadow: hide", [](const File&, Increment& o) { rewriteStream(o, Is::kPicture, ""); }});
  out.push_back({"shadow: hide", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kResources), [](Dictionary& d) { d.erase("XObject"); });
                 }});
  out.push_back({"shadow: hide", [](const File& f, Increment& o) {
                   editCatalog(f, o, "OCProperties",
                               Dictionary{{"OCGs", Array{Value(ref(Is::kLayer))}},
                                          {"D", Dictionary{{"OFF", Array{Value(ref(Is::kLayer))}}}}});
                 }});
  out.push_back({"shadow: hide", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kNote), [](Dictionary& d) { d["F"] = whole(2); });
                 }});
  out.push_back({"shadow: hide", [](const File&, Increment& o) { o.replace(ref(Is::kPicture), Value()); }});
  out.push_back({"shadow: replace", [](const File&, Increment& o) {
                   rewriteStream(o, Is::kTextLook, "BT /F1 12 Tf 2 4 Td (900) Tj ET",
                                 {{"Subtype", Name{"Form"}}, {"BBox", box(0, 0, 100, 20)}});
                 }});
  for (const char* key : {"V", "DV", "MK", "Rect"})
    out.push_back({"shadow: replace", [=](const File& f, Increment& o) {
                     edit(f, o, ref(Is::kTextField), [&](Dictionary& d) { d[key] = textString("900"); });
                   }});
  out.push_back({"shadow: replace", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kForm), [](Dictionary& d) { d["NeedAppearances"] = true; });
                 }});
  out.push_back({"shadow: hide and replace",
                 [](const File& f, Increment& o) { editCatalog(f, o, "Pages", ref(Is::kHiddenPages)); }});
  out.push_back({"shadow: hide and replace", [](const File& f, Increment& o) {
                   o.replace(ref(Is::kPages), *f.dictionary(ref(Is::kHiddenPages)));
                 }});
  out.push_back({"shadow: hide and replace", [](const File& f, Increment& o) {
                   o.replace(ref(Is::kPage1), *f.dictionary(ref(Is::kHiddenPage)));
                 }});
  return out;
}

std::vector<Attack> annotationAttacks() {
  std::vector<Attack> out;
  for (const char* kind :
       {"Stamp", "FreeText", "Square", "Highlight", "Redact", "Link", "Popup", "Ink", "Watermark"})
    for (const bool hidden : {false, true})
      out.push_back({"sneaky annotation", [=](const File& f, Increment& o) {
                       annotate(f, o, {{"Subtype", Name{kind}}, {"F", whole(hidden ? 2 : 4)}});
                     }});
  for (const char* type : {"Tx", "Btn", "Ch"})
    out.push_back(
        {"sneaky annotation", [=](const File& f, Increment& o) {
           annotate(f, o, {{"Subtype", Name{"Widget"}}, {"FT", Name{type}}, {"T", textString("x")}});
         }});
  out.push_back({"sneaky annotation", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kPage1), [](Dictionary& d) { d["Annots"] = Array{}; });
                 }});
  out.push_back({"sneaky annotation", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kNote), [](Dictionary& d) { d["Contents"] = textString("Forged"); });
                 }});
  return out;
}

std::vector<Attack> fieldAttacks() {
  std::vector<Attack> out;
  out.push_back(
      {"sneaky field", [](const File& f, Increment& o) { annotate(f, o, signatureWidget("x", Value())); }});
  out.push_back({"sneaky field: drawn but not in the form", [](const File& f, Increment& o) {
                   const Ref value = o.add(Dictionary{{"ByteRange", Array{}}, {"Contents", pdf::String{}}});
                   annotate(f, o, signatureWidget("x", value));
                 }});
  out.push_back({"sneaky field: forged value", [](const File& f, Increment& o) {
                   const Ref value = o.add(Dictionary{{"ByteRange", Array{}}, {"Contents", pdf::String{}}});
                   addField(f, o, o.add(signatureWidget("x", value)));
                 }});
  out.push_back({"sneaky field: shared value", [](const File& f, Increment& o) {
                   addField(f, o, o.add(signatureWidget("x", at(signedField(f).dictionary, "V"))));
                 }});
  out.push_back({"sneaky field: same name", [](const File& f, Increment& o) {
                   const Ref value = o.add(*f.dictionary(at(signedField(f).dictionary, "V")));
                   addField(f, o, o.add(signatureWidget(signedField(f).name, value)));
                 }});
  out.push_back({"sneaky field: text", [](const File& f, Increment& o) {
                   addField(f, o, o.add(Dictionary{{"FT", Name{"Tx"}}, {"T", textString("y")}}));
                 }});
  for (const char* key : {"Reason", "Name", "Location", "ContactInfo"})
    out.push_back({"reason replaced", [=](const File& f, Increment& o) {
                     editSignature(f, o, key, textString("Something else"));
                   }});
  out.push_back({"reason replaced", [](const File& f, Increment& o) {
                   editSignature(f, o, "M", textString("D:20200101000000Z"));
                 }});
  for (const char* key : {"ByteRange", "Contents", "SubFilter", "Filter", "Reference"})
    out.push_back({"signature dictionary changed",
                   [=](const File& f, Increment& o) { editSignature(f, o, key, Value()); }});
  for (const char* key : {"AP", "Rect", "F", "MK", "T", "FT"})
    out.push_back({"appearance of the signature", [=](const File& f, Increment& o) {
                     const std::string_view name = key;
                     Value value = Value(Name{"Btn"});
                     if (name == "AP") value = Dictionary{{"N", look(o)}};
                     if (name == "Rect") value = box(0, 0, 500, 800);
                     if (name == "F") value = whole(2);
                     if (name == "T") value = textString("Other");
                     editWidget(f, o, key, value);
                   }});
  out.push_back(
      {"appearance of the signature", [](const File& f, Increment& o) {
         const pdf::Field field = signedField(f);
         const Dictionary* ap = f.dictionary(at(field.dictionary, "AP"));
         rewriteStream(o, at(*ap, "N").as<Ref>()->number, "0 0 500 500 re f", {{"BBox", box(0, 0, 9, 9)}});
       }});
  out.push_back({"signature wrapped", [](const File& f, Increment& o) {
                   editWidget(f, o, "V", o.add(*f.dictionary(at(signedField(f).dictionary, "V"))));
                 }});
  out.push_back({"signature removed", [](const File& f, Increment& o) { editWidget(f, o, "V", Value()); }});
  out.push_back({"signature removed", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kForm), [](Dictionary& d) { d["Fields"] = Array{}; });
                 }});
  out.push_back(
      {"signature removed", [](const File& f, Increment& o) { editCatalog(f, o, "AcroForm", Value()); }});
  return out;
}

std::vector<Attack> catalogAttacks() {
  std::vector<Attack> out;
  const Dictionary script{{"S", Name{"JavaScript"}}, {"JS", textString("app.alert(1)")}};
  for (const char* key : {"OpenAction", "AA", "Names", "URI", "Outlines", "ViewerPreferences", "Perms",
                          "Legal", "Lang", "PageMode", "StructTreeRoot", "Collection", "Dests", "PageLabels"})
    out.push_back({"catalog changed", [=](const File& f, Increment& o) { editCatalog(f, o, key, script); }});
  for (const char* key : {"XFA", "DR", "DA", "Q", "CO"})
    out.push_back({"form changed", [=](const File& f, Increment& o) {
                     edit(f, o, ref(Is::kForm), [&](Dictionary& d) { d[key] = textString("0 g"); });
                   }});
  out.push_back({"link redirected", [](const File& f, Increment& o) {
                   edit(f, o, ref(Is::kLink), [&](Dictionary& d) {
                     d["A"] = Dictionary{{"S", Name{"URI"}}, {"URI", textString("https://evil.example/")}};
                   });
                 }});
  for (const char* key : {"Title", "Author", "Subject", "CreationDate"})
    out.push_back({"Info changed", [=](const File& f, Increment& o) {
                     edit(f, o, ref(Is::kInfo),
                          [&](Dictionary& d) { d[key] = textString("Another decision"); });
                   }});
  for (const char* packet :
       {"<x:xmpmeta><dc:title>Other</dc:title><xmp:ModifyDate>2026-11-20T15:04:05+07:00</xmp:ModifyDate></"
        "x:xmpmeta>",
        "<x:xmpmeta><dc:title>Decision</dc:title><xmp:ModifyDate>hidden words</xmp:ModifyDate></x:xmpmeta>",
        ""})
    out.push_back(
        {"XMP changed", [=](const File&, Increment& o) {
           rewriteStream(o, Is::kXmp, packet, {{"Type", Name{"Metadata"}}, {"Subtype", Name{"XML"}}});
         }});
  return out;
}

std::vector<Attack> allAttacks() {
  std::vector<Attack> out;
  for (const auto& group :
       {contentAttacks(), shadowAttacks(), annotationAttacks(), fieldAttacks(), catalogAttacks()})
    out.insert(out.end(), group.begin(), group.end());
  return out;
}

}  // namespace

using AttackIncrements = AttackBases;

TEST_F(AttackIncrements, TheFilesAreValidBeforeAnybodyBendsThem) {
  for (const Base& base : bases()) EXPECT_EQ(judge(base.file).verdict, Verdict::kValid) << base.name;
}

TEST_F(AttackIncrements, NoRevisionWithAForbiddenChangeIsValid) {
  Tally tally;
  const auto attacks = allAttacks();
  for (std::size_t i = 0; i < attacks.size(); ++i) {
    // Half of the files for each change: every kind of file still meets every family.
    for (std::size_t j = i % 2; j < bases().size(); j += 2)
      tally.refuse(attacks[i].family, judge(append(bases()[j].file, attacks[i].change)), bases()[j].name);
  }
  EXPECT_GT(tally.total(), 1000);
}

TEST_F(AttackIncrements, NoTwoChangesTogetherAreValid) {
  Tally tally;
  const auto attacks = allAttacks();
  for (int i = 0; i < 100; ++i) {
    const Base& base = bases()[roll(bases().size())];
    Bytes file = append(base.file, attacks[roll(attacks.size())].change);
    if (!pdf::File::open(file)->fields()) continue;
    file = withDss(file, evidence());
    tally.refuse("a change under fresh evidence", judge(file), base.name);
    tally.refuse("a change under a fresh time-stamp", judge(withDocumentStamp(file, "Cover", stamper)),
                 base.name);
  }
}

TEST_F(AttackIncrements, LawfulAdditionsStayValid) {
  for (const Base& base : bases()) {
    EXPECT_EQ(judge(withDss(base.file, evidence())).verdict, Verdict::kValid) << base.name;
    EXPECT_EQ(judge(stampedOn(1, base.file, "More")).verdict, Verdict::kValid) << base.name;
    EXPECT_EQ(judge(sign(base.file, rsaChair(), spec("Third", {2, 10, 10, 100, 60}))).verdict,
              Verdict::kValid);
    const auto dates = append(base.file, [](const File& f, Increment& o) {
      edit(f, o, ref(Is::kInfo), [](Dictionary& d) { d["ModDate"] = textString("D:20270101000000Z"); });
      rewriteStream(
          o, Is::kXmp,
          "<x:xmpmeta><dc:title>Decision</dc:title><xmp:ModifyDate>2027-01-01T00:00:00Z</xmp:ModifyDate>"
          "</x:xmpmeta>",
          {{"Type", Name{"Metadata"}}, {"Subtype", Name{"XML"}}});
    });
    EXPECT_EQ(judge(dates).verdict, Verdict::kValid) << base.name;
  }
}

TEST_F(AttackIncrements, LaterSignersCannotCoverThePageOrHideANote) {
  Tally tally;
  for (const Base& base : bases()) {
    const SignatureSpec large = spec("Cover", {1, 20, 100, 500, 700});
    tally.refuse("SSA: a picture over the page", judge(sign(base.file, rsaChair(), large)), base.name);
    const SignatureSpec note = spec("Cover", {1, 390, 690, 40, 40});
    tally.refuse("SSA: a picture over a note", judge(sign(base.file, rsaChair(), note)), base.name);
    FieldParts visible{"Cover"};
    visible.rect = box(60, 700, 200, 740);
    const Bytes stamped =
        withField(base.file, visible, [&](const Bytes& c) { return *stamper.stamp(sha256(c)); });
    tally.refuse("SSA: a visible time-stamp", judge(stamped), base.name);
    tally.refuse("SSA: a stranger signs", judge(sign(base.file, stranger(), small("Cover", 2))), base.name);
  }
}

TEST_F(AttackIncrements, CertificationIsEnforced) {
  Tally tally;
  for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
    for (const std::int64_t level : {1, 2, 3}) {
      FieldParts parts{"Certification"};
      parts.more["Reference"] = Array{Value(Dictionary{
          {"Type", Name{"SigRef"}},
          {"TransformMethod", Name{"DocMDP"}},
          {"TransformParams", Dictionary{{"Type", Name{"TransformParams"}}, {"P", whole(level)}}}})};
      const Bytes certified = foreign(fakes::richPdf(style), parts, {&rsaChair()});
      ASSERT_EQ(judge(certified).verdict, Verdict::kValid) << judge(certified).toJson();
      const auto next = judge(foreign(certified, {"Next"}, {&organisation()}));
      EXPECT_EQ(next.verdict == Verdict::kValid, level > 1) << level << next.toJson();
      EXPECT_EQ(judge(withDocumentStamp(withDss(certified, evidence()), "Stamp", stamper)).verdict,
                Verdict::kValid);
      for (const Attack& attack : annotationAttacks())
        tally.refuse("EAA: annotation on a certified file", judge(append(certified, attack.change)));
      for (const Attack& attack : fieldAttacks())
        tally.refuse("SSA: field in a certified file", judge(append(certified, attack.change)));
    }
  }
}

}  // namespace tdkt::signing
