#pragma once
// The dialect of a host with plain REST and no idempotency keys (integration/office_simulator/API.md): every
// creating call asks first whether the thing is there already.

#include "connector/office/OfficeGateway.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// Thread-safe. Two calls for the same key at the same time are not guarded against each other: the outbox
/// hands out the effects of one dossier one by one.
class RestOfficeGateway : public OfficeGateway {
 public:
  explicit RestOfficeGateway(RestSettings settings) : client_(std::move(settings)) {}

  /// Errors besides those of the port: kCorrupt "office.attachment.digest" (the host keeps other bytes than
  /// sent).
  Result<Done> openTask(const HostTask& task) override;
  Result<Done> closeTask(const std::string& key, const std::string& document,
                         const std::string& state) override;
  Result<Done> setStatus(const HostStatus& status) override;
  Result<Done> attach(const HostAttachment& attachment) override;
  Result<Done> sendEdxml(const std::string& key, const Bytes& message) override;

 private:
  struct HostDocument {
    std::string path;  ///< "/api/documents/17"
    std::string status;
  };
  Result<HostDocument> find(const std::string& document) const;
  /// Whether a row of the JSON array at `path` has that value under `field`.
  Result<bool> listed(const std::string& path, const char* field, const std::string& value) const;

  RestClient client_;
};

}  // namespace tdkt::office
