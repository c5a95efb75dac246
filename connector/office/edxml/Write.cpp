#include <zip.h>

#include <cstdio>
#include <memory>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Bytes.h"

namespace tdkt::edxml {
namespace {

constexpr const char* kNamespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
constexpr std::size_t kBase64Line = 76;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (octet >= 0x20U || c == '\t' || c == '\n') {  // XML 1.0 has no form for the other controls
      out += c;
    }
  }
  return out;
}

/// Writes elements one after another with two blanks per level.
class Writer {
 public:
  Writer() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  Writer& open(const std::string& name, const std::string& attributes = {}) {
    indent();
    out_ += "<" + name + attributes + ">\n";
    open_.push_back(name);
    return *this;
  }
  Writer& close() {
    const std::string name = open_.back();
    open_.pop_back();
    indent();
    out_ += "</" + name + ">\n";
    return *this;
  }
  Writer& leaf(const std::string& name, std::string_view text) {
    indent();
    out_ += "<" + name + ">" + escaped(text) + "</" + name + ">\n";
    return *this;
  }
  Writer& leafUnlessEmpty(const std::string& name, std::string_view text) {
    return text.empty() ? *this : leaf(name, text);
  }
  std::string finish() {
    while (!open_.empty()) close();
    return std::move(out_);
  }

 private:
  void indent() { out_.append(open_.size() * 2, ' '); }
  std::string out_;
  std::vector<std::string> open_;
};

std::string e(const char* name) {
  return std::string("edXML:") + name;
}

std::string slashed(CivilDate day) {
  std::string out = isoDate(day);
  for (char& c : out) {
    if (c == '-') c = '/';
  }
  return out;
}

// "2026/11/21 09:30:00", Vietnam time, no zone: the form all receivers read.
std::string slashedTime(UtcTime at) {
  const std::string iso = isoVietnam(at);
  std::string out = slashed(vietnamDate(at));
  return out + " " + iso.substr(11, 8);
}

void writeOrganisation(Writer& xml, const char* role, const Organisation& organisation) {
  xml.open(e(role)).leaf(e("OrganId"), organisation.id);
  xml.leaf(e("OrganizationInCharge"), organisation.inCharge).leaf(e("OrganName"), organisation.name);
  xml.leafUnlessEmpty(e("OrganAdd"), organisation.address).leafUnlessEmpty(e("Email"), organisation.email);
  xml.close();
}

void openHeader(Writer& xml) {
  const std::string declaration = std::string(" xmlns=\"") + kNamespace + "\"";
  const std::string prefixed = std::string(" xmlns:edXML=\"") + kNamespace + "\"";
  xml.open("edXML", declaration)
      .open(e("edXMLEnvelope"), prefixed)
      .open(e("edXMLHeader"))
      .open(e("MessageHeader"));
}

void writeIdentity(Writer& xml, const Message& message) {
  xml.leaf(e("DocumentId"), message.documentId);
  xml.open(e("Code"))
      .leaf(e("CodeNumber"), message.codeNumber)
      .leaf(e("CodeNotation"), message.codeNotation)
      .close();
  xml.open(e("PromulgationInfo")).leaf(e("Place"), message.place);
  if (message.promulgatedOn) xml.leaf(e("PromulgationDate"), slashed(*message.promulgatedOn));
  xml.close();
  xml.open(e("DocumentType")).leaf(e("TypeName"), message.documentType).close();
  xml.leaf(e("Subject"), message.subject).leaf(e("Content"), message.content);
  xml.open(e("SignerInfo"))
      .leaf(e("Position"), message.signerPosition)
      .leaf(e("FullName"), message.signerName)
      .close();
  if (message.dueDate) xml.leaf(e("DueDate"), slashed(*message.dueDate));
  if (message.responseForDocumentId.empty() && message.responseForCode.empty()) return;
  xml.open(e("ResponseFor"))
      .leaf(e("OrganId"), message.responseForOrganisation)
      .leaf(e("Code"), message.responseForCode);
  if (message.responseForDate) xml.leaf(e("PromulgationDate"), slashed(*message.responseForDate));
  xml.leaf(e("DocumentId"), message.responseForDocumentId).close();
}

void writeTrace(Writer& xml, const Message& message) {
  xml.open(e("TraceHeaderList"));
  xml.open(e("TraceHeader")).leaf(e("OrganId"), message.from.id);
  if (message.timestamp) xml.leaf(e("Timestamp"), slashedTime(*message.timestamp));
  xml.close();
  xml.open(e("Bussiness")).leafUnlessEmpty(e("DocumentId"), message.businessDocumentId);
  xml.leaf(e("BussinessDocType"), std::to_string(static_cast<int>(message.business)));
  xml.leaf(e("BussinessDocReason"), message.businessReason);
  if (!message.replacedDocumentIds.empty()) {
    xml.open(e("ReplacementInfoList"));
    for (const std::string& id : message.replacedDocumentIds)
      xml.open(e("ReplacementInfo")).leaf(e("DocumentId"), id).close();
    xml.close();
  }
  xml.close();
  xml.close();
}

