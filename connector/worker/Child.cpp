#include "connector/worker/Child.h"

#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>

#include "connector/worker/Frames.h"
#include "connector/worker/Sandbox.h"
#include "workflow/base/Random.h"

namespace tdkt::worker {
namespace {

constexpr std::size_t kNoLimit =
    static_cast<std::size_t>(UINT32_MAX);  // the parent is trusted; RLIMIT_AS holds
constexpr Deadline kNever = Deadline::max();

template <class Number>
bool read(const std::string& text, Number& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size();
}

/// Libraries open their settings at first use; afterwards they could not.
void warmUp() {
  static_cast<void>(sha256Hex("warm"));
  static_cast<void>(SystemRandom().bytes(1));
}

Result<Bytes> askParent(const Bytes& question) {
  Frame answer;
  if (!sendFrame(STDIN_FILENO, FrameKind::kQuestion, question, kNever) ||
      receiveFrame(STDIN_FILENO, answer, kNoLimit, kNever) != ReceiveState::kFrame ||
      answer.kind != FrameKind::kAnswer) {
    return unavailableError("worker.question", "the parent gave no answer");
  }
  return std::move(answer.payload);
}

Result<Bytes> perform(const Job& job) {
  Frame header;
  Frame data;
  if (receiveFrame(STDIN_FILENO, header, kNoLimit, kNever) != ReceiveState::kFrame ||
      receiveFrame(STDIN_FILENO, data, kNoLimit, kNever) != ReceiveState::kFrame) {
    return bugError("worker.crashed", "no whole job");
  }
  try {
    return job(header.payload, data.payload, askParent);
  } catch (const std::exception& e) {
    return bugError("worker.crashed", e.what());
  }
}

void answer(const Result<Bytes>& result) {
  if (result) {
    sendFrame(STDIN_FILENO, FrameKind::kResult, *result, kNever);
    return;
  }
  const nlohmann::ordered_json error = {{"code", result.error().code}, {"detail", result.error().detail}};
  sendFrame(STDIN_FILENO, FrameKind::kError,
            error.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), kNever);
}

}  // namespace

int runChild(const std::vector<std::string>& arguments, const std::map<std::string, Job>& jobs) {
  Confinement limits;
  long seconds = 0;
  const auto job = arguments.size() == 4 ? jobs.find(arguments[0]) : jobs.end();
  if (job == jobs.end() || !read(arguments[1], limits.memory) || !read(arguments[2], seconds) ||
      !read(arguments[3], limits.parent)) {
    return kChildUsage;
  }
  limits.cpu = std::chrono::seconds(seconds);
  warmUp();
  // At once and for everybody: a parser that catches bad_alloc must not turn it into a verdict.
  std::set_new_handler([] { ::_exit(kChildMemory); });
  if (!confine(limits)) return kChildConfinement;
  answer(perform(job->second));
  ::_exit(kChildDone);  // no destructor of a process that read foreign octets is worth running
}

}  // namespace tdkt::worker
