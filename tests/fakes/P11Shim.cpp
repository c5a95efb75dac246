#include "tests/fakes/P11Shim.h"

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <shared_mutex>

using tdkt::fakes::P11Controls;

extern "C" {
P11Controls tdktShim;
}

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;
constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

/// Who forgets sessions waits for every call under way: SoftHSM uses a session that another thread has
/// closed.
std::shared_mutex calls;

/// A call of SoftHSM during which no session is forgotten.
template <class Function, class... Arguments>
CK_RV through(Function function, Arguments... arguments) {
  const std::shared_lock lock(calls);
  return function(arguments...);
}

CK_RV gone() {
  return tdktShim.pulled ? CKR_DEVICE_REMOVED : CKR_OK;
}

/// A pulled token forgets its sessions and its login, as a real one does.
void forgetSessions() {
  const std::unique_lock lock(calls);
  CK_ULONG count = 8;
  CK_SLOT_ID slots[8];
  if (real->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) return;
  for (CK_ULONG i = 0; i < count; ++i) real->C_CloseAllSessions(slots[i]);
  tdktShim.sessions = 0;
}

CK_RV slotList(CK_BBOOL present, CK_SLOT_ID* slots, CK_ULONG* count) {
  if (tdktShim.pulled) {
    forgetSessions();
    *count = 0;
    return CKR_OK;
  }
  return real->C_GetSlotList(present, slots, count);
}

CK_RV tokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  const CK_RV rv = real->C_GetTokenInfo(slot, info);
  info->flags |= tdktShim.tokenFlags;
  return rv;
}

CK_RV mechanismInfo(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO* info) {
  if (tdktShim.lacks == type && type != 0) return CKR_MECHANISM_INVALID;
  return real->C_GetMechanismInfo(slot, type, info);
}

CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, void* data, CK_NOTIFY notify, CK_SESSION_HANDLE* session) {
  if (tdktShim.pulled) return CKR_TOKEN_NOT_PRESENT;
  if (tdktShim.sessions >= tdktShim.sessionLimit) return CKR_SESSION_COUNT;
  const CK_RV rv = through(real->C_OpenSession, slot, flags, data, notify, session);
  if (rv == CKR_OK) {
    const int now = ++tdktShim.sessions;
    if (now > tdktShim.mostSessions) tdktShim.mostSessions = now;
  }
  return rv;
}

CK_RV closeSession(CK_SESSION_HANDLE session) {
  const CK_RV rv = through(real->C_CloseSession, session);
  if (rv == CKR_OK) --tdktShim.sessions;
  return rv;
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR* pin, CK_ULONG length) {
  if (const CK_RV rv = gone(); rv != CKR_OK) return rv;
  ++(user == CKU_CONTEXT_SPECIFIC ? tdktShim.contextLogins : tdktShim.logins);
  if (tdktShim.loginFails != CKR_OK) return tdktShim.loginFails;
  // SoftHSM knows no such key: any PIN of four digits is right for one signature.
  if (user == CKU_CONTEXT_SPECIFIC) return length == 4 ? CKR_OK : CKR_PIN_INCORRECT;
  return through(real->C_Login, session, user, pin, length);
}

CK_RV attributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE* list, CK_ULONG count) {
  if (tdktShim.asksEachTime && count == 1 && list->type == CKA_ALWAYS_AUTHENTICATE) {
    if (list->pValue != nullptr) *static_cast<CK_BBOOL*>(list->pValue) = CK_TRUE;
    list->ulValueLen = 1;
    return CKR_OK;
  }
  return through(real->C_GetAttributeValue, session, object, list, count);
}

CK_RV findInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE* list, CK_ULONG count) {
  return through(real->C_FindObjectsInit, session, list, count);
}

CK_RV find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE* objects, CK_ULONG most, CK_ULONG* count) {
  return through(real->C_FindObjects, session, objects, most, count);
}

CK_RV findFinal(CK_SESSION_HANDLE session) {
  return through(real->C_FindObjectsFinal, session);
}

CK_RV signInit(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key) {
  if (tdktShim.loseSessions.exchange(false)) forgetSessions();
  if (const CK_RV rv = gone(); rv != CKR_OK) return rv;
  return through(real->C_SignInit, session, mechanism, key);
}

CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE* data, CK_ULONG size, CK_BYTE* signature, CK_ULONG* length) {
  if (tdktShim.pulledAfter == tdktShim.signs) tdktShim.pulled = true;
  if (const CK_RV rv = gone(); rv != CKR_OK) return rv;
  if (tdktShim.failSigns > 0) {
    --tdktShim.failSigns;
    return tdktShim.failWith;
  }
  ++tdktShim.signs;
  return through(real->C_Sign, session, data, size, signature, length);
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  if (real == nullptr) {
    void* library = ::dlopen(kSoftHsm, RTLD_NOW | RTLD_LOCAL);
    void* symbol = library == nullptr ? nullptr : ::dlsym(library, "C_GetFunctionList");
    CK_C_GetFunctionList theirs = nullptr;
    std::memcpy(&theirs, &symbol, sizeof theirs);
    if (theirs == nullptr || theirs(&real) != CKR_OK) return CKR_GENERAL_ERROR;
    if (const char* count = std::getenv("TDKT_SHIM_PULLED_AFTER")) tdktShim.pulledAfter = std::atoi(count);
    ours = *real;
    ours.C_GetSlotList = slotList;
    ours.C_GetTokenInfo = tokenInfo;
    ours.C_GetMechanismInfo = mechanismInfo;
    ours.C_OpenSession = openSession;
    ours.C_CloseSession = closeSession;
    ours.C_Login = login;
    ours.C_GetAttributeValue = attributeValue;
    ours.C_FindObjectsInit = findInit;
    ours.C_FindObjects = find;
    ours.C_FindObjectsFinal = findFinal;
    ours.C_SignInit = signInit;
    ours.C_Sign = sign;
  }
  *list = &ours;
  return CKR_OK;
}
