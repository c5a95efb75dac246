#pragma once
// Raises issued files to the level that is wanted, one after the other, for days if it must.

#include <mutex>

#include "connector/issuing/ExtensionJobs.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/LevelRaiser.h"
#include "connector/storage/BlobStore.h"
#include "signing/Verifier.h"

namespace tdkt::issuing {

struct ExtensionSettings {
  int attempts = 40;  ///< then a person must look: about two and a half weeks
  /// An archive time-stamp is renewed when its certificate ends within this.
  std::chrono::hours renewWithin{24 * 90};
  /// How often an archived file is looked at when nobody could tell its end.
  std::chrono::hours lookAgain{24 * 30};
  std::chrono::minutes scanEvery{60};
};

/// What an ExtensionWorker works with; all outlive it.
struct ExtensionWorkerParts {
  ExtensionJobs& jobs;
  IssueRegister& issueRegister;
  storage::BlobStore& blobs;
  LevelRaiser& raiser;
  const signing::Verifier& verifier;
  const Clock& clock;
};

/// Thread-safe: each job is leased. A kill at any point leaves a job that is done again with the same file;
/// what was raised but not recorded is raised anew.
class ExtensionWorker {
 public:
  ExtensionWorker(ExtensionWorkerParts parts, ExtensionSettings settings);

  /// Does one due job, after looking for renewals when it is time; false when there was none.
  bool runOnce();
  /// One try for this file if there was none yet; for the moment before it is given away.
  void tryNow(const std::string& verifyId);

 private:
  void scan();
  void settle(const ExtensionJob& job);
  Result<Done> work(const ExtensionJob& job);
  Result<Done> checkRaised(const ExtensionJob& job, const Bytes& before, const Bytes& after);
  std::optional<UtcTime> renewAt(const ExtensionJob& job, const Raised& raised) const;
  void tellBacklog();

  ExtensionWorkerParts parts_;
  ExtensionSettings settings_;
  std::mutex mutex_;  ///< of the two below
  UtcTime nextScan_;
  ExtensionCounts told_;
};

}  // namespace tdkt::issuing
