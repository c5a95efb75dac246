#pragma once
// The box of a secret ballot in storage: sealed papers while it is open, opened ones afterwards.
//
// Rows are written by the commit of the vote they belong to (storage/CommitWriter). They are keyed by a
// random name, carry no time, no order and no voter. What this cannot hide is said in docs/council.md.

#include <string>
#include <vector>

#include "connector/council/BoxKeys.h"
#include "connector/storage/Database.h"

namespace tdkt::council {

struct SealedRow {
  std::string name;
  Bytes envelope;
};

/// Thread-safe. The database outlives it. Errors: those of Database.
class BallotBox {
 public:
  explicit BallotBox(storage::Database& database) : db_(database) {}

  /// All sealed papers, in the order of their random names.
  Result<std::vector<SealedRow>> sealed(const std::string& box);
  /// All of them opened, sorted by what they say. Errors: also kInput "council.code" (field: "secretary" or
  /// "presiding": not the code of this box), those of unseal().
  Result<std::vector<std::string>> opened(const std::string& box, const Secret& secretaryCode,
                                          const std::string& secretaryKey, const Secret& presidingCode,
                                          const std::string& presidingKey);
  /// The papers kept after the count, for a recount.
  Result<std::vector<std::string>> kept(const std::string& box);

 private:
  storage::Database& db_;
};

}  // namespace tdkt::council
