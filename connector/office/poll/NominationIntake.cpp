#include "connector/office/poll/NominationIntake.h"

#include <nlohmann/json.hpp>

#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxFiles = 100;
constexpr std::size_t kMaxTogether = 36U << 20U;  ///< base 64 of it stays below the message's 50 MiB

bool isHtml(const RestReply& reply) {
  return reply.contentType.rfind("text/html", 0) == 0;
}

Result<Bytes> fetchFile(const FilesProfile& files, const Json& row, const RestClient& client) {
  const std::string name = textAt(row, files.name);
  auto reply = client.get(pathOfAddress(textAt(row, files.url)));
  if (!reply) {
    // The list names it, its address does not: the host moved it, or is moving it.
    if (reply.error().kind == ErrorKind::kNotFound || reply.error().code == "office.moved")
      return unavailableError("poll.file", "the file's address leads nowhere", name);
    return reply.error();
  }
  if (isHtml(*reply)) return unavailableError("poll.file", "a page came instead of the file", name);
  const std::string size = files.size.empty() ? "" : textAt(row, files.size);
  if (!size.empty() && size != std::to_string(reply->body.size()))
    return unavailableError("poll.file", "not as long as the list says", name);
  return std::move(reply->body);
}

Result<std::vector<edxml::OutgoingAttachment>> fetchFiles(const HostProfile& profile,
                                                          const std::string& account, const Json& item,
                                                          const RestClient& client) {
  std::vector<edxml::OutgoingAttachment> out;
  const Json::json_pointer at(profile.files.rows);
  if (!item.contains(at) || !item.at(at).is_array()) return out;
  std::size_t together = 0;
  for (const Json& row : item.at(at)) {
    if (textAt(row, profile.files.author) == account) continue;  // what we attached ourselves
    if (out.size() == kMaxFiles) return inputError("edxml.attachments", "more than 100 files");
    TDKT_ASSIGN(Bytes bytes, fetchFile(profile.files, row, client));
    together += bytes.size();
    if (together > kMaxTogether) return inputError("edxml.size", "the files are too large together");
    edxml::OutgoingAttachment file;
    file.name = textAt(row, profile.files.name);
    if (!profile.files.description.empty()) file.description = textAt(row, profile.files.description);
    file.mediaType = "application/octet-stream";  // the reader tells it from the bytes
    file.bytes = std::move(bytes);
    out.push_back(std::move(file));
  }
  return out;
}

}  // namespace

std::string pathOfAddress(const std::string& address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string::npos) return address.rfind('/', 0) == 0 ? address : "/" + address;
  const std::size_t path = address.find('/', scheme + 3);
  return path == std::string::npos ? "/" : address.substr(path);
}

Result<Taken> takeNomination(const HostProfile& profile, const std::string& account, const OfficeId& office,
                             const Json& item, const RestClient& client, inbox::EventInbox& eventInbox,
                             const OnIncomplete& onIncomplete) {
  if (textAt(item, profile.itemAuthor) == account) return Taken{true, false};
  MappedItem mapped = mapItem(profile, item);
  TDKT_ASSIGN(const auto files, fetchFiles(profile, account, item, client));
  // The host keeps one item and changes it: the item's id tells which submission a new state belongs to.
  mapped.header.business = edxml::BusinessType::kUpdate;
  mapped.header.businessDocumentId = mapped.header.documentId;
  TDKT_ASSIGN(const Bytes message, edxml::writeDocument(mapped.header, files));
  const std::string key = "item:" + mapped.header.documentId + ":" + sha256Hex(message).substr(0, 32);
  TDKT_ASSIGN(const auto reply, eventInbox.accept({office, key, inbox::DeliveryKind::kEdxml, message}));
  const bool fresh = reply.accepted == inbox::Accepted::kNew;
  const log::Context context(reply.correlation.text());
  if (fresh) log::info("inbox.accepted", {{"row", std::to_string(reply.row)}, {"from", "poll"}});
  if (fresh && (mapped.header.from.id.empty() || mapped.header.subject.empty()))
    TDKT_CHECK(onIncomplete(mapped, reply.correlation));
  return Taken{false, fresh};
}

}  // namespace tdkt::office
