#include "connector/worker/Frames.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <string_view>

namespace tdkt::worker {
namespace {

using std::chrono::milliseconds;
constexpr std::size_t kHead = 5;

/// Waits for `events`, false at the deadline.
bool waitFor(int fd, short events, Deadline until) {
  for (;;) {
    // Rounded up, so that "late" here is late by the clock, too.
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{fd, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool writeAll(int fd, std::string_view octets, Deadline until) {
  while (!octets.empty()) {
    // Plain write() is all the child's filter allows; the parent holds SIGPIPE back while it talks.
    const ssize_t n = ::write(fd, octets.data(), octets.size());
    if (n > 0) {
      octets.remove_prefix(static_cast<std::size_t>(n));
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n == 0 || errno != EAGAIN || !waitFor(fd, POLLOUT, until)) {
      return false;
    }
  }
  return true;
}

ReceiveState readAll(int fd, char* to, std::size_t size, Deadline until) {
  while (size > 0) {
    const ssize_t n = ::read(fd, to, size);
    if (n > 0) {
      to += n;
      size -= static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n == 0 || errno != EAGAIN) {
      return ReceiveState::kGone;
    } else if (!waitFor(fd, POLLIN, until)) {
      return ReceiveState::kLate;
    }
  }
  return ReceiveState::kFrame;
}

}  // namespace

bool sendFrame(int fd, FrameKind kind, const Bytes& payload, Deadline until) {
  if (payload.size() > std::numeric_limits<std::uint32_t>::max()) return false;
  const auto size = static_cast<std::uint32_t>(payload.size());
  const std::array<char, kHead> head = {
      static_cast<char>(kind), static_cast<char>(size >> 24U), static_cast<char>(size >> 16U & 0xFFU),
      static_cast<char>(size >> 8U & 0xFFU), static_cast<char>(size & 0xFFU)};
  return writeAll(fd, {head.data(), head.size()}, until) && writeAll(fd, payload, until);
}

ReceiveState receiveFrame(int fd, Frame& frame, std::size_t maxPayload, Deadline until) {
  std::array<char, kHead> head{};
  if (const auto state = readAll(fd, head.data(), head.size(), until); state != ReceiveState::kFrame)
    return state;
  if (std::string_view("JDAQRE").find(head[0]) == std::string_view::npos) return ReceiveState::kNonsense;
  frame.kind = static_cast<FrameKind>(head[0]);
  std::size_t size = 0;
  for (std::size_t i = 1; i < kHead; ++i) size = size << 8U | static_cast<unsigned char>(head[i]);
  if (size > maxPayload) return ReceiveState::kTooLong;
  frame.payload.assign(size, '\0');
  return readAll(fd, frame.payload.data(), size, until);
}

}  // namespace tdkt::worker
