#pragma once
// Answers one connection with octets exactly as given, then closes: for what no HTTP library would let us
// say.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <thread>

namespace tdkt::fakes {

class RawServer {
 public:
  enum class Then { kClose, kHold, kDrip };

  /// After `octets`: closes, keeps silent until destroyed, or repeats `drop` every 20 ms until destroyed.
  explicit RawServer(std::string octets, Then then = Then::kClose, std::string drop = {})
      : octets_(std::move(octets)), then_(then), drop_(std::move(drop)), listener_(open()) {
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    stop_.set_value();
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  int connections() const { return connections_; }

 private:
  int open() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    const bool ready =
        ::bind(fd, raw, length) == 0 && ::listen(fd, 4) == 0 && ::getsockname(fd, raw, &length) == 0;
    port_ = ready ? ntohs(address.sin_port) : 0;
    return fd;
  }
  void serve() {
    const int fd = ::accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    ++connections_;
    readHead(fd);
    write(fd, octets_);
    const auto stopped = stop_.get_future();
    if (then_ == Then::kHold) stopped.wait();
    while (then_ == Then::kDrip && write(fd, drop_) &&
           stopped.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout) {
    }
    ::close(fd);
  }
  static void readHead(int fd) {
    std::string head;
    std::array<char, 4096> buffer{};
    while (head.find("\r\n\r\n") == std::string::npos) {
      const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (n <= 0) return;
      head.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }
  static bool write(int fd, std::string_view octets) {
    return ::send(fd, octets.data(), octets.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(octets.size());
  }

  std::string octets_;
  Then then_;
  std::string drop_;
  std::uint16_t port_ = 0;
  int listener_;
  std::atomic<int> connections_{0};
  std::promise<void> stop_;
  std::thread thread_;
};

}  // namespace tdkt::fakes
