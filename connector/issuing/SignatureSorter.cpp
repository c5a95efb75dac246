#include "connector/issuing/SignatureSorter.h"

namespace tdkt::issuing {
namespace {

constexpr std::size_t kGuesses = 5'000;  ///< verifications, below a second
constexpr const char* kGood = "";
constexpr const char* kRepeated = "repeated";

}  // namespace

SignatureSorter::SignatureSorter(const std::vector<ShelfItem>& items, const signing::Certificate& signer,
                                 UtcTime now)
    : items_(items), signer_(signer), now_(now), guesses_(kGuesses) {
  for (const ShelfItem& item : items) byId_[item.handed.job.text()] = &item;
}

/// Swapped signatures are told apart from wrong ones: the official's program mixed them up, his key is right.
bool SignatureSorter::belongsElsewhere(const SignatureItem& given, const ShelfItem& item) {
  for (const ShelfItem& other : items_) {
    if (guesses_ == 0) return false;
    if (other.verifyId == item.verifyId) continue;
    --guesses_;
    if (signing::isSignatureOf(other.handed, signer_, given.signature)) return true;
  }
  return false;
}

const char* SignatureSorter::judge(const SignatureItem& given, const ShelfItem* item) {
  if (item == nullptr) return "handover.item.unknown";
  if (!seen_.insert(given.id).second) return "handover.item.twice";
  if (given.digest != toHex(item->handed.digest)) return "handover.item.stale";
  if (item->isSigned() && item->signature == given.signature) return kRepeated;
  if (!item->isSigned() && item->expiresAt <= now_) return "handover.item.expired";
  if (!signing::isSignatureOf(item->handed, signer_, given.signature))
    return belongsElsewhere(given, *item) ? "handover.item.swapped" : "handover.item.mismatch";
  return item->isSigned() ? kRepeated : kGood;
}

void SignatureSorter::add(const SignatureItem& given) {
  const auto known = byId_.find(given.id);
  const ShelfItem* item = known == byId_.end() ? nullptr : known->second;
  const std::string verdict = judge(given, item);
  if (verdict == kGood) {
    good_.emplace_back(*item, given.signature);
    ++receipt_.taken;
  } else if (verdict == kRepeated) {
    ++receipt_.repeated;
  } else {
    receipt_.refused.push_back({item == nullptr ? given.id : item->name, verdict});
  }
}

}  // namespace tdkt::issuing
