#pragma once
// A PKCS#11 library of our own that forwards to SoftHSM and does on command what real tokens do on bad days.
// The library is tests/fakes/P11Shim.cpp; a test finds its controls by the symbol tdktShim. In another
// process TDKT_SHIM_PULLED_AFTER=N pulls the token after N signatures.

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <atomic>
#include <string>

namespace tdkt::fakes {

struct P11Controls {
  std::atomic<int> logins{0};           ///< C_Login calls for the user
  std::atomic<int> contextLogins{0};    ///< C_Login calls for one signature
  std::atomic<int> signs{0};            ///< C_Sign calls that reached the token
  std::atomic<int> sessions{0};         ///< sessions open now
  std::atomic<int> mostSessions{0};     ///< sessions open at once, at most
  std::atomic<int> pulledAfter{-1};     ///< pulled once so many C_Sign calls have reached the token
  std::atomic<int> failSigns{0};        ///< so many C_Sign calls fail
  std::atomic<CK_RV> failWith{CKR_OK};  ///< with this value
  std::atomic<CK_RV> loginFails{CKR_OK};
  std::atomic<bool> pulled{false};          ///< the token is out of its slot
  std::atomic<bool> loseSessions{false};    ///< once: every open session is lost
  std::atomic<int> sessionLimit{1000};      ///< CKR_SESSION_COUNT above
  std::atomic<CK_MECHANISM_TYPE> lacks{0};  ///< this mechanism is not offered
  std::atomic<CK_FLAGS> tokenFlags{0};      ///< added to the token's own
  std::atomic<bool> asksEachTime{false};    ///< CKA_ALWAYS_AUTHENTICATE of every private key
};

/// The controls of the shim at `path`, loaded if need be.
inline P11Controls& p11Controls(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  return *static_cast<P11Controls*>(::dlsym(library, "tdktShim"));
}

}  // namespace tdkt::fakes
