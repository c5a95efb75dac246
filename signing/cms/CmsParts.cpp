#include "signing/cms/CmsParts.h"

#include <openssl/asn1.h>

#include <algorithm>

namespace tdkt::signing::cms {
namespace {

constexpr std::size_t kMostCertificates = 32;
constexpr int kSequence = V_ASN1_SEQUENCE;

/// One element with its header; views into what it was read from.
struct Element {
  int tag = 0;
  int kind = 0;  ///< V_ASN1_UNIVERSAL, V_ASN1_CONTEXT_SPECIFIC…
  bool constructed = false;
  std::string_view whole;
  std::string_view inside;

  bool isSequence() const { return kind == V_ASN1_UNIVERSAL && tag == kSequence && constructed; }
  bool isContext(int number) const { return kind == V_ASN1_CONTEXT_SPECIFIC && tag == number && constructed; }
};

/// Takes the first element off `rest`; nothing for an indefinite length or one that does not fit.
std::optional<Element> take(std::string_view& rest) {
  const auto* begin = reinterpret_cast<const unsigned char*>(rest.data());
  const unsigned char* cursor = begin;
  long length = 0;
  Element out;
  const int flags = ASN1_get_object(&cursor, &length, &out.tag, &out.kind, static_cast<long>(rest.size()));
  if ((flags & 0x80) != 0 || (flags & 1) != 0) return std::nullopt;
  out.constructed = (flags & V_ASN1_CONSTRUCTED) != 0;
  const auto header = static_cast<std::size_t>(cursor - begin);
  const auto size = static_cast<std::size_t>(length);
  if (header + size > rest.size()) return std::nullopt;
  out.whole = rest.substr(0, header + size);
  out.inside = rest.substr(header, size);
  rest.remove_prefix(header + size);
  return out;
}

Bytes wrapped(int tag, int kind, std::string_view inside) {
  const int length = static_cast<int>(inside.size());
  Bytes out(static_cast<std::size_t>(ASN1_object_size(1, length, tag)) - inside.size(), '\0');
  auto* cursor = reinterpret_cast<unsigned char*>(out.data());
  ASN1_put_object(&cursor, 1, length, tag, kind);
  return out.append(inside);
}

bool onlyZeros(std::string_view octets) {
  return std::all_of(octets.begin(), octets.end(), [](char c) { return c == 0; });
}

std::optional<std::vector<std::string_view>> certificatesOf(std::string_view set) {
  std::vector<std::string_view> out;
  while (!set.empty()) {
    const auto one = take(set);
    if (!one || !one->isSequence() || out.size() == kMostCertificates) return std::nullopt;
    out.push_back(one->whole);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<CmsParts> cutCertificates(std::string_view contents) {
  const auto info = take(contents);
  if (!info || !info->isSequence() || !onlyZeros(contents)) return std::nullopt;
  std::string_view rest = info->inside;
  const auto type = take(rest);
  const auto content = take(rest);
  if (!type || !content || !content->isContext(0) || !rest.empty()) return std::nullopt;
  rest = content->inside;
  const auto data = take(rest);
  if (!data || !data->isSequence() || !rest.empty()) return std::nullopt;
  rest = data->inside;
  for (int i = 0; i < 3; ++i) {  // version, digestAlgorithms, encapContentInfo
    if (!take(rest)) return std::nullopt;
  }
  const std::string_view before = data->inside.substr(0, data->inside.size() - rest.size());
  const auto set = take(rest);
  if (!set || !set->isContext(0)) return std::nullopt;
  auto certificates = certificatesOf(set->inside);
  if (!certificates) return std::nullopt;
  const Bytes signedData = wrapped(kSequence, V_ASN1_UNIVERSAL, Bytes(before).append(rest));
  const Bytes explicitly = wrapped(0, V_ASN1_CONTEXT_SPECIFIC, signedData);
  return CmsParts{wrapped(kSequence, V_ASN1_UNIVERSAL, Bytes(type->whole).append(explicitly)),
                  std::move(*certificates)};
}

}  // namespace tdkt::signing::cms
