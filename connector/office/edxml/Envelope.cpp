#include "connector/office/edxml/Envelope.h"

#include <filesystem>

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
  Collector(Envelope& out, const Gathering& gathering, const ParseLimits& limits)
      : out_(out), gathering_(gathering), limits_(limits) {}

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
    Base64Reader& content = out_.attachments.back().content;
    const auto taken = content.add(piece);  // what is no base 64 is told by name, when all names are known
    if (!taken) return stop(taken.error());
    if (content.size() > limits_.attachment) {
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

  std::size_t base64Bytes() const { return base64_; }

 private:
  void beginAttachment() {
    if (out_.attachments.size() >= limits_.attachments) {
      return stop(inputError("edxml.attachments",
                             "more than " + std::to_string(limits_.attachments) + " attachments"));
    }
    out_.attachments.push_back({{}, {}, {}, {}, Base64Reader(gathering_.incoming, gathering_.inMemory)});
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
  const Gathering& gathering_;
  const ParseLimits& limits_;
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

Result<bool> Base64Reader::add(std::string_view piece) {
  if (bad_) return false;
  for (const char c : piece) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') pending_ += c;
  }
  const std::size_t whole = pending_.size() / 4 * 4;
  if (whole == 0) return true;
  const auto decoded = fromBase64(std::string_view(pending_).substr(0, whole));
  bad_ = padded_ || !decoded;
  if (bad_) return false;
  padded_ = pending_[whole - 1] == '=';
  pending_.erase(0, whole);
  TDKT_CHECK(out_->append(*decoded));
  return true;
}

std::shared_ptr<storage::Spool> Base64Reader::finish() {
  if (bad_ || !pending_.empty() || out_->size() == 0) return nullptr;
  return out_;
}

namespace {

template <class Read>
Result<Envelope> collected(std::size_t total, const Gathering& gathering, const ParseLimits& limits,
                           const Read& read) {
  Envelope out;
  Collector collector(out, gathering, limits);
  formats::XmlLimits xmlLimits;
  xmlLimits.bytes = limits.message;
  const auto done = read(collector, xmlLimits);
  if (!done) return translated(done.error());
  if (total - collector.base64Bytes() > limits.envelope) {
    return inputError("edxml.size",
                      "the envelope is larger than " + std::to_string(limits.envelope) + " bytes");
  }
  return out;
}

}  // namespace

Result<Envelope> readEnvelope(std::string_view xml, const ParseLimits& limits) {
  return collected(xml.size(), Gathering{}, limits, [&](auto& collector, const auto& xmlLimits) {
    return formats::readXml(xml, collector, xmlLimits);
  });
}

Result<Envelope> readEnvelopeFile(const std::string& path, const Gathering& gathering,
                                  const ParseLimits& limits) {
  std::error_code failure;
  const auto total = std::filesystem::file_size(path, failure);
  if (failure) return unavailableError("xml.file", failure.message(), path);
  return collected(total, gathering, limits, [&](auto& collector, const auto& xmlLimits) {
    return formats::readXmlFile(path, collector, xmlLimits);
  });
}

}  // namespace tdkt::edxml
