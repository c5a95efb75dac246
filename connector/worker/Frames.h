#pragma once
// What parent and limited child say to each other over one stream socket.
//
//   frame := kind (1 octet) length (4 octets, big-endian) payload
//   parent → child: 'J' header of the job (JSON), 'D' the foreign octets, 'A' answer to a question
//   child → parent: 'Q' question, 'R' result (ends the talk), 'E' error as JSON {code, detail} (ends the
//   talk)

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::worker {

enum class FrameKind : char {
  kJob = 'J',
  kData = 'D',
  kAnswer = 'A',
  kQuestion = 'Q',
  kResult = 'R',
  kError = 'E'
};

struct Frame {
  FrameKind kind = FrameKind::kError;
  Bytes payload;
};

using Deadline = std::chrono::steady_clock::time_point;

/// Sends a whole frame. False when the other side is gone, the deadline passed, or the payload is 4 GiB long.
bool sendFrame(int fd, FrameKind kind, const Bytes& payload, Deadline until);

enum class ReceiveState { kFrame, kGone, kLate, kTooLong, kNonsense };
/// Receives a whole frame of at most `maxPayload` octets; kNonsense is a kind not named above.
ReceiveState receiveFrame(int fd, Frame& frame, std::size_t maxPayload, Deadline until);

}  // namespace tdkt::worker
