#include "connector/app/Signals.h"

#include <csignal>

namespace tdkt::app {
namespace {

sigset_t endSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void blockEndSignals() {
  const sigset_t set = endSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void waitForEndSignal() {
  const sigset_t set = endSignals();
  int received = 0;
  sigwait(&set, &received);
}

}  // namespace tdkt::app
