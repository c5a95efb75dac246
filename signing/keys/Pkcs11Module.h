#pragma once
// One loaded PKCS#11 library and one session on one token. Not thread-safe: the holder locks.
// Source: OASIS PKCS#11 2.40.

#include <p11-kit/pkcs11.h>

#include <memory>
#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing::p11 {

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
  /// Errors: kUnavailable "signing.token.absent".
  static Result<std::unique_ptr<Session>> open(const std::shared_ptr<Module>& module,
                                               const std::string& tokenLabel);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  CK_RV login(const Secret& pin) const;
  /// Objects of a class with this label; empty when there is none. Errors: kUnavailable
  /// "signing.token.absent".
  Result<std::vector<CK_OBJECT_HANDLE>> find(CK_OBJECT_CLASS kind, const std::string& label) const;
  Result<Bytes> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
  /// The raw mechanism output, when the token answers CKR_OK.
  CK_RV sign(CK_MECHANISM_TYPE mechanism, CK_OBJECT_HANDLE key, const Bytes& input, Bytes& signature) const;

 private:
  Session(std::shared_ptr<Module> module, CK_SESSION_HANDLE handle)
      : module_(std::move(module)), handle_(handle) {}
  std::shared_ptr<Module> module_;
  CK_SESSION_HANDLE handle_;
};

}  // namespace tdkt::signing::p11
