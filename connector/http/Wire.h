#pragma once
// Octets to and from one peer over a non-blocking socket, in the clear or by TLS. For this folder's sources
// only.
//
// Not Poco's SecureStreamSocket: under our own poll() loop it tells "read first" and "write first" apart only
// by exceptions, and it shakes hands inside whatever call comes first.

#include <cstddef>
#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace tdkt::http {

/// Belongs to one thread. Does not own the socket.
class Wire {
 public:
  enum class State { kDone, kWantRead, kWantWrite, kClosed };
  struct Moved {
    std::size_t octets = 0;
    State state = State::kDone;
  };

  /// `context` null: in the clear.
  Wire(int socket, const std::shared_ptr<ssl_ctx_st>& context);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// To be repeated until kDone.
  State shakeHands();
  Moved read(char* into, std::size_t size);
  /// Octets wait here that poll() cannot see.
  bool holdsBack() const;
  Moved write(const char* from, std::size_t size);
  /// Says that nothing more will come from us; what the peer still sends can be read.
  bool finish();
  /// SHA-256 (hexadecimal) of the certificate the peer proved itself with, or empty.
  std::string peerCertificate() const;

 private:
  State stateAfter(int result) const;
  struct Free {
    void operator()(ssl_st* tls) const;
  };
  int socket_;
  std::unique_ptr<ssl_st, Free> tls_;
};

}  // namespace tdkt::http
