#include "connector/http/StandardWebhooks.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>
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

namespace {

/// HMAC-SHA256 of what is fed to it, in the form of the header.
class Signer {
 public:
  explicit Signer(const Bytes& key) {
    static const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
    context_.reset(EVP_MAC_CTX_new(algorithm.get()));
    std::array<char, 7> digest = {"SHA256"};
    const std::array<OSSL_PARAM, 2> parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    good_ = context_ && EVP_MAC_init(context_.get(), reinterpret_cast<const unsigned char*>(key.data()),
                                     key.size(), parameters.data()) == 1;
  }
  void add(std::string_view octets) {
    good_ = good_ && EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(octets.data()),
                                    octets.size()) == 1;
  }
  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t length = 0;
    if (!good_ || EVP_MAC_final(context_.get(), mac.data(), &length, mac.size()) != 1) return {};
    return "v1," + toBase64(std::string_view(reinterpret_cast<const char*>(mac.data()), length));
  }

 private:
  std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context_{nullptr, EVP_MAC_CTX_free};
  bool good_ = false;
};

std::string headOf(std::string_view id, std::int64_t timestampSeconds) {
  return std::string(id) + '.' + std::to_string(timestampSeconds) + '.';
}

}  // namespace

std::string signWebhook(const Secret& secret, std::string_view id, std::int64_t timestampSeconds,
                        std::string_view body) {
  const auto key = keyOf(secret);
  if (!key) return {};
  Signer signer(*key);
  signer.add(headOf(id, timestampSeconds));
  signer.add(body);
  return signer.finish();
}

std::string signWebhook(const Secret& secret, std::string_view id, std::int64_t timestampSeconds,
                        const storage::Spool& body) {
  const auto key = keyOf(secret);
  if (!key) return {};
  Signer signer(*key);
  signer.add(headOf(id, timestampSeconds));
  const auto read = body.each([&signer](std::string_view piece) -> Result<Done> {
    signer.add(piece);
    return Done{};
  });
  return read ? signer.finish() : std::string();
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
    const std::string wanted = request.gathered ? signWebhook(secret, id, *sentAt, *request.gathered)
                                                : signWebhook(secret, id, *sentAt, request.body);
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
