#include "connector/issuing/HandOverFiles.h"

#include <algorithm>
#include <initializer_list>

#include "signing/keys/Algorithms.h"
#include "workflow/base/Json.h"
#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

using nlohmann::ordered_json;

constexpr const char* kDigests = "tdkt-digests";
constexpr const char* kSignatures = "tdkt-signatures";
constexpr int kVersion = 1;
constexpr int kDepth = 4;
constexpr std::size_t kLongestText = 4000;
constexpr std::size_t kLongestId = 200;

Error badField(std::string detail, std::string field) {
  return inputError("handover.field", std::move(detail), std::move(field));
}

/// A key that may be told to a terminal.
bool isPlain(const std::string& key) {
  return key.size() < kLongestId &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

/// Reads one object whose keys are all known; the first fault is kept and told by finish().
class Reader {
 public:
  Reader(const ordered_json& object, std::string where) : object_(object), where_(std::move(where)) {}

  std::string text(const char* key, std::size_t longest = kLongestText) {
    const ordered_json* value = member(key);
    if (value == nullptr) return {};
    std::string out = value->is_string() ? value->get<std::string>() : std::string();
    if (!value->is_string() || out.size() > longest || !text::isNfc(out)) fail("not a text as expected", key);
    return out;
  }
  std::string hexDigest(const char* key) {
    std::string out = text(key, 128);
    const auto octets = fromHex(out);
    const bool known = octets && (octets->size() == 32 || octets->size() == 48 || octets->size() == 64);
    if (!known || toHex(*octets) != out) fail("not a digest in lower-case hex", key);
    return out;
  }
  Bytes octets(const char* key, std::size_t most) {
    auto out = fromBase64(text(key, most * 2));
    if (!out || out->empty() || out->size() > most) fail("not octets in base 64, or too many", key);
    return out.value_or(Bytes());
  }
  UtcTime time(const char* key) {
    const auto out = parseIso(text(key));
    if (!out) fail("not a time", key);
    return out.value_or(UtcTime());
  }
  const ordered_json* child(const char* key, bool array) {
    const ordered_json* value = member(key);
    if (value == nullptr || (array ? value->is_array() : value->is_object())) return value;
    fail(array ? "not a list" : "not an object", key);
    return nullptr;
  }
  void known(const char* key) { known_.push_back(key); }
  void fail(const char* detail, const std::string& key) {
    if (!error_) error_ = badField(detail, where_ + key);
  }

  Result<Done> finish() {
    for (const auto& [key, value] : object_.items()) {
      if (std::find(known_.begin(), known_.end(), key) == known_.end())
        fail("unknown key", isPlain(key) ? key : "?");
    }
    if (error_) return *error_;
    return Done{};
  }

 private:
  const ordered_json* member(const char* key) {
    known_.emplace_back(key);
    const auto at = object_.find(key);
    if (at != object_.end()) return &*at;
    fail("missing", key);
    return nullptr;
  }
  const ordered_json& object_;
  std::string where_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

/// The whole document, once it says that it is a `format` of our version.
Result<ordered_json> opened(std::string_view text, const char* format, std::size_t largest) {
  TDKT_ASSIGN(ordered_json root, json::parse(text, {largest, kDepth}));
  if (!root.is_object()) return inputError("handover.format", "not an object");
  const std::string found = json::optionalString(root, "format");
  if (std::string_view(format) == kSignatures && found == kDigests)
    return inputError("handover.unsigned", "the digests were given back without signatures");
  const auto version = root.find("version");
  const bool ours = version != root.end() && version->is_number_integer() && *version == kVersion;
  if (found != format || !ours)
    return inputError("handover.format", std::string("not a ") + format + " of version 1");
  return root;
}

std::string placeOf(std::size_t index) {
  return "items[" + std::to_string(index) + "].";
}

template <class Item, class Read>
Result<std::vector<Item>> readItems(const ordered_json* list, Read read) {
  std::vector<Item> out;
  if (list == nullptr) return out;
  if (list->size() > kMostHandedOver)
    return inputError("handover.many", "more than " + std::to_string(kMostHandedOver));
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (!(*list)[i].is_object()) return badField("not an object", placeOf(i));
    TDKT_ASSIGN(Item item, read((*list)[i], placeOf(i)));
    out.push_back(std::move(item));
  }
  return out;
}

Result<DigestItem> readDigest(const ordered_json& object, const std::string& where) {
  Reader read(object, where);
  DigestItem item;
  item.handed.job = signing::SigningJobId(read.text("id", kLongestId));
  item.name = read.text("name");
  item.fileSha256 = read.hexDigest("fileSha256");
  item.handed.documentDigest = fromHex(read.hexDigest("documentDigest")).value_or(Bytes());
  item.handed.digest = fromHex(read.hexDigest("digest")).value_or(Bytes());
  item.handed.signedAttributes = read.octets("signedAttributes", 4096);
  const auto algorithm = signing::algorithmNamed(read.text("algorithm", kLongestId));
  if (algorithm) item.handed.algorithm = *algorithm;
  if (!algorithm) read.fail("not an algorithm", "algorithm");
  TDKT_CHECK(read.finish());
  return item;
}

Result<SignatureItem> readSignature(const ordered_json& object, const std::string& where) {
  Reader read(object, where);
  SignatureItem item;
  item.id = read.text("id", kLongestId);
  item.digest = read.hexDigest("digest");
  item.signature = read.octets("signature", kLargestRawSignature);
  TDKT_CHECK(read.finish());
  return item;
}

ordered_json itemJson(const DigestItem& item) {
  return {{"id", item.handed.job.text()},
          {"name", item.name},
          {"fileSha256", item.fileSha256},
          {"documentDigest", toHex(item.handed.documentDigest)},
          {"signedAttributes", toBase64(item.handed.signedAttributes)},
          {"digest", toHex(item.handed.digest)},
          {"algorithm", signing::nameOf(item.handed.algorithm)}};
}

}  // namespace

