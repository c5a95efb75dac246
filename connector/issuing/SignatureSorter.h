#pragma once
// Sorts uploaded signatures into those that may be kept and those that may not. Pure.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/issuing/OwnSigning.h"

namespace tdkt::issuing {

/// One use, for one uploaded file. The work it does is bounded by the size of the file: guesses whose a wrong
/// signature might be are made a fixed number of times.
class SignatureSorter {
 public:
  SignatureSorter(const std::vector<ShelfItem>& items, const signing::Certificate& signer, UtcTime now);
  void add(const SignatureItem& given);

  /// First signatures over what waits.
  const std::vector<std::pair<ShelfItem, Bytes>>& good() const { return good_; }
  const Receipt& receipt() const { return receipt_; }  ///< without `waiting`

 private:
  const char* judge(const SignatureItem& given, const ShelfItem* item);
  bool belongsElsewhere(const SignatureItem& given, const ShelfItem& item);

  const std::vector<ShelfItem>& items_;
  const signing::Certificate& signer_;
  UtcTime now_;
  std::map<std::string, const ShelfItem*> byId_;
  std::set<std::string> seen_;
  std::size_t guesses_;
  std::vector<std::pair<ShelfItem, Bytes>> good_;
  Receipt receipt_;
};

}  // namespace tdkt::issuing
