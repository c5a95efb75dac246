#include "connector/http/HttpTransport.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/URI.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace tdkt::http {
namespace {

namespace net = Poco::Net;

constexpr std::size_t kMaxReply = 1U << 20U;

using SessionPtr = std::unique_ptr<net::HTTPClientSession>;

SessionPtr openSession(const Poco::URI& uri) {
  if (uri.getScheme() == "http")
    return std::make_unique<net::HTTPClientSession>(uri.getHost(), uri.getPort());
  const net::Context::Ptr context(
      new net::Context(net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_STRICT, 9, true));
  return std::make_unique<net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
}

/// Cuts the session when the time is over: Poco's own timeouts start again with every octet received.
class Watchdog {
 public:
  Watchdog(net::HTTPClientSession& session, std::chrono::milliseconds deadline)
      : session_(session), end_(std::chrono::steady_clock::now() + deadline), thread_([this] { watch(); }) {}
  ~Watchdog() { stop(); }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// True when the time was over before.
  bool stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    return expired_;
  }

 private:
  void watch() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (wake_.wait_until(lock, end_, [this] { return done_; })) return;
    expired_ = true;
    try {
      session_.abort();
    } catch (const std::exception&) {
      expired_ = true;  // the socket was gone already, which is what we want
    }
  }

  net::HTTPClientSession& session_;
  std::chrono::steady_clock::time_point end_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  bool expired_ = false;
  std::thread thread_;
};

Result<signing::TransportReply> readReply(net::HTTPClientSession& session) {
  net::HTTPResponse response;
  std::istream& in = session.receiveResponse(response);
  signing::TransportReply out;
  out.status = response.getStatus();
  out.contentType = response.getContentType();
  char buffer[8192];
  while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
    out.body.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.body.size() > kMaxReply) return unavailableError("transport.size", "the reply is above 1 MiB");
  }
  return out;
}

Result<signing::TransportReply> exchange(const Poco::URI& uri, net::HTTPRequest& request, const Bytes& body,
                                         std::chrono::milliseconds deadline) {
  const SessionPtr session = openSession(uri);
  session->setTimeout(Poco::Timespan(deadline.count() * 1000));
  Watchdog watchdog(*session, deadline);
  Result<signing::TransportReply> reply = unavailableError("transport.connect", "no exchange");
  try {
    session->sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
    reply = readReply(*session);
  } catch (const Poco::TimeoutException&) {
    reply = unavailableError("transport.timeout", "no answer in time");
  } catch (const std::exception&) {
    reply = unavailableError("transport.connect", "the exchange was cut");
  }
  if (watchdog.stop()) return unavailableError("transport.timeout", "no whole answer in time");
  return reply;
}

Result<signing::TransportReply> send(const std::string& method, const std::string& url,
                                     const std::string& contentType, const Bytes& body,
                                     std::chrono::milliseconds deadline) {
  try {
    const Poco::URI uri(url);
    if ((uri.getScheme() != "http" && uri.getScheme() != "https") || uri.getHost().empty()) {
      return inputError("transport.url", "only http and https addresses", url);
    }
    const std::string path = uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery();
    net::HTTPRequest request(method, path, net::HTTPMessage::HTTP_1_1);
    if (method == net::HTTPRequest::HTTP_POST) {
      request.setContentType(contentType);
      request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    }
    return exchange(uri, request, body, deadline);
  } catch (const Poco::Exception& e) {
    return inputError("transport.url", e.displayText(), url);
  }
}

}  // namespace

Result<signing::TransportReply> HttpTransport::post(const std::string& url, const std::string& contentType,
                                                    const Bytes& body) {
  return send(Poco::Net::HTTPRequest::HTTP_POST, url, contentType, body, deadline_);
}

Result<signing::TransportReply> HttpTransport::get(const std::string& url) {
  return send(Poco::Net::HTTPRequest::HTTP_GET, url, {}, {}, deadline_);
}

}  // namespace tdkt::http
