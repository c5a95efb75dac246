#include "connector/http/Wire.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>

#include "workflow/base/Bytes.h"

namespace tdkt::http {
namespace {

Wire::Moved plainly(ssize_t n, Wire::State wanted) {
  if (n > 0) return {static_cast<std::size_t>(n), Wire::State::kDone};
  const bool later = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return {0, later ? wanted : Wire::State::kClosed};
}

}  // namespace

void Wire::Free::operator()(ssl_st* tls) const {
  SSL_free(tls);
}

Wire::Wire(int socket, const std::shared_ptr<ssl_ctx_st>& context) : socket_(socket) {
  if (!context) return;
  tls_.reset(SSL_new(context.get()));
  if (tls_) SSL_set_fd(tls_.get(), socket);
}

Wire::~Wire() = default;

Wire::State Wire::stateAfter(int result) const {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return State::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return State::kWantWrite;
    default:
      return State::kClosed;
  }
}

Wire::State Wire::shakeHands() {
  if (!tls_) return State::kDone;
  ERR_clear_error();
  const int done = SSL_accept(tls_.get());
  return done == 1 ? State::kDone : stateAfter(done);
}

Wire::Moved Wire::read(char* into, std::size_t size) {
  if (!tls_) return plainly(::recv(socket_, into, size, 0), State::kWantRead);
  ERR_clear_error();
  std::size_t octets = 0;
  const int done = SSL_read_ex(tls_.get(), into, size, &octets);
  return done == 1 ? Moved{octets, State::kDone} : Moved{0, stateAfter(done)};
}

bool Wire::holdsBack() const {
  return tls_ && SSL_pending(tls_.get()) > 0;
}

Wire::Moved Wire::write(const char* from, std::size_t size) {
  if (!tls_) return plainly(::send(socket_, from, size, MSG_NOSIGNAL), State::kWantWrite);
  ERR_clear_error();
  std::size_t octets = 0;
  const int done = SSL_write_ex(tls_.get(), from, size, &octets);
  return done == 1 ? Moved{octets, State::kDone} : Moved{0, stateAfter(done)};
}

bool Wire::finish() {
  // Best effort where the socket's buffer is full: the peer then sees a cut, not a false end.
  ERR_clear_error();
  if (tls_ && SSL_is_init_finished(tls_.get()) == 1) SSL_shutdown(tls_.get());
  return ::shutdown(socket_, SHUT_WR) == 0;
}

std::string Wire::peerCertificate() const {
  if (!tls_ || SSL_get_verify_result(tls_.get()) != X509_V_OK) return {};
  const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(tls_.get()), X509_free);
  if (!shown) return {};
  unsigned char digest[32];
  unsigned size = sizeof digest;
  if (X509_digest(shown.get(), EVP_sha256(), digest, &size) != 1) return {};
  return toHex(std::string_view(reinterpret_cast<const char*>(digest), size));
}

}  // namespace tdkt::http
