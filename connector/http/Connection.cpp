#include "connector/http/Connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "connector/http/Response.h"
#include "workflow/base/Log.h"

namespace tdkt::http {
namespace {

// Closing with unread octets resets the connection and may take our answer with it, so the rest is read and
// dropped.
constexpr std::chrono::milliseconds kLingerTime(1000);

Request requestFrom(RequestHead head, Bytes body, const std::string& peer) {
  Request out;
  out.method = std::move(head.method);
  out.path = std::move(head.path);
  out.query = std::move(head.query);
  out.headers = std::move(head.headers);
  out.body = std::move(body);
  out.peer = peer;
  return out;
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, std::string peer, const Router& router,
                       const ServerSettings& settings, SteadyTime now)
    : socket_(socket),
      peer_(std::move(peer)),
      router_(router),
      settings_(settings),
      deadline_(now + settings.headDeadline) {
  socket_.setBlocking(false);
}

int Connection::descriptor() const {
  return socket_.impl()->sockfd();
}

std::optional<Request> Connection::onReadable(SteadyTime now) {
  std::array<char, 16384> buffer{};
  const ssize_t n = ::recv(descriptor(), buffer.data(), buffer.size(), 0);
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return std::nullopt;
  if (n <= 0) {
    close();
    return std::nullopt;
  }
  if (state_ == State::kLingering) return std::nullopt;
  in_.append(buffer.data(), static_cast<std::size_t>(n));
  return advance(now);
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
    if (::send(descriptor(), go.data(), go.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(go.size())) close();
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
  Request request = requestFrom(std::move(head_), std::move(in_), peer_);
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
    const ssize_t n = ::send(descriptor(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (n <= 0) return close();
    sent_ += static_cast<std::size_t>(n);
  }
  linger(now);
}

void Connection::linger(SteadyTime now) {
  if (::shutdown(descriptor(), SHUT_WR) != 0) return close();
  state_ = State::kLingering;
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
