#pragma once
// Sends octets exactly as given and reads until the peer closes: for what no HTTP library would let us say.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tdkt::fakes {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval limit{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int descriptor() const { return fd_; }
  /// False once the peer no longer takes octets.
  bool send(std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t n = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      octets.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// What comes until `mark` was seen, or the end.
  std::string readUntil(std::string_view mark) {
    std::string out;
    std::array<char, 4096> buffer{};
    while (out.find(mark) == std::string::npos || mark.empty()) {
      const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (n <= 0) break;
      out.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return out;
  }
  std::string readAll() { return readUntil({}); }

 private:
  int fd_;
  bool connected_ = false;
};

/// One exchange: everything the server answers to `octets`.
inline std::string talk(std::uint16_t port, std::string_view octets) {
  RawClient client(port);
  client.send(octets);
  return client.readAll();
}

}  // namespace tdkt::fakes
