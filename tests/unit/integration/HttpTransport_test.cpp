#include "connector/http/HttpTransport.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "connector/http/HttpServer.h"

namespace tdkt::http {
namespace {

/// Takes one connection, reads the head, says what it was told to and then closes or waits for the peer to.
class OneAnswer {
 public:
  OneAnswer(std::string answer, bool closes) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 1);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/x";
    thread_ = std::thread([this, answer = std::move(answer), closes] { talk(answer, closes); });
  }
  ~OneAnswer() {
    thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  const std::string& url() const { return url_; }

 private:
  void talk(const std::string& answer, bool closes) const {
    const int peer = ::accept(listener_, nullptr, nullptr);
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
      const ssize_t n = ::recv(peer, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      head.append(buffer, static_cast<std::size_t>(n));
    }
    ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    while (!closes && ::recv(peer, buffer, sizeof buffer, 0) > 0) {
    }
    ::close(peer);
  }
  int listener_;
  std::string url_;
  std::thread thread_;
};

TEST(HttpTransport, CarriesOctetsAndMediaTypesBothWays) {
  Router router;
  router.add("POST", "/echo", [](const Request& request) {
    return Response::bytes(request.body + request.header("content-type"), "application/ocsp-response");
  });
  router.add("GET", "/none", [](const Request&) { return Response::json("{}", 404); });
  HttpServer server(router, {});
  ASSERT_TRUE(server.start().ok());
  const std::string base = "http://127.0.0.1:" + std::to_string(server.port());
  HttpTransport transport;
  const auto reply = transport.post(base + "/echo", "application/ocsp-request", Bytes("\0\1\xff", 3));
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->contentType, "application/ocsp-response");
  EXPECT_EQ(reply->body, Bytes("\0\1\xff", 3) + "application/ocsp-request");
  const auto none = transport.get(base + "/none");
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->status, 404);
}

TEST(HttpTransport, AnAnswerAboveTheCapIsASizeError) {
  const std::string body(5000, 'x');
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + body, true);
  const auto reply = HttpTransport({std::chrono::seconds(10), 4096}).get(server.url());
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, "transport.size");
  EXPECT_EQ(reply.error().kind, ErrorKind::kUnavailable);
}

TEST(HttpTransport, SilenceIsATimeoutAndMayBeTriedAgain) {
  const OneAnswer server("", false);
  const auto reply =
      HttpTransport({std::chrono::milliseconds(200), 4096}).post(server.url(), "text/plain", "a");
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, "transport.timeout");
  EXPECT_EQ(reply.error().kind, ErrorKind::kUnavailable);
}

TEST(HttpTransport, ABodyThatStopsHalfWayIsNeverTakenForTheWhole) {
  for (const bool closes : {true, false}) {
    const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", closes);
    const auto reply = HttpTransport({std::chrono::milliseconds(300), 4096}).get(server.url());
    ASSERT_FALSE(reply.ok()) << closes;
    EXPECT_EQ(reply.error().code, "transport.timeout") << closes;
  }
}

TEST(HttpTransport, NobodyListeningIsAConnectError) {
  std::string url;
  {
    Router router;
    HttpServer server(router, {});
    ASSERT_TRUE(server.start().ok());
    url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
  }
  const auto reply = HttpTransport().get(url);
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, "transport.connect");
  EXPECT_EQ(HttpTransport().get("ftp://a/b").error().code, "http.url");
}

}  // namespace
}  // namespace tdkt::http
