#pragma once
// The living connection to one described e-office: its profile, reloaded when the file changes, and its
// client.

#include <memory>
#include <mutex>
#include <string>

#include "connector/office/profile/HostProfile.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// Thread-safe. A changed file is taken whole or not at all: with a finding in it the old profile stays in
/// force and the log says why ("profile.kept").
class HostLink {
 public:
  /// Errors: those of profileFrom(), kNotFound "file.read".
  static Result<std::unique_ptr<HostLink>> open(const std::string& file, RestSettings settings);

  /// The profile in force; looks at the file first.
  std::shared_ptr<const HostProfile> profile();
  /// A client that shows the token as that profile says.
  RestClient client(const HostProfile& profile) const;

 private:
  HostLink(std::string file, RestSettings settings)
      : file_(std::move(file)), settings_(std::move(settings)) {}
  Result<Done> load();

  const std::string file_;
  const RestSettings settings_;
  std::mutex mutex_;
  std::string digest_;
  std::shared_ptr<const HostProfile> profile_;
};

}  // namespace tdkt::office
