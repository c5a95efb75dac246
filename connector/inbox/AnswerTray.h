#pragma once
// Documents that say they answer one of ours: found by the code of ours, or laid in a tray where the
// secretariat sees them. Never dropped.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::inbox {

/// Where a request of ours waits for its answer.
struct WaitingRequest {
  DossierId dossier;
  std::string node;
};

/// An answer that fits no request.
struct UnmatchedAnswer {
  std::int64_t row = 0;
  OfficeId office;
  std::string code;    ///< of the answer: "45/STC-NS"
  std::string sender;  ///< display name
  std::string subject;
  std::string answers;  ///< the code it says it answers
  std::optional<CivilDate> date;
  std::string sha256;  ///< blob of the message
  UtcTime receivedAt;
};

/// Thread-safe. Errors: those of Database.
class AnswerTray {
 public:
  explicit AnswerTray(storage::Database& database) : database_(database) {}

  /// The newest request that left under this code, whatever its spelling of dashes and spaces.
  Result<std::optional<WaitingRequest>> requestOf(const std::string& code);
  /// Lays an answer in the tray; the same delivery again changes nothing. Joins an open transaction.
  Result<Done> put(std::int64_t delivery, const UnmatchedAnswer& answer);
  /// Oldest first.
  Result<std::vector<UnmatchedAnswer>> open(std::size_t limit);
  Result<std::size_t> count();
  /// kNotFound "tray.answer": taken out already.
  Result<UnmatchedAnswer> find(std::int64_t row);
  /// A person found its dossier; `reason` may be empty.
  Result<Done> matched(std::int64_t row, const DossierId& dossier, const OfficialId& by, UtcTime at);
  /// It belongs to no dossier here. kInput "workflow.reason.missing".
  Result<Done> close(std::int64_t row, const std::string& reason, const OfficialId& by, UtcTime at);

 private:
  storage::Database& database_;
};

}  // namespace tdkt::inbox
