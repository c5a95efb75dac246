#include "connector/events/EventSender.h"

#include "connector/http/HttpClient.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/outbox/Settle.h"

namespace tdkt::events {
namespace {

constexpr int kLeaseSeconds = 60;
constexpr std::int64_t kLongestWait = 900;

std::string field(const outbox::LeasedEffect& effect, const char* name) {
  const auto found = effect.data.find(name);
  return found == effect.data.end() ? std::string() : found->second;
}

/// Source: Standard Webhooks 1.0.0, "Multiple signatures": one for each live secret, separated by a space.
std::string signaturesOf(const Subscriber& subscriber, const std::string& id, std::int64_t at,
                         const std::string& body) {
  std::string out;
  for (const Secret& secret : subscriber.secrets) {
    const std::string one = http::signWebhook(secret, id, at, body);
    if (!one.empty()) out += (out.empty() ? "" : " ") + one;
  }
  return out;
}

std::int64_t retryAfter(const http::ClientReply& reply) {
  const auto header = reply.headers.find("retry-after");
  if (header == reply.headers.end() || header->second.empty() || header->second.size() > 6) return 0;
  if (header->second.find_first_not_of("0123456789") != std::string::npos) return 0;
  return std::min<std::int64_t>(std::stoll(header->second), kLongestWait);
}

}  // namespace

EventSender::EventSender(Subscriber subscriber, outbox::Outbox& outbox, const Clock& clock)
    : subscriber_(std::move(subscriber)), outbox_(outbox), clock_(clock), breaker_(clock) {}

bool EventSender::runOnce() {
  if (breaker_.open()) return false;  // nothing is leased, so no attempt is spent on a host known to be down
  return outbox::settleOne(outbox_, channelOf(subscriber_), kLeaseSeconds,
                           [this](const auto& effect) { return send(effect); });
}

Result<Done> EventSender::send(const outbox::LeasedEffect& effect) {
  auto sent = exchange(field(effect, "id"), field(effect, "body"));
  if (sent || sent.error().kind == ErrorKind::kInput || effect.attempts < kLastAttempt) return sent;
  return inputError("events.given-up", sent.error().code + ": " + sent.error().detail);
}

Result<Done> EventSender::exchange(const std::string& id, const std::string& body) {
  TDKT_CHECK(breaker_.enter());
  const std::int64_t at = clock_.now().millis / 1000;
  http::ClientRequest request;
  request.method = "POST";
  request.url = subscriber_.url;
  request.contentType = "application/cloudevents+json; charset=utf-8";
  request.headers = {{"webhook-id", id},
                     {"webhook-timestamp", std::to_string(at)},
                     {"webhook-signature", signaturesOf(subscriber_, id, at, body)}};
  request.body = body;
  request.maxReply = 64U << 10U;
  const auto reply = http::exchange(request);
  if (!reply) {
    breaker_.failed();
    if (reply.error().kind == ErrorKind::kInDoubt) return inDoubtError("events.answer", reply.error().detail);
    return unavailableError("events.unreachable", reply.error().detail);
  }
  const int status = reply->status;
  if (status >= 200 && status < 300) {
    breaker_.succeeded();
    return Done{};
  }
  const std::string said = "the subscriber answered " + std::to_string(status);
  if (status == 410) {
    breaker_.succeeded();
    return inputError("events.gone", said + "; take it out of the settings or correct its address");
  }
  breaker_.failed(retryAfter(*reply));
  return unavailableError("events.answer", said);
}

}  // namespace tdkt::events
