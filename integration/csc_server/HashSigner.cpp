#include "integration/csc_server/HashSigner.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <map>

namespace tdkt::cscserver {
namespace {

using KeyContext = trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using PssParameters = trust::OpenSslPtr<RSA_PSS_PARAMS, RSA_PSS_PARAMS_free>;
using EcdsaSignature = trust::OpenSslPtr<ECDSA_SIG, ECDSA_SIG_free>;

enum class Kind { kPkcs1, kPss, kEcdsa };
struct Plan {
  Kind kind = Kind::kPkcs1;
  const EVP_MD* hash = nullptr;  ///< null: the parameters say
  int salt = 0;
};

const std::map<std::string, Plan>& knownAlgorithms() {
  static const std::map<std::string, Plan> table = {{"1.2.840.113549.1.1.11", {Kind::kPkcs1, EVP_sha256()}},
                                                    {"1.2.840.113549.1.1.12", {Kind::kPkcs1, EVP_sha384()}},
                                                    {"1.2.840.113549.1.1.13", {Kind::kPkcs1, EVP_sha512()}},
                                                    {"1.2.840.113549.1.1.10", {Kind::kPss, nullptr}},
                                                    {"1.2.840.10045.4.3.2", {Kind::kEcdsa, EVP_sha256()}},
                                                    {"1.2.840.10045.4.3.3", {Kind::kEcdsa, EVP_sha384()}},
                                                    {"1.2.840.10045.4.3.4", {Kind::kEcdsa, EVP_sha512()}}};
  return table;
}

const EVP_MD* digestOf(const X509_ALGOR* algorithm) {
  if (algorithm == nullptr) return EVP_sha1();  // the default of RFC 8017
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return EVP_get_digestbyobj(object);
}

bool readPss(const Bytes& der, Plan& plan) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(der.data());
  const PssParameters parameters(d2i_RSA_PSS_PARAMS(nullptr, &cursor, static_cast<long>(der.size())));
  if (!parameters || cursor != reinterpret_cast<const unsigned char*>(der.data()) + der.size()) return false;
  plan.hash = digestOf(parameters->hashAlgorithm);
  plan.salt =
      parameters->saltLength == nullptr ? 20 : static_cast<int>(ASN1_INTEGER_get(parameters->saltLength));
  if (parameters->maskGenAlgorithm == nullptr) return false;
  const ASN1_OBJECT* generator = nullptr;
  const void* inner = nullptr;
  int type = 0;
  X509_ALGOR_get0(&generator, &type, &inner, parameters->maskGenAlgorithm);
  if (OBJ_obj2nid(generator) != NID_mgf1 || type != V_ASN1_SEQUENCE) return false;
  const trust::OpenSslPtr<X509_ALGOR, X509_ALGOR_free> mask(static_cast<X509_ALGOR*>(
      ASN1_item_unpack(static_cast<const ASN1_STRING*>(inner), ASN1_ITEM_rptr(X509_ALGOR))));
  return mask && plan.hash != nullptr && digestOf(mask.get()) == plan.hash;
}

std::string oidOf(const EVP_MD* hash) {
  std::array<char, 80> text{};
  OBJ_obj2txt(text.data(), text.size(), OBJ_nid2obj(EVP_MD_get_type(hash)), 1);
  return text.data();
}

std::optional<Plan> planOf(EVP_PKEY* key, const SigningWish& wish, const Bytes& hash) {
  const auto known = knownAlgorithms().find(wish.signAlgo);
  if (known == knownAlgorithms().end()) return std::nullopt;
  Plan plan = known->second;
  const bool elliptic = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
  if (elliptic != (plan.kind == Kind::kEcdsa)) return std::nullopt;
  if (plan.kind == Kind::kPss && (!wish.signAlgoParams || !readPss(*wish.signAlgoParams, plan)))
    return std::nullopt;
  if (wish.hashAlgorithm && *wish.hashAlgorithm != oidOf(plan.hash)) return std::nullopt;
  if (hash.size() != static_cast<std::size_t>(EVP_MD_get_size(plan.hash))) return std::nullopt;
  return plan;
}

bool setUp(EVP_PKEY_CTX* context, const Plan& plan) {
  if (context == nullptr || EVP_PKEY_sign_init(context) != 1) return false;
  if (plan.kind == Kind::kPss && (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
                                  EVP_PKEY_CTX_set_rsa_pss_saltlen(context, plan.salt) != 1)) {
    return false;
  }
  return EVP_PKEY_CTX_set_signature_md(context, plan.hash) == 1;
}

}  // namespace

std::optional<Bytes> signHash(EVP_PKEY* key, const SigningWish& wish, const Bytes& hash) {
  const auto plan = planOf(key, wish, hash);
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = out.size();
  const bool good = plan && setUp(context.get(), *plan) &&
                    EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                                  reinterpret_cast<const unsigned char*>(hash.data()), hash.size()) == 1;
  ERR_clear_error();
  if (!good) return std::nullopt;
  out.resize(size);
  return out;
}

Bytes rawEcdsa(const Bytes& der, EVP_PKEY* key) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(der.data());
  const EcdsaSignature value(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
  const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
  Bytes out(static_cast<std::size_t>(2 * half), '\0');
  auto* octets = reinterpret_cast<unsigned char*>(out.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(value.get()), octets, half);
  BN_bn2binpad(ECDSA_SIG_get0_s(value.get()), octets + half, half);
  return out;
}

std::string algorithmOf(EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? "1.2.840.10045.2.1" : "1.2.840.113549.1.1.1";
}

}  // namespace tdkt::cscserver
