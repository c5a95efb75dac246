#pragma once
// Writes what others may learn of a commit into the outbox, within that commit: once for each subscriber.

#include <string>
#include <vector>

#include "connector/events/PublicEvents.h"
#include "connector/outbox/Outbox.h"
#include "workflow/base/Secret.h"

namespace tdkt::events {

/// Someone who is told.
struct Subscriber {
  std::string id;
  std::string url;
  std::vector<Secret> secrets = {};     ///< "whsec_…"; the first signs first, several while rotating
  std::vector<std::string> types = {};  ///< only these; empty = all
};

/// The outbox channel of a subscriber.
std::string channelOf(const Subscriber& subscriber);

/// Thread-safe. A kept tap of SqlStore; its parts outlive the store's last commit.
class EventTap {
 public:
  EventTap(std::vector<Subscriber> subscribers, std::string publicUrl, issuing::IssueRegister& files,
           outbox::Outbox& outbox)
      : subscribers_(std::move(subscribers)),
        publicUrl_(std::move(publicUrl)),
        files_(files),
        outbox_(outbox) {}

  /// Inside the transaction of the commit. Errors: those of storage; the commit then fails with them.
  Result<Done> operator()(const workflow::Commit& commit) const;

 private:
  std::vector<Subscriber> subscribers_;
  std::string publicUrl_;
  issuing::IssueRegister& files_;
  outbox::Outbox& outbox_;
};

}  // namespace tdkt::events
