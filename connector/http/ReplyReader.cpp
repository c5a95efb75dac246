#include "connector/http/ReplyReader.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>
#include <Poco/Timespan.h>

#include <array>
#include <charconv>
#include <sstream>

namespace tdkt::http {
namespace {

using Instant = std::chrono::steady_clock::time_point;

constexpr std::size_t kLargestHead = 64U << 10U;

class Reader {
 public:
  Reader(const Poco::Net::StreamSocket& socket, std::size_t cap, Instant until)
      : socket_(socket), cap_(cap), until_(until) {}

  /// Octets up to and with `mark`.
  Result<std::string> through(std::string_view mark) {
    for (;;) {
      const std::size_t at = buffer_.find(mark);
      if (at != std::string::npos) return cut(at + mark.size());
      if (buffer_.size() > kLargestHead) return inDoubtError("http.reply", "the answer's head is too large");
      TDKT_CHECK(requireMore());
    }
  }
  Result<Done> exactly(std::uint64_t count, Bytes& body) {
    if (count > cap_ || body.size() > cap_ - count) return tooLarge();
    while (buffer_.size() < count) TDKT_CHECK(requireMore());
    body += cut(static_cast<std::size_t>(count));
    return Done{};
  }
  Result<Done> toTheEnd(Bytes& body) {
    for (;;) {
      TDKT_ASSIGN(const bool more, fill());
      if (buffer_.size() > cap_) return tooLarge();
      if (more) continue;
      body = cut(buffer_.size());
      return Done{};
    }
  }

 private:
  static Error tooLarge() { return inDoubtError("http.size", "the answer is too large"); }

  std::string cut(std::size_t count) {
    std::string out = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return out;
  }
  Result<Done> requireMore() {
    TDKT_ASSIGN(const bool more, fill());
    if (!more) return inDoubtError("http.reply", "the answer broke off");
    return Done{};
  }
  /// False at the end of the connection.
  Result<bool> fill() {
    const auto left =
        std::chrono::duration_cast<std::chrono::microseconds>(until_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return inDoubtError("http.timeout", "the answer took too long");
    socket_.setReceiveTimeout(Poco::Timespan(left.count()));
    std::array<char, 16384> octets{};
    const int count = socket_.receiveBytes(octets.data(), static_cast<int>(octets.size()));
    if (count <= 0) return false;
    buffer_.append(octets.data(), static_cast<std::size_t>(count));
    return true;
  }

  Poco::Net::StreamSocket socket_;
  std::size_t cap_;
  Instant until_;
  std::string buffer_;
};

Result<std::uint64_t> chunkSize(const std::string& line) {
  std::uint64_t size = 0;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  const bool fits = failure == std::errc() && (*end == '\r' || *end == ';' || *end == ' ' || *end == '\t');
  if (!fits) return inDoubtError("http.reply", "a chunk of the answer has no size");
  return size;
}

Result<Done> readChunks(Reader& reader, Bytes& body) {
  for (;;) {
    TDKT_ASSIGN(const std::string line, reader.through("\r\n"));
    TDKT_ASSIGN(const std::uint64_t size, chunkSize(line));
    if (size == 0) break;
    TDKT_CHECK(reader.exactly(size, body));
    TDKT_ASSIGN(const std::string end, reader.through("\r\n"));
    if (end != "\r\n") return inDoubtError("http.reply", "a chunk of the answer is longer than it says");
  }
  for (;;) {  // trailer fields say nothing we use
    TDKT_ASSIGN(const std::string line, reader.through("\r\n"));
    if (line == "\r\n") return Done{};
  }
}

Result<Done> readBody(Reader& reader, const Poco::Net::HTTPResponse& head, Bytes& body) {
  if (head.has("Transfer-Encoding")) {
    if (!head.getChunkedTransferEncoding())
      return inDoubtError("http.reply", "the answer has an unknown transfer coding");
    return readChunks(reader, body);
  }
  if (!head.hasContentLength()) return reader.toTheEnd(body);
  return reader.exactly(static_cast<std::uint64_t>(head.getContentLength64()), body);
}

bool hasBody(const std::string& method, int status) {
  return method != "HEAD" && status != 204 && status != 304;
}

}  // namespace

Result<ClientReply> readReply(const Poco::Net::StreamSocket& socket, const ClientRequest& request,
                              Instant until) {
  Reader reader(socket, request.maxReply, until);
  for (;;) {
    TDKT_ASSIGN(const std::string text, reader.through("\r\n\r\n"));
    std::istringstream in(text);
    Poco::Net::HTTPResponse head;
    head.read(in);
    const int status = static_cast<int>(head.getStatus());
    if (status >= 100 && status < 200) continue;  // interim
    ClientReply reply;
    reply.status = status;
    reply.contentType = head.getContentType();
    for (const auto& [name, value] : head) reply.headers[Poco::toLower(name)] = value;
    if (hasBody(request.method, status)) TDKT_CHECK(readBody(reader, head, reply.body));
    return reply;
  }
}

}  // namespace tdkt::http
