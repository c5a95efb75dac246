#pragma once
// One client's connection as a small state machine over a non-blocking socket; owned by the server's I/O
// thread.

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <optional>
#include <string>

#include "connector/http/Framing.h"
#include "connector/http/HttpServer.h"
#include "connector/http/Wire.h"

namespace tdkt::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// kHandshake (TLS only) → kHead → kBody → kHandling → kWriting → kLingering → kClosed. Not thread-safe.
class Connection {
 public:
  enum class State { kHandshake, kHead, kBody, kHandling, kWriting, kLingering, kClosed };

  Connection(const Poco::Net::StreamSocket& socket, std::string peer, const Router& router,
             const ServerSettings& settings, const std::shared_ptr<ssl_ctx_st>& tls, SteadyTime now);

  /// Reads what is there. Gives a request once one is whole (the state is then kHandling).
  std::optional<Request> onReadable(SteadyTime now);
  void onWritable(SteadyTime now);
  /// Starts to send the handler's answer.
  void answer(std::string octets, SteadyTime now);
  /// Past its deadline: a half-read request is told 408, anything else is closed.
  void onDeadline(SteadyTime now);

  State state() const { return state_; }
  SteadyTime deadline() const { return deadline_; }
  const std::string& peer() const { return peer_; }
  int descriptor() const;
  /// What poll() is to wait for.
  short awaited() const;

 private:
  std::optional<Request> readMore(SteadyTime now);
  bool shakeHands();
  void drop();
  std::optional<Request> advance(SteadyTime now);
  std::optional<Request> readHead(SteadyTime now);
  std::optional<Request> readBody(SteadyTime now);
  void refuse(int status, const char* code, SteadyTime now);
  void linger(SteadyTime now);
  void close();

  Poco::Net::StreamSocket socket_;
  std::string peer_;
  const Router& router_;
  const ServerSettings& settings_;
  Wire wire_;
  Wire::State awaited_ = Wire::State::kWantRead;  ///< what the last move waits for
  State state_ = State::kHead;
  SteadyTime deadline_;
  std::string in_;
  std::shared_ptr<storage::Spool> gathered_;  ///< of this body, when it goes to a file
  std::string out_;
  std::size_t sent_ = 0;
  RequestHead head_;
};

}  // namespace tdkt::http
