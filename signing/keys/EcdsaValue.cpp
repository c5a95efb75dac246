#include "signing/keys/EcdsaValue.h"

#include <openssl/ec.h>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

using EcdsaValue = ssl::Owned<ECDSA_SIG, ECDSA_SIG_free>;

}  // namespace

Bytes ecdsaDer(const Bytes& raw) {
  if (raw.empty() || raw.size() % 2 != 0) return {};
  const int half = static_cast<int>(raw.size() / 2);
  const EcdsaValue value(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(ssl::octets(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(ssl::octets(raw) + half, half, nullptr);
  if (!value || ECDSA_SIG_set0(value.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  return ssl::encode(value.get(), i2d_ECDSA_SIG);
}

bool isEcdsaDer(const Bytes& octets) {
  const unsigned char* cursor = ssl::octets(octets);
  const EcdsaValue value(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(octets.size())));
  ssl::drainErrors();
  return value && cursor == ssl::octets(octets) + octets.size();
}

}  // namespace tdkt::signing
