#include "connector/http/StandardWebhooks.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <optional>

#include "workflow/base/Bytes.h"

namespace tdkt::http {
namespace {

constexpr std::int64_t kWindowSeconds = 300;
constexpr std::size_t kMaxIdLength = 256;

std::optional<Bytes> keyOf(const Secret& secret) {
  std::string_view text = secret.reveal();
  constexpr std::string_view prefix = "whsec_";
  if (text.substr(0, prefix.size()) == prefix) text.remove_prefix(prefix.size());
  auto key = fromBase64(text);
  if (!key || key->empty()) return std::nullopt;
  return key;
}

std::optional<std::int64_t> seconds(const std::string& text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 12 || !digits) return std::nullopt;
  return std::stoll(text);
}

bool isPrintable(const std::string& id) {
  return std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool listHolds(std::string_view list, const std::string& wanted) {
  bool found = false;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    found = equalConstantTime(list.substr(0, end), wanted) || found;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return found;
}

}  // namespace

std::string signWebhook(const Secret& secret, std::string_view id, std::int64_t timestampSeconds,
                        std::string_view body) {
  const auto key = keyOf(secret);
  if (!key) return {};
  std::string content(id);
  content += '.' + std::to_string(timestampSeconds) + '.';
  content += body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  const auto* octets = reinterpret_cast<const unsigned char*>(content.data());
  if (HMAC(EVP_sha256(), key->data(), static_cast<int>(key->size()), octets, content.size(), mac.data(),
           &length) == nullptr) {
    return {};
  }
  return "v1," + toBase64(std::string_view(reinterpret_cast<const char*>(mac.data()), length));
}

WebhookAuthenticator::WebhookAuthenticator(std::vector<Secret> secrets, const Clock& clock)
    : secrets_(std::move(secrets)), clock_(clock) {}

Result<std::string> WebhookAuthenticator::verify(const Request& request) const {
  const std::string id = request.header("webhook-id");
  const auto sentAt = seconds(request.header("webhook-timestamp"));
  const std::string signatures = request.header("webhook-signature");
  if (id.empty() || id.size() > kMaxIdLength || !isPrintable(id) || !sentAt || signatures.empty()) {
    return deniedError("webhook.unauthenticated", "a webhook header is missing or malformed");
  }
  bool genuine = false;
  for (const Secret& secret : secrets_) {
    const std::string wanted = signWebhook(secret, id, *sentAt, request.body);
    genuine = (!wanted.empty() && listHolds(signatures, wanted)) || genuine;
  }
  if (!genuine) return deniedError("webhook.unauthenticated", "no signature fits");
  const std::int64_t age = clock_.now().millis / 1000 - *sentAt;
  if (age > kWindowSeconds || age < -kWindowSeconds) {
    return deniedError("webhook.time.unauthenticated", "the call is more than five minutes from now");
  }
  return id;
}

}  // namespace tdkt::http
