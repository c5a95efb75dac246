#pragma once
// HTTP/1.1 on Poco's sockets behind our own strict framing gate and absolute deadlines.
//
// Refused before any handler sees it, with the connection closed: Content-Length together with
// Transfer-Encoding, repeated or signed lengths, chunked bodies (411), bare LF, white space before a colon,
// NUL and control characters, not exactly one Host, versions other than 1.0/1.1, targets above 4 KiB, heads
// above 16 KiB, unknown methods. Source: RFC 9112 §2–§6; measurements M7 and M8 of the design's research.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "connector/http/Router.h"
#include "connector/http/Tls.h"
#include "workflow/base/Error.h"

namespace tdkt::http {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 = any free one
  int threads = 8;
  int connectionsPerPeer = 32;
  std::chrono::milliseconds headDeadline{10'000};  ///< for handshake and head, however slowly they drip
  std::chrono::milliseconds bodyDeadline{60'000};
  std::string incoming = {};  ///< folder for bodies of routes that gather; empty: they stay in memory
  std::optional<TlsSettings> tls = std::nullopt;  ///< none: plain HTTP
};

/// Serves a Router until stopped or destroyed. One request per connection (Connection: close).
class HttpServer {
 public:
  HttpServer(const Router& router, ServerSettings settings);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds and starts. Errors: kUnavailable "http.bind", kInput "http.tls".
  Result<Done> start();
  std::uint16_t port() const;  ///< the real one, after start()
  /// Takes no new connection, lets running requests finish (at most `grace`), then returns.
  void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(5000));

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tdkt::http
