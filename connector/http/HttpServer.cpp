#include "connector/http/HttpServer.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "connector/http/Connection.h"
#include "connector/http/Response.h"
#include "workflow/base/Log.h"

namespace tdkt::http {
namespace {

constexpr std::size_t kMaxConnections = 1024;
constexpr std::chrono::milliseconds kAcceptPause(100);  // after the system refused us a descriptor

using ConnectionId = std::uint64_t;

struct Job {
  ConnectionId id = 0;
  Request request;
};
struct Answer {
  ConnectionId id = 0;
  std::string octets;
};

/// Whole requests wait here for a worker. close() lets the workers go once it is empty.
class JobQueue {
 public:
  void push(Job job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }
  std::optional<Job> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return std::nullopt;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

/// A pipe that ends a poll() from another thread.
class WakePipe {
 public:
  WakePipe() { good_ = ::pipe2(ends_.data(), O_NONBLOCK | O_CLOEXEC) == 0; }
  ~WakePipe() {
    if (!good_) return;
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  WakePipe(const WakePipe&) = delete;
  WakePipe& operator=(const WakePipe&) = delete;
  bool good() const { return good_; }
  int descriptor() const { return ends_[0]; }
  void wake() {
    const char octet = 0;
    // A full pipe wakes just as well.
    [[maybe_unused]] const ssize_t n = ::write(ends_[1], &octet, 1);
  }
  void drain() {
    std::array<char, 256> buffer{};
    while (::read(ends_[0], buffer.data(), buffer.size()) > 0) {
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool good_ = false;
};

SteadyTime steadyNow() {
  return std::chrono::steady_clock::now();
}

}  // namespace

/// One thread owns every socket; slow clients cost it nothing but a row in poll(). Workers see whole requests
/// only.
struct HttpServer::Impl {
  Impl(const Router& theRouter, ServerSettings theSettings)
      : router(theRouter), settings(std::move(theSettings)) {}

  const Router& router;
  const ServerSettings settings;
  std::unique_ptr<TlsContext> tls;
  Poco::Net::ServerSocket listener;
  std::uint16_t boundPort = 0;
  bool running = false;
  WakePipe wakePipe;
  JobQueue jobs;
  std::mutex answersMutex;
  std::vector<Answer> answers;
  std::atomic<bool> stopping{false};
  std::atomic<SteadyTime::rep> stopBy{0};
  std::thread io;
  std::vector<std::thread> workers;

  // Owned by the I/O thread.
  std::map<ConnectionId, Connection> connections;
  std::map<std::string, int> perPeer;
  ConnectionId nextId = 1;
  SteadyTime acceptAgain{};

  void work() {
    while (auto job = jobs.pop()) {
      const bool withBody = job->request.method != "HEAD";
      Response response = router.route(std::move(job->request));
      // RFC 6797 §7.2: only over TLS, and for a year.
      if (settings.tls) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
      Answer answer{job->id, serialise(response, withBody)};
      const std::lock_guard lock(answersMutex);
      answers.push_back(std::move(answer));
      wakePipe.wake();
    }
  }

  void loop() {
    bool listening = true;
    while (true) {
      if (stopping && listening) {
        listener.close();
        listening = false;
        dropIdle();
      }
      if (stopping && (connections.empty() || steadyNow().time_since_epoch().count() >= stopBy)) return;
      pollOnce(listening);
    }
  }

  void pollOnce(bool listening) {
    std::vector<pollfd> descriptors;
    std::vector<ConnectionId> ids;
    descriptors.push_back({wakePipe.descriptor(), POLLIN, 0});
    const bool accepting = listening && connections.size() < kMaxConnections && steadyNow() >= acceptAgain;
    if (accepting) descriptors.push_back({listener.impl()->sockfd(), POLLIN, 0});
    const std::size_t first = descriptors.size();
    for (const auto& [id, connection] : connections) {
      if (connection.state() == Connection::State::kHandling)
        continue;  // a hang-up would wake us without end
      descriptors.push_back({connection.descriptor(), connection.awaited(), 0});
      ids.push_back(id);
    }
    ::poll(descriptors.data(), descriptors.size(), timeout());
    wakePipe.drain();
    if (accepting && descriptors[first - 1].revents != 0) acceptAll();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (descriptors[first + i].revents != 0) serve(ids[i]);
    }
    sendAnswers();
    enforceDeadlines();
  }

  int timeout() const {
    auto wait = std::chrono::milliseconds(100);  // also the rhythm in which stop() is noticed at the latest
    for (const auto& [id, connection] : connections) {
      if (connection.state() == Connection::State::kHandling) continue;
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(connection.deadline() - steadyNow());
      wait = std::clamp(left, std::chrono::milliseconds(0), wait);
    }
    return static_cast<int>(wait.count()) + 1;
  }

  void acceptAll() {
    try {
      while (connections.size() < kMaxConnections &&
             listener.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ)) {
        Poco::Net::SocketAddress address;
        const Poco::Net::StreamSocket accepted = listener.acceptConnection(address);  // fills `address`
        admit(accepted, address.host().toString());
      }
    } catch (const Poco::Exception& e) {
      log::warning("http.accept", {{"what", e.displayText()}});
      acceptAgain = steadyNow() + kAcceptPause;
    }
  }

