#include "connector/office/edxml/Attachments.h"

#include <algorithm>

#include "connector/formats/ZipReader.h"
#include "workflow/base/Text.h"

namespace tdkt::edxml {
namespace {

constexpr std::size_t kMaxNameLetters = 200;
constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr const char* kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

bool startsWith(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

bool isControlOrDirection(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

void appendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

bool isText(std::string_view bytes) {
  const bool control = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20U && c != '\t' && c != '\r' && c != '\n';
  });
  return !control && text::nfc(bytes).ok();
}

// Office files are zips themselves: they carry a table of contents under a fixed name.
std::string sniffZip(std::string_view bytes) {
  const auto zip = formats::ZipReader::open(bytes);
  if (!zip) return "application/zip";
  if (zip->has("[Content_Types].xml") && zip->has("xl/workbook.xml")) return kXlsx;
  if (zip->has("[Content_Types].xml") && zip->has("word/document.xml")) return kDocx;
  if (zip->has("mimetype") && zip->has("META-INF/manifest.xml")) return "application/vnd.oasis.opendocument";
  return "application/zip";
}

Result<Bytes> unwrap(std::string_view bytes, const std::string& name, const ParseLimits& limits) {
  formats::ZipLimits zipLimits;
  zipLimits.entryBytes = limits.attachment;
  const auto zip = formats::ZipReader::open(bytes, zipLimits);
  if (!zip) return inputError("edxml.attachment.zip", zip.error().code, name);
  if (zip->names().size() != 1) {
    return inputError("edxml.attachment.zip", std::to_string(zip->names().size()) + " entries instead of one",
                      name);
  }
  auto entry = zip->readAt(0);
  if (!entry) return inputError("edxml.attachment.zip", entry.error().code, name);
  return entry;
}

}  // namespace

std::string sniffMediaType(std::string_view bytes) {
  if (startsWith(bytes, "%PDF-")) return "application/pdf";
  if (formats::looksLikeZip(bytes)) return sniffZip(bytes);
  if (startsWith(bytes, "\x89PNG\r\n\x1A\n")) return "image/png";
  if (startsWith(bytes, "\xFF\xD8\xFF")) return "image/jpeg";
  if (startsWith(bytes, "\xD0\xCF\x11\xE0")) return "application/x-ole-storage";
  if (startsWith(bytes, "<?xml")) return "application/xml";
  if (!bytes.empty() && isText(bytes)) return "text/plain";
  return "application/octet-stream";
}

std::string displayName(const std::string& given, std::size_t ordinal) {
  const std::size_t slash = given.find_last_of("/\\");
  const auto clean = text::nfc(slash == std::string::npos ? given : given.substr(slash + 1));
  std::string out;
  std::size_t letters = 0;
  for (const char32_t c : text::codePoints(clean ? *clean : std::string())) {
    if (isControlOrDirection(c) || ++letters > kMaxNameLetters) continue;
    appendUtf8(out, c);
  }
  const bool dots = out.find_first_not_of(". ") == std::string::npos;
  return dots ? "Tệp đính kèm " + std::to_string(ordinal) : out;
}

Result<Attachment> decodeAttachment(EncodedAttachment&& encoded, std::size_t ordinal,
                                    const ParseLimits& limits) {
  Attachment out;
  out.contentId = std::move(encoded.contentId);
  out.name = displayName(encoded.name, ordinal);
  out.description = std::move(encoded.description);
  auto bytes = fromBase64(encoded.base64);
  encoded.base64 = std::string();  // the largest thing in memory is not kept twice
  if (!bytes || bytes->empty())
    return inputError("edxml.attachment.base64", "the content is not base 64", out.name);
  if (bytes->size() > limits.attachment)
    return inputError("edxml.size", "an attachment is too large", out.name);
  out.bytes = std::move(*bytes);
  out.mediaType = sniffMediaType(out.bytes);
  if (out.mediaType == "application/zip") {
    TDKT_ASSIGN(Bytes inner, unwrap(out.bytes, out.name, limits));
    out.bytes = std::move(inner);
    out.wrapped = true;
    out.mediaType = sniffMediaType(out.bytes);
  }
  return out;
}

}  // namespace tdkt::edxml
