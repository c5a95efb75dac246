#include "connector/http/Connection.h"

#include <poll.h>

#include <array>

#include "connector/http/Response.h"
#include "workflow/base/Log.h"

namespace tdkt::http {
namespace {

// Closing with unread octets resets the connection and may take our answer with it, so the rest is read and
// dropped.
constexpr std::chrono::milliseconds kLingerTime(1000);

Request requestFrom(RequestHead head, Bytes body, const std::string& peer, std::string certificate) {
  Request out;
  out.method = std::move(head.method);
  out.path = std::move(head.path);
  out.query = std::move(head.query);
  out.headers = std::move(head.headers);
  out.body = std::move(body);
  out.peer = peer;
  out.clientCertificate = std::move(certificate);
  return out;
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, std::string peer, const Router& router,
                       const ServerSettings& settings, const std::shared_ptr<ssl_ctx_st>& tls, SteadyTime now)
    : socket_(socket),
      peer_(std::move(peer)),
      router_(router),
      settings_(settings),
      wire_(socket.impl()->sockfd(), tls),
      state_(tls ? State::kHandshake : State::kHead),
      deadline_(now + settings.headDeadline) {
  socket_.setBlocking(false);
}

int Connection::descriptor() const {
  return socket_.impl()->sockfd();
}

short Connection::awaited() const {
  return awaited_ == Wire::State::kWantWrite ? POLLOUT : POLLIN;
}

bool Connection::shakeHands() {
  awaited_ = wire_.shakeHands();
  if (awaited_ == Wire::State::kClosed) close();
  if (awaited_ != Wire::State::kDone) return false;
  state_ = State::kHead;
  return true;
}

std::optional<Request> Connection::onReadable(SteadyTime now) {
  if (state_ == State::kHandshake && !shakeHands()) return std::nullopt;
  if (state_ == State::kLingering) return drop(), std::nullopt;
  return readMore(now);
}

/// One read for each readiness, so that one fast sender starves nobody; but what TLS has read already is
/// taken, since poll() knows nothing of it.
std::optional<Request> Connection::readMore(SteadyTime now) {
  std::array<char, 16384> buffer{};
  do {
    const Wire::Moved moved = wire_.read(buffer.data(), buffer.size());
    awaited_ = moved.state;
    if (moved.state == Wire::State::kClosed) close();
    if (moved.state != Wire::State::kDone) return std::nullopt;
    in_.append(buffer.data(), moved.octets);
    if (auto request = advance(now)) return request;
  } while (wire_.holdsBack() && (state_ == State::kHead || state_ == State::kBody));
  return std::nullopt;
}

void Connection::drop() {
  std::array<char, 16384> buffer{};
  const Wire::Moved moved = wire_.read(buffer.data(), buffer.size());
  if (moved.state != Wire::State::kDone) awaited_ = moved.state;
  if (moved.state == Wire::State::kClosed) close();
}

std::optional<Request> Connection::advance(SteadyTime now) {
  if (state_ == State::kHead) return readHead(now);
  if (state_ == State::kBody) return readBody(now);
  return std::nullopt;
}

std::optional<Request> Connection::readHead(SteadyTime now) {
  const HeadScan scan = scanHead(in_);
  if (scan.fault) return refuse(scan.fault->status, scan.fault->code, now), std::nullopt;
  if (!scan.length) return std::nullopt;
  HeadParse parse = parseHead(std::string_view(in_).substr(0, *scan.length));
  if (parse.fault) return refuse(parse.fault->status, parse.fault->code, now), std::nullopt;
  head_ = std::move(*parse.head);
  in_.erase(0, *scan.length);
  if (head_.contentLength > router_.bodyLimit(head_.method, head_.path)) {
    return refuse(413, "http.body.large", now), std::nullopt;
  }
  state_ = State::kBody;
  deadline_ = now + settings_.bodyDeadline;
  const bool large = head_.contentLength > storage::kSpoolInMemory && !settings_.incoming.empty();
  if (large && router_.gathers(head_.method, head_.path))
    gathered_ = std::make_shared<storage::Spool>(settings_.incoming);
  if (head_.expectsContinue && in_.empty()) {
    // Fits the empty send buffer of a fresh connection; a client that cannot take 25 octets is gone.
    constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
    if (wire_.write(go.data(), go.size()).octets != go.size()) close();
  }
  return readBody(now);
}

std::optional<Request> Connection::readBody(SteadyTime now) {
  if (state_ != State::kBody) return std::nullopt;
  if (gathered_) {
    const std::size_t left = head_.contentLength - gathered_->size();
    if (!gathered_->append(std::string_view(in_).substr(0, left)))
      return refuse(503, "http.body.storage", now), std::nullopt;
    in_.clear();
  }
  const std::size_t got = gathered_ ? gathered_->size() : in_.size();
  if (got < head_.contentLength) return std::nullopt;
  // Whatever follows is never looked at: one request per connection.
  if (!gathered_) in_.resize(head_.contentLength);
  state_ = State::kHandling;
  Request request = requestFrom(std::move(head_), std::move(in_), peer_, wire_.peerCertificate());
  request.gathered = std::move(gathered_);
  head_.method = request.method;
  in_.clear();
  return request;
}

void Connection::refuse(int status, const char* code, SteadyTime now) {
  log::info("http.refused", {{"code", code}, {"status", std::to_string(status)}});
  Response response = plainProblem(status, code);
  addSecurityHeaders(response, "'none'");
  answer(serialise(response, true), now);
}

void Connection::answer(std::string octets, SteadyTime now) {
  out_ = std::move(octets);
  sent_ = 0;
  state_ = State::kWriting;
  deadline_ = now + settings_.bodyDeadline;
  onWritable(now);
}

void Connection::onWritable(SteadyTime now) {
  while (sent_ < out_.size()) {
    const Wire::Moved moved = wire_.write(out_.data() + sent_, out_.size() - sent_);
    awaited_ = moved.state;
    if (moved.state == Wire::State::kClosed) return close();
    if (moved.state != Wire::State::kDone) return;
    sent_ += moved.octets;
  }
  linger(now);
}

void Connection::linger(SteadyTime now) {
  if (!wire_.finish()) return close();
  state_ = State::kLingering;
  awaited_ = Wire::State::kWantRead;
  deadline_ = now + kLingerTime;
}

void Connection::onDeadline(SteadyTime now) {
  if (state_ == State::kHead || state_ == State::kBody) {
    refuse(408, state_ == State::kHead ? "http.head.slow" : "http.body.slow", now);
  } else {
    close();
  }
}

void Connection::close() {
  state_ = State::kClosed;
}

}  // namespace tdkt::http
