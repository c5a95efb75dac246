#include "connector/issuing/ExtenderRaiser.h"

namespace tdkt::issuing {

#ifdef TDKT_HAS_EXTENDER

Result<Raised> ExtenderRaiser::raise(const Bytes& pdf, signing::Level target,
                                     std::chrono::hours renewWithin) {
  const signing::Extender extender({stamper_, revocation_, roots_, clock_});
  TDKT_ASSIGN(Bytes raised, extender.extend(pdf, target, renewWithin));
  return Raised{std::move(raised), std::nullopt};
}

#else  // signing/Extender.cpp is not in the tree yet: files wait, nothing is lost

Result<Raised> ExtenderRaiser::raise(const Bytes& /*pdf*/, signing::Level /*target*/,
                                     std::chrono::hours /*renewWithin*/) {
  return unavailableError("issuing.extend.absent", "this build has no signing/Extender.cpp yet");
}

#endif

}  // namespace tdkt::issuing
