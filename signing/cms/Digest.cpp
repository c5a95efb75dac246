#include "signing/cms/Digest.h"

#include <iterator>

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

Bytes FileDigester::without(std::size_t hole, std::size_t after, std::size_t end) {
  const auto next = begun_.upper_bound(hole);
  const bool known = next != begun_.begin() && std::prev(next)->first == hole;
  if (!known) {
    Context context(EVP_MD_CTX_new());
    std::size_t taken = 0;
    bool good = context != nullptr;
    if (next == begun_.begin()) {
      good = good && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    } else {
      taken = std::prev(next)->first;
      good = good && EVP_MD_CTX_copy_ex(context.get(), std::prev(next)->second.get()) == 1;
    }
    if (!good || EVP_DigestUpdate(context.get(), octets_.data() + taken, hole - taken) != 1)
      stopOnMisuse("OpenSSL has no SHA-2");
    begun_[hole] = std::move(context);
  }
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const Context context(EVP_MD_CTX_new());
  if (!context || EVP_MD_CTX_copy_ex(context.get(), begun_[hole].get()) != 1 ||
      EVP_DigestUpdate(context.get(), octets_.data() + after, end - after) != 1 ||
      EVP_DigestFinal_ex(context.get(), out, &length) != 1)
    stopOnMisuse("OpenSSL has no SHA-2");
  return {reinterpret_cast<char*>(out), length};
}

}  // namespace tdkt::signing::cms
