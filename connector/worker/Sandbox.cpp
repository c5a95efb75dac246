#include "connector/worker/Sandbox.h"

#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace tdkt::worker {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

Error refused(const char* what) {
  return unavailableError("worker.confinement", what);
}

bool limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
  const rlimit wanted{soft, hard};
  return ::setrlimit(resource, &wanted) == 0;
}

bool limitResources(const Confinement& limits) {
  const auto seconds = static_cast<rlim_t>(limits.cpu.count());
  return limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0) &&
         limit(RLIMIT_CPU, seconds, seconds + 1) &&  // SIGXCPU tells us; SIGKILL a second later tells it
         (kSanitized || (limit(RLIMIT_NOFILE, 3, 3) && limit(RLIMIT_AS, limits.memory, limits.memory)));
}

struct FilterDeleter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FilterDeleter>;

bool allow(const Filter& filter, int call) {
  return seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
}
bool allowWhen(const Filter& filter, int call, const scmp_arg_cmp& condition) {
  return seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}
scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool allowComputing(const Filter& filter) {
  for (const int call :
       {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(exit),
        SCMP_SYS(exit_group), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getrandom),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
        SCMP_SYS(poll), SCMP_SYS(ppoll)}) {
    if (!allow(filter, call)) return false;
  }
  // Memory, but none that could hold code.
  return allowWhen(filter, SCMP_SYS(mmap), masked(2, PROT_EXEC, 0)) &&
         allowWhen(filter, SCMP_SYS(mprotect), masked(2, PROT_EXEC, 0));
}

bool allowTalking(const Filter& filter) {
  for (const int call : {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(fstat)}) {
    if (!allowWhen(filter, call, equals(0, STDIN_FILENO))) return false;
  }
  return true;
}

/// Everything not named is answered EPERM: a library that only tries then goes on without it.
bool filterSystemCalls() {
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  return filter && allowComputing(filter) && allowTalking(filter) && seccomp_load(filter.get()) == 0;
}

/// A name space without any interface, where the kernel lets us have one; the filter denies sockets anyway.
void leaveNetwork() {
  static_cast<void>(::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWNET) == 0);
}

bool dieWithParent(pid_t parent) {
  // After unshare(), which clears it. The second look covers a parent gone before the first call.
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent;
}

}  // namespace

bool filtersSystemCalls() {
  return !kSanitized;
}

Result<Done> confine(const Confinement& limits) {
  leaveNetwork();
  if (!dieWithParent(limits.parent)) return refused("the parent is gone");
  if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return refused("prctl");
  if (!limitResources(limits)) return refused("setrlimit");
  if (!kSanitized && !filterSystemCalls()) return refused("seccomp");
  return Done{};
}

}  // namespace tdkt::worker
