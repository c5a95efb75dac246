#pragma once
// The sessions of one key on one token: several, so that threads sign side by side; one login for all.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "signing/keys/Pkcs11KeyHolder.h"
#include "signing/keys/Pkcs11Module.h"

namespace tdkt::signing::p11 {

/// A session that is logged in and knows the key.
struct ReadySession {
  std::unique_ptr<Session> session;
  CK_OBJECT_HANDLE key = 0;
  bool asksEachTime = false;  ///< CKA_ALWAYS_AUTHENTICATE: the PIN belongs to every signature
};

/// Lends sessions. Thread-safe. The PIN goes to the token once per opening and never again once it was
/// refused.
class Sessions {
 public:
  Sessions(const Pkcs11Settings& settings, std::shared_ptr<Module> module)
      : settings_(settings), module_(std::move(module)), limit_(settings.sessions) {}

  /// An idle session, a new one, or, when all are lent, the next to come back. Every session taken is given
  /// back or dropped. Errors: those of openPkcs11Key().
  Result<ReadySession> take();
  void giveBack(ReadySession session);
  /// In the place of a session that was lost: one opened anew. On an error the place is free again.
  Result<ReadySession> renew(ReadySession lost);
  /// A session that is of no use any more.
  void drop(ReadySession lost);

  /// The PIN for one signature of a key that asks each time. Errors: kDenied "signing.key.pin".
  Result<Done> authenticate(const Session& session);

 private:
  Result<ReadySession> open();
  Result<Done> logIn(const Session& session);
  Result<Done> judge(CK_RV rv);
  void release();

  const Pkcs11Settings& settings_;
  std::shared_ptr<Module> module_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<ReadySession> idle_;
  int limit_;
  int lent_ = 0;  ///< sessions that are out, or being opened
  std::mutex loginMutex_;
  bool pinRefused_ = false;
};

}  // namespace tdkt::signing::p11
