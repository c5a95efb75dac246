#pragma once
// What the limited child gives up before it reads one foreign octet.

#include <sys/types.h>
#include <chrono>
#include <cstddef>

#include "workflow/base/Error.h"

namespace tdkt::worker {

struct Confinement {
  std::size_t memory = 0;       ///< octets of address space (RLIMIT_AS)
  std::chrono::seconds cpu{0};  ///< processor time (RLIMIT_CPU)
  pid_t parent = 0;             ///< with whose end this process is killed
};

/// Gives up, for this process and for ever: new descriptors, files written or opened, core dumps, memory and
/// processor time above the limits, privileges, the network, and every system call but those that compute,
/// take memory and speak on descriptor 0. Called once, single-threaded, before any foreign octet is read.
/// Errors: kUnavailable "worker.confinement" (the kernel refuses; nothing foreign may then be read).
///
/// In sanitizer builds address space and system calls stay unlimited: the sanitizers need them.
/// Source: seccomp(2), setrlimit(2), prctl(2), network_namespaces(7).
Result<Done> confine(const Confinement& limits);

/// True when confine() filters system calls in this build.
bool filtersSystemCalls();

}  // namespace tdkt::worker
