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
std::string sniffZip(const Result<formats::ZipReader>& zip) {
  if (!zip) return "application/zip";
  if (zip->has("[Content_Types].xml") && zip->has("xl/workbook.xml")) return kXlsx;
  if (zip->has("[Content_Types].xml") && zip->has("word/document.xml")) return kDocx;
  if (zip->has("mimetype") && zip->has("META-INF/manifest.xml")) return "application/vnd.oasis.opendocument";
  return "application/zip";
}

/// By the head; nothing when only the whole can tell.
std::string sniffHead(std::string_view bytes) {
  if (startsWith(bytes, "%PDF-")) return "application/pdf";
  if (startsWith(bytes, "\x89PNG\r\n\x1A\n")) return "image/png";
  if (startsWith(bytes, "\xFF\xD8\xFF")) return "image/jpeg";
  if (startsWith(bytes, "\xD0\xCF\x11\xE0")) return "application/x-ole-storage";
  if (startsWith(bytes, "<?xml")) return "application/xml";
  return {};
}

/// What a zip in `content` holds; its bytes must outlive the reader, so they are kept in `memory`.
Result<formats::ZipReader> openZip(const storage::Spool& content, Bytes& memory, const ParseLimits& limits) {
  formats::ZipLimits zipLimits;
  zipLimits.entryBytes = limits.attachment;
  if (content.inFile()) return formats::ZipReader::openFile(content.path(), zipLimits);
  TDKT_ASSIGN(memory, content.whole());
  return formats::ZipReader::open(memory, zipLimits);
}

/// A file that is too large for memory is not read twice for the finer differences of plain text.
Result<std::string> mediaTypeOf(const storage::Spool& content, const ParseLimits& limits) {
  TDKT_ASSIGN(const Bytes head, content.read(0, 64));
  if (const std::string known = sniffHead(head); !known.empty()) return known;
  if (formats::looksLikeZip(head)) {
    Bytes memory;
    return sniffZip(openZip(content, memory, limits));
  }
  if (content.inFile()) return std::string("application/octet-stream");
  TDKT_ASSIGN(const Bytes whole, content.whole());
  return sniffMediaType(whole);
}

Result<std::shared_ptr<storage::Spool>> unwrap(const storage::Spool& content, const std::string& name,
                                               const Gathering& gathering, const ParseLimits& limits) {
  Bytes memory;
  const auto zip = openZip(content, memory, limits);
  if (!zip) return inputError("edxml.attachment.zip", zip.error().code, name);
  if (zip->names().size() != 1) {
    return inputError("edxml.attachment.zip", std::to_string(zip->names().size()) + " entries instead of one",
                      name);
  }
  auto out = std::make_shared<storage::Spool>(gathering.incoming, gathering.inMemory);
  const auto copied = zip->copyAt(0, [&](std::string_view piece) { return out->append(piece); });
  if (copied) return out;
  if (copied.error().kind == ErrorKind::kUnavailable) return copied.error();
  return inputError("edxml.attachment.zip", copied.error().code, name);
}

}  // namespace

std::string sniffMediaType(std::string_view bytes) {
  if (const std::string known = sniffHead(bytes); !known.empty()) return known;
  if (formats::looksLikeZip(bytes)) return sniffZip(formats::ZipReader::open(bytes));
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
                                    const Gathering& gathering, const ParseLimits& limits) {
  Attachment out;
  out.contentId = std::move(encoded.contentId);
  out.name = displayName(encoded.name, ordinal);
  out.description = std::move(encoded.description);
  auto content = encoded.content.finish();
  if (!content) return inputError("edxml.attachment.base64", "the content is not base 64", out.name);
  if (content->size() > limits.attachment)
    return inputError("edxml.size", "an attachment is too large", out.name);
  TDKT_ASSIGN(out.mediaType, mediaTypeOf(*content, limits));
  if (out.mediaType == "application/zip") {
    TDKT_ASSIGN(content, unwrap(*content, out.name, gathering, limits));
    out.wrapped = true;
    TDKT_ASSIGN(out.mediaType, mediaTypeOf(*content, limits));
  }
  if (content->inFile()) {
    out.file = std::move(content);
  } else {
    TDKT_ASSIGN(out.bytes, content->whole());
  }
  return out;
}

Result<Bytes> Attachment::part(std::size_t offset, std::size_t length) const {
  if (file) return file->read(offset, length);
  return offset < bytes.size() ? bytes.substr(offset, length) : Bytes();
}

}  // namespace tdkt::edxml
