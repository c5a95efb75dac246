#include "connector/identity/Password.h"

#include <openssl/evp.h>

#include <charconv>
#include <optional>
#include <set>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Text.h"

namespace tdkt::identity {
namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 256;
constexpr std::size_t kLeastDifferent = 6;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kHashSize = 32;
constexpr std::uint64_t kMostMemory = 256U << 20U;

struct Stored {
  PasswordCost cost;
  Bytes salt;
  Bytes hash;
};

Result<Bytes> scrypt(const Secret& password, const Bytes& salt, const PasswordCost& cost) {
  Bytes out(kHashSize, '\0');
  const std::string_view text = password.reveal();
  const int done = EVP_PBE_scrypt(
      text.data(), text.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), cost.n,
      cost.r, cost.p, kMostMemory, reinterpret_cast<unsigned char*>(out.data()), out.size());
  if (done != 1) return unavailableError("identity.password.hash", "scrypt failed: is there memory left?");
  return out;
}

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(mark);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

template <class Number>
bool readNumber(std::string_view text, Number& into) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), into);
  return failure == std::errc() && end == text.data() + text.size();
}

std::optional<Stored> readStored(const std::string& text) {
  const auto parts = split(text, '$');
  Stored out;
  if (parts.size() != 6 || parts[0] != "scrypt" || !readNumber(parts[1], out.cost.n) ||
      !readNumber(parts[2], out.cost.r) || !readNumber(parts[3], out.cost.p))
    return std::nullopt;
  const auto salt = fromBase64(parts[4]);
  const auto hash = fromBase64(parts[5]);
  if (!salt || !hash || hash->size() != kHashSize) return std::nullopt;
  out.salt = *salt;
  out.hash = *hash;
  return out;
}

}  // namespace

Result<Secret> acceptablePassword(const Secret& typed, const std::string& accountName) {
  TDKT_ASSIGN(const std::string normal, text::nfc(typed.reveal()));
  const auto characters = text::codePoints(normal);
  if (characters.size() < kShortest) return inputError("identity.password.short", "at least 12 characters");
  if (characters.size() > kLongest) return inputError("identity.password.long", "at most 256 characters");
  const bool named = text::lower(normal).find(accountName) != std::string::npos;
  const std::set<char32_t> different(characters.begin(), characters.end());
  if (named || different.size() < kLeastDifferent)
    return inputError("identity.password.weak", "6 different characters, and without the account's name");
  return Secret(normal);
}

Result<std::string> hashPassword(const Secret& normalised, const PasswordCost& cost, Random& random) {
  const Bytes salt = random.bytes(kSaltSize);
  TDKT_ASSIGN(const Bytes hash, scrypt(normalised, salt, cost));
  return "scrypt$" + std::to_string(cost.n) + "$" + std::to_string(cost.r) + "$" + std::to_string(cost.p) +
         "$" + toBase64(salt) + "$" + toBase64(hash);
}

Result<PasswordMatch> matchPassword(const Secret& typed, const std::string& stored,
                                    const PasswordCost& usual) {
  const auto normal = text::nfc(typed.reveal());
  const bool readable = normal && typed.reveal().size() <= kLongest * 4;
  const auto known = readStored(stored);
  const Stored against = known.value_or(Stored{usual, Bytes(kSaltSize, '\0'), Bytes(kHashSize, '\0')});
  TDKT_ASSIGN(const Bytes hash, scrypt(Secret(readable ? *normal : ""), against.salt, against.cost));
  return PasswordMatch{equalConstantTime(hash, against.hash) && known && readable, against.cost};
}

}  // namespace tdkt::identity
