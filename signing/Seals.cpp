#include "signing/Seals.h"

#include <algorithm>

#include "signing/SignedRange.h"

namespace tdkt::signing {
namespace {

using pdf::at;

Error broken(const char* why, const pdf::Field& field) {
  return inputError("signing.extend.broken", why, field.name);
}

Result<Seal> readSeal(const pdf::File& file, const pdf::Field& field) {
  const pdf::Dictionary* value = file.dictionary(at(field.dictionary, "V"));
  const auto gap = value == nullptr ? std::nullopt : signedRange(file, *value);
  if (!gap) return broken("its /ByteRange cannot be read", field);
  const std::string_view octets = file.octets();
  const auto contents = fromHex(octets.substr(gap->hole + 1, gap->after - gap->hole - 2));
  if (!contents) return broken("its /Contents cannot be read", field);
  const cms::Ranges ranges{octets.substr(0, gap->hole), octets.substr(gap->after, gap->end - gap->after)};
  const bool timeStamp = file.resolve(at(*value, "SubFilter")).isName("ETSI.RFC3161");
  auto carried =
      timeStamp ? cms::carriedByToken(*contents, ranges) : cms::carriedBySignature(*contents, ranges);
  if (!carried) return inputError(carried.error().code, carried.error().detail, field.name);
  Seal out{field.name, timeStamp, gap->hole, gap->end, std::move(*carried), {}, {}};
  out.provenAt = out.carried.at;
  if (out.carried.timeStampToken) {
    auto stamp = cms::carriedByToken(*out.carried.timeStampToken, {out.carried.signatureValue, {}});
    if (!stamp) return inputError(stamp.error().code, stamp.error().detail, field.name);
    out.provenAt = stamp->at;
    out.stamp = std::move(*stamp);
  }
  return out;
}

/// A document time-stamp proves everything before it.
void spreadTimes(std::vector<Seal>& seals) {
  std::optional<UtcTime> earliest;
  for (auto seal = seals.rbegin(); seal != seals.rend(); ++seal) {
    if (seal->documentTimeStamp) {
      earliest = earliest ? std::min(*earliest, *seal->carried.at) : *seal->carried.at;
    } else if (earliest) {
      seal->provenAt = seal->provenAt ? std::min(*seal->provenAt, *earliest) : *earliest;
    }
  }
}

}  // namespace

Result<std::vector<Seal>> readSeals(const pdf::File& file) {
  const auto fields = file.fields();
  if (!fields) return inputError("signing.pdf.malformed", "the form's field tree is broken");
  std::vector<Seal> out;
  for (const pdf::Field& field : *fields) {
    if (!field.signature || at(field.dictionary, "V").isNull()) continue;
    TDKT_ASSIGN(Seal seal, readSeal(file, field));
    out.push_back(std::move(seal));
  }
  std::stable_sort(out.begin(), out.end(), [](const Seal& a, const Seal& b) { return a.hole < b.hole; });
  spreadTimes(out);
  return out;
}

}  // namespace tdkt::signing
