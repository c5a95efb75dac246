#include "connector/http/HttpClient.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace tdkt::http {
namespace {

using std::chrono::milliseconds;

/// A listening socket on this machine, with the "host:port" it got.
class Listener {
 public:
  Listener() : number_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(number_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(number_, 1) != 0 ||
        ::getsockname(number_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    place_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~Listener() { ::close(number_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  int number() const { return number_; }
  const std::string& place() const { return place_; }

 private:
  int number_;
  std::string place_;
};

/// One peer for one connection: keeps the head it was sent, answers with raw octets, then drips until the
/// client leaves, or closes when there is nothing to drip.
class RawPeer {
 public:
  explicit RawPeer(std::string answer, std::string drip = {})
      : thread_([this, answer = std::move(answer), drip = std::move(drip)] { talk(answer, drip); }) {}
  ~RawPeer() {
    if (thread_.joinable()) thread_.join();
  }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  std::string base() const { return "http://" + listener_.place(); }
  /// What the client sent; call it when the exchange is over.
  const std::string& head() {
    if (thread_.joinable()) thread_.join();
    return head_;
  }

 private:
  void talk(const std::string& answer, const std::string& drip) {
    const int peer = ::accept(listener_.number(), nullptr, nullptr);
    char buffer[4096];
    while (head_.find("\r\n\r\n") == std::string::npos) {
      const ssize_t n = ::recv(peer, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      head_.append(buffer, static_cast<std::size_t>(n));
    }
    ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    pollfd leaving{peer, POLLIN, 0};
    while (!drip.empty() && ::poll(&leaving, 1, 10) == 0)
      ::send(peer, drip.data(), drip.size(), MSG_NOSIGNAL);
    ::close(peer);
  }
  Listener listener_;
  std::string head_;
  std::thread thread_;
};

ClientRequest to(const std::string& url, milliseconds deadline = milliseconds(10'000)) {
  ClientRequest request;
  request.url = url;
  request.deadline = deadline;
  return request;
}

void expectError(const Result<ClientReply>& reply, ErrorKind kind, const char* code) {
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, kind);
  EXPECT_EQ(reply.error().code, code);
}

TEST(HttpClient, AHostThatDripsIsLeftAtTheDeadlineInTheHeadAndInTheBody) {
  for (const std::string begin :
       {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n"}) {
    RawPeer peer(begin, "x");
    const auto start = std::chrono::steady_clock::now();
    expectError(exchange(to(peer.base(), milliseconds(200))), ErrorKind::kInDoubt, "http.timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << begin;
  }
}

TEST(HttpClient, ASilentHostIsLeftAtTheDeadline) {
  const Listener silent;
  const milliseconds brief(1000);
  expectError(exchange(to("http://" + silent.place(), brief)), ErrorKind::kInDoubt, "http.timeout");
  expectError(exchange(to("https://" + silent.place(), brief)), ErrorKind::kUnavailable, "http.connect");
}

TEST(HttpClient, ABrokenAnswerIsInDoubtLongBeforeTheDeadline) {
  for (const char* answer : {"", "HTTP/1.1 200 OK\r\nContent-Le", "no HTTP at all\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"}) {
    RawPeer peer(answer);
    expectError(exchange(to(peer.base())), ErrorKind::kInDoubt, "http.reply");
  }
}

TEST(HttpClient, AnAnswerMayFillTheCapButNotPassIt) {
  for (const std::size_t length : {4096U, 4097U}) {
    RawPeer peer("HTTP/1.1 200 OK\r\n\r\n" + std::string(length, 'x'));
    ClientRequest request = to(peer.base());
    request.maxReply = 4096;
    const auto reply = exchange(request);
    if (length > 4096) {
      expectError(reply, ErrorKind::kInDoubt, "http.size");
    } else {
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->body.size(), length);
    }
  }
}

TEST(HttpClient, ARedirectIsAnAnswerLikeAnyOther) {
  RawPeer peer("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  const auto reply = exchange(to(peer.base() + "/here"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(reply->headers.at("location"), "/elsewhere");
}

TEST(HttpClient, TheTargetIsSentAsWrittenAndNeverEndsTheRequestLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"/tasks/a%2Fb?key=%2B%20#part", "GET /tasks/a%2Fb?key=%2B%20 HTTP/1.1\r\n"},
      {"", "GET / HTTP/1.1\r\n"},
      {"?a=1", "GET /?a=1 HTTP/1.1\r\n"},
      {"/a b\r\nX: y", "GET /a%20b%0d%0aX:%20y HTTP/1.1\r\n"}};
  for (const auto& [written, line] : cases) {
    RawPeer peer("HTTP/1.1 204 No Content\r\n\r\n");
    ASSERT_TRUE(exchange(to(peer.base() + written))) << written;
    EXPECT_EQ(peer.head().substr(0, std::string(line).size()), line);
    EXPECT_NE(peer.head().find("Connection: Close\r\n"), std::string::npos);
  }
}

TEST(HttpClient, AnAddressOfAStrangerIsNeverDialledInsideOurNetwork) {
  const Listener listener;
  ClientRequest request;
  request.url = "http://" + listener.place() + "/";
  request.publicOnly = true;
  expectError(exchange(request), ErrorKind::kDenied, "http.private");
  request.url = "http://localhost:" + listener.place().substr(listener.place().find(':') + 1) + "/";
  expectError(exchange(request), ErrorKind::kDenied, "http.private");
  pollfd waiting{listener.number(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, 50), 0) << "nobody connected";
}

TEST(HttpClient, PublicAddressesAreToldFromTheRest) {
  for (const char* ip : {"0.0.0.0",
                         "10.1.2.3",
                         "100.64.0.1",
                         "127.0.0.1",
                         "127.255.0.9",
                         "169.254.169.254",
                         "172.16.0.1",
                         "172.31.255.255",
                         "192.168.1.1",
                         "192.0.0.8",
                         "198.18.0.1",
                         "224.0.0.1",
                         "255.255.255.255",
                         "::",
                         "::1",
                         "::ffff:127.0.0.1",
                         "::ffff:8.8.8.8",
                         "fe80::1",
                         "fc00::1",
                         "fd12::1",
                         "ff02::1",
                         "2002:7f00:1::",
                         "2001::1",
                         "64:ff9b::7f00:1",
                         "nonsense",
                         ""})
    EXPECT_FALSE(isPublicAddress(ip)) << ip;
  for (const char* ip : {"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "203.162.4.190",
                         "2606:4700:4700::1111", "2405:4800::1"})
    EXPECT_TRUE(isPublicAddress(ip)) << ip;
}

TEST(HttpClient, AnAddressThatIsNoneIsRefused) {
  for (const char* url : {"", "127.0.0.1", "ftp://a/b", "http://", "http:/a://b"})
    expectError(exchange(to(url)), ErrorKind::kInput, "http.url");
}

}  // namespace
}  // namespace tdkt::http
