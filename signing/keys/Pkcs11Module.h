#pragma once
// One loaded PKCS#11 library and its sessions on one token. A session belongs to one thread at a time.
// Source: OASIS PKCS#11 2.40.

#include <p11-kit/pkcs11.h>

#include <memory>
#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing::p11 {

/// "0x30": how administrators and vendors' manuals name a return value.
std::string hex(CK_RV value);
/// The session, the token or its login is gone; opening anew may help.
bool isGone(CK_RV value);

/// The function list of a vendor's library, which stays loaded until the process ends.
class Module {
 public:
  /// Errors: kUnavailable "signing.token.module".
  static Result<std::shared_ptr<Module>> load(const std::string& path);
  CK_FUNCTION_LIST* functions() const { return functions_; }
  /// The slot whose token has this label. Errors: kUnavailable "signing.token.absent".
  Result<CK_SLOT_ID> slotOf(const std::string& tokenLabel) const;

 private:
  explicit Module(CK_FUNCTION_LIST* functions) : functions_(functions) {}
  CK_FUNCTION_LIST* functions_;
};

/// An open session. Closed when it dies.
class Session {
 public:
  /// Errors: kUnavailable "signing.token.absent", "signing.token.sessions" (the token allows no more).
  static Result<std::unique_ptr<Session>> open(const std::shared_ptr<Module>& module,
                                               const std::string& tokenLabel);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// CKF_… of the token; 0 when it does not say.
  CK_FLAGS tokenFlags() const;
  /// True when the token signs by this mechanism.
  bool canSign(CK_MECHANISM_TYPE mechanism) const;
  /// CKR_OK also when the application is logged in already. An empty PIN is asked for by the token's own
  /// keypad, where it has one.
  CK_RV login(CK_USER_TYPE user, const Secret& pin) const;
  /// Objects of a class whose CKA_LABEL or CKA_ID has this value; empty when there is none. Errors:
  /// kUnavailable "signing.token.absent".
  Result<std::vector<CK_OBJECT_HANDLE>> find(CK_OBJECT_CLASS kind, CK_ATTRIBUTE_TYPE by,
                                             const Bytes& value) const;
  /// Errors: kUnavailable "signing.token.absent" (also for an attribute the token does not have).
  Result<Bytes> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
  CK_RV signInit(const CK_MECHANISM& mechanism, CK_OBJECT_HANDLE key) const;
  /// The raw mechanism output, when the token answers CKR_OK.
  CK_RV sign(const Bytes& input, Bytes& signature) const;

 private:
  Session(std::shared_ptr<Module> module, CK_SLOT_ID slot, CK_SESSION_HANDLE handle)
      : module_(std::move(module)), slot_(slot), handle_(handle) {}
  std::shared_ptr<Module> module_;
  CK_SLOT_ID slot_;
  CK_SESSION_HANDLE handle_;
};

}  // namespace tdkt::signing::p11
