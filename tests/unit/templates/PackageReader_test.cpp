#include <gtest/gtest.h>

#include "Layout.h"

namespace tdkt::templates {
namespace {

/// A whole small package with `part` as its flow.
std::string packageWith(const std::string& part, const std::string& fields = "") {
  return "<template form=\"x\" version=\"1\" title=\"x\">\n<fields><text name=\"a\"/><list name=\"l\"/>"
         "<table name=\"t\" columns=\"1\"/>" +
         fields +
         "</fields>\n<styles><style name=\"s\" size=\"12\"/></styles>\n"
         "<section width=\"210\" height=\"297\" top=\"20\" bottom=\"20\" left=\"30\" right=\"15\"><flow>\n" +
         part + "\n</flow></section>\n</template>";
}

TEST(PackageReader, ReadsAParagraphWithPlaceholdersAndFaces) {
  const auto package = readPackage(packageWith("<p style=\"s\">Số:\n   <b>{a}</b> <i>nghiêng</i></p>"));
  ASSERT_TRUE(package) << package.error().detail;
  const auto& pieces = std::get<Paragraph>(package->sections[0].flow[0].content).pieces;
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[0].literal, "Số: ");
  EXPECT_EQ(pieces[1].field, "a");
  EXPECT_TRUE(pieces[1].bold);
  EXPECT_TRUE(pieces[3].italic);
}

TEST(PackageReader, RefusesWhatItDoesNotKnowAndSaysTheLine) {
  const struct {
    const char* part;
    const char* reason;
  } rows[] = {{"<p style=\"s\">{b}</p>", "no field b"},
              {"<p style=\"z\">x</p>", "no style z"},
              {"<p style=\"s\" size=\"3\">x</p>", "unknown attribute size"},
              {"<p>x</p>", "p needs style"},
              {"<div/>", "div may not stand in flow"},
              {"free text", "text may not stand in flow"},
              {"<p style=\"s\">{a</p>", "{ without }"},
              {"<p style=\"s\">{l}</p>", "l is not a text"},
              {"<p style=\"s\">{item}</p>", "no field item"},
              {"<p style=\"s\">{a.count}</p>", "another kind"},
              {"<p style=\"s\" when=\"b\">x</p>", "no field b"},
              {"<each list=\"a\" style=\"s\">x</each>", "another kind"},
              {"<qr field=\"l\" size=\"20\"/>", "another kind"},
              {"<qr field=\"a\" size=\"wide\"/>", "size must be a number"},
              {"<qr field=\"a\" size=\"-4\"/>", "size must be a number"},
              {"<qr field=\"a\" size=\"nan\"/>", "size must be a number"},
              {"<grid name=\"t\" header-style=\"s\" group-style=\"s\" cell-style=\"s\"/>", "do not agree"},
              {"<?php x?>", "only elements"},
              {"<p style=\"s\" xmlns=\"urn:x\">x</p>", "namespaces"}};
  for (const auto& row : rows) {
    const auto package = readPackage(packageWith(row.part));
    ASSERT_FALSE(package) << row.part;
    EXPECT_EQ(package.error().code, "templates.package.malformed");
    const char* line = row.part[0] == '<' ? "line 5: " : "line 6: ";  // a free text is known by its end
    EXPECT_EQ(package.error().detail.rfind(line, 0), 0U) << package.error().detail;
    EXPECT_NE(package.error().detail.find(row.reason), std::string::npos) << package.error().detail;
  }
}

TEST(PackageReader, RefusesADocumentTypeAndItsEntities) {
  const std::string bomb =
      "<!DOCTYPE template [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + packageWith("");
  EXPECT_NE(readPackage(bomb).error().detail.find("document type"), std::string::npos);
  const std::string external =
      "<?xml version=\"1.0\"?><!DOCTYPE template SYSTEM \"file:///etc/passwd\">" + packageWith("");
  EXPECT_NE(readPackage(external).error().detail.find("document type"), std::string::npos);
}

TEST(PackageReader, RefusesADocumentTypeInAnotherEncoding) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : "<!DOCTYPE template [<!ENTITY a \"b\">]>" + packageWith("")) {
    utf16 += c;
    utf16 += '\0';
  }
  EXPECT_FALSE(readPackage(utf16));
}

TEST(PackageReader, RefusesFieldsAndStylesDeclaredTwice) {
  EXPECT_NE(readPackage(packageWith("", "<text name=\"a\"/>")).error().detail.find("declared twice"),
            std::string::npos);
  EXPECT_NE(readPackage(packageWith("", "<text name=\"item\"/>")).error().detail.find("bad field"),
            std::string::npos);
  EXPECT_NE(readPackage(packageWith("", "<text name=\"a b\"/>")).error().detail.find("bad field"),
            std::string::npos);
}

TEST(PackageReader, RefusesAnotherRootAndBrokenXml) {
  for (const char* bad : {"", "<form/>", "<template", "<template form=\"x\" version=\"1\" title=\"x\"/>"}) {
    EXPECT_EQ(readPackage(bad).error().code, "templates.package.malformed") << bad;
  }
}

TEST(PackageReader, RefusesAFileOfMoreThanAMebibyte) {
  EXPECT_FALSE(readPackage(packageWith("<!--" + std::string(1U << 20U, ' ') + "-->")));
}

TEST(FieldSetJson, RefusesShapesItDoesNotKnow) {
  for (const char* bad :
       {"[]", "{\"texts\":[]}", "{\"texts\":{\"a\":1}}", "{\"lists\":{\"a\":\"x\"}}", "{\"other\":{}}",
        "{\"tables\":{\"a\":{\"groups\":[{\"rows\":[[1]]}]}}}", "{\"tables\":{\"a\":[]}}"}) {
    const auto fields = fieldSetFromJson(bad);
    ASSERT_FALSE(fields) << bad;
    EXPECT_EQ(fields.error().code, "fields.shape") << bad;
  }
}

}  // namespace
}  // namespace tdkt::templates
