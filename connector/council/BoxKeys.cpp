#include "connector/council/BoxKeys.h"

#include <openssl/evp.h>

#include "signing/cms/OpenSsl.h"

namespace tdkt::council {
namespace {

// Crockford's base 32: no letter that looks like a digit.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeLength = 20;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kKeyLength = 32;

const char* nameOf(Side side) {
  return side == Side::kSecretary ? "secretary" : "presiding";
}

char canonical(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

BoxHalf newHalf(const std::string& box, Side side, Random& random) {
  const std::string bytes = random.bytes(kCodeLength);
  std::string code;
  for (std::size_t i = 0; i < kCodeLength; ++i) {
    if (i != 0 && i % kGroup == 0) code += '-';
    code += kAlphabet[static_cast<unsigned char>(bytes[i]) % kAlphabet.size()];
  }
  BoxHalf half;
  half.code = Secret(code);
  const auto key = publicKeyOf(privateKey(box, side, readCode(code)));
  if (key) half.publicKey = *key;
  return half;
}

Secret readCode(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char letter = canonical(c);
    if (kAlphabet.find(letter) == std::string_view::npos) return {};
    code += letter;
  }
  return code.size() == kCodeLength ? Secret(code) : Secret();
}

Secret privateKey(const std::string& box, Side side, const Secret& code) {
  return Secret(
      sha256("tdkt ballot box 1\n" + box + "\n" + nameOf(side) + "\n" + std::string(code.reveal())));
}

Result<std::string> publicKeyOf(const Secret& privateKey) {
  const signing::ssl::Key key(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_X25519, nullptr, signing::ssl::octets(privateKey.reveal()), privateKey.reveal().size()));
  std::string octets(kKeyLength, '\0');
  std::size_t length = octets.size();
  if (!key ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(octets.data()), &length) != 1 ||
      length != kKeyLength) {
    return bugError("council.crypto", "X25519: " + signing::ssl::drainErrors());
  }
  return toHex(octets);
}

bool opens(const std::string& box, Side side, const Secret& code, const std::string& publicKey) {
  if (code.empty()) return false;
  const auto own = publicKeyOf(privateKey(box, side, code));
  return own && equalConstantTime(*own, publicKey);
}

}  // namespace tdkt::council
