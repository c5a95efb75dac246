#pragma once
// Writes back to Redmine: tasks as sub-issues of the right people, status, notes, the signed file once.

#include "connector/office/OfficeGateway.h"
#include "connector/office/profile/HostLink.h"
#include "connector/office/redmine/RedmineApi.h"

namespace tdkt::office {

/// Every call proves first whose key it has. What the profile declares the host cannot do becomes a comment,
/// or nothing. Thread-safe. Errors besides those of the port: those of RedmineApi.
class RedmineGateway : public OfficeGateway {
 public:
  explicit RedmineGateway(HostLink& link) : link_(link) {}

  Result<Done> openTask(const HostTask& task) override;
  /// Several people may hold one task: theirs alone shows what they said, the others' are closed as settled.
  Result<Done> closeTask(const std::string& key, const std::string& document,
                         const std::string& state) override;
  Result<Done> setStatus(const HostStatus& status) override;
  Result<Done> attach(const HostAttachment& attachment) override;
  /// Redmine knows no edXML: refusals at the door and answers to a take-back become a comment, the rest has
  /// been said by setStatus().
  Result<Done> sendEdxml(const std::string& key, const Bytes& message) override;

 private:
  struct Session {
    std::shared_ptr<const HostProfile> profile;
    RedmineApi api;
    std::string account;
  };
  Result<Session> begin();
  Result<Done> close(Session& session, const RedmineTask& task, const std::string& status,
                     const std::string& note);
  HostLink& link_;
};

}  // namespace tdkt::office
