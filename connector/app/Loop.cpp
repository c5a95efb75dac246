#include "connector/app/Loop.h"

#include <exception>

#include "workflow/base/Log.h"

namespace tdkt::app {

Loop::Loop(std::string name, std::function<bool()> once, std::chrono::milliseconds pause)
    : name_(std::move(name)), once_(std::move(once)), pause_(pause), thread_([this] { run(); }) {}

Loop::~Loop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Loop::rest() {
  std::unique_lock guard(mutex_);
  wake_.wait_for(guard, pause_, [this] { return stopping_; });
  return !stopping_;
}

void Loop::run() {
  for (;;) {
    bool more = false;
    try {
      more = once_();
    } catch (const std::exception& e) {
      log::error("loop.exception", {{"loop", name_}, {"what", e.what()}});
    }
    if (more) {
      const std::lock_guard guard(mutex_);
      if (stopping_) return;
      continue;
    }
    if (!rest()) return;
  }
}

}  // namespace tdkt::app
