#include "integration/trust_services/SoftToken.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "integration/trust_services/KeyObjects.h"

namespace tdkt::trust {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kLabelSize = 32;

/// PKCS#11 takes mutable octets where it only reads.
unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

Result<Done> check(CK_RV status, const char* call) {
  if (status == CKR_OK) return Done{};
  const Bytes number = {static_cast<char>(status >> 24U & 0xFFU), static_cast<char>(status >> 16U & 0xFFU),
                        static_cast<char>(status >> 8U & 0xFFU), static_cast<char>(status & 0xFFU)};
  const std::string detail = std::string(call) + " gave 0x" + toHex(number);
  const bool pin = status == CKR_PIN_INCORRECT || status == CKR_PIN_LOCKED || status == CKR_PIN_LEN_RANGE;
  return pin ? deniedError("trust.token.pin", detail) : unavailableError("trust.token", detail);
}

std::string padded(const std::string& label) {
  std::string out = label;
  out.resize(kLabelSize, ' ');
  return out;
}

struct Slot {
  CK_SLOT_ID id = 0;
  CK_TOKEN_INFO info{};

  bool initialised() const { return (info.flags & CKF_TOKEN_INITIALIZED) != 0; }
  bool hasPin() const { return (info.flags & CKF_USER_PIN_INITIALIZED) != 0; }
  bool named(const std::string& label) const {
    return initialised() &&
           padded(label) == std::string(reinterpret_cast<const char*>(info.label), kLabelSize);
  }
  std::string serial() const {
    const std::string text(reinterpret_cast<const char*>(info.serialNumber), sizeof info.serialNumber);
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }
};

/// SoftHSM keeps a token in a folder named by a UUID whose last digits are the token's serial number.
Result<Done> removeTokenFiles(const std::string& folder, const std::string& serial) {
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    std::string name = it->path().filename().string();
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    const bool ends =
        name.size() == 32 && name.compare(name.size() - serial.size(), serial.size(), serial) == 0;
    if (serial.size() != 16 || !ends || !it->is_directory()) continue;
    fs::remove_all(fs::path(it->path()), failed);
    if (!failed) return Done{};
    break;
  }
  return unavailableError("trust.token", "a half-made token could not be removed", folder);
}

}  // namespace

struct SoftToken::Impl {
  CK_FUNCTION_LIST* p11 = nullptr;
  bool initialised = false;
  CK_SESSION_HANDLE session = 0;

  ~Impl() { finalise(); }

  void finalise() {
    if (initialised) p11->C_Finalize(nullptr);  // closes the session, too
    initialised = false;
  }

  Result<Done> initialise() {
    TDKT_CHECK(check(p11->C_Initialize(nullptr), "C_Initialize"));
    initialised = true;
    return Done{};
  }

  Result<Done> load(const std::string& module) {
    // NODELETE: SoftHSM's own unloading tears down parts of the OpenSSL that we go on using.
    void* library = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    void* symbol = library == nullptr ? nullptr : ::dlsym(library, "C_GetFunctionList");
    if (symbol == nullptr) return unavailableError("trust.token.module", "not a PKCS#11 library", module);
    TDKT_CHECK(check(reinterpret_cast<CK_C_GetFunctionList>(symbol)(&p11), "C_GetFunctionList"));
    return initialise();
  }

