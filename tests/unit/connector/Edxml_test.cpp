#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "connector/office/edxml/Message.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/ZipOf.h"
#include "workflow/base/Bytes.h"

namespace tdkt::edxml {
namespace {

std::string fixture(const std::string& name) {
  std::ifstream in(std::string(TDKT_SOURCE_DIR) + "/tests/fixtures/edxml/" + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

bool warned(const Message& message, const std::string& code) {
  for (const std::string& warning : message.warnings) {
    if (warning.rfind(code, 0) == 0) return true;
  }
  return false;
}

// The sample with its first attachment's content exchanged.
std::string withContent(const std::string& base64) {
  const std::string sample = fixture("e08-literal-template-text.edxml");
  return replaced(sample, "{{base64 của tệp}}", base64);
}

using fakes::zipOf;

TEST(EdxmlParse, ReadsTheWholeSample) {
  const auto message = parse(fixture("e01-new-zip-and-raw.edxml"));
  ASSERT_TRUE(message) << message.error().code << message.error().detail;
  EXPECT_FALSE(message->isStatus);
  EXPECT_EQ(message->from.id, "H99.15");
  EXPECT_EQ(message->from.name, "Sở Nội vụ tỉnh Mẫu");
  ASSERT_EQ(message->to.size(), 1U);
  EXPECT_EQ(message->to[0].id, "H99.01");
  EXPECT_EQ(message->documentId, "H99.15,2026/11/20,118/TTr-SNV");
  EXPECT_EQ(message->codeNumber, "118");
  EXPECT_EQ(message->codeNotation, "TTr-SNV");
  EXPECT_EQ(isoDate(*message->promulgatedOn), "2026-11-20");
  EXPECT_EQ(isoDate(*message->dueDate), "2026-12-05");
  EXPECT_EQ(message->documentType, "Tờ trình");
  EXPECT_EQ(message->signerName, "Trần Văn Mẫu");
  EXPECT_EQ(message->business, BusinessType::kNew);
  EXPECT_TRUE(message->warnings.empty());
  ASSERT_EQ(message->attachments.size(), 2U);
  EXPECT_EQ(message->attachments[0].mediaType, "application/pdf");
  EXPECT_FALSE(message->attachments[0].wrapped);
  EXPECT_EQ(message->attachments[1].mediaType, "text/plain");
  EXPECT_TRUE(message->attachments[1].wrapped);
  EXPECT_EQ(message->attachments[1].name, "danh-sach.csv");
  EXPECT_EQ(message->attachments[1].bytes.rfind("Họ và tên,", 0), 0U);
}

TEST(EdxmlParse, ToleratesEverySendersOwnWay) {
  const auto reference = parse(fixture("e01-new-zip-and-raw.edxml"));
  ASSERT_TRUE(reference);
  for (const char* name :
       {"e02-other-order.edxml", "e02-no-prefix.edxml", "e02-prefixed-attachments-cid-swapped.edxml",
        "e02-xlink-manifest.edxml", "e02-no-namespace-declared.edxml", "e02-old-namespace-filler.edxml"}) {
    const auto message = parse(fixture(name));
    ASSERT_TRUE(message) << name << ": " << message.error().code << " " << message.error().detail;
    EXPECT_EQ(message->subject, reference->subject) << name;
    EXPECT_EQ(message->documentId, reference->documentId) << name;
    ASSERT_EQ(message->attachments.size(), 2U) << name;
    EXPECT_EQ(message->attachments[0].bytes, reference->attachments[0].bytes) << name;
    EXPECT_FALSE(warned(*message, "edxml.attachment.unlisted")) << name;
  }
  EXPECT_TRUE(warned(*parse(fixture("e02-old-namespace-filler.edxml")), "edxml.namespace"));
  EXPECT_EQ(parse(fixture("e02-old-namespace-filler.edxml"))->from.email, "");
}

TEST(EdxmlParse, TakesDocumentIdsAsTheyAre) {
  EXPECT_EQ(parse(fixture("e03-uuid-document-id.edxml"))->documentId, "3f0c1f7e-5a0e-4a40-9a53-9b7f3a6a2f11");
  EXPECT_EQ(parse(fixture("e03-dashed-document-id.edxml"))->documentId, "H99.15-2026-118");
}

TEST(EdxmlParse, TellsTheBusinessTypes) {
  for (const int type : {1, 2, 3}) {
    const auto message = parse(fixture("e04-business-" + std::to_string(type) + ".edxml"));
    ASSERT_TRUE(message);
    EXPECT_EQ(static_cast<int>(message->business), type);
    EXPECT_EQ(message->businessDocumentId, "H99.15,2026/11/20,118/TTr-SNV");
    EXPECT_FALSE(message->businessReason.empty());
  }
  EXPECT_EQ(parse(replaced(fixture("e04-business-1.edxml"), "DocType>1<", "DocType>7<")).error().field,
            "BussinessDocType");
}

TEST(EdxmlParse, ReadsStatusMessagesWithEitherFormOfCode) {
  const auto message = parse(fixture("e05-status-05.edxml"));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->isStatus);
  EXPECT_EQ(message->statusCode, "05");
  EXPECT_EQ(message->responseForOrganisation, "H99.15");
  EXPECT_EQ(message->responseForCode, "118/TTr-SNV");
  EXPECT_EQ(isoUtc(*message->timestamp), "2026-11-21T02:30:00Z");
  EXPECT_EQ(parse(fixture("e05-status-13-nested-code.edxml"))->responseForCode, "118/TTr-SNV");
}

TEST(EdxmlParse, KeepsEveryReceiver) {
  EXPECT_EQ(parse(fixture("e06-several-receivers.edxml"))->to.size(), 2U);
}

TEST(EdxmlParse, NeverCallsAPresentSignatureMoreThanPresent) {
  EXPECT_TRUE(parse(fixture("e10-signature-present.edxml"))->hasSignature);
  EXPECT_FALSE(parse(fixture("e01-new-zip-and-raw.edxml"))->hasSignature);
}

TEST(EdxmlParse, ADateItCannotReadIsNamedAndTimesAreVietnamese) {
  const auto message = parse(fixture("e11-odd-dates.edxml"));
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->promulgatedOn);
  EXPECT_TRUE(warned(*message, "edxml.date: PromulgationDate"));
  EXPECT_EQ(isoUtc(*message->timestamp), "2026-11-20T16:30:00Z");
}

TEST(EdxmlParse, RefusesWhatIsBrokenWithACodeOfItsOwn) {
  EXPECT_EQ(parse(fixture("e08-junk-before-declaration.edxml")).error().code, "edxml.malformed");
  EXPECT_EQ(parse(fixture("e08-truncated.edxml")).error().code, "edxml.malformed");
  EXPECT_EQ(parse(fixture("e08-external-entity.edxml")).error().code, "edxml.doctype");
  EXPECT_EQ(parse("<html/>").error().code, "edxml.root");
  EXPECT_EQ(parse("").error().code, "edxml.malformed");
  EXPECT_EQ(parse("<edXML/>").error().field, "MessageHeader");
  EXPECT_EQ(
      parse(replaced(fixture("e01-new-zip-and-raw.edxml"), "<edXML:OrganId>H99.15<", "<edXML:OrganId><"))
          .error()
          .field,
      "From/OrganId");
}

TEST(EdxmlParse, NamesTheAttachmentThatIsNotThere) {
  const auto absent = parse(fixture("e08-manifest-without-body.edxml"));
  EXPECT_EQ(absent.error().code, "edxml.attachment.missing");
  EXPECT_EQ(absent.error().field, "danh-sach.csv");
  const auto literal = parse(fixture("e08-literal-template-text.edxml"));
  EXPECT_EQ(literal.error().code, "edxml.attachment.base64");
  EXPECT_EQ(literal.error().field, "to-trinh-118.pdf");
}

TEST(EdxmlParse, AnUndeclaredEntityOrForeignEncodingIsRefused) {
  EXPECT_EQ(parse("<edXML>&foo;</edXML>").error().code, "edxml.malformed");
  EXPECT_EQ(parse("<?xml version=\"1.0\" encoding=\"UTF-7\"?><edXML/>").error().code, "edxml.malformed");
  EXPECT_EQ(parse(std::string_view("<\0e\0d\0", 6)).error().code, "edxml.malformed");
  EXPECT_EQ(parse("<edXML>\xff</edXML>").error().code, "edxml.malformed");
}

TEST(EdxmlParse, ADoctypeHiddenInAttachmentsOrAfterCommentsIsStillRefused) {
  EXPECT_EQ(parse("<!-- x --><!DOCTYPE edXML><edXML/>").error().code, "edxml.doctype");
  EXPECT_EQ(parse("<?xml version=\"1.0\"?><?pi <?><!DOCTYPE edXML []><edXML/>").error().code,
            "edxml.doctype");
}

TEST(EdxmlParse, StopsAtDepthAttributesAndEnvelopeSize) {
  std::string deep;
  for (int i = 0; i < 70; ++i) deep += "<a>";
  EXPECT_EQ(parse("<edXML>" + deep).error().code, "edxml.malformed");
  std::string wide = "<edXML";
  for (int i = 0; i < 300; ++i) wide += " a" + std::to_string(i) + "=\"\"";
  EXPECT_NE(parse(wide + "/>").error().detail.find("xml.attributes"), std::string::npos);
  EXPECT_EQ(parse(replaced(fixture("e01-new-zip-and-raw.edxml"), "Đề nghị khen 1", std::string(300'000, 'x')))
                .error()
                .code,
            "edxml.size");
  ParseLimits tiny;
  tiny.message = 100;
  EXPECT_EQ(parse(fixture("e01-new-zip-and-raw.edxml"), tiny).error().code, "edxml.size");
}

TEST(EdxmlParse, ReadsAThirtyMegabyteAttachmentOutsideTheTree) {
  const Bytes large = "%PDF-1.4\n" + std::string(30U << 20U, 'x');
  const auto message = parse(withContent(toBase64(large)));
  ASSERT_TRUE(message) << message.error().code << " " << message.error().detail;
  EXPECT_EQ(message->attachments[0].bytes.size(), large.size());
  ParseLimits limits;
  limits.attachment = 1000;
  EXPECT_EQ(parse(withContent(toBase64(large)), limits).error().code, "edxml.size");
}

TEST(EdxmlParse, AFileGivesTheSameAsItsOctetsWhateverItsSize) {
  const fakes::TemporaryFolder folder;
  const Bytes large = "%PDF-1.4\n" + std::string(3U << 20U, 'x') + "\n%%EOF";
  for (const Bytes& content :
       {Bytes("%PDF-1.4"), large, zipOf({{"a", large}}), zipOf({{"a", Bytes(5U << 20U, 'y')}})}) {
    const std::string xml = withContent(toBase64(content));
    std::ofstream(folder.file("m.edxml"), std::ios::binary) << xml;
    const auto whole = parse(xml);
    const auto file = parseFile(folder.file("m.edxml"), folder.file("incoming"));
    ASSERT_EQ(whole.ok(), file.ok()) << (file ? "" : file.error().code) << (whole ? "" : whole.error().code);
    if (!whole) {
      EXPECT_EQ(whole.error().code, file.error().code);
      continue;
    }
    const Attachment& one = file->attachments[0];
    EXPECT_EQ(one.file != nullptr, content.size() > storage::kSpoolInMemory || one.wrapped);
    EXPECT_EQ(*one.part(0, one.size()), whole->attachments[0].bytes);
    EXPECT_EQ(one.mediaType, whole->attachments[0].mediaType);
    EXPECT_EQ(one.wrapped, whole->attachments[0].wrapped);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("incoming")))
      << "what is not taken over goes with its message";
}

TEST(EdxmlParse, AFileIsRefusedByTheSameCodes) {
  const fakes::TemporaryFolder folder;
  for (const char* name :
       {"e08-external-entity.edxml", "e08-junk-before-declaration.edxml", "e08-literal-template-text.edxml",
        "e08-manifest-without-body.edxml", "e08-truncated.edxml"}) {
    const std::string path = std::string(TDKT_SOURCE_DIR) + "/tests/fixtures/edxml/" + name;
    EXPECT_EQ(parseFile(path, folder.file("incoming")).error().code, parse(fixture(name)).error().code)
        << name;
  }
  EXPECT_EQ(parseFile(folder.file("absent"), "").error().code, "xml.file");
}

TEST(EdxmlParse, Base64IsTheSameInPiecesOfAnySize) {
  const Bytes content = "%PDF-1.4 " + std::string(1000, 'z');
  const std::string base64 = toBase64(content);
  std::string broken;
  for (std::size_t i = 0; i < base64.size(); i += 3)
    broken += base64.substr(i, 3) + (i % 2 == 0 ? "\r\n" : " <!-- --> ");
  EXPECT_EQ(parse(withContent(broken))->attachments[0].bytes, content);
  EXPECT_EQ(parse(withContent(base64 + "QQ==")).error().code, "edxml.attachment.base64")
      << "octets after the padding";
  EXPECT_EQ(parse(withContent(base64.substr(0, base64.size() - 1))).error().code, "edxml.attachment.base64");
}

TEST(EdxmlParse, RefusesZipsThatAreNotOneHonestEntry) {
  const auto codeOf = [](const Bytes& zip) { return parse(withContent(toBase64(zip))).error().code; };
  EXPECT_EQ(codeOf(zipOf({{"a", "1"}, {"b", "2"}})), "edxml.attachment.zip");
  EXPECT_EQ(codeOf(zipOf({{"a", std::string(20U << 20U, '\0')}})), "edxml.attachment.zip");
  EXPECT_EQ(codeOf(zipOf({{"a", "1"}}, "x")), "edxml.attachment.zip");
  EXPECT_EQ(codeOf(zipOf({{"a", std::string(500, 'y')}}).substr(0, 40)), "edxml.attachment.zip");
}

TEST(EdxmlParse, NamesFromOutsideAreNeverPaths) {
  const std::string sample = replaced(withContent(toBase64("%PDF-1.4")), "to-trinh-118.pdf</AttachmentName",
                                      "../../etc/to\xE2\x80\xAEtrình.pdf</AttachmentName");
  EXPECT_EQ(parse(sample)->attachments[0].name, "totrình.pdf");
  EXPECT_EQ(parse(replaced(sample, "../../etc/to\xE2\x80\xAEtrình.pdf", "a/.."))->attachments[0].name,
            "Tệp đính kèm 1");
}

TEST(EdxmlParse, AnOfficeFileIsAFileOfItsOwnAndNotAWrapper) {
  const Bytes workbook = zipOf({{"[Content_Types].xml", "x"}, {"xl/workbook.xml", "x"}});
  const auto message = parse(withContent(toBase64(workbook)));
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->attachments[0].wrapped);
  EXPECT_NE(message->attachments[0].mediaType.find("spreadsheetml"), std::string::npos);
}

TEST(EdxmlWrite, AStatusReadsBackAndIsTheSameBytesEachTime) {
  StatusMessage status;
  status.from = {"H99.01", "UBND tỉnh Mẫu", "Văn phòng <UBND> & tỉnh", "", ""};
  status.forOrganisation = "H99.15";
  status.forCode = "118/TTr-SNV";
  status.forDate = parseIsoDate("2026-11-20");
  status.forDocumentId = "H99.15,2026/11/20,118/TTr-SNV";
  status.statusCode = "05";
  status.description = "Hồ sơ đang được Hội đồng xem xét";
  status.staff = "Phạm Thị Mẫu";
  status.department = "Ban Thi đua - Khen thưởng";
  status.timestamp = *parseIso("2026-11-21T09:30:00+07:00");
  const std::string xml = writeStatus(status);
  EXPECT_EQ(xml, writeStatus(status));
  EXPECT_NE(xml.find("<edXML:Timestamp>2026/11/21 09:30:00</edXML:Timestamp>"), std::string::npos);
  const auto back = parse(xml);
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_TRUE(back->isStatus);
  EXPECT_TRUE(back->warnings.empty());
  EXPECT_EQ(back->from.name, status.from.name);
  EXPECT_EQ(back->statusCode, "05");
  EXPECT_EQ(back->statusDescription, status.description);
  EXPECT_EQ(back->responseForDocumentId, status.forDocumentId);
  EXPECT_EQ(back->responseForCode, status.forCode);
  EXPECT_EQ(*back->timestamp, status.timestamp);
}

TEST(EdxmlWrite, ADocumentReadsBackZippedAndRaw) {
  const auto header = parse(fixture("e04-business-2.edxml"));
  ASSERT_TRUE(header);
  const std::vector<OutgoingAttachment> files = {
      {"Quyết định.pdf", "Quyết định", "application/pdf", "%PDF-1.4\n%%EOF", false},
      {"Danh sách.csv", "Danh sách", "text/csv", "a,b\n", true}};
  const auto xml = writeDocument(*header, files);
  ASSERT_TRUE(xml);
  EXPECT_EQ(*xml, *writeDocument(*header, files));
  const auto back = parse(*xml);
  ASSERT_TRUE(back) << back.error().code << " " << back.error().detail;
  EXPECT_TRUE(back->warnings.empty());
  EXPECT_EQ(back->documentId, header->documentId);
  EXPECT_EQ(back->subject, header->subject);
  EXPECT_EQ(back->business, BusinessType::kUpdate);
  EXPECT_EQ(back->businessDocumentId, header->businessDocumentId);
  EXPECT_EQ(back->dueDate, header->dueDate);
  ASSERT_EQ(back->attachments.size(), 2U);
  EXPECT_EQ(back->attachments[0].name, "Quyết định.pdf");
  EXPECT_EQ(back->attachments[0].bytes, files[0].bytes);
  EXPECT_TRUE(back->attachments[1].wrapped);
  EXPECT_EQ(back->attachments[1].bytes, "a,b\n");
}

TEST(EdxmlParse, ADocumentNamesTheDocumentsItAnswersInOneTextOrInTwoParts) {
  std::string xml = fixture("e01-new-zip-and-raw.edxml");
  const std::string end = "</edXML:MessageHeader>";
  const auto place = xml.find(end);
  ASSERT_NE(place, std::string::npos);
  xml.insert(place,
             "<edXML:ResponseFor><edXML:OrganId>H99.01</edXML:OrganId><edXML:Code>1234/UBND-NC</edXML:Code>"
             "</edXML:ResponseFor><edXML:ResponseFor><edXML:Code><edXML:CodeNumber>9</edXML:CodeNumber>"
             "<edXML:CodeNotation>UBND-TH</edXML:CodeNotation></edXML:Code></edXML:ResponseFor>"
             "<edXML:ResponseFor><edXML:OrganId>H99.01</edXML:OrganId></edXML:ResponseFor>");
  const auto message = parse(xml);
  ASSERT_TRUE(message) << message.error().detail;
  ASSERT_EQ(message->answers.size(), 2U);
  EXPECT_EQ(message->answers[0].organisation, "H99.01");
  EXPECT_EQ(message->answers[0].code, "1234/UBND-NC");
  EXPECT_EQ(message->answers[1].code, "9/UBND-TH");
}

}  // namespace
}  // namespace tdkt::edxml
