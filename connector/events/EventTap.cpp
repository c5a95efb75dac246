#include "connector/events/EventTap.h"

#include <algorithm>

namespace tdkt::events {
namespace {

bool wants(const Subscriber& subscriber, const std::string& type) {
  const auto& types = subscriber.types;
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

std::string channelOf(const Subscriber& subscriber) {
  return "event:" + subscriber.id;
}

Result<Done> EventTap::operator()(const workflow::Commit& commit) const {
  if (subscribers_.empty()) return Done{};
  TDKT_ASSIGN(const auto events, publicEvents(commit, publicUrl_, files_));
  for (const PublicEvent& event : events) {
    for (const Subscriber& subscriber : subscribers_) {
      if (!wants(subscriber, event.type)) continue;
      const EffectId effect(event.id + ":" + subscriber.id);
      TDKT_CHECK(outbox_.enqueueFor(commit.next.id, channelOf(subscriber), event.type, effect,
                                    {{"id", event.id}, {"body", event.body}}, commit.correlation));
    }
  }
  return Done{};
}

}  // namespace tdkt::events
