#pragma once
// edXML messages as values. Source: QCVN 102:2016/BTTTT; field deviations as seen in the field
// (docs/edxml.md).

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/storage/Spool.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::edxml {

struct Organisation {
  std::string id;
  std::string inCharge;
  std::string name;
  std::string address;
  std::string email;
};

struct Attachment {
  std::string contentId;  ///< without "cid:"
  std::string name;       ///< as given, display text only
  std::string description;
  std::string mediaType;                           ///< sniffed from the bytes, not what the message claims
  bool wrapped = false;                            ///< came inside a zip with one entry
  Bytes bytes;                                     ///< unwrapped; empty when it lies in `file`
  std::shared_ptr<storage::Spool> file = nullptr;  ///< parseFile() only: one too large for memory
  std::size_t size() const { return file ? file->size() : bytes.size(); }
  /// Errors: those of Spool::read.
  Result<Bytes> part(std::size_t offset, std::size_t length) const;
};

enum class BusinessType { kNew = 0, kRevoke = 1, kUpdate = 2, kReplace = 3 };

/// A document that this one answers.
struct AnsweredDocument {
  std::string organisation;
  std::string code;  ///< "1234/UBND-NC"
  std::string documentId;
};

/// One message: a document with attachments, or a status.
struct Message {
  bool isStatus = false;
  Organisation from;
  std::vector<Organisation> to;
  std::string documentId;
  std::string codeNumber;
  std::string codeNotation;
  std::string place;
  std::optional<CivilDate> promulgatedOn;
  std::string documentType;  ///< TypeName
  std::string subject;
  std::string content;
  std::string signerName;
  std::string signerPosition;
  std::optional<CivilDate> dueDate;
  BusinessType business = BusinessType::kNew;
  std::string businessReason;
  std::string businessDocumentId;                ///< the document that a revoke/update/replace is about
  std::vector<std::string> replacedDocumentIds;  ///< of a replacement: the documents it takes the place of
  std::vector<AnsweredDocument> answers;         ///< of a document message: what it answers
  bool hasSignature = false;                     ///< present, not verified
  std::vector<Attachment> attachments;
  // what it answers: of every status message, of a document that has ResponseFor
  std::string responseForOrganisation;
  std::string responseForCode;
  std::string responseForDocumentId;
  std::optional<CivilDate> responseForDate;  ///< documents only
  // status messages
  std::string statusCode;
  std::string statusDescription;
  std::optional<UtcTime> timestamp;
  std::vector<std::string> warnings;  ///< tolerated deviations, English, stable codes first
};

struct ParseLimits {
  std::size_t message = 50U << 20U;     ///< whole message
  std::size_t envelope = 256U << 10U;   ///< everything but the attachments' base 64
  std::size_t attachment = 50U << 20U;  ///< one attachment, unwrapped
  std::size_t attachments = 100;
};

/// Reads by local names, tolerant of order, prefix, "cid:" and type differences. No DOCTYPE, no network.
/// Errors: kInput "edxml.size", "edxml.doctype", "edxml.malformed" (detail has the line), "edxml.root",
/// "edxml.missing" (field named), "edxml.attachment.missing" (named in the manifest, absent in the body),
/// "edxml.attachment.base64", "edxml.attachment.zip" (not one entry, bomb, broken), "edxml.attachments".
Result<Message> parse(std::string_view xml, const ParseLimits& limits = {});
/// The same of a file that stays as it is, in a memory that does not grow with it: attachments larger than
/// kSpoolInMemory are gathered in `incoming` (BlobStore::incoming()). Errors besides: kUnavailable
/// "xml.file", "spool.*".
Result<Message> parseFile(const std::string& path, const std::string& incoming,
                          const ParseLimits& limits = {});

/// What a status message says.
struct StatusMessage {
  Organisation from;
  std::string forOrganisation;  ///< the original sender
  std::string forCode;          ///< "118/TTr-SGDĐT"
  std::optional<CivilDate> forDate;
  std::string forDocumentId;
  std::string statusCode;  ///< "01"…"06", "13", "15", "16"
  std::string description;
  std::string staff;
  std::string department;
  UtcTime timestamp;
};

/// The message in the form of QCVN 102:2016, UTF-8. Same input, same bytes.
std::string writeStatus(const StatusMessage& status);

/// A document message with its attachments (base 64; `zip` wraps one in a zip with a single entry).
struct OutgoingAttachment {
  std::string name;
  std::string description;
  std::string mediaType;
  Bytes bytes;
  bool zip = false;
};
Result<std::string> writeDocument(const Message& header, const std::vector<OutgoingAttachment>& attachments);

}  // namespace tdkt::edxml
