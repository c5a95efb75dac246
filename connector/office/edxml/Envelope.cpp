#include "connector/office/edxml/Envelope.h"

#include "connector/formats/SafeXml.h"

namespace tdkt::edxml {
namespace {

std::string trimmed(const std::string& text) {
  constexpr const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Builds the tree; the text of AttachmentEncoded/Attachment/ContentTransferEncoded goes beside it.
class Collector : public formats::XmlHandler {
 public:
  Collector(Envelope& out, const ParseLimits& limits, std::size_t total)
      : out_(out), limits_(limits), total_(total) {}

  void start(const std::string& localName, const std::string& uri,
             const formats::XmlAttributes& attributes) override {
    if (open_.empty()) {
      out_.namespaceUri = uri;
      out_.root.name = localName;
      open_.push_back(&out_.root);
      return;
    }
    if (localName == "AttachmentEncoded") inAttachments_ = true;
    if (inAttachments_ && localName == "Attachment") beginAttachment();
    inBase64_ = inAttachments_ && localName == "ContentTransferEncoded" && open_.back()->name == "Attachment";
    // Only the last child of each open element can still grow, so the addresses on the stack stay good.
    open_.back()->children.push_back(Element{localName, {}, {}, {}});
    open_.push_back(&open_.back()->children.back());
    for (const auto& [name, value] : attributes) {
      if (name == "href") open_.back()->href = value;
    }
  }

  void text(std::string_view piece) override {
    if (open_.empty()) return;
    if (!inBase64_) {
      open_.back()->text += piece;
      return;
    }
    base64_ += piece.size();
    out_.attachments.back().base64 += piece;
    if (out_.attachments.back().base64.size() / 3 * 2 > limits_.attachment) {
      stop(inputError("edxml.size", "an attachment is too large", out_.attachments.back().name));
    }
  }

  void end(const std::string& localName) override {
    Element& closed = *open_.back();
    closed.text = trimmed(closed.text);
    if (inAttachments_ && localName == "Attachment") endAttachment(closed);
    if (localName == "AttachmentEncoded") inAttachments_ = false;
    inBase64_ = false;
    open_.pop_back();
  }

  std::size_t envelopeBytes() const { return total_ - base64_; }

 private:
  void beginAttachment() {
    if (out_.attachments.size() >= limits_.attachments) {
      return stop(inputError("edxml.attachments",
                             "more than " + std::to_string(limits_.attachments) + " attachments"));
    }
    out_.attachments.emplace_back();
  }

  void endAttachment(const Element& element) {
    EncodedAttachment& attachment = out_.attachments.back();
    attachment.contentId = withoutCid(element.value("ContentId"));
    attachment.name = element.value("AttachmentName");
    if (attachment.name.empty()) attachment.name = element.value("FieldName");
    attachment.description = element.value("Description");
    attachment.mimeType = element.value("ContentType");
  }

  Envelope& out_;
  const ParseLimits& limits_;
  std::size_t total_;
  std::size_t base64_ = 0;
  bool inAttachments_ = false;
  bool inBase64_ = false;
  std::vector<Element*> open_;
};

Error translated(const Error& error) {
  if (error.code == "xml.doctype") return inputError("edxml.doctype", error.detail);
  if (error.code == "xml.size") return inputError("edxml.size", error.detail);
  if (error.code.rfind("xml.", 0) == 0 && error.kind == ErrorKind::kInput) {
    return inputError("edxml.malformed", error.code + ": " + error.detail);
  }
  return error;
}

}  // namespace

const Element* Element::child(std::string_view localName) const {
  for (const Element& element : children) {
    if (element.name == localName) return &element;
  }
  return nullptr;
}

const Element* Element::descendant(std::string_view localName) const {
  for (const Element& element : children) {
    if (element.name == localName) return &element;
    if (const Element* found = element.descendant(localName)) return found;
  }
  return nullptr;
}

std::vector<const Element*> Element::childrenNamed(std::string_view localName) const {
  std::vector<const Element*> out;
  for (const Element& element : children) {
    if (element.name == localName) out.push_back(&element);
  }
  return out;
}

std::string Element::value(std::string_view localName) const {
  const Element* found = child(localName);
  return found == nullptr || found->text == "N/A" ? std::string() : found->text;
}

std::string withoutCid(const std::string& id) {
  return id.rfind("cid:", 0) == 0 ? id.substr(4) : id;
}

Result<Envelope> readEnvelope(std::string_view xml, const ParseLimits& limits) {
  Envelope out;
  Collector collector(out, limits, xml.size());
  formats::XmlLimits xmlLimits;
  xmlLimits.bytes = limits.message;
  const auto read = formats::readXml(xml, collector, xmlLimits);
  if (!read) return translated(read.error());
  if (collector.envelopeBytes() > limits.envelope) {
    return inputError("edxml.size",
                      "the envelope is larger than " + std::to_string(limits.envelope) + " bytes");
  }
  return out;
}

}  // namespace tdkt::edxml
