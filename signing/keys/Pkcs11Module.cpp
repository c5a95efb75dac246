#include "signing/keys/Pkcs11Module.h"

#include <dlfcn.h>
#include <openssl/crypto.h>

#include <array>
#include <charconv>
#include <cstring>

namespace tdkt::signing::p11 {
namespace {

Error absent(const char* what) {
  return unavailableError("signing.token.absent", what);
}

std::string trimmed(const CK_UTF8CHAR* label, std::size_t size) {
  std::string out(reinterpret_cast<const char*>(label), size);
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

CK_BYTE_PTR bytes(std::string& text) {
  return reinterpret_cast<CK_BYTE_PTR>(text.data());
}

}  // namespace

std::string hex(CK_RV value) {
  std::array<char, 24> text{};
  const auto [end, failure] = std::to_chars(text.data(), text.data() + text.size(), value, 16);
  return "0x" + std::string(text.data(), failure == std::errc() ? end : text.data());
}

bool isGone(CK_RV value) {
  switch (value) {
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_USER_NOT_LOGGED_IN:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_DEVICE_ERROR:
      return true;
    default:
      return false;
  }
}

Result<std::shared_ptr<Module>> Module::load(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return unavailableError("signing.token.module", "the library cannot be loaded", path);
  CK_C_GetFunctionList getList = nullptr;
  void* symbol = ::dlsym(library, "C_GetFunctionList");
  std::memcpy(&getList, &symbol, sizeof getList);
  CK_FUNCTION_LIST* functions = nullptr;
  if (getList == nullptr || getList(&functions) != CKR_OK) {
    ::dlclose(library);
    return unavailableError("signing.token.module", "not a PKCS#11 library", path);
  }
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV rv = functions->C_Initialize(&arguments);
  if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return unavailableError("signing.token.module", "C_Initialize failed", path);
  }
  // Neither C_Finalize nor dlclose follows: another holder of this process may be using the same library.
  return std::shared_ptr<Module>(new Module(functions));
}

Result<CK_SLOT_ID> Module::slotOf(const std::string& tokenLabel) const {
  CK_ULONG count = 0;
  if (functions_->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK) return absent("no slot list");
  std::vector<CK_SLOT_ID> slots(count);
  if (count == 0 || functions_->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK)
    return absent("no token");
  slots.resize(count);
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (functions_->C_GetTokenInfo(slot, &info) == CKR_OK &&
        trimmed(info.label, sizeof info.label) == tokenLabel) {
      return slot;
    }
  }
  return absent("no token has the label");
}

Result<std::unique_ptr<Session>> Session::open(const std::shared_ptr<Module>& module,
                                               const std::string& tokenLabel) {
  TDKT_ASSIGN(const CK_SLOT_ID slot, module->slotOf(tokenLabel));
  CK_SESSION_HANDLE handle = 0;
  const CK_RV rv = module->functions()->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle);
  if (rv == CKR_SESSION_COUNT)
    return unavailableError("signing.token.sessions", "the token allows no further session");
  if (rv != CKR_OK) return unavailableError("signing.token.absent", "no session: " + hex(rv));
  return std::unique_ptr<Session>(new Session(module, slot, handle));
}

Session::~Session() {
  module_->functions()->C_CloseSession(handle_);
}

CK_FLAGS Session::tokenFlags() const {
  CK_TOKEN_INFO info{};
  return module_->functions()->C_GetTokenInfo(slot_, &info) == CKR_OK ? info.flags : 0;
}

bool Session::canSign(CK_MECHANISM_TYPE mechanism) const {
  CK_MECHANISM_INFO info{};
  return module_->functions()->C_GetMechanismInfo(slot_, mechanism, &info) == CKR_OK &&
         (info.flags & CKF_SIGN) != 0;
}

CK_RV Session::login(CK_USER_TYPE user, const Secret& pin) const {
  const bool keypad = pin.empty() && (tokenFlags() & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
  std::string copy(pin.reveal());
  const CK_RV rv = module_->functions()->C_Login(handle_, user, keypad ? nullptr : bytes(copy), copy.size());
  OPENSSL_cleanse(copy.data(), copy.size());
  return rv == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : rv;
}

Result<std::vector<CK_OBJECT_HANDLE>> Session::find(CK_OBJECT_CLASS kind, CK_ATTRIBUTE_TYPE by,
                                                    const Bytes& value) const {
  std::string copy = value;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &kind, sizeof kind}, {by, copy.data(), copy.size()}};
  if (module_->functions()->C_FindObjectsInit(handle_, wanted, 2) != CKR_OK) return absent("search refused");
  std::vector<CK_OBJECT_HANDLE> out(8);
  CK_ULONG count = 0;
  const CK_RV rv = module_->functions()->C_FindObjects(handle_, out.data(), out.size(), &count);
  module_->functions()->C_FindObjectsFinal(handle_);
  if (rv != CKR_OK) return absent("search failed");
  out.resize(count);
  return out;
}

Result<Bytes> Session::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (module_->functions()->C_GetAttributeValue(handle_, object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
    return absent("no attribute");
  }
  Bytes out(wanted.ulValueLen, '\0');
  wanted.pValue = out.data();
  if (module_->functions()->C_GetAttributeValue(handle_, object, &wanted, 1) != CKR_OK)
    return absent("no attribute");
  return out;
}

CK_RV Session::signInit(const CK_MECHANISM& mechanism, CK_OBJECT_HANDLE key) const {
  CK_MECHANISM copy = mechanism;  // the interface is older than const
  return module_->functions()->C_SignInit(handle_, &copy, key);
}

CK_RV Session::sign(const Bytes& input, Bytes& signature) const {
  std::string data = input;
  signature.assign(1024, '\0');
  CK_ULONG length = signature.size();
  const CK_RV rv = module_->functions()->C_Sign(handle_, bytes(data), data.size(), bytes(signature), &length);
  signature.resize(rv == CKR_OK ? length : 0);
  return rv;
}

}  // namespace tdkt::signing::p11
