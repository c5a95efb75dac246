#include "connector/issuing/ExtenderRaiser.h"

namespace tdkt::issuing {

Result<Raised> ExtenderRaiser::raise(const Bytes& pdf, signing::Level target,
                                     std::chrono::hours renewWithin) {
  const signing::Extender extender({stamper_, revocation_, roots_, clock_});
  TDKT_ASSIGN(Bytes raised, extender.extend(pdf, target, renewWithin));
  return Raised{std::move(raised), std::nullopt};
}

}  // namespace tdkt::issuing
