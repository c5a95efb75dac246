#include "connector/http/HttpClient.h"

#include <gtest/gtest.h>

#include "tests/fakes/RawServer.h"

namespace tdkt::http {
namespace {

using fakes::RawServer;
using std::chrono::milliseconds;

ClientRequest get(const RawServer& server, milliseconds deadline = std::chrono::seconds(20)) {
  ClientRequest request;
  request.url = server.url();
  request.deadline = deadline;
  return request;
}

/// That the call ended near its deadline, and how.
Error endsInTime(const RawServer& server) {
  const auto begin = std::chrono::steady_clock::now();
  const auto reply = exchange(get(server, milliseconds(300)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  return reply ? Error{} : reply.error();
}

TEST(HttpClient, AWholeAnswerIsGivenAsItIs) {
  const RawServer server(
      "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nX-Kept: Yes\r\nContent-Length: 5\r\n\r\nhello");
  const auto reply = exchange(get(server));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->body, "hello");
  EXPECT_EQ(reply->contentType, "text/plain");
  EXPECT_EQ(reply->headers.at("x-kept"), "Yes");
}

TEST(HttpClient, ABodyThatBreaksOffIsInDoubt) {
  const RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf");
  const auto reply = exchange(get(server));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kInDoubt);
  EXPECT_EQ(reply.error().code, "http.reply");
}

TEST(HttpClient, AChunkedBodyThatBreaksOffIsInDoubt) {
  for (const char* body : {"4\r\nhalf\r\n", "40\r\nhalf", "4\r\nhalf"}) {
    const RawServer server(std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") + body);
    const auto reply = exchange(get(server));
    ASSERT_FALSE(reply) << body;
    EXPECT_EQ(reply.error().kind, ErrorKind::kInDoubt);
  }
}

TEST(HttpClient, AWholeChunkedBodyIsRead) {
  const RawServer server(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n5\r\n+half\r\n0\r\n\r\n");
  const auto reply = exchange(get(server));
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->body, "half+half");
}

TEST(HttpClient, AConnectionThatClosesWithoutAnAnswerIsInDoubt) {
  for (const char* octets :
       {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le", "not http at all\r\n\r\n"}) {
    const RawServer server(octets);
    const auto reply = exchange(get(server));
    ASSERT_FALSE(reply) << octets;
    EXPECT_EQ(reply.error().kind, ErrorKind::kInDoubt) << octets;
  }
}

TEST(HttpClient, ASilentServiceCostsNoMoreThanTheDeadline) {
  const RawServer silent("", RawServer::Then::kHold);
  EXPECT_EQ(endsInTime(silent).kind, ErrorKind::kInDoubt);
  const RawServer halfway("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", RawServer::Then::kHold);
  EXPECT_EQ(endsInTime(halfway).kind, ErrorKind::kInDoubt);
}

TEST(HttpClient, AServiceThatDripsItsAnswerCostsNoMoreThanTheDeadline) {
  const RawServer body("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", RawServer::Then::kDrip, "x");
  EXPECT_EQ(endsInTime(body).kind, ErrorKind::kInDoubt);
  const RawServer head("HTTP/1.1 200 OK\r\nX-Long: ", RawServer::Then::kDrip, "x");
  EXPECT_EQ(endsInTime(head).kind, ErrorKind::kInDoubt);
  const RawServer fields("HTTP/1.1 200 OK\r\n", RawServer::Then::kDrip, "X: y\r\n");
  EXPECT_EQ(endsInTime(fields).kind, ErrorKind::kInDoubt);
}

TEST(HttpClient, ARedirectIsAnAnswerAndIsNotFollowed) {
  const RawServer other("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const RawServer server("HTTP/1.1 302 Found\r\nLocation: " + other.url("/elsewhere") +
                         "\r\nContent-Length: 0\r\n\r\n");
  const auto reply = exchange(get(server));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(reply->headers.at("location"), other.url("/elsewhere"));
  EXPECT_EQ(other.connections(), 0);
}

TEST(HttpClient, AnAnswerAboveTheCapIsNotKept) {
  const RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
  ClientRequest request = get(server);
  request.maxReply = 1000;
  const auto reply = exchange(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, "http.size");
}

TEST(HttpClient, WhereNobodyListensNothingWasSent) {
  std::string url;
  { url = RawServer("").url(); }
  ClientRequest request;
  request.url = url;
  const auto reply = exchange(request);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(reply.error().code, "http.connect");
}

TEST(HttpClient, AnAddressThatIsNoneIsTheCallersFault) {
  for (const char* url : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://127.0.0.1:x/"}) {
    ClientRequest request;
    request.url = url;
    const auto reply = exchange(request);
    ASSERT_FALSE(reply) << url;
    EXPECT_EQ(reply.error().code, "http.url") << url;
  }
}

}  // namespace
}  // namespace tdkt::http
