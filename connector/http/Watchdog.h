#pragma once
// Ends a conversation at an instant, however busy it is. For this folder's sources only.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tdkt::http {

/// Shuts a connected socket down at the deadline: a library's own timeouts start again with every octet a
/// slow peer drips. Holds a descriptor of its own, so the socket may be closed meanwhile.
class Watchdog {
 public:
  /// Throws std::system_error when descriptors or threads have run out.
  Watchdog(int socket, std::chrono::steady_clock::time_point deadline);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  bool fired() const { return fired_; }

 private:
  void watch(std::chrono::steady_clock::time_point deadline);
  class Descriptor {
   public:
    explicit Descriptor(int socket);
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

   private:
    int number_;
  };

  Descriptor socket_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::atomic<bool> fired_{false};
  std::thread thread_;
};

}  // namespace tdkt::http
