#include "connector/office/rest/RestClient.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <istream>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>

namespace tdkt::office {
namespace {

constexpr std::size_t kMaxReply = 1U << 20U;

using SteadyTime = std::chrono::steady_clock::time_point;

/// Shuts a socket down at the deadline: Poco's own timeouts start again with every octet a slow host drips.
class Watchdog {
 public:
  Watchdog(int descriptor, SteadyTime deadline)
      : thread_([this, descriptor, deadline] { watch(descriptor, deadline); }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void watch(int descriptor, SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, deadline, [&] { return over_; })) ::shutdown(descriptor, SHUT_RDWR);
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

Poco::Timespan span(std::chrono::milliseconds time) {
  return Poco::Timespan(time.count() * 1000);
}

/// A connected session; the socket is returned too, so that its descriptor outlives the session.
struct Connected {
  Poco::Net::StreamSocket socket;
  std::unique_ptr<Poco::Net::HTTPClientSession> session;
};

Connected connect(const Poco::URI& base, std::chrono::milliseconds timeout) {
  const Poco::Net::SocketAddress address(base.getHost(), base.getPort());
  Connected out;
  if (base.getScheme() != "https") {
    out.socket.connect(address, span(timeout));
    out.session = std::make_unique<Poco::Net::HTTPClientSession>(out.socket);
  } else {
    const Poco::Net::Context::Ptr context(new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "",
                                                                 Poco::Net::Context::VERIFY_STRICT, 9, true));
    Poco::Net::SecureStreamSocket secure(context);
    secure.setPeerHostName(base.getHost());
    secure.connect(address, span(timeout));
    out.session = std::make_unique<Poco::Net::HTTPSClientSession>(secure);
    out.socket = secure;
  }
  // A session made from a socket closes and dials again by itself unless it believes the connection is kept.
  out.session->setKeepAlive(true);
  out.session->setTimeout(span(timeout));
  return out;
}

std::string readBounded(std::istream& in) {
  std::string out;
  std::array<char, 8192> buffer{};
  while (out.size() <= kMaxReply && (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)) {
    out.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (out.size() > kMaxReply) throw Poco::DataFormatException("the answer is too large");
  return out;
}

RestReply talk(Poco::Net::HTTPClientSession& session, Poco::Net::HTTPRequest& request, const Bytes* body) {
  std::ostream& out = session.sendRequest(request);
  if (body != nullptr) out.write(body->data(), static_cast<std::streamsize>(body->size()));
  out.flush();
  if (!out.good()) throw Poco::IOException("the request could not be sent whole");
  Poco::Net::HTTPResponse response;
  std::istream& in = session.receiveResponse(response);
  RestReply reply{response.getStatus(), readBounded(in)};
  const auto promised = response.getContentLength64();
  if (promised >= 0 && static_cast<std::size_t>(promised) != reply.body.size()) {
    throw Poco::IOException("the answer was cut short");
  }
  return reply;
}

Result<RestReply> judge(RestReply reply, bool changes) {
  const std::string status = std::to_string(reply.status);
  if (reply.status >= 200 && reply.status < 300) return reply;
  if (reply.status == 401 || reply.status == 403)
    return deniedError("office.token", "the host answered " + status);
  if (reply.status == 429) return unavailableError("office.busy", "the host answered " + status);
  if (reply.status >= 500 || reply.status == 408) {
    return makeError(changes ? ErrorKind::kInDoubt : ErrorKind::kUnavailable, "office.reply",
                     "the host answered " + status);
  }
  return inputError("office.refused", "the host answered " + status);
}

}  // namespace

Result<RestReply> RestClient::get(const std::string& path) const {
  return exchange(Call{Poco::Net::HTTPRequest::HTTP_GET, path, {}, nullptr});
}

Result<RestReply> RestClient::change(const std::string& method, const std::string& path, const Bytes& body,
                                     const std::string& mediaType) const {
  return exchange(Call{method, path, mediaType, &body});
}

Result<RestReply> RestClient::exchange(const Call& call) const {
  const SteadyTime deadline = std::chrono::steady_clock::now() + settings_.deadline;
  const bool changes = call.body != nullptr;
  bool connected = false;
  try {
    const Poco::URI base(settings_.baseUrl);
    Connected connection = connect(base, settings_.deadline);
    connected = true;
    const Watchdog watchdog(connection.socket.impl()->sockfd(), deadline);
    Poco::Net::HTTPRequest request(call.method, call.path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.setHost(base.getHost(), base.getPort());
    request.setKeepAlive(false);
    request.set("Authorization", "Bearer " + std::string(settings_.token.reveal()));
    if (changes) {
      request.setContentType(call.mediaType);
      request.setContentLength64(static_cast<Poco::Int64>(call.body->size()));
    }
    return judge(talk(*connection.session, request, call.body), changes);
  } catch (const Poco::Exception& e) {
    if (!connected) return unavailableError("office.connect", e.displayText());
    return makeError(changes ? ErrorKind::kInDoubt : ErrorKind::kUnavailable, "office.reply",
                     e.displayText());
  } catch (const std::exception& e) {
    return makeError(connected && changes ? ErrorKind::kInDoubt : ErrorKind::kUnavailable, "office.reply",
                     e.what());
  }
}

}  // namespace tdkt::office
