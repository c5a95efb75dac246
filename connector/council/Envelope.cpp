#include "connector/council/Envelope.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>

#include "signing/cms/OpenSsl.h"

namespace tdkt::council {
namespace {

using signing::ssl::Key;
using signing::ssl::KeyContext;
using signing::ssl::octets;
using signing::ssl::Owned;
using Cipher = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Kdf = Owned<EVP_KDF, EVP_KDF_free>;
using KdfContext = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;

constexpr char kVersion = 1;
constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kTagLength = 16;
constexpr std::size_t kHeadLength = 1 + kKeyLength;
constexpr std::array<unsigned char, 12> kNonce{};

unsigned char* writable(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

Error cryptoBug(const char* what) {
  return bugError("council.crypto", std::string(what) + ": " + signing::ssl::drainErrors());
}

/// X25519 of a private and a public part, both raw octets.
Result<std::string> agree(std::string_view own, std::string_view other) {
  const Key mine(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, octets(own), own.size()));
  const Key theirs(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, octets(other), other.size()));
  if (!mine || !theirs) return inputError("council.key", "not an X25519 key: " + signing::ssl::drainErrors());
  const KeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
  std::string shared(kKeyLength, '\0');
  std::size_t length = shared.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), theirs.get()) != 1 ||
      EVP_PKEY_derive(context.get(), writable(shared), &length) != 1 || length != kKeyLength) {
    return inputError("council.key", "no agreement: " + signing::ssl::drainErrors());
  }
  return shared;
}

Result<Secret> sealingKey(const Secret& shared, std::string salt, std::string info) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  std::string digest = "SHA256";
  std::string input(shared.reveal());
  const std::array<OSSL_PARAM, 5> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, input.data(), input.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  std::string key(kKeyLength, '\0');
  if (!context || EVP_KDF_derive(context.get(), writable(key), key.size(), params.data()) != 1)
    return cryptoBug("HKDF");
  return Secret(std::move(key));
}

std::string infoOf(const std::string& box, const std::string& paperName) {
  return "tdkt ballot 1\n" + box + "\n" + paperName;
}

Result<Bytes> encrypt(const Secret& key, const std::string& plain) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(plain.size(), '\0');
  std::string tag(kTagLength, '\0');
  int length = 0;
  int last = 0;
  if (!cipher ||
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(key.reveal()), kNonce.data()) !=
          1 ||
      EVP_EncryptUpdate(cipher.get(), writable(out), &length, octets(plain),
                        static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(cipher.get(), writable(out) + length, &last) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagLength), tag.data()) !=
          1) {
    return cryptoBug("AES-GCM");
  }
  return out + tag;
}

Result<std::string> decrypt(const Secret& key, std::string_view sealed) {
  const std::string_view body = sealed.substr(0, sealed.size() - kTagLength);
  std::string tag(sealed.substr(body.size()));
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::string out(body.size() + 1, '\0');  // room for a pointer past an empty paper
  int length = 0;
  int last = 0;
  if (!cipher ||
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, octets(key.reveal()), kNonce.data()) !=
          1 ||
      EVP_DecryptUpdate(cipher.get(), writable(out), &length, octets(body), static_cast<int>(body.size())) !=
          1 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagLength), tag.data()) !=
          1 ||
      EVP_DecryptFinal_ex(cipher.get(), writable(out) + length, &last) != 1) {
    (void)signing::ssl::drainErrors();
    return corruptError("council.envelope", "a paper in the box is not what was sealed");
  }
  out.resize(body.size());
  return out;
}

}  // namespace

std::string paperNameOf(const std::string& handle) {
  return sha256Hex("tdkt ballot handle\n" + handle).substr(0, 32);
}

Result<Bytes> seal(const std::string& box, const std::string& paperName, const std::string& marks,
                   const std::string& secretaryKey, const std::string& presidingKey, Random& random) {
  const auto secretary = fromHex(secretaryKey);
  const auto presiding = fromHex(presidingKey);
  if (!secretary || !presiding) return inputError("council.key", "not hex");
  const Secret ephemeral(random.bytes(kKeyLength));
  TDKT_ASSIGN(const std::string publicHex, publicKeyOf(ephemeral));
  const std::string publicKey = fromHex(publicHex).value_or("");
  TDKT_ASSIGN(const std::string first, agree(ephemeral.reveal(), *secretary));
  TDKT_ASSIGN(const std::string second, agree(ephemeral.reveal(), *presiding));
  TDKT_ASSIGN(const Secret key, sealingKey(Secret(first + second), publicKey, infoOf(box, paperName)));
  TDKT_ASSIGN(const Bytes sealed, encrypt(key, marks));
  return std::string(1, kVersion) + publicKey + sealed;
}

Result<std::string> unseal(const std::string& box, const std::string& paperName, const Bytes& envelope,
                           const Secret& secretaryCode, const Secret& presidingCode) {
  if (envelope.size() < kHeadLength + kTagLength || envelope.front() != kVersion)
    return corruptError("council.envelope", "not an envelope");
  const std::string publicKey = envelope.substr(1, kKeyLength);
  const Secret secretary = privateKey(box, Side::kSecretary, secretaryCode);
  const Secret presiding = privateKey(box, Side::kPresiding, presidingCode);
  const auto first = agree(secretary.reveal(), publicKey);
  const auto second = agree(presiding.reveal(), publicKey);
  if (!first || !second) return corruptError("council.envelope", "its public key is none");
  TDKT_ASSIGN(const Secret key, sealingKey(Secret(*first + *second), publicKey, infoOf(box, paperName)));
  return decrypt(key, std::string_view(envelope).substr(kHeadLength));
}

}  // namespace tdkt::council