  Result<std::vector<Slot>> slots() const {
    CK_ULONG count = 0;
    TDKT_CHECK(check(p11->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList"));
    std::vector<CK_SLOT_ID> ids(count);
    TDKT_CHECK(check(p11->C_GetSlotList(CK_TRUE, ids.data(), &count), "C_GetSlotList"));
    std::vector<Slot> out;
    for (CK_ULONG i = 0; i < count; ++i) {
      Slot& slot = out.emplace_back();
      slot.id = ids[i];
      TDKT_CHECK(check(p11->C_GetTokenInfo(slot.id, &slot.info), "C_GetTokenInfo"));
    }
    return out;
  }

  Result<std::optional<Slot>> find(const std::string& label) const {
    TDKT_ASSIGN(const auto all, slots());
    for (const Slot& slot : all)
      if (slot.named(label)) return std::optional<Slot>(slot);
    return std::optional<Slot>();
  }

  Result<Slot> emptySlot() const {
    TDKT_ASSIGN(const auto all, slots());
    for (const Slot& slot : all)
      if (!slot.initialised()) return slot;
    return unavailableError("trust.token", "no slot for a new token");
  }

  Result<Done> openSession(CK_SLOT_ID slot) {
    const CK_FLAGS flags = CKF_SERIAL_SESSION | CKF_RW_SESSION;
    return check(p11->C_OpenSession(slot, flags, nullptr, nullptr, &session), "C_OpenSession");
  }

  Result<Done> login(CK_USER_TYPE user, const Secret& pin) {
    std::string text(pin.reveal());
    const CK_RV status = p11->C_Login(session, user, octets(text), text.size());
    OPENSSL_cleanse(text.data(), text.size());
    return check(status, "C_Login");
  }

  Result<Done> setUserPin(const Secret& pin) {
    std::string text(pin.reveal());
    const CK_RV status = p11->C_InitPIN(session, octets(text), text.size());
    OPENSSL_cleanse(text.data(), text.size());
    return check(status, "C_InitPIN");
  }

  /// The SO PIN lives only here: nobody can ever reset what this token holds.
  Result<Done> make(const SoftTokenSettings& settings, Random& random) {
    TDKT_ASSIGN(const Slot slot, emptySlot());
    const Secret master(toHex(random.bytes(16)));
    std::string pin(master.reveal());
    std::string label = padded(settings.label);
    const CK_RV status = p11->C_InitToken(slot.id, octets(pin), pin.size(), octets(label));
    OPENSSL_cleanse(pin.data(), pin.size());
    TDKT_CHECK(check(status, "C_InitToken"));
    TDKT_CHECK(openSession(slot.id));
    TDKT_CHECK(login(CKU_SO, master));
    TDKT_CHECK(setUserPin(settings.pin));
    return check(p11->C_CloseAllSessions(slot.id), "C_CloseAllSessions");
  }

  Result<Done> dropHalfMade(const SoftTokenSettings& settings) {
    TDKT_ASSIGN(const auto slot, find(settings.label));
    if (!slot || slot->hasPin()) return Done{};
    finalise();
    TDKT_CHECK(removeTokenFiles(settings.folder, slot->serial()));
    return initialise();
  }

  Result<Done> enter(const SoftTokenSettings& settings, Random& random) {
    TDKT_CHECK(dropHalfMade(settings));
    TDKT_ASSIGN(auto slot, find(settings.label));
    if (!slot) {
      TDKT_CHECK(make(settings, random));
      TDKT_ASSIGN(slot, find(settings.label));
    }
    if (!slot) return unavailableError("trust.token", "the new token did not appear");
    TDKT_CHECK(openSession(slot->id));
    return login(CKU_USER, settings.pin);
  }

  Result<std::vector<CK_OBJECT_HANDLE>> objects(Attributes pattern) {
    TDKT_CHECK(check(p11->C_FindObjectsInit(session, pattern.data(), pattern.size()), "C_FindObjectsInit"));
    std::array<CK_OBJECT_HANDLE, 32> found{};
    CK_ULONG count = 0;
    const CK_RV status = p11->C_FindObjects(session, found.data(), found.size(), &count);
    p11->C_FindObjectsFinal(session);
    TDKT_CHECK(check(status, "C_FindObjects"));
    return std::vector<CK_OBJECT_HANDLE>(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count));
  }

  Result<Done> create(Attributes object) {
    CK_OBJECT_HANDLE handle = 0;
    return check(p11->C_CreateObject(session, object.data(), object.size(), &handle), "C_CreateObject");
  }

  Result<Done> destroy(const std::string& label) {
    TDKT_ASSIGN(const auto old, objects(std::move(Attributes().add(CKA_LABEL, label))));
    for (const CK_OBJECT_HANDLE handle : old)
      TDKT_CHECK(check(p11->C_DestroyObject(session, handle), "C_DestroyObject"));
    return Done{};
  }
};

SoftToken::SoftToken(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SoftToken::SoftToken(SoftToken&&) noexcept = default;
SoftToken& SoftToken::operator=(SoftToken&&) noexcept = default;
SoftToken::~SoftToken() = default;

Result<SoftToken> SoftToken::open(const SoftTokenSettings& settings, Random& random) {
  auto impl = std::make_unique<Impl>();
  TDKT_CHECK(impl->load(settings.module));
  TDKT_CHECK(impl->enter(settings, random));
  return SoftToken(std::move(impl));
}

Result<bool> SoftToken::holds(const std::string& label, X509* certificate) {
  Attributes key;
  key.add(CKA_CLASS, CK_ULONG{CKO_PRIVATE_KEY}).add(CKA_LABEL, label);
  TDKT_ASSIGN(const auto keys, impl_->objects(std::move(key)));
  Attributes exact;
  exact.add(CKA_CLASS, CK_ULONG{CKO_CERTIFICATE}).add(CKA_LABEL, label);
  exact.add(CKA_VALUE, toDer(i2d_X509, certificate));
  TDKT_ASSIGN(const auto certificates, impl_->objects(std::move(exact)));
  return keys.size() == 1 && certificates.size() == 1;
}

Result<Done> SoftToken::import(const std::string& label, const Identity& identity) {
  TDKT_CHECK(impl_->destroy(label));
  TDKT_CHECK(impl_->create(privateKeyObject(label, identity)));
  TDKT_CHECK(impl_->create(publicKeyObject(label, identity)));
  // The certificate is last: where it stands, holds() may trust that the key came before.
  return impl_->create(certificateObject(label, identity.certificate.get()));
}

}  // namespace tdkt::trust
