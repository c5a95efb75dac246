#pragma once
// An e-office that is reached through the document axis only: pulled in, answered by status messages.

#include <memory>
#include <mutex>

#include "connector/inbox/EventInbox.h"
#include "connector/office/OfficeGateway.h"
#include "connector/office/axis/Axis.h"
#include "connector/office/edxml/Message.h"

namespace tdkt::office {

struct PullCounts {
  long rounds = 0;
  long failed = 0;
  long fresh = 0;
  long repeated = 0;  ///< handed out again although we keep it
  long confirmed = 0;
};

/// Who sends the decision.
struct Letterhead {
  edxml::Organisation own = {};
  std::string place = {};
  std::string signerName = {};
  std::string signerPost = {};
};

/// Pulls, and writes back what an axis can carry: status messages, and the signed decision as a document of
/// its own that answers the submission. It has no list of tasks, so those calls do nothing here: officials
/// work in our panel, and the status message tells the sender. Thread-safe.
class AxisOffice : public OfficeGateway {
 public:
  AxisOffice(OfficeId office, std::unique_ptr<Axis> axis, int everySeconds, inbox::EventInbox& eventInbox,
             const Clock& clock, Letterhead letterhead = {});

  /// A round when it is due; true when something new came.
  bool runOnce();
  /// Lists, gets, keeps, and only then tells the axis. A crash in between costs a repeat. One bad message
  /// does not stop those behind it. Errors: of the list; of a message when the axis went away.
  Result<Done> round();
  PullCounts counts() const;

  Result<Done> openTask(const HostTask& task) override;
  Result<Done> closeTask(const std::string& key, const std::string& document,
                         const std::string& state) override;
  Result<Done> setStatus(const HostStatus& status) override;
  /// Sends the decision as a document message: the same octets at every repeat, with a DocumentId of the
  /// decision's own number, so that a receiver tells a repeat. A file without a letter is not sent (logged).
  Result<Done> attach(const HostAttachment& attachment) override;
  Result<Done> sendEdxml(const std::string& key, const Bytes& message) override;

 private:
  Result<Done> take(const AxisRow& row);
  const OfficeId office_;
  const std::unique_ptr<Axis> axis_;
  const int everySeconds_;
  inbox::EventInbox& inbox_;
  const Clock& clock_;
  const Letterhead letterhead_;
  mutable std::mutex mutex_;
  std::int64_t nextAt_ = 0;
  PullCounts counts_;
};

}  // namespace tdkt::office