std::string DigestFile::toJson() const {
  ordered_json out = {{"format", kDigests},
                      {"version", kVersion},
                      {"dossier", dossier},
                      {"decision", decision},
                      {"subject", subject},
                      {"signer", {{"name", signer}, {"certificateSha256", certificateSha256}}},
                      {"expiresAt", isoUtc(expiresAt)},
                      {"items", ordered_json::array()}};
  for (const DigestItem& item : items) out["items"].push_back(itemJson(item));
  return out.dump(1) + "\n";
}

Result<DigestFile> DigestFile::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, opened(text, kDigests, kLargestDigestFile));
  Reader read(root, "");
  DigestFile out;
  read.known("format");
  read.known("version");
  out.dossier = read.text("dossier");
  out.decision = read.text("decision");
  out.subject = read.text("subject");
  out.expiresAt = read.time("expiresAt");
  const ordered_json* signer = read.child("signer", false);
  const ordered_json* items = read.child("items", true);
  TDKT_CHECK(read.finish());
  Reader who(*signer, "signer.");
  out.signer = who.text("name");
  out.certificateSha256 = who.hexDigest("certificateSha256");
  TDKT_CHECK(who.finish());
  TDKT_ASSIGN(out.items, readItems<DigestItem>(items, readDigest));
  return out;
}

std::string SignatureFile::toJson() const {
  ordered_json out = {{"format", kSignatures},
                      {"version", kVersion},
                      {"signer", {{"certificateSha256", certificateSha256}}},
                      {"items", ordered_json::array()}};
  for (const SignatureItem& item : items) {
    out["items"].push_back(
        {{"id", item.id}, {"digest", item.digest}, {"signature", toBase64(item.signature)}});
  }
  return out.dump(1) + "\n";
}

Result<SignatureFile> SignatureFile::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, opened(text, kSignatures, kLargestSignatureFile));
  Reader read(root, "");
  SignatureFile out;
  read.known("format");
  read.known("version");
  const ordered_json* signer = read.child("signer", false);
  const ordered_json* items = read.child("items", true);
  TDKT_CHECK(read.finish());
  Reader who(*signer, "signer.");
  out.certificateSha256 = who.hexDigest("certificateSha256");
  TDKT_CHECK(who.finish());
  TDKT_ASSIGN(out.items, readItems<SignatureItem>(items, readSignature));
  return out;
}

}  // namespace tdkt::issuing
