#include "tests/fakes/pki/SoftToken.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "signing/keys/Pkcs11Module.h"
#include "tests/fakes/pki/Native.h"

namespace tdkt::pki {
namespace {

using signing::p11::Module;
using Number = Owned<BIGNUM, BN_free>;

Error refused(const char* step, CK_RV rv) {
  return unavailableError("pki.token", std::string(step) + " answered " + std::to_string(rv));
}

CK_BYTE_PTR bytes(std::string& text) {
  return reinterpret_cast<CK_BYTE_PTR>(text.data());
}

Result<Done> writeConfiguration(const std::string& directory) {
  std::error_code failure;
  std::filesystem::create_directories(directory + "/tokens", failure);
  // Programs with another working directory read this file too.
  const std::string whole = std::filesystem::absolute(directory, failure).string();
  const std::string path = whole + "/softhsm2.conf";
  std::ofstream(path) << "directories.tokendir = " << whole << "/tokens\nobjectstore.backend = file\n"
                      << "log.level = ERROR\n";
  if (failure || ::setenv("SOFTHSM2_CONF", path.c_str(), 1) != 0) return refused("configuration", 0);
  return Done{};
}

/// A read-write session, logged in; closed when it dies.
class Writing {
 public:
  static Result<std::unique_ptr<Writing>> open(const Module& module, CK_SLOT_ID slot, CK_USER_TYPE user,
                                               const Secret& pin) {
    CK_SESSION_HANDLE handle = 0;
    CK_FUNCTION_LIST* f = module.functions();
    if (const CK_RV rv =
            f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle);
        rv != CKR_OK) {
      return refused("C_OpenSession", rv);
    }
    std::unique_ptr<Writing> session(new Writing(f, handle));
    std::string text(pin.reveal());
    if (const CK_RV rv = f->C_Login(handle, user, bytes(text), text.size());
        rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN) {
      return refused("C_Login", rv);
    }
    return session;
  }
  ~Writing() {
    functions_->C_Logout(handle_);
    functions_->C_CloseSession(handle_);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  CK_FUNCTION_LIST* functions() const { return functions_; }
  CK_SESSION_HANDLE handle() const { return handle_; }

 private:
  Writing(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE handle) : functions_(functions), handle_(handle) {}
  CK_FUNCTION_LIST* functions_;
  CK_SESSION_HANDLE handle_;
};

/// The attributes of one object to be made, with the storage they point at.
class Template {
 public:
  void add(CK_ATTRIBUTE_TYPE type, std::string value) { rows_.emplace_back(type, std::move(value)); }
  void add(CK_ATTRIBUTE_TYPE type, CK_ULONG value) {
    add(type, std::string(reinterpret_cast<const char*>(&value), sizeof value));
  }
  void flag(CK_ATTRIBUTE_TYPE type, bool value) { add(type, std::string(1, value ? '\x01' : '\0')); }

  Result<Done> create(const Writing& session) {
    std::vector<CK_ATTRIBUTE> attributes;
    for (auto& [type, value] : rows_) attributes.push_back({type, value.data(), value.size()});
    CK_OBJECT_HANDLE object = 0;
    const CK_RV rv =
        session.functions()->C_CreateObject(session.handle(), attributes.data(), attributes.size(), &object);
    if (rv != CKR_OK) return refused("C_CreateObject", rv);
    return Done{};
  }