  void admit(const Poco::Net::StreamSocket& socket, const std::string& peer) {
    int& count = perPeer[peer];
    if (count >= settings.connectionsPerPeer) {
      log::info("http.refused", {{"code", "http.peer.connections"}});
      return;  // the socket closes with its last owner
    }
    ++count;
    const SteadyTime now = steadyNow();
    connections.try_emplace(nextId++, socket, peer, router, settings, tls ? tls->current(now) : nullptr, now);
  }

  void serve(ConnectionId id) {
    Connection& connection = connections.at(id);
    if (connection.state() == Connection::State::kWriting) {
      connection.onWritable(steadyNow());
    } else if (auto request = connection.onReadable(steadyNow())) {
      jobs.push(Job{id, std::move(*request)});
    }
    forgetIfClosed(id);
  }

  void sendAnswers() {
    std::vector<Answer> ready;
    {
      const std::lock_guard lock(answersMutex);
      ready.swap(answers);
    }
    for (Answer& answer : ready) {
      connections.at(answer.id).answer(std::move(answer.octets), steadyNow());
      forgetIfClosed(answer.id);
    }
  }

  void enforceDeadlines() {
    std::vector<ConnectionId> late;
    for (auto& [id, connection] : connections) {
      if (connection.state() != Connection::State::kHandling && connection.deadline() <= steadyNow())
        late.push_back(id);
    }
    for (const ConnectionId id : late) {
      connections.at(id).onDeadline(steadyNow());
      forgetIfClosed(id);
    }
  }

  void dropIdle() {
    std::vector<ConnectionId> idle;
    for (const auto& [id, connection] : connections) {
      if (connection.state() == Connection::State::kHead ||
          connection.state() == Connection::State::kHandshake)
        idle.push_back(id);
    }
    for (const ConnectionId id : idle) forget(id);
  }

  void forgetIfClosed(ConnectionId id) {
    if (connections.at(id).state() == Connection::State::kClosed) forget(id);
  }

  void forget(ConnectionId id) {
    const auto at = connections.find(id);
    const auto peer = perPeer.find(at->second.peer());
    if (--peer->second == 0) perPeer.erase(peer);
    connections.erase(at);
  }
};

HttpServer::HttpServer(const Router& router, ServerSettings settings)
    : impl_(std::make_unique<Impl>(router, std::move(settings))) {}

HttpServer::~HttpServer() {
  stop();
}

Result<Done> HttpServer::start() {
  if (impl_->running || impl_->stopping) return bugError("http.bind", "a server starts once");
  if (!impl_->wakePipe.good()) return unavailableError("http.bind", "no pipe");
  if (impl_->settings.tls) {
    TDKT_ASSIGN(impl_->tls, TlsContext::open(*impl_->settings.tls));
  }
  try {
    const Poco::Net::SocketAddress address(impl_->settings.address, impl_->settings.port);
    impl_->listener.bind(address, true);
    impl_->listener.listen(128);
    impl_->listener.setBlocking(false);
    impl_->boundPort = impl_->listener.address().port();
  } catch (const Poco::Exception& e) {
    return unavailableError("http.bind", e.displayText(), impl_->settings.address);
  }
  impl_->running = true;
  for (int i = 0; i < impl_->settings.threads; ++i) impl_->workers.emplace_back([this] { impl_->work(); });
  impl_->io = std::thread([this] { impl_->loop(); });
  return Done{};
}

std::uint16_t HttpServer::port() const {
  return impl_->boundPort;
}

void HttpServer::stop(std::chrono::milliseconds grace) {
  if (!impl_->running) return;
  impl_->running = false;
  impl_->stopBy = (steadyNow() + grace).time_since_epoch().count();
  impl_->stopping = true;
  impl_->wakePipe.wake();
  impl_->io.join();
  impl_->jobs.close();
  for (std::thread& worker : impl_->workers) worker.join();
  impl_->connections.clear();
}

}  // namespace tdkt::http
