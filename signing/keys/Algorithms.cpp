#include "signing/keys/Algorithms.h"

#include <array>

#include "signing/cms/Digest.h"

namespace tdkt::signing {
namespace {

constexpr std::array kSchemes = {Scheme::kRsaPkcs1, Scheme::kRsaPss, Scheme::kEcdsa};
constexpr std::array kHashes = {Hash::kSha256, Hash::kSha384, Hash::kSha512};

const char* textOf(Scheme scheme) {
  switch (scheme) {
    case Scheme::kRsaPkcs1:
      return "rsa-pkcs1";
    case Scheme::kRsaPss:
      return "rsa-pss";
    case Scheme::kEcdsa:
      return "ecdsa";
  }
  return "";
}

}  // namespace

Result<SignatureAlgorithm> algorithmFor(const Certificate& certificate,
                                        const std::optional<SignatureAlgorithm>& wanted) {
  const SignatureAlgorithm usual = defaultAlgorithm(certificate);
  if (!wanted) return usual;
  if ((wanted->scheme == Scheme::kEcdsa) != (usual.scheme == Scheme::kEcdsa))
    return inputError("signing.key.algorithm", "the key is of another kind than the algorithm",
                      nameOf(*wanted));
  return *wanted;
}

Result<Done> checkDigest(const ToBeSigned& digest, SignatureAlgorithm algorithm) {
  if (digest.hash == algorithm.hash && digest.digest.size() == cms::sizeOf(algorithm.hash)) return Done{};
  return inputError("signing.key.hash", "the key signs digests of another hash", nameOf(algorithm));
}

std::string nameOf(SignatureAlgorithm algorithm) {
  return textOf(algorithm.scheme) + std::string("-sha") + std::to_string(8 * cms::sizeOf(algorithm.hash));
}

Result<SignatureAlgorithm> algorithmNamed(const std::string& name) {
  std::string known;
  for (const Scheme scheme : kSchemes) {
    for (const Hash hash : kHashes) {
      if (nameOf({scheme, hash}) == name) return SignatureAlgorithm{scheme, hash};
      known += (known.empty() ? "" : ", ") + nameOf({scheme, hash});
    }
  }
  return inputError("signing.key.algorithm", "known are " + known, name);
}

}  // namespace tdkt::signing
