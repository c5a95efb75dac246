#pragma once
// The e-office as tdkt speaks to it: tasks, status, attachments, messages. One adapter per dialect.

#include <optional>
#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::office {

/// A task as the host shows it in its own list.
struct HostTask {
  std::string key;       ///< our work item id: the host keeps it, so that we can ask before we repeat
  std::string document;  ///< the host's document id
  std::string assignee;  ///< the host's user id
  std::string title;     ///< Vietnamese
  CivilDate due{};
};

/// What the host's document should say of itself now.
struct HostStatus {
  std::string document;  ///< the host's document id
  std::string phase;     ///< "running", "returned", "refused", "issued"; empty: say it, change nothing
  std::string text;      ///< Vietnamese, for people
};

/// What a signed decision is, for hosts that get it as a letter of its own.
struct DecisionLetter {
  std::string number;    ///< "05"
  std::string notation;  ///< "QĐ-UBND"
  CivilDate date{};
  std::string subject;       ///< Vietnamese
  std::string receiverCode;  ///< who submitted
  std::string receiverName;
  std::string answersCode;  ///< of the submission: "118/TTr-SGDĐT"
  std::optional<CivilDate> answersDate = std::nullopt;
};

/// A file for a host document.
struct HostAttachment {
  std::string document;
  std::string name;  ///< display name, Vietnamese
  std::string mediaType;
  std::string sha256;  ///< of `bytes`; checked again on the host after attaching
  Bytes bytes;
  std::optional<DecisionLetter> letter = std::nullopt;  ///< when it is the decision
};

/// Thread-safe. Every function may be repeated: an adapter for a host without idempotency reads before it
/// repeats. Errors: kUnavailable "office.*" (certainly not done), kInDoubt "office.*" (reply lost: call
/// again, it will ask first), kInput "office.refused" (the host says no for good), kDenied "office.token".
class OfficeGateway {
 public:
  virtual ~OfficeGateway() = default;
  virtual Result<Done> openTask(const HostTask& task) = 0;
  /// `state` is Vietnamese display text: "Đồng ý", "Trả lại", "Không đồng ý", "Đã hủy".
  virtual Result<Done> closeTask(const std::string& key, const std::string& document,
                                 const std::string& state) = 0;
  virtual Result<Done> setStatus(const HostStatus& status) = 0;
  /// Exactly once by (document, sha256).
  virtual Result<Done> attach(const HostAttachment& attachment) = 0;
  /// Sends an edXML message (status or document); the key makes a repeat harmless.
  virtual Result<Done> sendEdxml(const std::string& key, const Bytes& message) = 0;
};

}  // namespace tdkt::office
