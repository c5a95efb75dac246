#include "signing/cms/Digest.h"

namespace tdkt::signing::cms {

const EVP_MD* functionOf(Hash hash) {
  switch (hash) {
    case Hash::kSha256:
      return EVP_sha256();
    case Hash::kSha384:
      return EVP_sha384();
    case Hash::kSha512:
      return EVP_sha512();
  }
  return nullptr;
}

std::size_t sizeOf(Hash hash) {
  return static_cast<std::size_t>(EVP_MD_get_size(functionOf(hash)));
}

Bytes digestOf(Hash hash, std::string_view octets) {
  Digester digester(hash);
  digester.add(octets);
  return digester.finish();
}

Digester::Digester(Hash hash) : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex(context_.get(), functionOf(hash), nullptr) != 1)
    stopOnMisuse("OpenSSL has no SHA-2");
}

void Digester::add(std::string_view octets) {
  if (EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) != 1)
    stopOnMisuse("a digest that was finished");
}

Bytes Digester::finish() {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context_.get(), out, &length) != 1) stopOnMisuse("a digest that was finished");
  return {reinterpret_cast<char*>(out), length};
}

}  // namespace tdkt::signing::cms
