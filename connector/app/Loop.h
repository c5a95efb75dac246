#pragma once
// A thread that calls one function for as long as there is work, then rests.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace tdkt::app {

/// Calls `once` again and again while it says true; rests for `pause` when it says false. An exception is
/// logged and costs one pause, never the thread.
class Loop {
 public:
  Loop(std::string name, std::function<bool()> once, std::chrono::milliseconds pause);
  /// Lets the running call finish, then joins.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

 private:
  void run();
  bool rest();
  std::string name_;
  std::function<bool()> once_;
  std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tdkt::app