 private:
  std::vector<std::pair<CK_ATTRIBUTE_TYPE, std::string>> rows_;
};

std::string numberOf(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Number number(raw);
  std::string out(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
  BN_bn2bin(raw, reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

void addRsa(Template& object, const EVP_PKEY* key) {
  object.add(CKA_KEY_TYPE, CK_ULONG{CKK_RSA});
  object.add(CKA_MODULUS, numberOf(key, OSSL_PKEY_PARAM_RSA_N));
  object.add(CKA_PUBLIC_EXPONENT, numberOf(key, OSSL_PKEY_PARAM_RSA_E));
  object.add(CKA_PRIVATE_EXPONENT, numberOf(key, OSSL_PKEY_PARAM_RSA_D));
  object.add(CKA_PRIME_1, numberOf(key, OSSL_PKEY_PARAM_RSA_FACTOR1));
  object.add(CKA_PRIME_2, numberOf(key, OSSL_PKEY_PARAM_RSA_FACTOR2));
  object.add(CKA_EXPONENT_1, numberOf(key, OSSL_PKEY_PARAM_RSA_EXPONENT1));
  object.add(CKA_EXPONENT_2, numberOf(key, OSSL_PKEY_PARAM_RSA_EXPONENT2));
  object.add(CKA_COEFFICIENT, numberOf(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
}

void addP256(Template& object, const EVP_PKEY* key) {
  object.add(CKA_KEY_TYPE, CK_ULONG{CKK_EC});
  object.add(CKA_EC_PARAMS, std::string("\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 10));
  object.add(CKA_VALUE, numberOf(key, OSSL_PKEY_PARAM_PRIV_KEY));
}

Result<Done> createKey(const Writing& session, const EVP_PKEY* key, const std::string& label) {
  Template object;
  object.add(CKA_CLASS, CK_ULONG{CKO_PRIVATE_KEY});
  object.flag(CKA_TOKEN, true);
  object.flag(CKA_PRIVATE, true);
  object.flag(CKA_SENSITIVE, true);
  object.flag(CKA_EXTRACTABLE, false);
  object.flag(CKA_SIGN, true);
  object.add(CKA_LABEL, label);
  object.add(CKA_ID, label);
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
    addRsa(object, key);
  } else {
    addP256(object, key);
  }
  return object.create(session);
}

Result<Done> createCertificate(const Writing& session, const signing::Certificate& certificate,
                               const std::string& label) {
  Template object;
  object.add(CKA_CLASS, CK_ULONG{CKO_CERTIFICATE});
  object.add(CKA_CERTIFICATE_TYPE, CK_ULONG{CKC_X_509});
  object.flag(CKA_TOKEN, true);
  object.flag(CKA_PRIVATE, false);
  object.add(CKA_LABEL, label);
  object.add(CKA_ID, label);
  object.add(CKA_SUBJECT, encode(X509_get_subject_name(certificate.native()), i2d_X509_NAME));
  object.add(CKA_VALUE, certificate.der());
  return object.create(session);
}

/// The first token that nobody has initialised yet: SoftHSM always shows one.
Result<CK_SLOT_ID> freeSlot(const Module& module) {
  CK_FUNCTION_LIST* f = module.functions();
  CK_ULONG count = 0;
  f->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (count == 0 || f->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK)
    return refused("C_GetSlotList", 0);
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (f->C_GetTokenInfo(slot, &info) == CKR_OK && (info.flags & CKF_TOKEN_INITIALIZED) == 0) return slot;
  }
  return refused("a free slot", 0);
}

Result<Done> makeToken(const Module& module, const SoftTokenSettings& settings) {
  TDKT_ASSIGN(const CK_SLOT_ID slot, freeSlot(module));
  std::string label = settings.label;
  label.resize(32, ' ');
  std::string pin(settings.pin.reveal());
  if (const CK_RV rv = module.functions()->C_InitToken(slot, bytes(pin), pin.size(), bytes(label));
      rv != CKR_OK) {
    return refused("C_InitToken", rv);
  }
  TDKT_ASSIGN(const CK_SLOT_ID made, module.slotOf(settings.label));
  TDKT_ASSIGN(const auto session, Writing::open(module, made, CKU_SO, settings.pin));
  if (const CK_RV rv = module.functions()->C_InitPIN(session->handle(), bytes(pin), pin.size());
      rv != CKR_OK) {
    return refused("C_InitPIN", rv);
  }
  return Done{};
}

}  // namespace

Result<Done> initSoftToken(const SoftTokenSettings& settings) {
  TDKT_CHECK(writeConfiguration(settings.directory));
  TDKT_ASSIGN(const auto module, Module::load(settings.module));
  if (module->slotOf(settings.label)) return Done{};
  return makeToken(*module, settings);
}

Result<Done> importIntoToken(const SoftTokenSettings& settings, const Identity& identity,
                             const std::string& keyLabel) {
  TDKT_ASSIGN(const auto module, Module::load(settings.module));
  TDKT_ASSIGN(const CK_SLOT_ID slot, module->slotOf(settings.label));
  TDKT_ASSIGN(const auto session, Writing::open(*module, slot, CKU_USER, settings.pin));
  TDKT_ASSIGN(const auto reader, signing::p11::Session::open(module, settings.label));
  TDKT_ASSIGN(const auto present, reader->find(CKO_PRIVATE_KEY, keyLabel));
  if (!present.empty()) return Done{};
  const Key key = readKey(identity.keyPem);
  if (!key) return refused("key", 0);
  TDKT_CHECK(createCertificate(*session, identity.certificate, keyLabel));
  return createKey(*session, key.get(), keyLabel);
}

}  // namespace tdkt::pki
