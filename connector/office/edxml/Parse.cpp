#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "connector/office/edxml/Attachments.h"
#include "connector/office/edxml/Envelope.h"
#include "connector/office/edxml/Message.h"
#include "workflow/base/Text.h"

namespace tdkt::edxml {
namespace {

constexpr const char* kNamespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

std::string display(const Element& parent, std::string_view name) {
  const std::string given = parent.value(name);
  const auto clean = text::nfc(given);
  return clean ? *clean : given;
}

/// Numbers in `text` at the positions of `separators`, nothing when the shape differs.
template <std::size_t N>
bool readNumbers(std::string_view text, const std::array<int, N>& widths, std::array<int, N>* out) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < N; ++i) {
    int value = 0;
    for (int digit = 0; digit < widths[i]; ++digit, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') return false;
      value = value * 10 + (text[at] - '0');
    }
    (*out)[i] = value;
    ++at;  // the separator
  }
  return true;
}

std::optional<CivilDate> dateFrom(std::string_view text) {
  std::array<int, 3> parts{};
  if (text.size() < 10 || text[4] != text[7] || (text[4] != '/' && text[4] != '-')) return std::nullopt;
  if (!readNumbers<3>(text.substr(0, 10), {4, 2, 2}, &parts)) return std::nullopt;
  const CivilDate day{std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                      std::chrono::day(static_cast<unsigned>(parts[2]))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

// Time stamps carry no zone; all senders mean Vietnam time.
std::optional<UtcTime> timestampFrom(std::string_view text) {
  const auto day = dateFrom(text);
  if (!day) return std::nullopt;
  std::array<int, 3> clock{};
  if (text.size() >= 19 && !readNumbers<3>(text.substr(11, 8), {2, 2, 2}, &clock)) return std::nullopt;
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return std::nullopt;
  const std::int64_t seconds = (clock[0] * 60LL + clock[1]) * 60 + clock[2];
  return UtcTime{startOfVietnamDay(*day).millis + seconds * 1000};
}

Organisation organisationFrom(const Element& element) {
  return Organisation{element.value("OrganId"), display(element, "OrganizationInCharge"),
                      display(element, "OrganName"), display(element, "OrganAdd"), element.value("Email")};
}

/// Fills a Message from the tree, noting what it tolerated.
class Reader {
 public:
  Reader(const Envelope& envelope, Message& out) : envelope_(envelope), out_(out) {}

  Result<Done> read() {
    const std::string& root = envelope_.root.name;
    if (root != "edXML" && root != "EdXMLEnvelope")
      return inputError("edxml.root", "the root is not edXML", root);
    if (root != "edXML") warn("edxml.root.other");
    if (envelope_.namespaceUri != kNamespace) warn("edxml.namespace");
    const Element* header = envelope_.root.descendant("MessageHeader");
    if (header == nullptr) return missing("MessageHeader");
    readParties(*header);
    if (out_.from.id.empty()) return missing("From/OrganId");
    out_.isStatus = !header->value("StatusCode").empty();
    return out_.isStatus ? readStatus(*header) : readDocument(*header);
  }

 private:
  static Error missing(const char* field) {
    return inputError("edxml.missing", "a needed element is absent or empty", field);
  }
  void warn(const std::string& code) { out_.warnings.push_back(code); }

  std::optional<CivilDate> date(const Element& parent, std::string_view name) {
    const std::string given = parent.value(name);
    auto day = dateFrom(given);
    if (!day && !given.empty()) warn("edxml.date: " + std::string(name));
    return day;
  }

  void readParties(const Element& header) {
    if (const Element* from = header.child("From")) out_.from = organisationFrom(*from);
    for (const Element* to : header.childrenNamed("To")) out_.to.push_back(organisationFrom(*to));
  }

  Result<Done> readDocument(const Element& header) {
    readIdentity(header);
    if (out_.documentId.empty() && out_.codeNumber.empty()) return missing("DocumentId");
    out_.subject = display(header, "Subject");
    if (out_.subject.empty()) return missing("Subject");
    out_.content = display(header, "Content");
    if (const Element* signer = header.child("SignerInfo")) {
      out_.signerName = display(*signer, "FullName");
      out_.signerPosition = display(*signer, "Position");
    }
    out_.dueDate = date(header, "DueDate");
    for (const Element* about : header.childrenNamed("ResponseFor")) {
      AnsweredDocument answered{about->value("OrganId"), codeOf(*about), about->value("DocumentId")};
      if (!answered.code.empty() || !answered.documentId.empty()) out_.answers.push_back(std::move(answered));
    }
    if (const Element* about = header.child("ResponseFor")) {
      readResponse(*about);
      out_.responseForDate = date(*about, "PromulgationDate");
    }
    if (out_.to.empty()) warn("edxml.to.absent");
    out_.hasSignature = envelope_.root.descendant("SignatureValue") != nullptr;
    return readTrace();
  }

  void readIdentity(const Element& header) {
    out_.documentId = header.value("DocumentId");
    if (const Element* code = header.child("Code")) {
      out_.codeNumber = display(*code, "CodeNumber");
      out_.codeNotation = display(*code, "CodeNotation");
    }
    if (const Element* info = header.child("PromulgationInfo")) {
      out_.place = display(*info, "Place");
      out_.promulgatedOn = date(*info, "PromulgationDate");
    }
    if (const Element* type = header.child("DocumentType")) out_.documentType = display(*type, "TypeName");
  }

  Result<Done> readTrace() {
    const Element* trace = envelope_.root.descendant("TraceHeaderList");
    if (trace == nullptr) return warn("edxml.trace.absent"), Done{};
    if (const Element* header = trace->child("TraceHeader")) {
      out_.timestamp = timestampFrom(header->value("Timestamp"));
    }
    const Element* business = trace->child("Bussiness");  // sic: the standard's own spelling
    if (business == nullptr) business = trace->child("Business");
    if (business == nullptr) return Done{};
    out_.businessReason = display(*business, "BussinessDocReason");
    out_.businessDocumentId = business->value("DocumentId");
    if (const Element* list = business->child("ReplacementInfoList")) {
      for (const Element* one : list->childrenNamed("ReplacementInfo")) {
        if (!one->value("DocumentId").empty()) out_.replacedDocumentIds.push_back(one->value("DocumentId"));
      }
    }
    const std::string type = business->value("BussinessDocType");
    if (type.empty()) return Done{};
    if (type.size() != 1 || type[0] < '0' || type[0] > '3') {
      return inputError("edxml.missing", "the business type is not 0, 1, 2 or 3", "BussinessDocType");
    }
    out_.business = static_cast<BusinessType>(type[0] - '0');
    return Done{};
  }

  /// In one text, or in number and notation.
  static std::string codeOf(const Element& about) {
    const Element* code = about.child("Code");
    if (code == nullptr || code->children.empty()) return display(about, "Code");
    return display(*code, "CodeNumber") + "/" + display(*code, "CodeNotation");
  }

  void readResponse(const Element& about) {
    out_.responseForOrganisation = about.value("OrganId");
    out_.responseForDocumentId = about.value("DocumentId");
    out_.responseForCode = codeOf(about);
  }

  Result<Done> readStatus(const Element& header) {
    out_.statusCode = header.value("StatusCode");
    out_.statusDescription = display(header, "Description");
    out_.timestamp = timestampFrom(header.value("Timestamp"));
    const Element* about = header.child("ResponseFor");
    if (about == nullptr) return missing("ResponseFor");
    readResponse(*about);
    out_.promulgatedOn = date(*about, "PromulgationDate");
    if (out_.responseForDocumentId.empty() && out_.responseForCode.empty())
      return missing("ResponseFor/DocumentId");
    return Done{};
  }

  const Envelope& envelope_;
  Message& out_;
};

/// What the manifest promises, keyed by id (or by name where a sender gives no id).
struct Promise {
  std::string key;
  std::string name;
  std::string description;
};

std::vector<Promise> manifestOf(const Element& root) {
  std::vector<Promise> out;
  const Element* manifest = root.descendant("edXMLManifest");
  if (manifest == nullptr) return out;
  for (const Element* reference : manifest->childrenNamed("Reference")) {
    std::string id = withoutCid(reference->value("ContentId"));
    if (id.empty()) id = withoutCid(reference->href);
    const std::string name = display(*reference, "AttachmentName");
    out.push_back(Promise{id.empty() ? name : id, name, display(*reference, "Description")});
  }
  return out;
}

/// Every promised attachment must be there; names missing in the body are taken from the manifest.
Result<Done> matchManifest(Envelope& envelope, Message& out) {
  std::map<std::string, EncodedAttachment*> bodies;
  for (EncodedAttachment& attachment : envelope.attachments) {
    const std::string& key = attachment.contentId.empty() ? attachment.name : attachment.contentId;
    if (!bodies.emplace(key, &attachment).second) out.warnings.push_back("edxml.attachment.repeated-id");
  }
  for (const Promise& promise : manifestOf(envelope.root)) {
    const auto body = bodies.find(promise.key);
    if (body == bodies.end() || body->second->content.size() == 0) {
      return inputError("edxml.attachment.missing", "named in the manifest, absent in the body",
                        displayName(promise.name, 1));
    }
    if (body->second->name.empty()) body->second->name = promise.name;
    if (body->second->description.empty()) body->second->description = promise.description;
    bodies.erase(body);
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) out.warnings.push_back("edxml.attachment.unlisted");
  return Done{};
}

Result<Done> decodeAll(Envelope& envelope, const Gathering& gathering, const ParseLimits& limits,
                       Message& out) {
  std::size_t unpacked = 0;
  for (EncodedAttachment& encoded : envelope.attachments) {
    TDKT_ASSIGN(Attachment attachment,
                decodeAttachment(std::move(encoded), out.attachments.size() + 1, gathering, limits));
    encoded.content = Base64Reader({}, 0);  // the largest thing is not kept twice
    unpacked += attachment.size();
    if (unpacked > 4 * limits.message)
      return inputError("edxml.size", "the attachments unpack to too much together");
    out.attachments.push_back(std::move(attachment));
  }
  return Done{};
}

Result<Message> understood(Envelope envelope, const Gathering& gathering, const ParseLimits& limits) {
  Message out;
  TDKT_CHECK(Reader(envelope, out).read());
  TDKT_CHECK(matchManifest(envelope, out));
  TDKT_CHECK(decodeAll(envelope, gathering, limits, out));
  return out;
}

}  // namespace

Result<Message> parse(std::string_view xml, const ParseLimits& limits) {
  TDKT_ASSIGN(Envelope envelope, readEnvelope(xml, limits));
  return understood(std::move(envelope), Gathering{}, limits);
}

Result<Message> parseFile(const std::string& path, const std::string& incoming, const ParseLimits& limits) {
  const Gathering gathering{incoming};
  TDKT_ASSIGN(Envelope envelope, readEnvelopeFile(path, gathering, limits));
  return understood(std::move(envelope), gathering, limits);
}

}  // namespace tdkt::edxml
