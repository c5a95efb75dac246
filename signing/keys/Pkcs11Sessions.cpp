#include "signing/keys/Pkcs11Sessions.h"

namespace tdkt::signing::p11 {
namespace {

Error refusedPin(const char* why) {
  return deniedError("signing.key.pin", why);
}

}  // namespace

Result<ReadySession> Sessions::take() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    returned_.wait(lock, [this] { return !idle_.empty() || lent_ < limit_; });
    ++lent_;
    if (!idle_.empty()) {
      ReadySession session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
    lock.unlock();
    auto opened = open();
    lock.lock();
    if (opened) return opened;
    --lent_;
    returned_.notify_one();
    // A token with fewer sessions than we were told to use: those it gave are enough.
    const int others = lent_ + static_cast<int>(idle_.size());
    if (opened.error().code != "signing.token.sessions" || others == 0) return opened.error();
    limit_ = others;
  }
}

void Sessions::giveBack(ReadySession session) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(std::move(session));
  }
  release();
}

Result<ReadySession> Sessions::renew(ReadySession lost) {
  lost.session.reset();
  auto opened = open();
  if (!opened) release();
  return opened;
}

void Sessions::drop(ReadySession lost) {
  lost.session.reset();
  release();
}

void Sessions::release() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    --lent_;
  }
  returned_.notify_one();
}

Result<ReadySession> Sessions::open() {
  ReadySession out;
  TDKT_ASSIGN(out.session, Session::open(module_, settings_.tokenLabel));
  TDKT_CHECK(logIn(*out.session));
  TDKT_ASSIGN(const auto keys, out.session->find(CKO_PRIVATE_KEY, CKA_LABEL, settings_.keyLabel));
  if (keys.size() != 1) return notFoundError("signing.key.absent", "no single private key has the label");
  out.key = keys.front();
  const auto always = out.session->attribute(out.key, CKA_ALWAYS_AUTHENTICATE);
  out.asksEachTime = always && *always == Bytes(1, '\1');
  return out;
}

Result<Done> Sessions::logIn(const Session& session) {
  const std::lock_guard<std::mutex> lock(loginMutex_);  // two threads must not try one wrong PIN twice
  if (pinRefused_) return refusedPin("the PIN was refused before and is not tried again");
  const CK_FLAGS flags = session.tokenFlags();
  if ((flags & CKF_USER_PIN_LOCKED) != 0)
    return deniedError("signing.key.pin.locked", "the token is locked; its maker's program unlocks it");
  if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
    return deniedError("signing.key.pin.last", "one try is left and it is not ours to use up");
  return judge(session.login(CKU_USER, settings_.pin));
}

Result<Done> Sessions::authenticate(const Session& session) {
  const std::lock_guard<std::mutex> lock(loginMutex_);
  if (pinRefused_) return refusedPin("the PIN was refused before and is not tried again");
  return judge(session.login(CKU_CONTEXT_SPECIFIC, settings_.pin));
}

/// Whatever is no plain sign of a lost session may have cost a try: it is never repeated.
Result<Done> Sessions::judge(CK_RV rv) {
  if (rv == CKR_OK) return Done{};
  if (isGone(rv)) return unavailableError("signing.token.absent", "login: " + hex(rv));
  pinRefused_ = true;
  if (rv == CKR_PIN_LOCKED)
    return deniedError("signing.key.pin.locked", "the token is locked; its maker's program unlocks it");
  return deniedError("signing.key.pin", "the token refused the PIN: " + hex(rv));
}

}  // namespace tdkt::signing::p11
