#include "connector/http/Watchdog.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tdkt::http {

Watchdog::Descriptor::Descriptor(int socket) : number_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)) {
  if (number_ < 0) throw std::system_error(errno, std::generic_category(), "no descriptor to watch");
}

Watchdog::Descriptor::~Descriptor() {
  ::close(number_);
}

Watchdog::Watchdog(int socket, std::chrono::steady_clock::time_point deadline)
    : socket_(socket), thread_([this, deadline] { watch(deadline); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watchdog::watch(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (changed_.wait_until(lock, deadline, [this] { return over_; })) return;
  fired_ = true;  // before the peer's end can be seen, or a cut answer would pass for a whole one
  ::shutdown(socket_.number(), SHUT_RDWR);
}

}  // namespace tdkt::http