std::string contentId(std::size_t index) {
  return "attachment-" + std::to_string(index + 1);
}

void writeManifest(Writer& xml, const std::vector<OutgoingAttachment>& attachments) {
  xml.open(e("edXMLBody")).open(e("edXMLManifest"), " version=\"1.0\"");
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    xml.open(e("Reference")).leaf(e("ContentId"), "cid:" + contentId(i));
    xml.leaf(e("ContentType"), attachments[i].zip ? "application/zip" : attachments[i].mediaType);
    xml.leaf(e("Description"), attachments[i].description)
        .leaf(e("AttachmentName"), attachments[i].name)
        .close();
  }
  xml.close().close();
}

std::string base64Lines(std::string_view bytes) {
  const std::string flat = toBase64(bytes);
  std::string out;
  out.reserve(flat.size() + flat.size() / kBase64Line + 1);
  for (std::size_t at = 0; at < flat.size(); at += kBase64Line) out += flat.substr(at, kBase64Line) + "\n";
  return out;
}

// The entry's own name is neutral; the display name travels in AttachmentName. A fixed time keeps the bytes
// repeatable.
Result<Bytes> zipped(const Bytes& bytes) {
  const Error failed = bugError("edxml.zip", "the zip could not be written");
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  if (target == nullptr) return failed;
  zip_source_keep(target);
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> kept(target, &zip_source_free);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) return zip_source_free(target), failed;
  zip_source_t* content = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
  const zip_int64_t index =
      content == nullptr ? -1 : zip_file_add(archive, "content", content, ZIP_FL_ENC_UTF_8);
  if (index < 0) return zip_source_free(content), zip_discard(archive), failed;
  if (zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 0x21, 0) != 0) {
    return zip_discard(archive), failed;
  }
  if (zip_close(archive) != 0) return zip_discard(archive), failed;
  if (zip_source_open(target) != 0) return failed;
  zip_source_seek(target, 0, SEEK_END);
  Bytes out(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  const zip_int64_t got = zip_source_read(target, out.data(), out.size());
  zip_source_close(target);
  if (got != static_cast<zip_int64_t>(out.size())) return failed;
  return out;
}

Result<Done> writeBodies(Writer& xml, const std::vector<OutgoingAttachment>& attachments) {
  xml.open("AttachmentEncoded");
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    const OutgoingAttachment& attachment = attachments[i];
    Bytes bytes = attachment.bytes;
    if (attachment.zip) {
      TDKT_ASSIGN(bytes, zipped(attachment.bytes));
    }
    xml.open("Attachment").leaf("ContentId", contentId(i)).leaf("AttachmentName", attachment.name);
    xml.leaf("Description", attachment.description).leaf("ContentType", attachment.mediaType);
    xml.leaf("ContentTransferEncoded", base64Lines(bytes)).close();
  }
  xml.close();
  return Done{};
}

}  // namespace

std::string writeStatus(const StatusMessage& status) {
  Writer xml;
  openHeader(xml);
  writeOrganisation(xml, "From", status.from);
  xml.open(e("ResponseFor")).leaf(e("OrganId"), status.forOrganisation).leaf(e("Code"), status.forCode);
  if (status.forDate) xml.leaf(e("PromulgationDate"), slashed(*status.forDate));
  xml.leaf(e("DocumentId"), status.forDocumentId).close();
  xml.open(e("StaffInfo")).leaf(e("Department"), status.department).leaf(e("Staff"), status.staff).close();
  xml.leaf(e("StatusCode"), status.statusCode).leaf(e("Description"), status.description);
  xml.leaf(e("Timestamp"), slashedTime(status.timestamp));
  return xml.finish();
}

Result<std::string> writeDocument(const Message& header, const std::vector<OutgoingAttachment>& attachments) {
  Writer xml;
  openHeader(xml);
  writeOrganisation(xml, "From", header.from);
  for (const Organisation& to : header.to) writeOrganisation(xml, "To", to);
  writeIdentity(xml, header);
  xml.close();
  writeTrace(xml, header);
  xml.close();
  writeManifest(xml, attachments);
  xml.close();
  TDKT_CHECK(writeBodies(xml, attachments));
  return xml.finish();
}

}  // namespace tdkt::edxml
