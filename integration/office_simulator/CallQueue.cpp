#include "integration/office_simulator/CallQueue.h"

#include <algorithm>
#include <chrono>

#include "workflow/base/Ids.h"
#include "workflow/base/Log.h"

namespace tdkt::simulator {

struct CallQueue::Call {
  std::int64_t id = 0;
  std::string webhookId;
  std::string path;
  std::string mediaType;
  Bytes body;
  std::int64_t document = 0;
  int attempts = 0;
};

namespace {

constexpr std::chrono::milliseconds kLook{500};
constexpr std::int64_t kOvertaken = 700;  ///< milliseconds that a call waits while others go by

std::int64_t pauseMillis(int attempts) {
  return std::min<std::int64_t>(30'000, 500LL << std::min(attempts, 6));
}

}  // namespace

CallQueue::CallQueue(Office& office, const TdktClient& client, const Clock& clock, Random& random,
                     int attempts, Mood& mood)
    : office_(office),
      client_(client),
      clock_(clock),
      random_(random),
      attempts_(attempts),
      mood_(mood),
      worker_([this] { run(); }) {}

CallQueue::~CallQueue() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  worker_.join();
}

Result<Done> CallQueue::add(std::int64_t document, const std::string& path, const std::string& mediaType,
                            const Bytes& body) {
  {
    const auto guard = office_.database().lock();
    TDKT_ASSIGN(auto insert,
                office_.database().prepare(
                    "INSERT INTO calls(webhook_id, path, media_type, body, document, state, attempts, "
                    "next_at) VALUES(?,?,?,?,?,'due',0,0)"));
    insert.bind("msg_" + newId(random_)).bind(path).bind(mediaType).bindBlob(body).bind(document);
    TDKT_CHECK(insert.run());
  }
  {
    const std::lock_guard guard(mutex_);
    added_ = true;
  }
  wake_.notify_all();
  return Done{};
}

void CallQueue::run() {
  std::unique_lock guard(mutex_);
  while (!stopping_) {
    added_ = false;
    guard.unlock();
    const auto call = nextDue();
    const bool had = call && call->has_value();
    if (had) {
      if (const auto done = attempt(**call); !done)
        log::error("simulator.queue", {{"code", done.error().code}});
    }
    guard.lock();
    if (!had) wake_.wait_for(guard, kLook, [this] { return added_ || stopping_; });
  }
}

Result<std::optional<CallQueue::Call>> CallQueue::nextDue() {
  const auto guard = office_.database().lock();
  TDKT_ASSIGN(auto query, office_.database().prepare(
                              "SELECT id, webhook_id, path, media_type, body, document, attempts FROM calls "
                              "WHERE state = 'due' AND next_at <= ? ORDER BY id LIMIT 1"));
  query.bind(clock_.now().millis);
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<Call>();
  return std::optional(Call{query.integer(0), query.text(1), query.text(2), query.text(3), query.text(4),
                            query.integer(5), static_cast<int>(query.integer(6)) + 1});
}

Result<Done> CallQueue::attempt(const Call& call) {
  const Profile mood = mood_.ownCall();
  if (mood == Profile::kSilent) return settle(call, "failed", 0);  // as a host that forgets
  // Later calls overtake it.
  if (mood == Profile::kReordering)
    return settle(call, "due", clock_.now().millis + kOvertaken + 200LL * (call.id % 5));
  if (mood == Profile::kDuplicates) (void)client_.post(call.path, call.mediaType, call.body, call.webhookId);
  const auto reply = client_.post(call.path, call.mediaType, call.body, call.webhookId);
  if (reply && reply->status >= 200 && reply->status < 300) return settle(call, "done", 0);
  const int status = reply ? reply->status : 0;
  log::warning(
      "simulator.call.failed",
      {{"path", call.path}, {"status", std::to_string(status)}, {"attempt", std::to_string(call.attempts)}});
  // A 4xx other than "too many" says the call itself is wrong: repeating it cannot help.
  const bool refused = status >= 400 && status < 500 && status != 429;
  if (!refused && call.attempts < attempts_) {
    return settle(call, "due", clock_.now().millis + pauseMillis(call.attempts));
  }
  TDKT_CHECK(office_.note(call.document, "Hệ thống", "Không gửi được sang phần mềm thi đua, khen thưởng"));
  return settle(call, "failed", 0);
}

Result<Done> CallQueue::settle(const Call& call, const std::string& state, std::int64_t nextAt) {
  const auto guard = office_.database().lock();
  TDKT_ASSIGN(auto update, office_.database().prepare(
                               "UPDATE calls SET state = ?, attempts = ?, next_at = ? WHERE id = ?"));
  TDKT_CHECK(update.bind(state).bind(call.attempts).bind(nextAt).bind(call.id).run());
  return Done{};
}

}  // namespace tdkt::simulator
